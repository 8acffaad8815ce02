#include "sim/run/report/columns.h"

#include <fmt/format.h>

namespace sim {
namespace {

constexpr ColumnInfo kColumns[] = {
    {"summary.csv", "metric", "what is measured; \"dynamosim list metrics\" tells of each"},
    {"summary.csv", "scope",
     "of whom: \"all\", \"workload=NAME\", \"site=NAME\" or \"side=NAMES\""},
    {"summary.csv", "value", "measured over the measurement, in the row's unit"},
    {"summary.csv", "unit", "of the row's value"},
    {"summary.csv", "ci_low",
     "a 95 % interval for value by batch means of twenty parts; empty: not known"},
    {"summary.csv", "ci_high", "the upper end of that interval; ci_low is the lower"},
    {"latency.csv", "workload", "whose operations"},
    {"latency.csv", "op", "get, put or read_modify_write"},
    {"latency.csv", "status", "how the operations ended: ok, fail or unknown"},
    {"latency.csv", "quantile", "the share of the operations that took at most so long"},
    {"latency.csv", "latency_ms", "from the operations' intended start"},
    {"latency.csv", "count",
     "operations of this workload, op and status, the same in all rows of them"},
    {"timeseries.csv", "t_s",
     "when an interval began, since the start of the run, warm-up included; of dynamo.*, the very "
     "moment"},
    {"timeseries.csv", "metric", "what is measured in the interval"},
    {"timeseries.csv", "scope", "of whom, as in summary.csv"},
    {"timeseries.csv", "value", "in the row's unit"},
    {"timeseries.csv", "unit", "of the row's value"},
    {"staleness.csv", "t_after_write_ms",
     "how long after the latest acknowledged put of their key reads began; up to the next row's"},
    {"staleness.csv", "probability_ratio",
     "of these reads, those that returned that put or something newer (PBS's t-visibility)"},
    {"staleness.csv", "reads_count", "how many reads began then"},
    {"nodes.csv", "node", "the storage node"},
    {"nodes.csv", "site", "where it stands"},
    {"nodes.csv", "rack", "where it stands"},
    {"nodes.csv", "region", "where it stands"},
    {"faults.csv", "fault_id", "in the order in which faults struck, from 0"},
    {"faults.csv", "kind", "crash, partition, ..."},
    {"faults.csv", "target", "whom it hit"},
    {"faults.csv", "start_ns", "when it struck, since the start of the run"},
    {"faults.csv", "end_ns", "when it ended; empty: it lasted"},
    {"faults.csv", "messages_stopped_count", "lost, blocked or late on its account"},
    {"faults.csv", "operations_failed_meanwhile_count",
     "operations that ended failed or unknown while it lasted"},
    {"faults.csv", "first_error_ms",
     "from its start to the first operation that failed while it lasted"},
    {"faults.csv", "recovery_ms",
     "from its end to the last operation that failed before another fault struck"},
    {"sides.csv", "fault_id", "the partition, as in faults.csv"},
    {"sides.csv", "side", "the names on this side of it"},
    {"sides.csv", "operations_count",
     "operations of clients on this side that ended while it lasted"},
    {"sides.csv", "ok_count", "of operations_count, those that succeeded"},
    {"sides.csv", "availability_ratio", "ok_count of operations_count"},
    {"messages.csv", "purpose", "what messages were for"},
    {"messages.csv", "sent_count", "how many were sent"},
    {"messages.csv", "sent_bytes",
     "the size of all that were sent: of repairs and handoffs, what these cost"},
    {"messages.csv", "delivered_count", "those that arrived"},
    {"messages.csv", "lost_count", "those that links lost"},
    {"messages.csv", "blocked_count", "those that partitions and cuts stopped"},
    {"messages.csv", "late_count", "those whose receiver was down or had restarted"},
    {"messages.csv", "in_flight_count", "those under way when the run ended"},
    {"messages.csv", "duplicated_count", "those that arrived twice"},
    {"messages.csv", "reordered_count", "those that arrived out of their order"},
    {"checks.csv", "kind", "invariant or expectation"},
    {"checks.csv", "check", "its name; of an expectation, its metric"},
    {"checks.csv", "verdict",
     "pass, fail, skipped (never looked at) or unknown (the run was cut short)"},
    {"checks.csv", "evaluations_count", "how often it was looked at"},
    {"checks.csv", "failures_count", "how often it did not hold"},
    {"checks.csv", "budget_spent_ratio",
     "of an expected ratio: how much of what may fail has failed; above 1 it is missed"},
    {"checks.csv", "first_violation_ns", "when it first did not hold, since the start of the run"},
    {"checks.csv", "key", "of the first violation"},
    {"checks.csv", "message", "the claim, the first violation, or what was measured"},
    {"checkpoints.csv", "event", "how many events there were"},
    {"checkpoints.csv", "fingerprint", "of all of them up to there"},
    {"events.csv", "event", "its number, the first is 1"},
    {"events.csv", "t_ns", "when it happened"},
    {"events.csv", "fingerprint", "of all events up to it"},
    {"events.csv", "effect", "the messages that it sent or moved"},
    {"effects.csv", "fault",
     "the fault that was left out, as a pointer into the scenario: \"/faults/0\""},
    {"effects.csv", "kind", "crash, partition, ..."},
    {"effects.csv", "metric", "what is measured, over all clients"},
    {"effects.csv", "with_value", "in this run"},
    {"effects.csv", "without_value", "in the same run without that fault"},
    {"effects.csv", "unit", "of both"},
};

}  // namespace

std::span<const ColumnInfo> table_columns() { return kColumns; }

std::string explain_columns(std::string_view wanted) {
  std::string text;
  for (const auto& [table, name, doc] : kColumns)
    if (wanted.empty() || wanted == name || wanted == table)
      text += fmt::format("{}\n    {}\n    column of {}\n", name, doc, table);
  return text;
}

}  // namespace sim
