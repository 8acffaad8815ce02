#include "sim/run/sweep/sweep_plan.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "sim/run/scenario/any_value.h"
#include "sim/run/scenario/condition.h"
#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/overrides.h"

namespace sim {
namespace {

/// The values of several fields that change together, one by one.
std::vector<std::string> values_of(const std::string& row, std::size_t fields) {
  if (fields == 1) return {row};
  std::vector<std::string> values;
  for (const JsonValue& value : parse_json(row).root.children)
    values.push_back(written(value).line());
  return values;
}

std::vector<SweepPoint> grid(const std::vector<Axis>& axes) {
  std::vector<SweepPoint> points(1);
  for (const Axis& axis : axes) {
    const std::size_t fields = axis.names().size();
    std::vector<SweepPoint> longer;
    for (const SweepPoint& point : points) {
      for (const std::string& row : axis.values) {
        longer.push_back(point);
        for (std::string& value : values_of(row, fields))
          longer.back().values.push_back(std::move(value));
      }
    }
    points = std::move(longer);
  }
  return points;
}

/// Looks at points by what `where` says of them.
class Where {
 public:
  Where(const Scenario& scenario, const std::vector<std::string>& parameters)
      : conditions_(scenario.sweep.where),
        parameters_(parameters),
        resolved_(parse_json(scenario.resolved).root) {}

  bool keeps(const SweepPoint& point) {
    for (const std::string& text : conditions_) {
      const std::optional<bool> is_so =
          holds(parse_condition(text).value,
                [&](const std::string& field) { return value_of(field, point); });
      if (!is_so) mistake_ = fmt::format("sweep.where: \"{}\": {} is no whole number", text, odd_);
      if (!is_so.value_or(false)) return false;
    }
    return true;
  }
  const std::string& mistake() const { return mistake_; }

 private:
  std::optional<std::int64_t> value_of(const std::string& field, const SweepPoint& point) {
    const auto varied = std::find(parameters_.begin(), parameters_.end(), field);
    std::string text;
    if (varied != parameters_.end())
      text = point.values[static_cast<std::size_t>(varied - parameters_.begin())];
    else if (const JsonValue* value = resolved_value(field))
      text = value->text;
    const Parsed<std::uint64_t> number = parse_whole(text);
    if (number.ok()) return static_cast<std::int64_t>(number.value);
    odd_ = field;
    return std::nullopt;
  }
  const JsonValue* resolved_value(const std::string& field) const {
    const JsonValue* value = &resolved_;
    for (const std::string& step : steps_to(field))
      if (value != nullptr) value = child(*value, step);
    return value;
  }

  const std::vector<std::string>& conditions_;
  const std::vector<std::string>& parameters_;
  const JsonValue resolved_;
  std::string mistake_, odd_;
};

}  // namespace

LoadedScenario SweepPlan::load(std::uint64_t run) const {
  LoadOptions options{overrides, seed_of(run)};
  const SweepPoint& point = point_of(run);
  for (std::size_t i = 0; i < parameters.size(); ++i)
    options.overrides.push_back(parameters[i] + '=' + point.values[i]);
  return parse_scenario(text, file, models, options);
}

std::string plan_points(const Scenario& scenario, SweepPlan& plan) {
  for (const Axis& axis : scenario.sweep.axes)
    for (std::string& name : axis.names()) plan.parameters.push_back(std::move(name));
  plan.points = grid(scenario.sweep.axes);
  Where where(scenario, plan.parameters);
  std::erase_if(plan.points, [&](const SweepPoint& point) { return !where.keeps(point); });
  if (!where.mistake().empty()) return where.mistake() + '\n';
  if (plan.points.empty()) return "sweep.where leaves out every point\n";
  for (std::uint64_t point = 0; point < plan.points.size(); ++point) {
    const LoadedScenario loaded = plan.load(point * plan.seeds.count());
    if (!loaded.scenario)
      return loaded.report() +
             "a point of the sweep is no valid scenario; leave it out with sweep.where\n";
  }
  return "";
}

}  // namespace sim
