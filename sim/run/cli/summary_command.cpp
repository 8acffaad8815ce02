// `summary` and `diff`: what sweeps and replications say, alone and one against the other.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/cli/sweep_session.h"
#include "sim/run/nearest.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/sweep/sweep_text.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

/// "get.latency.p99>5%": the mean rose by more than that; < : it fell.
struct Alarm {
  std::string text, metric;
  bool rises = true;
  double relative = 0;

  bool is_raised_by(const Difference& difference) const {
    if (difference.metric != metric || (difference.interval && !difference.is_certain()))
      return false;
    const double change = difference.relative();
    return rises ? change > relative : -change > relative;
  }
};

Alarm alarm_of(const std::string& text) {
  const std::size_t at = text.find_first_of("<>");
  const Parsed<Ratio> ratio =
      at == text.npos ? Parsed<Ratio>{{}, "none"} : parse_ratio(text.substr(at + 1));
  if (!ratio.ok() || at == 0)
    throw UsageError(fmt::format(
        "--fail-on: \"{}\" is no change; write e.g. 'get.latency.p99>5%' for more, < for less",
        text));
  return {
      text, text.substr(0, at), text[at] == '>',
      static_cast<double>(ratio.value.numerator) / static_cast<double>(ratio.value.denominator)};
}

std::string change_text(const Difference& difference) {
  if (difference.before == 0) return difference.after == 0 ? "-" : "new";
  return fmt::format("{:+.2f} %", difference.relative() * 100);
}

std::string point_text(const SweepColumns& columns, std::size_t point) {
  std::string text;
  for (std::size_t i = 0; i < columns.parameters.size(); ++i)
    text +=
        fmt::format("{}{}={}", i == 0 ? "" : " ", columns.parameters[i], columns.values[point][i]);
  return text;
}

/// Those that are no chance, or those that were asked for.
std::string differences_table(const SweepColumns& columns, std::span<const Difference> all,
                              const std::vector<std::string>& wanted) {
  TextTable table("llrrrl", 0);
  table.row({"point", "metric", "before", "after", "change", "95 % interval of the difference"});
  std::size_t shown = 0;
  for (const Difference& one : all) {
    const bool asked = std::find(wanted.begin(), wanted.end(), one.metric) != wanted.end();
    const bool is_news = one.interval ? one.is_certain() : one.before != one.after;
    if (wanted.empty() ? !is_news : !asked) continue;
    ++shown;
    table.row({columns.parameters.empty() ? "-" : point_text(columns, one.point),
               one.unit == "ratio" ? one.metric : one.metric + ' ' + one.unit,
               fmt::format("{:.6g}", one.before), fmt::format("{:.6g}", one.after),
               change_text(one),
               one.interval ? fmt::format("{:.4g} to {:.4g}", one.interval->low, one.interval->high)
                            : "a single pair"});
  }
  return shown == 0 ? "" : table.text();
}

void check_alarms(const std::vector<Alarm>& alarms, std::span<const Difference> all) {
  for (const Alarm& alarm : alarms) {
    const bool known = std::any_of(
        all.begin(), all.end(), [&](const Difference& one) { return one.metric == alarm.metric; });
    if (known) continue;
    std::vector<std::string> names;
    for (const Difference& one : all) names.push_back(one.metric);
    throw UsageError(fmt::format("--fail-on: no metric \"{}\"{}", alarm.metric,
                                 did_you_mean(alarm.metric, names)));
  }
}

std::string differences_json(const SweepColumns& columns, std::span<const Difference> all) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Difference& one : all) {
    Json row = {
        {"metric", one.metric}, {"unit", one.unit}, {"before", one.before}, {"after", one.after}};
    if (one.interval) {
      row["ci_low"] = one.interval->low;
      row["ci_high"] = one.interval->high;
    }
    for (std::size_t i = 0; i < columns.parameters.size(); ++i)
      row["parameters"][columns.parameters[i]] = Json::parse(columns.values[one.point][i]);
    list.push_back(std::move(row));
  }
  const Json whole = {{"tool", tool_text()}, {"differences", list}};
  return whole.dump(2) + '\n';
}

}  // namespace

int summary_command(const Session& session) {
  int status = kDone;
  for (const std::string& word : session.arguments.files) {
    const KeptSweep kept = read_sweep(word);
    print_sweep(session, kept);
    status = std::max(status, status_of(kept.rows));
  }
  return status;
}

int diff_command(const Session& session) {
  const Arguments& arguments = session.arguments;
  std::vector<Alarm> alarms;
  for (const std::string& text : arguments.fail_on) alarms.push_back(alarm_of(text));
  const KeptSweep before = read_sweep(arguments.files[0]), after = read_sweep(arguments.files[1]);
  if (before.columns.parameters != after.columns.parameters ||
      before.columns.values != after.columns.values ||
      before.columns.first_seed != after.columns.first_seed ||
      before.columns.seeds != after.columns.seeds)
    throw UsageError(fmt::format("{} and {} have other points or seeds: nothing can be paired",
                                 arguments.files[0], arguments.files[1]));
  const std::vector<Difference> all = differences(before.columns, before.rows, after.rows);
  check_alarms(alarms, all);
  std::ostream& out = session.console.out;
  if (arguments.json) {
    out << differences_json(before.columns, all);
  } else {
    const std::string table = differences_table(before.columns, all, arguments.metrics);
    out << (table.empty() ? "no difference that is more than chance\n" : table);
  }
  int status = kDone;
  for (const Alarm& alarm : alarms) {
    for (const Difference& one : all) {
      if (!alarm.is_raised_by(one)) continue;
      session.console.err << fmt::format("FAIL {}  {} {}\n", alarm.text,
                                         point_text(before.columns, one.point), change_text(one));
      status = kViolated;
    }
  }
  return status;
}

}  // namespace sim
