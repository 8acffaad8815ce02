// `run`: one simulation, its summary, its folder.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/cli/interrupt.h"
#include "sim/run/cli/progress.h"
#include "sim/run/cli/warm_up_search.h"
#include "sim/run/experiment/effects.h"
#include "sim/run/experiment/expectations.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/export/ladder.h"
#include "sim/run/json_quoted.h"
#include "sim/run/report/digest.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/summary.h"
#include "sim/run/report/tool.h"
#include "sim/run/scenario/quantities.h"

namespace sim {
namespace {

bool wants_host(const Session& session) {
  return !session.arguments.no_host && !session.console.environment("SOURCE_DATE_EPOCH");
}

std::optional<Duration> until(const Arguments& arguments) {
  if (arguments.until.empty()) return std::nullopt;
  const Parsed<Duration> parsed = parse_duration(arguments.until);
  if (!parsed.ok()) throw UsageError("--until: " + parsed.mistake);
  if (parsed.value < Duration::zero()) throw UsageError("--until: is before the start of the run");
  return parsed.value;
}

/// "3..7", or "7" alone; none where nothing was asked for.
EventSpan told_events(const std::string& text) {
  if (text.empty()) return {};
  const auto dots = text.find("..");
  const Parsed<std::uint64_t> first = parse_seed(text.substr(0, dots));
  const Parsed<std::uint64_t> last = dots == text.npos ? first : parse_seed(text.substr(dots + 2));
  if (!first.ok() || !last.ok() || first.value == 0 || last.value < first.value)
    throw UsageError(fmt::format(
        "--events: \"{}\" names no events; write the first and the last, e.g. 1..500", text));
  return {first.value, last.value};
}

std::string repro(const Session& session, std::uint64_t seed, const std::filesystem::path& folder) {
  const Arguments& arguments = session.arguments;
  const bool piped = arguments.files[0] == "-";
  const std::string file = piped ? (folder / "scenario.json").string() : arguments.files[0];
  std::string command = fmt::format("{} run {} --seed {}", kToolName, shell_word(file), seed);
  if (!piped)
    for (const std::string& override_ : arguments.overrides)
      command += " --set " + shell_word(override_);
  if (!arguments.until.empty()) command += " --until " + shell_word(arguments.until);
  return command + " --force";
}

const Check* first_broken(const RunResult& run) {
  for (const Check& check : run.checks.all())
    if (!check.violations().empty()) return &check;
  return nullptr;
}

/// The lines people copy from a failed run, and what led to its first violation.
void print_failures(const Session& session, const RunResult& run,
                    const std::filesystem::path& folder) {
  std::ostream& err = session.console.err;
  for (const Check& check : run.checks.all()) {
    if (check.violations().empty()) continue;
    const Violation& first = check.violations().front();
    err << fmt::format("FAIL {}  {}{}{} (at {})\n", check.name(), first.key.empty() ? "" : "key ",
                       first.key, first.key.empty() ? first.what : ": " + first.what,
                       span_text(first.at - kStart));
  }
  for (const ExpectationOutcome& outcome : run.expectations)
    if (outcome.verdict == Verdict::kFail &&
        outcome.unit != kViolationsUnit)  // those were told just above
      err << fmt::format(
          "FAIL {}  {}{}\n", scoped_metric(outcome.expectation), expectation_message(outcome),
          outcome.measured ? "" : metric_suggestion(outcome.expectation, run.results));
  if (verdict(run) != Verdict::kFail) return;
  const std::string command = repro(session, run.seed, folder);
  const Check* broken = first_broken(run);
  if (broken != nullptr && run.trace)
    err << '\n' << ladder(*run.trace, broken->name(), broken->violations().front()) << '\n';
  err << fmt::format("  repro:   {}   ({})\n", command, tool_text());
  if (broken != nullptr && !run.trace)
    err << fmt::format("  why:     {} --trace messages\n", command);
  err << fmt::format("  inspect: {}\n", (folder / "checks.csv").string());
}

void print_json(const Session& session, const std::filesystem::path& folder, bool up_to_date,
                const std::string& manifest) {
  session.console.out << fmt::format("{{\n\"folder\": {},\n\"up_to_date\": {},\n\"run\": {}}}\n",
                                     json_quoted(folder.string()), up_to_date, manifest);
}

void print_result(const Session& session, const std::filesystem::path& folder,
                  const std::string& summary) {
  std::ostream& out = session.console.out;
  if (session.arguments.quiet) {
    out << folder.string() << '\n';
  } else {
    out << (wants_color(session) ? painted(summary) : summary);
    out << fmt::format("files in {}\n", folder.string());
  }
}

ManifestDigest digest_of(const RunResult& run) {
  ManifestDigest digest;
  digest.failed = verdict(run) == Verdict::kFail;
  for (const ExpectationOutcome& outcome : run.expectations) {
    digest.unknown_metric |= outcome.names_no_metric();
    digest.inconclusive |= outcome.verdict == Verdict::kUnknown;
  }
  return digest;
}

/// Of a run that ended by itself or at --until, just now or long ago.
int status_of(const ManifestDigest& digest) {
  if (digest.unknown_metric) return kWrongUsage;
  if (digest.failed) return kViolated;
  return digest.inconclusive ? kInconclusive : kDone;
}

void say_if_inconclusive(const Session& session, const ManifestDigest& digest) {
  if (status_of(digest) != kInconclusive) return;
  session.console.err << "inconclusive: --until ends the run before its expectations can be "
                         "judged\n";
}

int show_existing(const Session& session, const std::filesystem::path& folder,
                  const ManifestDigest& found) {
  if (session.arguments.json) {
    print_json(session, folder, true, file_content(folder / "run.json"));
  } else {
    print_result(session, folder, file_content(folder / "summary.txt"));
  }
  if (!session.arguments.quiet)
    session.console.err << "up to date: this request was run before; --force runs it again\n";
  say_if_inconclusive(session, found);
  return status_of(found);
}

HostInfo host_of(const Session& session, const Scenario& scenario, const std::string& text,
                 const std::string& started, const Stopwatch& watch) {
  HostInfo host = this_host();
  host.command = {std::string(kToolName)};
  host.command.insert(host.command.end(), session.typed.begin(), session.typed.end());
  host.scenario_file = session.arguments.files[0];
  host.scenario_sha256 = sha256_hex(text);
  for (const std::string& input : scenario.inputs)
    host.inputs.push_back(
        {std::filesystem::path(input).filename().string(), sha256_hex(file_content(input))});
  host.started_utc = started;
  host.wall_us = watch.microseconds();
  return host;
}

RunResult simulate(const Session& session, const Scenario& scenario, const RunRequest& request,
                   EventSpan told, const Interrupts& interrupts) {
  ProgressBar bar(session.console.err, wants_progress(session));
  RunOptions options;
  options.until = request.until;
  options.record_history = session.arguments.history;
  if (!session.arguments.trace.empty()) options.trace_messages = Tracer::kMost;
  options.log_events = told;
  options.progress = [&](const Progress& progress) { bar.show(progress); };
  options.interrupted = [&] { return interrupts.signal() != 0; };
  return run_experiment(scenario, options);
}

/// Of further runs of the same request, of which nobody is told.
RunOptions options_of_others(const RunRequest& request, const Interrupts& interrupts) {
  RunOptions options;
  options.until = request.until;
  options.interrupted = [&interrupts] { return interrupts.signal() != 0; };
  return options;
}

void print_speed(const Session& session, const RunResult& run, std::uint64_t elapsed_us) {
  if (session.arguments.quiet) return;
  const std::uint64_t rate = run.events * 1'000'000 / std::max<std::uint64_t>(elapsed_us, 1);
  session.console.err << fmt::format("{} of simulated time in {} ({} events, {}/s)\n",
                                     span_text(run.ended_at - kStart),
                                     latency_text(std::chrono::microseconds(elapsed_us)),
                                     short_count_text(run.events), short_count_text(rate));
}

/// "memory: 612 MiB at most; 2.4 KiB per node (10,000), ...".
void print_memory(const Session& session, const RunResult& run) {
  if (session.arguments.quiet) return;
  std::string text = "memory: " + bytes_text(this_host().max_rss_bytes) + " at most";
  for (const MemoryUse& use : run.memory) {
    if (use.count == 0) continue;
    text += fmt::format("; {} per {} ({})", bytes_text(use.bytes / use.count), use.what,
                        count_text(use.count));
  }
  session.console.err << text << '\n';
}

void say_what_was_kept(const Session& session, const RunResult& run, const ManifestDigest& kept) {
  session.console.err << fmt::format(
      "interrupted at {}, and not written: the folder keeps {}\n", span_text(run.ended_at - kStart),
      kept.complete ? "the complete run that stands there"
                    : fmt::format("an earlier run that got to {} (--force would replace it)",
                                  span_text(kept.ended_at - kStart)));
}

int run_scenario(const Session& session, Scenario& scenario, const std::string& text) {
  if (!session.arguments.replications.empty()) return replicate(session, scenario, text);
  if (!session.arguments.precision.empty() || !session.arguments.jobs.empty())
    throw UsageError("--precision and --jobs are of several runs: say how many, --replications N");
  const RunRequest request = request_of(scenario, until(session.arguments));
  const EventSpan told = told_events(session.arguments.events);
  const Extras extras{.history = session.arguments.history,
                      .events = !session.arguments.events.empty(),
                      .messages = !session.arguments.trace.empty(),
                      .effects = session.arguments.effects};
  FolderOptions options{out_folder(session), session.arguments.force, extras, std::nullopt};
  const std::filesystem::path folder = folder_of(request, options.out);
  if (const auto found = find_run(request, options, wants_host(session)))
    return show_existing(session, folder, *found);
  check_out_folder(options.out);

  const Stopwatch watch;
  const std::string started = utc_now();
  const Interrupts interrupts;
  RunResult run = simulate(session, scenario, request, told, interrupts);
  print_speed(session, run, watch.microseconds());
  print_memory(session, run);
  if (extras.effects && interrupts.signal() == 0)
    run.effects = effects_of_faults(scenario, run, options_of_others(request, interrupts));
  if (wants_host(session)) options.host = host_of(session, scenario, text, started, watch);
  const std::optional<ManifestDigest> kept = write_run(request, run, options);
  if (session.arguments.json) {
    print_json(
        session, folder, false,
        kept ? manifest_json(request, run, {}, options.host) : file_content(folder / "run.json"));
  } else {
    print_result(session, folder, summary_text(run, run_id(request)));
    if (!run.effects.empty() && !session.arguments.quiet) session.console.out << effects_text(run);
  }
  if (kept) say_what_was_kept(session, run, *kept);
  print_failures(session, run, folder);
  if (run.status == RunResult::Status::kInterrupted) return 128 + interrupts.signal();
  say_if_inconclusive(session, digest_of(run));
  return status_of(digest_of(run));
}

}  // namespace

int run_command(const Session& session) {
  const Arguments& arguments = session.arguments;
  const std::string text = read_input(session, arguments.files[0]);
  std::optional<Scenario> scenario = read_scenario(session, text, arguments.files[0]);
  if (!scenario) return kWrongUsage;
  if (arguments.warmup.empty()) return run_scenario(session, *scenario, text);
  Arguments found = arguments;
  found.seed = std::to_string(scenario->seed);
  found.overrides.push_back("phases.warmup=" + print(found_warm_up(session, *scenario)));
  const Session warmed{found, session.typed, session.models, session.console};
  scenario = read_scenario(warmed, text, arguments.files[0]);
  return scenario ? run_scenario(warmed, *scenario, text) : kWrongUsage;
}

}  // namespace sim
