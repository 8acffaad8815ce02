#include "sim/run/report/summary.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "sim/run/report/human.h"
#include "sim/run/report/tables.h"

namespace sim {
namespace {

constexpr std::size_t kWidth = 100;    // columns
constexpr std::size_t kMostRows = 16;  // of a section; the rest is in its CSV

std::string fit(std::string text, std::size_t width) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() <= width) return text;
  std::size_t end = width - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // whole UTF-8
  return text.substr(0, end) + "...";
}

std::string lines(std::string_view text) {
  std::string fitted;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    (fitted += fit(std::string(text.substr(0, end)), kWidth)) += '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return fitted;
}

std::string more(std::size_t count, std::size_t shown, std::string_view file) {
  return count > shown ? fmt::format("  ... {} more in {}\n", count - shown, file) : "";
}

std::string header(const RunResult& run, std::string_view id) {
  std::string text = run.scenario;
  if (!run.title.empty()) text += ": " + run.title;
  text += '\n';
  if (!run.why.empty()) text += "  " + run.why + '\n';
  text += fmt::format("  model {}, seed {}, run {}: warm-up {}, measured {}, settle {}\n",
                      run.model, run.seed, id, span_text(run.phases.warmup),
                      span_text(run.phases.measure), span_text(run.phases.settle));
  if (run.status != RunResult::Status::kComplete)
    text += fmt::format("  {} at {} of {}: what follows is what happened until then\n",
                        run.status == RunResult::Status::kInterrupted ? "INTERRUPTED" : "STOPPED",
                        span_text(run.ended_at - kStart), span_text(run.phases.end() - kStart));
  if (run.ended_at <= run.phases.measure_from() && run.status != RunResult::Status::kComplete)
    text += "  the warm-up was not over: nothing was measured yet\n";
  return text;
}

/// One line per workload and operation, over its three outcomes.
struct Operation {
  std::uint64_t ok = 0, failed = 0, unknown = 0;
  const Histogram* latency = nullptr;  // of those that ended ok
};

std::string operations(const RunResult& run) {
  std::map<std::pair<std::string, std::string>, Operation> found;
  for (const LatencyRow& row : run.results.latencies) {
    Operation& operation = found[{row.workload, row.op}];
    const std::uint64_t count = row.histogram.count();
    if (row.status == "ok") {
      operation.ok += count;
      if (count > 0) operation.latency = &row.histogram;
    } else {
      (row.status == "fail" ? operation.failed : operation.unknown) += count;
    }
  }
  if (found.empty()) return "";
  TextTable table("lrrrrrrrr", 0);
  table.row({"operations", "ok", "failed", "unknown", "available", "p50", "p99", "p99.9", "max"});
  for (const auto& [name, operation] : found) {
    const std::uint64_t all = operation.ok + operation.failed + operation.unknown;
    std::vector<std::string> cells{
        "  " + name.first + " " + name.second, count_text(operation.ok),
        count_text(operation.failed), count_text(operation.unknown),
        all == 0 ? "-" : percent_text(Decimal::ratio(operation.ok, all))};
    if (operation.latency == nullptr) {
      cells.insert(cells.end(), 4, "-");
    } else {
      for (const std::uint32_t per_million : {500'000U, 990'000U, 999'000U})
        cells.push_back(latency_text(operation.latency->quantile(per_million)));
      cells.push_back(latency_text(operation.latency->max()));
    }
    table.row(std::move(cells));
  }
  return '\n' + table.text();
}

/// What the clients of each place got, four places a line. Of a single one there is nothing to
/// tell.
std::string places(const RunResult& run, std::string_view title, std::string_view metric,
                   std::string_view scope) {
  constexpr std::size_t kPerLine = 4;
  std::vector<std::string> cells;
  for (const SummaryRow& row : run.results.summary) {
    if (row.metric != metric || !row.scope.starts_with(scope)) continue;
    cells.push_back("  " + row.scope.substr(scope.size()));
    cells.push_back(percent_text(row.value));
  }
  if (cells.size() <= 2) return "";
  TextTable table("lrlrlrlr", 0);
  const std::size_t shown = std::min(cells.size() / 2, kMostRows);
  for (std::size_t i = 0; i < shown; i += kPerLine) {
    const auto first = cells.begin() + static_cast<std::ptrdiff_t>(2 * i);
    const auto last =
        cells.begin() + static_cast<std::ptrdiff_t>(2 * std::min(shown, i + kPerLine));
    table.row({first, last});
  }
  return fmt::format("\n{}\n", title) + table.text() + more(cells.size() / 2, shown, "summary.csv");
}

/// "get.count" and "get.latency.p99" stand in the table of operations.
bool is_of_operation(const RunResult& run, std::string_view metric) {
  const std::string_view first = metric.substr(0, metric.find('.'));
  return first != metric && std::any_of(run.results.latencies.begin(), run.results.latencies.end(),
                                        [&](const LatencyRow& row) { return row.op == first; });
}

/// In two columns, read downwards.
std::string metrics(const RunResult& run) {
  std::vector<const SummaryRow*> rows;
  for (const SummaryRow& row : run.results.summary)
    if (row.scope == "all" && !is_of_operation(run, row.metric)) rows.push_back(&row);
  if (rows.empty()) return "";
  const std::size_t shown = std::min(rows.size(), 2 * kMostRows), half = (shown + 1) / 2;
  TextTable table("lrlr", 0);
  for (std::size_t i = 0; i < half; ++i) {
    std::vector<std::string> cells;
    for (std::size_t j = i; j < shown; j += half) {
      cells.push_back("  " + rows[j]->metric);
      cells.push_back(value_text(rows[j]->value, rows[j]->unit));
    }
    table.row(std::move(cells));
  }
  return "\nmetrics\n" + table.text() + more(rows.size(), shown, "summary.csv");
}

std::string messages(const RunResult& run) {
  MessageCounts all;
  for (const MessageRow& row : run.messages) {
    all.sent += row.counts.sent;
    all.sent_bytes += row.counts.sent_bytes;
    all.delivered += row.counts.delivered;
    all.lost += row.counts.lost;
    all.blocked += row.counts.blocked;
    all.late += row.counts.late;
  }
  if (run.messages.empty()) return "";
  return fmt::format("\nmessages\n  {} sent ({}), {} delivered, {} lost, {} blocked, {} late\n",
                     count_text(all.sent), bytes_text(all.sent_bytes), count_text(all.delivered),
                     count_text(all.lost), count_text(all.blocked), count_text(all.late));
}

std::string faults(const RunResult& run) {
  if (run.faults.empty()) return "\nfaults\n  none struck\n";
  TextTable table("llrrrr", 0);
  table.row({"faults", "target", "from", "to", "messages stopped", "failed meanwhile"});
  for (std::size_t i = 0; i < std::min(run.faults.size(), kMostRows); ++i) {
    const FaultRecord& record = run.faults[i];
    table.row({"  " + record.kind, record.target.empty() ? "(nobody)" : fit(record.target, 32),
               span_text(record.start - kStart),
               record.end == kNever ? "-" : span_text(record.end - kStart),
               count_text(record.messages_stopped), count_text(record.operations_failed)});
  }
  return '\n' + table.text() + more(run.faults.size(), kMostRows, "faults.csv");
}

std::string mark(std::string_view verdict) {
  if (verdict == "pass") return "  PASS  ";
  if (verdict == "unknown") return "  ?     ";
  return verdict == "fail" ? "  FAIL  " : "  skip  ";
}

std::string invariants(const RunResult& run) {
  if (run.checks.all().empty()) return "";
  TextTable table("lrl", 0);
  table.row({"invariants", "looked at", ""});
  for (const Check& check : run.checks.all()) {
    const bool violated = !check.violations().empty();
    table.row({mark(check_verdict(check)) + std::string(check.name()),
               count_text(check.evaluations()),
               violated ? fmt::format("{} violated, first at {}:", count_text(check.failures()),
                                      span_text(check.violations().front().at - kStart))
                        : ""});
    if (violated) table.row({"          " + check.violations().front().what});
  }
  return '\n' + table.text();
}

std::string judged(std::string_view title, std::span<const ExpectationOutcome> outcomes,
                   std::string (*marked)(Verdict)) {
  if (outcomes.empty()) return "";
  TextTable table("lrl", 0);
  for (const ExpectationOutcome& outcome : outcomes) {
    const Expectation& expectation = outcome.expectation;
    const std::string nothing =
        outcome.verdict == Verdict::kUnknown ? "not evaluated" : "not measured";
    std::string spent = budget_text(outcome);
    if (!spent.empty()) spent.erase(0, 2);  // "; "
    table.row({marked(outcome.verdict) + scoped_metric(expectation) + " " + expectation.text,
               outcome.measured ? value_text(*outcome.measured, outcome.unit) : nothing, spent});
  }
  return fmt::format("\n{}\n{}", title, table.text());
}

std::string expectation_mark(Verdict verdict) { return mark(verdict_word(verdict)); }

/// Of `sometimes`, which one run need not show.
std::string wish_mark(Verdict verdict) {
  if (verdict == Verdict::kUnknown) return expectation_mark(verdict);
  return verdict == Verdict::kPass ? "  seen  " : "  -     ";
}

std::string expectations(const RunResult& run) {
  return judged("expectations", run.expectations, expectation_mark) +
         judged("sometimes, in one of many runs", run.sometimes, wish_mark);
}

std::string_view verdict_mark(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "PASS";
    case Verdict::kFail:
      return "FAIL";
    case Verdict::kUnknown:
      break;
  }
  return "CUT SHORT";
}

std::string footer(const RunResult& run) {
  const std::deque<Check>& checks = run.checks.all();
  const auto counted = [&](std::string_view wanted) {
    return std::count_if(checks.begin(), checks.end(),
                         [&](const Check& check) { return check_verdict(check) == wanted; });
  };
  const auto held = counted("pass"), skipped = counted("skipped");
  const auto expected = [&](Verdict wanted) {
    return std::count_if(
        run.expectations.begin(), run.expectations.end(),
        [&](const ExpectationOutcome& outcome) { return outcome.verdict == wanted; });
  };
  const auto unknown = expected(Verdict::kUnknown);
  std::string text = fmt::format("\n{}  {} of {} invariants hold", verdict_mark(verdict(run)), held,
                                 checks.size());
  if (skipped > 0) text += fmt::format(" ({} not looked at)", skipped);
  if (!run.expectations.empty())
    text += fmt::format(", {} of {} expectations met", expected(Verdict::kPass),
                        run.expectations.size());
  if (unknown > 0) text += fmt::format(" ({} not evaluated)", unknown);
  return text + fmt::format("\n      {} events, fingerprint {:016x}\n", count_text(run.events),
                            run.fingerprint);
}

constexpr std::string_view kBold = "\x1b[1m", kGreen = "\x1b[1;32m", kRed = "\x1b[1;31m",
                           kYellow = "\x1b[33m", kReset = "\x1b[0m";

/// Colours the first `word` of the line, if it begins with it after its indent.
bool paint_word(std::string& line, std::string_view word, std::string_view colour) {
  const std::size_t start = line.find_first_not_of(' ');
  if (start == std::string::npos || line.compare(start, word.size(), word) != 0) return false;
  line.insert(start + word.size(), kReset);
  line.insert(start, colour);
  return true;
}

}  // namespace

std::string summary_text(const RunResult& run, std::string_view run_id) {
  return lines(header(run, run_id) + operations(run) +
               places(run, "available to clients at", "availability", "site=") +
               places(run, "while a partition lasted, to clients on its sides",
                      "partition.availability", "side=") +
               metrics(run) + messages(run) + faults(run) + invariants(run) + expectations(run) +
               footer(run));
}

std::string effects_text(const RunResult& run) {
  constexpr std::array<std::string_view, 10> kShown = {
      "availability",    "throughput",      "get.fail",        "put.fail",        "put.unknown",
      "get.latency.p50", "get.latency.p99", "put.latency.p50", "put.latency.p99", "reads.stale"};
  TextTable table("lllrr", 0);
  table.row({"what each fault changed", "", "", "with it", "without it"});
  std::string last;
  for (const Effect& effect : run.effects) {
    if (std::find(kShown.begin(), kShown.end(), effect.metric) == kShown.end()) continue;
    const auto text = [&](const std::optional<Decimal>& value) {
      return value ? value_text(*value, effect.unit) : "-";
    };
    const bool is_next = effect.fault != last;
    table.row({is_next ? "  " + effect.fault : "", is_next ? effect.kind : "", effect.metric,
               text(effect.with), text(effect.without)});
    last = effect.fault;
  }
  return '\n' + table.text() + "  all of it in effects.csv\n";
}

std::string painted(std::string_view summary) {
  std::string text;
  while (!summary.empty()) {
    const std::size_t end = std::min(summary.find('\n'), summary.size() - 1);
    std::string line(summary.substr(0, end));
    summary.remove_prefix(end + 1);
    const bool marked = paint_word(line, "PASS", kGreen) || paint_word(line, "FAIL", kRed) ||
                        paint_word(line, "INTERRUPTED", kRed) ||
                        paint_word(line, "CUT SHORT", kYellow) ||
                        paint_word(line, "skip", kYellow) || paint_word(line, "?", kYellow);
    const bool title = !marked && !line.empty() && line.front() != ' ';
    if (title) line = std::string(kBold) + line + std::string(kReset);
    (text += line) += '\n';
  }
  return text;
}

}  // namespace sim
