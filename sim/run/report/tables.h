// The files of a run folder, each a function of the result alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/run/experiment/run_result.h"

namespace sim {

struct OutputFile {
  std::string name, content;
  std::uint64_t rows = 0;  // records, without the header
};

// Rows are sorted by the columns named; where a key repeats, in the order reported.
OutputFile summary_csv(const RunResult&);     // metric, scope
OutputFile latency_csv(const RunResult&);     // workload, op, status, quantile
OutputFile timeseries_csv(const RunResult&);  // t_s, metric, scope
OutputFile staleness_csv(const RunResult&);   // t_after_write_ms
OutputFile nodes_csv(const RunResult&);       // node number
/// start_ns, fault_id. Messages stopped are the fault's own doing; operations that failed meanwhile
/// need not be.
OutputFile faults_csv(const RunResult&);
OutputFile sides_csv(const RunResult&);     // of partitions
OutputFile messages_csv(const RunResult&);  // purpose
OutputFile checks_csv(const RunResult&);    // kind, check; expectations are checks too
OutputFile history_ndjson(const RunResult&);
OutputFile messages_ndjson(const RunResult&);  // of a run that was traced; see trace_text.h
/// What was kept of every violation; `replay` is the command that shows it again.
OutputFile violations_ndjson(const RunResult&, const std::string& replay);

/// At most kMostCheckpoints of the run's, evenly spaced: event.
OutputFile checkpoints_csv(const RunResult&);
inline constexpr std::size_t kMostCheckpoints = 1024;  // our choice: 28 kB of text
OutputFile events_csv(const RunResult&);               // event; of those that were to be told
OutputFile effects_csv(const RunResult&);              // fault, metric; of what each fault changed

/// "pass", "fail", or "skipped": never looked at.
std::string_view check_verdict(const Check&);
std::string_view verdict_word(Verdict);         // "pass", "fail", "unknown"
std::string scoped_metric(const Expectation&);  // "availability", "availability@site=1a"
/// "measured 99.9, expected >= 99.95%"; "not evaluated: the run was cut short, expected ..."
/// "; 15 % of the error budget spent"; "" where nothing may fail or all may.
std::string budget_text(const ExpectationOutcome&);
std::string expectation_message(const ExpectationOutcome&);

}  // namespace sim
