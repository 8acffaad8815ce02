#include "tests/kv/checkers/timeline.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace test {

using kv::checkers::Moment, kv::checkers::Operation, kv::checkers::OperationIndex,
    kv::checkers::Operations;

namespace {

struct Drawn {
  Operation operation;
  std::vector<std::uint64_t> values;
};

/// What stands between the brackets: "x=1", "x=~1", "x:1,2", "x:".
Drawn parse(std::string_view text) {
  Drawn drawn;
  if (text.size() < 2 || (text[1] != '=' && text[1] != ':'))
    throw std::invalid_argument("not an operation: " + std::string(text));
  drawn.operation.key = {static_cast<std::uint64_t>(text[0] - 'a')};
  drawn.operation.action = text[1] == '=' ? kv::Action::kPut : kv::Action::kGet;
  bool in_number = false;
  for (const char c : text.substr(2)) {
    if (c == '~') drawn.operation.deletes = true;
    const bool is_digit = c >= '0' && c <= '9';
    if (is_digit && !in_number) drawn.values.push_back(0);
    if (is_digit) drawn.values.back() = drawn.values.back() * 10 + (c - '0');
    in_number = is_digit;
  }
  return drawn;
}

}  // namespace

Operations timeline(std::initializer_list<std::string_view> clients) {
  std::vector<Drawn> all;
  std::uint32_t client = 0;
  for (const std::string_view line : clients) {
    // Within a column beginnings come before ends.
    const auto moment = [&](std::size_t column, bool is_end) {
      return static_cast<Moment>((2 * column + (is_end ? 1 : 0)) * clients.size() + client + 1);
    };
    for (std::size_t from = line.find('['); from != line.npos; from = line.find('[', from + 1)) {
      const std::size_t to = line.find_first_of("]?!", from);
      if (to == line.npos) throw std::invalid_argument("no end: " + std::string(line));
      Drawn drawn = parse(line.substr(from + 1, to - from - 1));
      drawn.operation.client = {client};
      drawn.operation.begun = moment(from, false);
      drawn.operation.invoked = sim::kStart + sim::Duration(static_cast<std::int64_t>(from));
      if (line[to] != '?') {
        drawn.operation.outcome = line[to] == ']' ? kv::Outcome::kOk : kv::Outcome::kFail;
        drawn.operation.ended = moment(to, true);
        drawn.operation.completed = sim::kStart + sim::Duration(static_cast<std::int64_t>(to));
      }
      all.push_back(std::move(drawn));
    }
    ++client;
  }
  std::sort(all.begin(), all.end(),
            [](const Drawn& a, const Drawn& b) { return a.operation.begun < b.operation.begun; });
  Operations operations;
  for (const Drawn& drawn : all) operations.add(drawn.operation, drawn.values);
  return operations;
}

std::string drawn(const Operations& operations, const std::vector<OperationIndex>& indices) {
  std::string text;
  for (const OperationIndex i : indices) {
    const Operation& it = operations[i];
    if (!text.empty()) text += ' ';
    text += static_cast<char>('a' + it.key.value);
    text += it.action == kv::Action::kPut ? it.deletes ? "=~" : "=" : ":";
    bool is_first = true;
    for (const std::uint64_t id : operations.values(it)) {
      text += (is_first ? "" : ",") + std::to_string(id);
      is_first = false;
    }
  }
  return text;
}

std::string drawn(const Operations& operations, const kv::checkers::Verdict& verdict) {
  std::string text;
  for (const kv::checkers::Finding& finding : verdict.findings) {
    if (!text.empty()) text += "; ";
    text += std::string(finding.rule) + ": " + drawn(operations, finding.operations);
  }
  return text;
}

}  // namespace test
