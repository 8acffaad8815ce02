#include "models/kv/staleness.h"

#include <algorithm>

#include "sim/kernel/check.h"

namespace kv {

std::uint64_t Staleness::number_put() {
  ++puts_;
  if (puts_ / kPage >= pages_.size()) pages_.push_back(std::make_unique<Page>());
  return puts_;
}

void Staleness::begin(std::uint64_t put) {
  SIM_CHECK(numbered(put), "a put without a number");
  at(put).open_for = kOpen;
}

void Staleness::begin_delete(Key key, std::uint64_t put) {
  begin(put);
  ++state(key).open_deletes;
}

void Staleness::acknowledge_delete(Key key, std::uint64_t put, sim::Time now) {
  acknowledge(key, put, now);
  KeyState& known = state(key);
  --known.open_deletes;
  known.last_delete = put;
}

void Staleness::fail_delete(Key key) { --state(key).open_deletes; }

void Staleness::acknowledge(Key key, std::uint64_t put, sim::Time now) {
  SIM_CHECK(numbered(put), "a put without a number");
  KeyState& known = state(key);
  const std::uint64_t meanwhile = puts_ - put;
  at(put) = {static_cast<std::uint32_t>(std::min<std::uint64_t>(meanwhile, kOpen - 1)),
             ++known.puts};
  known.youngest_put = std::max(known.youngest_put, put);
  known.last_at = now;
}

Staleness::View Staleness::view(Key key) const {
  if (key.value >= keys_.size()) return {};
  const KeyState& known = keys_[key.value];
  return {known.youngest_put, known.puts, known.last_at};
}

bool Staleness::precedes(std::uint64_t a, std::uint64_t b) const {
  if (!numbered(a)) return false;
  const std::uint32_t open_for = at(a).open_for;
  return open_for != kOpen && b > a + open_for;
}

/// What was there before the run is older than every put.
bool Staleness::stale(std::uint64_t put, std::uint64_t since) const {
  return since > 0 && (!numbered(put) || precedes(put, since));
}

/// Whether "nothing" is an answer that some delete explains.
bool Staleness::is_deleted(Key key, std::uint64_t since) const {
  if (key.value >= keys_.size()) return false;
  const KeyState& known = keys_[key.value];
  return known.open_deletes > 0 || (known.last_delete > 0 && !stale(known.last_delete, since));
}

bool Staleness::is_older(Key key, std::span<const Value> read, std::uint64_t put) const {
  for (const Value& value : read) {
    if (!stale(value.id, put)) return false;
  }
  return put > 0 && !(read.empty() && is_deleted(key, put));
}

Staleness::Verdict Staleness::judge(Key key, const View& view, std::span<const Value> read) const {
  if (!is_older(key, read, view.youngest_put)) return {};
  std::uint32_t newest = 0;
  for (const Value& value : read) {
    if (numbered(value.id)) newest = std::max(newest, at(value.id).version);
  }
  return {true, view.puts - std::min(newest, view.puts)};
}

Staleness::Hottest Staleness::hottest() const {
  Hottest hottest;
  for (const KeyState& known : keys_) {
    hottest.puts = std::max<std::uint64_t>(hottest.puts, known.puts);
    hottest.of_all += known.puts;
  }
  return hottest;
}

std::uint64_t Staleness::bytes() const {
  return keys_.capacity() * sizeof(KeyState) + pages_.size() * sizeof(Page);
}

Staleness::KeyState& Staleness::state(Key key) {
  if (key.value >= keys_.size()) keys_.resize(key.value + 1);
  return keys_[key.value];
}

}  // namespace kv
