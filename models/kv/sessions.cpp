#include "models/kv/sessions.h"

#include <algorithm>
#include <utility>

#include "sim/kernel/check.h"

namespace kv {
namespace {

/// Our choice: 1.5 MiB, for three quarters as many pairs of client and key.
constexpr std::uint64_t kPlacesAtFirst = std::uint64_t{1} << 16;

}  // namespace

Sessions::Sessions(const Staleness& order, std::uint64_t pairs) : order_(order) {
  std::size_t places = 64;
  while (places < kPlacesAtFirst && places * 3 < pairs * 4) places *= 2;
  grow(places);
}

Sessions::PutNumber Sessions::number(std::uint64_t put) {
  SIM_CHECK(put <= ~PutNumber{0}, "more puts than sessions can name");
  return static_cast<PutNumber>(put);
}

std::size_t Sessions::place_of(ClientId client, Key key) const {
  std::size_t i = home(client, key);
  const auto is_other = [&](const Session& it) {
    return it.is_taken() && (it.client != client || it.key != key);
  };
  while (is_other(sessions_[i])) i = (i + 1) & (sessions_.size() - 1);
  return i;
}

Sessions::Session* Sessions::find(ClientId client, Key key) {
  Session& session = sessions_[place_of(client, key)];
  return session.is_taken() ? &session : nullptr;
}

Sessions::Session& Sessions::of(ClientId client, Key key) {
  if (used_ * 4 >= sessions_.size() * 3) grow(sessions_.size() * 2);
  Session& session = sessions_[place_of(client, key)];
  if (!session.is_taken()) {
    session.client = client;
    session.key = key;
    ++used_;
  }
  return session;
}

void Sessions::grow(std::size_t places) {
  sim::PagedVector<Session> old(places);
  std::swap(old, sessions_);
  shift_ = 64;
  for (std::size_t i = places; i > 1; i /= 2) --shift_;
  for (const Session& session : old) {
    if (session.is_taken()) sessions_[place_of(session.client, session.key)] = session;
  }
}

void Sessions::begin(ClientId client, Key key, std::uint64_t put) {
  while (put / kPage >= pages_.size()) pages_.push_back(std::make_unique<Page>());
  const Session* session = find(client, key);
  (*pages_[put / kPage])[put % kPage] = {client, session ? session->youngest_read : 0};
}

void Sessions::acknowledge(ClientId client, Key key, std::uint64_t put) {
  of(client, key).own_put = number(put);  // one operation at a time: its latest began last
}

std::uint64_t Sessions::bytes() const {
  return sessions_.capacity() * sizeof(Session) + pages_.size() * sizeof(Page);
}

const Sessions::Put* Sessions::find_put(std::uint64_t put) const {
  return put > 0 && put / kPage < pages_.size() ? &(*pages_[put / kPage])[put % kPage] : nullptr;
}

Sessions::Verdict Sessions::judge(ClientId client, Key key, std::span<const Value> read,
                                  bool may_be_stale) {
  Verdict verdict;
  std::uint64_t youngest = 0;
  for (const Value& value : read) youngest = std::max(youngest, value.id);
  Session* session = youngest > 0 ? &of(client, key) : find(client, key);
  if (session) {
    // An own put was acknowledged before this get began: who is not stale has not missed it.
    verdict[Guarantee::kReadYourWrites] =
        may_be_stale && order_.is_older(key, read, session->own_put);
    verdict[Guarantee::kMonotonicReads] =
        session->youngest_read > youngest && order_.is_older(key, read, session->youngest_read);
    session->youngest_read = std::max(session->youngest_read, number(youngest));
  }
  if (read.size() > 1) judge_siblings(read, verdict);
  return verdict;
}

/// A client's puts follow one another: of two, the earlier precedes the later iff it was
/// acknowledged.
void Sessions::judge_siblings(std::span<const Value> read, Verdict& verdict) {
  siblings_.clear();
  for (const Value& value : read) {
    if (find_put(value.id)) siblings_.push_back(value.id);
  }
  const auto name = [&](std::uint64_t put) { return std::pair(find_put(put)->client, put); };
  const auto before = [&](std::uint64_t a, std::uint64_t b) { return name(a) < name(b); };
  std::sort(siblings_.begin(), siblings_.end(), before);  // no ties: a put is there once
  for (std::size_t i = 0; i < siblings_.size(); ++i) {
    const std::uint64_t put = siblings_[i];
    const bool has_later =
        i + 1 < siblings_.size() && find_put(siblings_[i + 1])->client == find_put(put)->client;
    verdict[Guarantee::kMonotonicWrites] |= has_later && order_.precedes(put, siblings_[i + 1]);
    const std::uint64_t had_read = find_put(put)->had_read;
    if (had_read == 0) continue;
    const bool is_beside = std::binary_search(siblings_.begin(), siblings_.end(), had_read, before);
    verdict[Guarantee::kWritesFollowReads] |= is_beside;
    verdict.was_acknowledged |= is_beside && order_.precedes(had_read, put);
  }
}

}  // namespace kv
