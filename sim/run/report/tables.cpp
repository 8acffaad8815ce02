#include "sim/run/report/tables.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "sim/kernel/check.h"
#include "sim/run/json_quoted.h"
#include "sim/run/report/csv.h"
#include "sim/run/report/human.h"
#include "sim/run/report/trace_text.h"
#include "sim/run/statistics/one_long_run.h"

namespace sim {
namespace {

/// Pointers to the rows, so that sorting copies nothing.
template <class Row, class Key>
std::vector<const Row*> sorted(const std::vector<Row>& rows, Key key) {
  std::vector<const Row*> pointers;
  for (const Row& row : rows) pointers.push_back(&row);
  std::stable_sort(pointers.begin(), pointers.end(),
                   [&](const Row* a, const Row* b) { return key(*a) < key(*b); });
  return pointers;
}

OutputFile file(std::string name, const Csv& csv) {
  return {std::move(name), csv.content(), csv.rows()};
}

void add_milliseconds(Csv& csv, const std::optional<Duration>& duration) {
  duration ? csv.number(Decimal::milliseconds(*duration)) : csv.text("");
}

struct Quantile {
  std::string_view text;
  std::uint32_t per_million;
};
/// What its parts say of the row; within what its unit can be.
std::optional<Interval> interval_of(const SummaryRow& row, std::span<const PartsRow> all) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const PartsRow& parts) {
    return parts.metric == row.metric && parts.scope == row.scope;
  });
  if (found == all.end()) return std::nullopt;
  std::vector<double> values;
  for (const Decimal& part : found->parts) values.push_back(number_of(part));
  std::optional<Interval> interval = interval_around(number_of(row.value), values);
  if (!interval) return std::nullopt;
  interval->low = std::max(interval->low, 0.0);
  if (row.unit == "ratio") interval->high = std::min(interval->high, 1.0);
  return interval;
}

constexpr Quantile kQuantiles[] = {{"0", 0},
                                   {"0.01", 10'000},
                                   {"0.05", 50'000},
                                   {"0.1", 100'000},
                                   {"0.25", 250'000},
                                   {"0.5", 500'000},
                                   {"0.75", 750'000},
                                   {"0.9", 900'000},
                                   {"0.95", 950'000},
                                   {"0.99", 990'000},
                                   {"0.999", 999'000},
                                   {"0.9999", 999'900},
                                   {"0.99999", 999'990},
                                   {"1", 1'000'000}};

Duration quantile(const Histogram& histogram, std::uint32_t per_million) {
  if (per_million == 0) return histogram.min();
  return per_million == 1'000'000 ? histogram.max() : histogram.quantile(per_million);
}

void check_row(Csv& csv, const Check& check) {
  csv.text("invariant").text(check.name()).text(check_verdict(check));
  csv.number(check.evaluations()).number(check.failures()).missing();
  if (check.violations().empty()) {
    csv.missing().missing().text(check.claim()).end();
  } else {
    const Violation& first = check.violations().front();
    csv.nanoseconds(first.at).text(first.key).text(first.what).end();
  }
}

void expectation_row(Csv& csv, const ExpectationOutcome& outcome) {
  const Expectation& expectation = outcome.expectation;
  csv.text("expectation").text(scoped_metric(expectation));
  csv.text(verdict_word(outcome.verdict));
  csv.number(outcome.verdict == Verdict::kUnknown ? 0 : 1);
  csv.number(outcome.verdict == Verdict::kFail ? 1 : 0);
  outcome.budget_spent ? csv.number(*outcome.budget_spent) : csv.missing();
  csv.missing().missing().text(expectation_message(outcome)).end();
}

}  // namespace

std::string_view check_verdict(const Check& check) {
  if (check.failures() > 0) return "fail";
  return check.evaluations() > 0 ? "pass" : "skipped";
}

std::string_view verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kUnknown:
      return "unknown";
  }
  return "";
}

std::string scoped_metric(const Expectation& expectation) {
  if (expectation.scope == "all") return expectation.metric;
  return expectation.metric + "@" + expectation.scope;
}

std::string budget_text(const ExpectationOutcome& outcome) {
  if (!outcome.budget_spent) return "";
  return fmt::format("; {} of the error budget spent", percent_text(*outcome.budget_spent));
}

std::string expectation_message(const ExpectationOutcome& outcome) {
  if (outcome.verdict == Verdict::kUnknown)
    return "not evaluated: the run was cut short, expected " + outcome.expectation.text;
  if (!outcome.measured) return "nothing measured, expected " + outcome.expectation.text;
  return fmt::format("measured {}{}{}, expected {}{}", outcome.measured->text(),
                     outcome.unit.empty() ? "" : " ", outcome.unit, outcome.expectation.text,
                     budget_text(outcome));
}

OutputFile summary_csv(const RunResult& run) {
  Csv csv({"metric", "scope", "value", "unit", "ci_low", "ci_high"});
  const auto key = [](const SummaryRow& row) { return std::tie(row.metric, row.scope); };
  for (const SummaryRow* row : sorted(run.results.summary, key)) {
    csv.text(row->metric).text(row->scope).number(row->value).text(row->unit);
    const std::optional<Interval> interval = interval_of(*row, run.results.parts);
    csv.text(interval ? number_text(interval->low) : "");
    csv.text(interval ? number_text(interval->high) : "").end();
  }
  return file("summary.csv", csv);
}

OutputFile latency_csv(const RunResult& run) {
  Csv csv({"workload", "op", "status", "quantile", "latency_ms", "count"});
  const auto key = [](const LatencyRow& row) { return std::tie(row.workload, row.op, row.status); };
  for (const LatencyRow* row : sorted(run.results.latencies, key)) {
    if (row->histogram.empty()) continue;
    for (const auto& [text, per_million] : kQuantiles) {
      csv.text(row->workload).text(row->op).text(row->status).text(text);
      csv.number(Decimal::milliseconds(quantile(row->histogram, per_million)));
      csv.number(row->histogram.count()).end();
    }
  }
  return file("latency.csv", csv);
}

OutputFile timeseries_csv(const RunResult& run) {
  Csv csv({"t_s", "metric", "scope", "value", "unit"});
  const auto key = [](const SeriesRow& row) { return std::tie(row.at, row.metric, row.scope); };
  for (const SeriesRow* row : sorted(run.results.series, key)) {
    csv.number(Decimal::seconds(row->at - kStart)).text(row->metric).text(row->scope);
    csv.number(row->value).text(row->unit).end();
  }
  return file("timeseries.csv", csv);
}

OutputFile staleness_csv(const RunResult& run) {
  Csv csv({"t_after_write_ms", "probability_ratio", "reads_count"});
  const auto key = [](const StalenessRow& row) { return row.t_after_write; };
  for (const StalenessRow* row : sorted(run.results.staleness, key)) {
    csv.number(Decimal::milliseconds(row->t_after_write));
    if (row->reads > 0) {
      csv.number(Decimal::ratio(row->consistent, row->reads));
    } else {
      csv.missing();
    }
    csv.number(row->reads).end();
  }
  return file("staleness.csv", csv);
}

OutputFile nodes_csv(const RunResult& run) {
  std::vector<std::string> columns{"node", "site", "rack", "region"};
  const std::vector<NodeRow>& rows = run.results.nodes;
  if (!rows.empty())
    for (const auto& [name, value] : rows.front().columns) columns.push_back(name);
  Csv csv(columns);
  for (const NodeRow* row : sorted(rows, [](const NodeRow& r) { return r.node; })) {
    const NodePlace& place = run.places.at(row->node.value);
    csv.text(place.node).text(place.site).text(place.rack).text(place.region);
    for (const auto& [name, value] : row->columns) csv.number(value);
    csv.end();
  }
  return file("nodes.csv", csv);
}

OutputFile faults_csv(const RunResult& run) {
  Csv csv({"fault_id", "kind", "target", "start_ns", "end_ns", "messages_stopped_count",
           "operations_failed_meanwhile_count", "first_error_ms", "recovery_ms"});
  const auto key = [](const FaultRecord& record) { return std::tie(record.start, record.id); };
  for (const FaultRecord* record : sorted(run.faults, key)) {
    csv.number(record->id).text(record->kind).text(record->target);
    csv.nanoseconds(record->start).nanoseconds(record->end);
    csv.number(record->messages_stopped).number(record->operations_failed);
    add_milliseconds(csv, record->first_error);
    add_milliseconds(csv, record->recovery);
    csv.end();
  }
  return file("faults.csv", csv);
}

OutputFile sides_csv(const RunResult& run) {
  Csv csv({"fault_id", "side", "operations_count", "ok_count", "availability_ratio"});
  for (const FaultRecord& record : run.faults) {
    for (const SideRecord& side : record.sides) {
      csv.number(record.id).text(side.side).number(side.operations).number(side.ok);
      if (side.operations > 0) {
        csv.number(Decimal::ratio(side.ok, side.operations));
      } else {
        csv.missing();
      }
      csv.end();
    }
  }
  return file("sides.csv", csv);
}

OutputFile messages_csv(const RunResult& run) {
  Csv csv({"purpose", "sent_count", "sent_bytes", "delivered_count", "lost_count", "blocked_count",
           "late_count", "in_flight_count", "duplicated_count", "reordered_count"});
  const auto key = [](const MessageRow& row) -> const std::string& { return row.purpose; };
  for (const MessageRow* row : sorted(run.messages, key)) {
    const MessageCounts& counts = row->counts;
    csv.text(row->purpose).number(counts.sent).number(counts.sent_bytes);
    csv.number(counts.delivered).number(counts.lost).number(counts.blocked).number(counts.late);
    csv.number(counts.in_flight).number(counts.duplicated).number(counts.reordered).end();
  }
  return file("messages.csv", csv);
}

OutputFile checks_csv(const RunResult& run) {
  Csv csv({"kind", "check", "verdict", "evaluations_count", "failures_count", "budget_spent_ratio",
           "first_violation_ns", "key", "message"});
  const auto metric = [](const ExpectationOutcome& outcome) {
    return std::tie(outcome.expectation.metric, outcome.expectation.scope);
  };
  for (const ExpectationOutcome* outcome : sorted(run.expectations, metric))
    expectation_row(csv, *outcome);
  std::vector<const Check*> checks;
  for (const Check& check : run.checks.all()) checks.push_back(&check);
  std::stable_sort(checks.begin(), checks.end(),
                   [](const Check* a, const Check* b) { return a->name() < b->name(); });
  for (const Check* check : checks) check_row(csv, *check);
  return file("checks.csv", csv);
}

OutputFile checkpoints_csv(const RunResult& run) {
  const std::vector<std::uint64_t>& all = run.checkpoints.fingerprints;
  std::size_t step = 1;
  while (all.size() / step > kMostCheckpoints) step *= 2;
  Csv csv({"event", "fingerprint"});
  for (std::size_t i = step; i <= all.size(); i += step)
    csv.number(i * run.checkpoints.every).text(fmt::format("{:016x}", all[i - 1])).end();
  return file("checkpoints.csv", csv);
}

OutputFile events_csv(const RunResult& run) {
  Csv csv({"event", "t_ns", "fingerprint", "effect"});
  for (const EventRecord& event : run.event_log)
    csv.number(event.number)
        .nanoseconds(event.at)
        .text(fmt::format("{:016x}", event.fingerprint))
        .text(event.effect)
        .end();
  return file("events.csv", csv);
}

OutputFile effects_csv(const RunResult& run) {
  Csv csv({"fault", "kind", "metric", "with_value", "without_value", "unit"});
  for (const Effect& effect : run.effects) {
    csv.text(effect.fault).text(effect.kind).text(effect.metric);
    effect.with ? csv.number(*effect.with) : csv.missing();
    effect.without ? csv.number(*effect.without) : csv.missing();
    csv.text(effect.unit).end();
  }
  return file("effects.csv", csv);
}

OutputFile history_ndjson(const RunResult& run) {
  OutputFile file{"history.ndjson", "", run.results.history.size()};
  for (const HistoryLine& line : run.results.history) (file.content += line.json) += '\n';
  return file;
}

OutputFile messages_ndjson(const RunResult& run) {
  SIM_CHECK(run.trace.has_value(), "a run that was not traced has no messages");
  return {"messages.ndjson", trace_text(*run.trace),
          run.trace->messages.size() + run.trace->events.size()};
}

OutputFile violations_ndjson(const RunResult& run, const std::string& replay) {
  OutputFile file{"violations.ndjson", "", 0};
  for (const Check& check : run.checks.all()) {
    for (const Violation& violation : check.violations()) {
      file.content += fmt::format(
          R"({{"invariant":{},"time":{},"key":{},"versions":{},"evidence":{},"replay":{}}})"
          "\n",
          json_quoted(check.name()), violation.at.time_since_epoch().count(),
          json_quoted(violation.key), json_list(violation.versions), json_quoted(violation.what),
          json_quoted(replay));
      ++file.rows;
    }
  }
  return file;
}

}  // namespace sim
