#include "sim/run/scenario/condition.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace sim {
namespace {

constexpr std::array<std::string_view, 6> kRelations = {"<", "<=", "==", "!=", ">=", ">"};

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::optional<std::size_t> relation_of(std::string_view word) {
  for (std::size_t i = 0; i < kRelations.size(); ++i)
    if (kRelations[i] == word) return i;
  return std::nullopt;
}

Condition::Term term_of(std::string_view word, bool minus) {
  Condition::Term term{minus, "", 0};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), term.number);
  if (error != std::errc{} || end != word.data() + word.size())
    term = {minus, std::string(word), 0};
  return term;
}

std::optional<std::int64_t> sum_of(
    const std::vector<Condition::Term>& terms,
    const std::function<std::optional<std::int64_t>(const std::string&)>& value_of) {
  std::int64_t sum = 0;
  for (const Condition::Term& term : terms) {
    const auto value = term.field.empty() ? term.number : value_of(term.field);
    if (!value) return std::nullopt;
    sum += term.minus ? -*value : *value;
  }
  return sum;
}

}  // namespace

Parsed<Condition> parse_condition(std::string_view text) {
  const auto refused = [&](std::string_view why) {
    return Parsed<Condition>{
        {}, fmt::format("\"{}\" {}; write e.g. \"dynamo.r + dynamo.w > dynamo.n\"", text, why)};
  };
  Condition condition;
  std::vector<Condition::Term>* side = &condition.left;
  bool wants_term = true, minus = false;
  for (const std::string_view word : words_of(text)) {
    const std::optional<std::size_t> relation = relation_of(word);
    const bool joins = word == "+" || word == "-";
    if (wants_term != !(relation || joins)) return refused("is no comparison of two sums");
    if (relation) {
      if (side == &condition.right) return refused("compares twice");
      condition.relation = static_cast<Condition::Relation>(*relation);
      side = &condition.right;
    } else if (!joins) {
      side->push_back(term_of(word, minus));
    }
    minus = word == "-";
    wants_term = relation || joins;
  }
  if (side == &condition.left || wants_term) return refused("is no comparison of two sums");
  return {std::move(condition), ""};
}

std::optional<bool> holds(
    const Condition& condition,
    const std::function<std::optional<std::int64_t>(const std::string&)>& value_of) {
  using Relation = Condition::Relation;
  const auto left = sum_of(condition.left, value_of), right = sum_of(condition.right, value_of);
  if (!left || !right) return std::nullopt;
  switch (condition.relation) {
    case Relation::kLess:
      return *left < *right;
    case Relation::kAtMost:
      return *left <= *right;
    case Relation::kEqual:
      return *left == *right;
    case Relation::kUnequal:
      return *left != *right;
    case Relation::kAtLeast:
      return *left >= *right;
    case Relation::kMore:
      break;
  }
  return *left > *right;
}

}  // namespace sim
