// The lines of `sweep`: "dynamo.r": [1, 2], several fields that change together, and `where`.
#include "sim/run/scenario/sweep_fields.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/run/scenario/any_value.h"
#include "sim/run/scenario/condition.h"
#include "sim/run/scenario/overrides.h"

namespace sim {
namespace {

constexpr std::string_view kMember = "sweep", kWhere = "where";

/// What is no part of a run, or what replications are for.
constexpr std::array<std::string_view, 8> kNotSwept = {"$schema", "name",      "model",  "seed",
                                                       "expect",  "sometimes", "ranges", "sweep"};

bool is_swept(const std::string& field) {
  const std::vector<std::string> steps = steps_to(field);
  const std::string first = steps.empty() ? "" : steps[0];
  return std::find(kNotSwept.begin(), kNotSwept.end(), first) == kNotSwept.end();
}

/// Judges one axis after the other.
class AxisJudge {
 public:
  AxisJudge(const JsonValue& root, Mistakes& mistakes, const ReadFields& read)
      : trial_(root, kMember, mistakes, read), mistakes_(mistakes) {}

  void judge(const JsonValue& member, const Axis& axis) {
    const std::string where = fmt::format("/{}{}", kMember, pointer_step(member.key));
    if (mistakes_.any_within(where)) return;
    const std::vector<std::string> fields = axis.names();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!is_swept(fields[i]))
        return mistakes_.at_key(member, where, "no sweep varies it: seeds are for --seeds");
      if (std::find(seen_.begin(), seen_.end(), fields[i]) != seen_.end())
        return mistakes_.at_key(member, where, "is varied twice");
      seen_.push_back(fields[i]);
      if (!takes_each(member, where, fields, i)) return;
    }
  }

 private:
  bool takes_each(const JsonValue& member, const std::string& where,
                  const std::vector<std::string>& fields, std::size_t field) {
    for (std::size_t i = 0; i < member.children.size(); ++i) {
      FieldValue value{member.children[i], fmt::format("{}/{}", where, i)};
      if (fields.size() > 1) {
        if (!is_row(value, fields.size())) return false;
        value = {value.value.children[field], fmt::format("{}/{}", value.pointer, field)};
      }
      if (!trial_.takes(member, where, fields[field], value)) return false;
    }
    return true;
  }

  bool is_row(const FieldValue& value, std::size_t fields) {
    const JsonValue& row = value.value;
    if (row.kind == JsonValue::Kind::kList && row.children.size() == fields) return true;
    mistakes_.at_value(
        row, value.pointer,
        fmt::format("{} fields change together: write a list of {} values", fields, fields));
    return false;
  }

  const ValueTrial trial_;
  Mistakes& mistakes_;
  std::vector<std::string> seen_;
};

void check_where(const JsonValue& list, const Sweep& sweep, Mistakes& mistakes) {
  for (std::size_t i = 0; i < sweep.where.size() && i < list.children.size(); ++i)
    if (const Parsed<Condition> read = parse_condition(sweep.where[i]); !read.ok())
      mistakes.at_value(list.children[i], fmt::format("/{}/{}/{}", kMember, kWhere, i),
                        read.mistake);
}

}  // namespace

std::vector<std::string> Axis::names() const {
  std::vector<std::string> names;
  std::string_view rest = fields;
  while (true) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    std::string_view name = rest.substr(0, end);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    names.emplace_back(name);
    if (end == rest.size()) return names;
    rest.remove_prefix(end + 1);
  }
}

void describe_sweep(Fields& fields, Sweep& sweep) {
  if (!fields.given(kMember, !sweep.axes.empty())) return;
  std::vector<std::string> keys;
  for (const Axis& axis : sweep.axes) keys.push_back(axis.fields);
  if (!sweep.where.empty()) keys.emplace_back(kWhere);
  const auto assign = [&](const std::vector<std::string>& written) {
    sweep = {};
    for (const std::string& key : written)
      if (key != kWhere) sweep.axes.push_back({key, {}});
  };
  const auto visit = [&](Fields& entry, std::size_t, std::string_view key) {
    if (key == kWhere) {
      entry.list(key, sweep.where,
                 [](Fields& in, std::string& condition) {
                   in.text("", condition, {.doc = "e.g. \"dynamo.r + dynamo.w > dynamo.n\""});
                 },
                 {.doc = "points of which one of these is not so are left out"});
      return;
    }
    for (Axis& axis : sweep.axes)
      if (axis.fields == key) any_values(entry, key, axis.values, "one after the other");
  };
  fields.map(kMember, keys, assign, visit,
             {.doc = "what `sweep` varies, by field (the paths of --set), each with each; "
                     "\"a, b\": [[1, 2], ...] vary together; other commands pass it over"});
}

void check_sweep(const JsonValue& root, const Sweep& sweep, Mistakes& mistakes,
                 const ReadFields& read) {
  const JsonValue* members = root.find(kMember);
  if (members == nullptr) return;
  AxisJudge judge(root, mistakes, read);
  for (const JsonValue& member : members->children) {
    if (member.key == kWhere) check_where(member, sweep, mistakes);
    for (const Axis& axis : sweep.axes)
      if (axis.fields == member.key) judge.judge(member, axis);
  }
}

}  // namespace sim
