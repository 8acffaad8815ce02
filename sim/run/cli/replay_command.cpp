// `replay`: a run folder's run once more, held against what was recorded of the first.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/cli/interrupt.h"
#include "sim/run/cli/progress.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/replay/parting.h"
#include "sim/run/replay/recorded_run.h"
#include "sim/run/report/digest.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

bool records(const RecordedRun& recorded, std::string_view name) {
  return std::any_of(recorded.outputs.begin(), recorded.outputs.end(),
                     [&](const OutputDigest& output) { return output.name == name; });
}

Extras extras_of(const RecordedRun& recorded) {
  return {.history = records(recorded, "history.ndjson"),
          .events = records(recorded, "events.csv"),
          .messages = records(recorded, "messages.ndjson")};
}

/// nullopt: this program does not read it, and has said so.
std::optional<Scenario> read_again(const Session& session, const RecordedRun& recorded) {
  const std::string file = (recorded.folder / "scenario.json").string();
  LoadedScenario loaded = parse_scenario(recorded.scenario, file, session.models);
  if (loaded.scenario) return std::move(loaded.scenario);
  session.console.err << loaded.report()
                      << fmt::format(
                             "the run is of another program, which reads scenarios otherwise: "
                             "{}\nreplay it with that one, or run the scenario it was made from "
                             "with this one\n",
                             recorded.program);
  return std::nullopt;
}

RunResult run_again(const Session& session, const RecordedRun& recorded, const Scenario& scenario,
                    const Interrupts& interrupts) {
  ProgressBar bar(session.console.err, wants_progress(session));
  RunOptions options;
  options.until = recorded.interrupted ? recorded.ended_at - kStart : recorded.until;
  const Extras extras = extras_of(recorded);
  options.record_history = extras.history;
  if (extras.messages) options.trace_messages = Tracer::kMost;
  options.log_events = recorded.told();
  options.progress = [&](const Progress& progress) { bar.show(progress); };
  options.interrupted = [&] { return interrupts.signal() != 0; };
  return run_experiment(scenario, options);
}

/// Files that would be written otherwise now.
std::vector<std::string> files_that_differ(const RecordedRun& recorded, const RunRequest& request,
                                           const RunResult& now) {
  std::vector<std::string> names;
  for (const OutputFile& file : output_files(request, now, extras_of(recorded))) {
    const bool same = std::any_of(
        recorded.outputs.begin(), recorded.outputs.end(), [&](const OutputDigest& output) {
          return output.name == file.name && output.sha256 == sha256_hex(file.content);
        });
    if (!same) names.push_back(file.name);
  }
  return names;
}

int tell_alike(const Session& session, const RecordedRun& recorded, const RunRequest& request,
               const RunResult& now) {
  std::ostream& out = session.console.out;
  const bool quiet = session.arguments.quiet;
  if (recorded.interrupted) {
    const bool none = recorded.marks.empty();
    if (!quiet)
      out << (none ? "nothing to compare: the recorded run was interrupted before its first "
                     "checkpoint\n"
                   : fmt::format("equal as far as the recorded run got before it was interrupted: "
                                 "{} checkpoints, the last after event {}\n",
                                 recorded.marks.size(), count_text(recorded.marks.back().event)));
    return none ? kInconclusive : kDone;
  }
  const std::vector<std::string> others = files_that_differ(recorded, request, now);
  if (!others.empty()) {
    out << fmt::format(
        "the run is equal, event by event, but these files would be written otherwise: {}\n  "
        "recorded by  {}\n  this is      {}\n",
        fmt::join(others, ", "), recorded.program, this_program());
    return kViolated;
  }
  if (!quiet)
    out << fmt::format("equal: {} events, fingerprint {:016x}, {} files\n", count_text(now.events),
                       now.fingerprint, recorded.outputs.size());
  return kDone;
}

std::string side(std::string_view name, const std::optional<EventRecord>& event) {
  if (!event) return fmt::format("    {:8}  the run was over\n", name);
  return fmt::format("    {:8}  at {} ns, fingerprint {:016x}: {}\n", name,
                     count_text(static_cast<std::uint64_t>((event->at - kStart).count())),
                     event->fingerprint,
                     event->effect.empty() ? "no message moved" : event->effect);
}

/// What to type so that the next replay can name the event.
std::string how_to_see(const RecordedRun& recorded, EventSpan parting) {
  const fs::path out = fs::absolute(recorded.folder).lexically_normal().parent_path().parent_path();
  std::string command = fmt::format("{} run {} --out {} --events {}..{} --force", kToolName,
                                    shell_word((recorded.folder / "scenario.json").string()),
                                    shell_word(out.string()), parting.first, parting.last);
  if (recorded.until) command += fmt::format(" --until {}ns", recorded.until->count());
  return "  to see the event, record these with the program that made the run, and replay again:\n"
         "    " +
         command + "\n";
}

std::string where(const RecordedRun& recorded, const RunResult& now) {
  const EventSpan span = parting(recorded, now);
  if (const auto pair = first_difference(recorded, now, span)) {
    return fmt::format("  {} event {}\n{}{}",
                       pair->is_first ? "the first difference is" : "they differ by", pair->number,
                       side("recorded", pair->recorded), side("now", pair->now));
  }
  const std::string equal = span.first > 1 ? fmt::format("equal up to event {}, ", span.first - 1)
                                           : std::string("no event is known to be equal, ");
  return fmt::format("  {}different by event {}\n", equal, span.last) + how_to_see(recorded, span);
}

std::string cause(const RecordedRun& recorded) {
  if (recorded.model_version != kModelVersion)
    return fmt::format(
        "  the models differ, versions {} and {}: runs may differ on purpose, CHANGES.md says why; "
        "replay with\n  the program that made the run, or make it anew with this one\n",
        recorded.model_version, kModelVersion);
  if (!recorded.has_build)
    return "  which build made the run is not known: its run.json has no host\n";
  if (recorded.program != this_program())
    return "  another build of the same model version: equal requests should give equal runs, so "
           "one of the two\n  is wrong, or its model_version was not raised\n";
  return "  the same build: it does not repeat itself, which is a bug; please report it\n";
}

int tell_difference(const Session& session, const RecordedRun& recorded, const RunResult& now) {
  const auto line = [](std::string_view name, std::uint64_t events, std::uint64_t fingerprint,
                       const std::string& program) {
    return fmt::format("  {:8}  {} events, fingerprint {:016x}   {}\n", name, count_text(events),
                       fingerprint, program);
  };
  session.console.out << fmt::format("DIFFERS from {}\n", (recorded.folder / "run.json").string())
                      << line("recorded", recorded.events, recorded.fingerprint, recorded.program)
                      << line("now", now.events, now.fingerprint, this_program())
                      << where(recorded, now) << cause(recorded);
  return kViolated;
}

}  // namespace

int replay_command(const Session& session) {
  const RecordedRun recorded = read_recorded_run(run_folder_meant(session.arguments.files[0]));
  const std::optional<Scenario> scenario = read_again(session, recorded);
  if (!scenario) return kWrongUsage;
  const RunRequest request = request_of(*scenario, recorded.until);
  const Interrupts interrupts;
  const RunResult now = run_again(session, recorded, *scenario, interrupts);
  if (interrupts.signal() != 0) return 128 + interrupts.signal();
  return behaves_alike(recorded, now) ? tell_alike(session, recorded, request, now)
                                      : tell_difference(session, recorded, now);
}

}  // namespace sim
