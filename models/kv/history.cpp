#include "models/kv/history.h"

#include <array>
#include <iterator>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

#include "sim/kernel/check.h"

namespace kv {

History::History(std::uint32_t clients) : processes_(clients) {
  std::iota(processes_.begin(), processes_.end(), std::uint64_t{0});
}

void History::invoke(ClientId client, Action action, Key key, Value value, sim::Time now) {
  const std::size_t count = action == Action::kPut ? 1 : 0;
  add(Type::kInvoke, client, action, key, std::span(&value, count), now);
}

void History::complete(ClientId client, Action action, Key key, Outcome outcome,
                       std::span<const Value> values, sim::Time now) {
  switch (outcome) {
    case Outcome::kOk:
      return add(Type::kOk, client, action, key, values, now);
    case Outcome::kFail:
      return add(Type::kFail, client, action, key, values, now);
    case Outcome::kUnknown:
      break;
  }
  add(Type::kInfo, client, action, key, values, now);
  processes_[client.value] += processes_.size();
}

void History::add(Type type, ClientId client, Action action, Key key, std::span<const Value> values,
                  sim::Time now) {
  SIM_CHECK(client.value < processes_.size(), "a client outside the workloads");
  const bool is_put = action == Action::kPut;
  const std::size_t first = values_.size();
  for (const Value& value : values) {
    if (is_put || !value.is_tombstone) values_.push_back(value.id);
  }
  lines_.push_back({now, key.value, processes_[client.value], first,
                    static_cast<std::uint32_t>(values_.size() - first), type, action,
                    is_put && !values.empty() && values[0].is_tombstone});
}

std::string History::line(std::size_t index) const {
  static constexpr std::array<std::string_view, 4> kTypes = {"invoke", "ok", "fail", "info"};
  const Line& line = lines_[index];
  std::string text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, R"({{"index":{},"process":{},"type":"{}","f":"{}","key":"k{}","value":)",
                 index, line.process, kTypes[static_cast<std::size_t>(line.type)],
                 line.action == Action::kGet ? "get"
                 : line.deletes              ? "delete"
                                             : "put",
                 line.key);
  const std::uint64_t* ids = values_.data() + line.first_value;
  if (line.values == 0 || (line.values == 1 && ids[0] == 0)) text += "null";
  if (line.values == 1 && ids[0] != 0) fmt::format_to(out, "{}", ids[0]);
  if (line.values > 1) fmt::format_to(out, "[{}]", fmt::join(ids, ids + line.values, ","));
  fmt::format_to(out, R"(,"time":{}}})", line.at.time_since_epoch().count());
  return text;
}

}  // namespace kv
