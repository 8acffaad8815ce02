#include "sim/run/cli/sweep_session.h"

#include <algorithm>
#include <ostream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/cli/interrupt.h"
#include "sim/run/cli/memory.h"
#include "sim/run/cli/option_values.h"
#include "sim/run/cli/progress.h"
#include "sim/run/nearest.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"
#include "sim/run/sweep/sweep_text.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

constexpr const char *kPlan = "plan.json", *kScenario = "scenario.json", *kRuns = "runs.csv",
                     *kSummary = "summary.csv";

bool has(const SweepRow& row, const std::string& metric) {
  return std::any_of(row.metrics.begin(), row.metrics.end(), [&](const SummaryRow& one) {
    return one.metric == metric && one.scope == "all";
  });
}

/// Throws UsageError where no run measures it.
void check_metric(std::string_view option, const std::string& metric,
                  std::span<const SweepRow> rows) {
  std::set<std::string> names;
  for (const SweepRow& row : rows)
    for (const SummaryRow& one : row.metrics)
      if (one.scope == "all") names.insert(one.metric);
  if (names.empty() || names.contains(metric)) return;
  throw UsageError(fmt::format("{}: no metric \"{}\"{}", option, metric,
                               did_you_mean(metric, std::vector(names.begin(), names.end()))));
}

/// Goes through the runs of a shard, and shows how far it is.
class Shards {
 public:
  Shards(const Session& session, const SweepPlan& plan, ShardFile& file, Shard shard,
         const std::optional<Precision>& precision)
      : session_(session),
        plan_(plan),
        file_(file),
        shard_(shard),
        precision_(precision),
        bar_(session.console.err, wants_progress(session)) {}

  /// The signal that ended it, or 0.
  int go() {
    keep_freed_memory();
    const Interrupts interrupts;
    const std::size_t before = file_.rows().size();
    const auto show = [&](std::size_t done) {
      bar_.show(RunsProgress{"sweeping", before + done, runs(), 0});
    };
    const auto done = [&](const SweepOutcome& outcome) {
      file_.add(outcome.row);
      if (!precision_) return true;
      return has(outcome.row, precision_->metric) && !are_precise(file_.rows(), *precision_);
    };
    if (!precision_ || !precise_after(file_.rows(), *precision_))
      run_sweep(plan_, shard_, before, jobs_of(session_.arguments.jobs),
                {.done = done, .progress = show, .interrupted = [&] {
                   return interrupts.signal() != 0;
                 }});
    bar_.clear();
    return interrupts.signal();
  }

 private:
  std::uint64_t runs() const { return (plan_.runs() + shard_.of - 1 - shard_.index) / shard_.of; }

  const Session& session_;
  const SweepPlan& plan_;
  ShardFile& file_;
  const Shard shard_;
  const std::optional<Precision>& precision_;
  ProgressBar bar_;
};

std::string points_json(const KeptSweep& kept) {
  using Json = nlohmann::ordered_json;
  Json points = Json::array();
  for (const PointMetric& metric : point_metrics(kept.columns, kept.rows)) {
    Json one = {{"metric", metric.metric},
                {"scope", metric.scope},
                {"value", metric.mean},
                {"unit", metric.unit},
                {"runs", metric.runs}};
    if (metric.interval) {
      one["ci_low"] = metric.interval->low;
      one["ci_high"] = metric.interval->high;
    }
    for (std::size_t i = 0; i < kept.columns.parameters.size(); ++i)
      one["parameters"][kept.columns.parameters[i]] =
          Json::parse(kept.columns.values[metric.point][i]);
    points.push_back(std::move(one));
  }
  const Json all = {{"tool", tool_text()},
                    {"folder", kept.folder.string()},
                    {"runs", kept.rows.size()},
                    {"metrics", points}};
  return all.dump(2) + '\n';
}

}  // namespace

void write_tables(const fs::path& folder, const SweepColumns& columns,
                  std::span<const SweepRow> rows) {
  replace_file(folder / kRuns, runs_csv(columns, rows));
  replace_file(folder / kSummary, sweep_summary_csv(columns, rows));
}

KeptSweep read_sweep(const fs::path& folder) {
  if (!fs::exists(folder / kPlan))
    throw FileError(
        fmt::format("{}: is no folder of a sweep: it has no {}", folder.string(), kPlan));
  std::optional<SweepColumns> columns = read_columns(file_content(folder / kPlan));
  if (!columns)
    throw FileError(fmt::format("{}: is no plan of this program", (folder / kPlan).string()));
  Gathered gathered = gather({folder});
  if (!gathered.sweep.empty() && gathered.sweep != columns->sweep)
    throw FileError(fmt::format("{}: the shards are of sweep {}, the plan is of {}",
                                folder.string(), gathered.sweep, columns->sweep));
  return {folder, *std::move(columns), std::move(gathered.rows)};
}

void print_sweep(const Session& session, const KeptSweep& kept) {
  std::ostream& out = session.console.out;
  for (const std::string& metric : session.arguments.metrics)
    check_metric("--metric", metric, kept.rows);
  if (session.arguments.json) {
    out << points_json(kept);
    return;
  }
  if (session.arguments.quiet) {
    out << kept.folder.string() << '\n';
    return;
  }
  const std::vector<PointMetric> metrics = point_metrics(kept.columns, kept.rows);
  out << points_table(kept.columns, metrics, session.arguments.metrics) << '\n'
      << verdicts_text(kept.columns, kept.rows, (kept.folder / kScenario).string())
      << fmt::format("files in {}\n", kept.folder.string());
}

int status_of(std::span<const SweepRow> rows) {
  const auto any = [&](std::string_view verdict) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const SweepRow& row) { return row.verdict == verdict; });
  };
  if (any("error")) return kInternalError;
  return any("fail") ? kViolated : kDone;
}

/// All that the runs depend on names it: another sweep is another folder.
fs::path sweep_folder(const Session& session, const Scenario& scenario, const SweepPlan& plan,
                      const std::string& kind) {
  RunRequest request = request_of(scenario, std::nullopt);
  request.resolved += columns_of(plan, "", scenario.name).json();
  return out_folder(session) / kind / scenario.name / run_id(request);
}

int make_sweep(const Session& session, const Scenario& scenario, const SweepPlan& plan,
               const std::string& kind, Shard shard, const std::optional<Precision>& precision) {
  const fs::path folder = sweep_folder(session, scenario, plan, kind);
  const std::string name = folder.filename().string();
  check_out_folder(out_folder(session));
  const SweepColumns columns = columns_of(plan, name, scenario.name);
  replace_file(folder / kPlan, columns.json());
  replace_file(folder / kScenario, scenario.resolved);
  ShardFile file(folder, name, shard);
  const int signal = Shards(session, plan, file, shard, precision).go();
  if (signal != 0) {
    session.console.err << fmt::format("interrupted after {} runs; the same command goes on\n",
                                       file.rows().size());
    return 128 + signal;
  }
  KeptSweep kept = read_sweep(folder);
  if (precision) check_metric("--precision", precision->metric, kept.rows);
  const auto enough = precision ? precise_after(kept.rows, *precision) : std::nullopt;
  if (enough) kept.rows.resize(*enough);
  if (!enough && kept.rows.size() < columns.runs()) {
    if (session.arguments.quiet)
      session.console.out << folder.string() << '\n';
    else
      session.console.err << fmt::format(
          "shard {}/{}: {} runs; {} of {} are there, the shard that makes the last writes the "
          "tables\nfiles in {}\n",
          shard.index, shard.of, file.rows().size(), kept.rows.size(), columns.runs(),
          folder.string());
    return status_of(file.rows());
  }
  write_tables(folder, kept.columns, kept.rows);
  print_sweep(session, kept);
  if (precision && !enough)
    session.console.err << fmt::format("{} is not known to {:.3g} % after {} runs\n",
                                       precision->metric, precision->relative * 100,
                                       kept.rows.size());
  return status_of(kept.rows);
}

}  // namespace sim
