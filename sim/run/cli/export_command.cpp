// `export`: what a run folder tells of operations and messages, in other tools' formats.
#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/cli/commands.h"
#include "sim/run/export/chrome.h"
#include "sim/run/export/dot.h"
#include "sim/run/export/edn.h"
#include "sim/run/export/ladder.h"
#include "sim/run/export/perfetto.h"
#include "sim/run/export/porcupine.h"
#include "sim/run/export/selection.h"
#include "sim/run/export/shiviz.h"
#include "sim/run/export/steps.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"
#include "sim/run/report/trace_text.h"
#include "sim/run/scenario/quantities.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

/// A run folder's files, and what to type where one is missing.
class Source {
 public:
  explicit Source(const std::string& word) : folder_(run_folder_meant(word)) {
    if (!fs::exists(folder_ / "run.json"))
      throw FileError(folder_.string() + ": is no run folder: it has no run.json");
  }
  std::string path(const char* name) const { return (folder_ / name).string(); }
  std::string content(const char* name) const { return file_content(folder_ / name); }

  /// `option`: of `run`, by which it writes that file.
  std::string content(const char* name, std::string_view option) const {
    if (fs::exists(folder_ / name)) return content(name);
    throw FileError(fmt::format("{}: the run has none; run it with {}:\n  {}", path(name), option,
                                command_with(option)));
  }

 private:
  /// What the folder has beyond the usual is kept.
  std::string command_with(std::string_view option) const {
    const fs::path place = fs::weakly_canonical(folder_).parent_path().parent_path();
    std::string command =
        fmt::format("{} run {} --out {} --force {}", kToolName, shell_word(path("scenario.json")),
                    shell_word(place.string()), option);
    if (fs::exists(folder_ / "history.ndjson")) command += " --history";
    if (fs::exists(folder_ / "messages.ndjson")) command += " --trace messages";
    const auto manifest = nlohmann::json::parse(content("run.json"), nullptr, false);
    const auto until = manifest.is_object() ? manifest.find("until_ns") : manifest.end();
    if (until != manifest.end() && until->is_number())
      command += fmt::format(" --until {}ns", until->get<std::int64_t>());
    return command;
  }

  fs::path folder_;
};

std::optional<Time> moment(const char* option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const Parsed<Duration> parsed = parse_duration(text);
  if (!parsed.ok()) throw UsageError(fmt::format("{}: {}", option, parsed.mistake));
  return kStart + parsed.value;
}

Window window_of(const Arguments& arguments) {
  return {arguments.key, moment("--from", arguments.from), moment("--until", arguments.until)};
}

bool chooses(const Arguments& arguments) {
  return !arguments.key.empty() || !arguments.from.empty() || !arguments.until.empty();
}

Trace trace_of(const Source& source) {
  return read_trace(source.content("messages.ndjson", "--trace messages"),
                    source.path("messages.ndjson"));
}

/// The first by time; nullopt: every invariant held.
std::optional<ViolationRow> first_violation(const Source& source) {
  const std::vector<ViolationRow> all =
      read_violations(source.content("violations.ndjson"), source.path("violations.ndjson"));
  const auto first = std::min_element(
      all.begin(), all.end(),
      [](const ViolationRow& a, const ViolationRow& b) { return a.violation.at < b.violation.at; });
  return first == all.end() ? std::nullopt : std::optional(*first);
}

/// What a picture shows that cannot show everything: what was chosen, or what led to a violation.
Trace chosen(const Session& session, const Source& source, const Trace& trace) {
  if (session.arguments.all && !chooses(session.arguments)) return trace;
  if (chooses(session.arguments)) {
    Trace some = within(trace, window_of(session.arguments));
    if (some.messages.empty() && some.events.empty())
      throw UsageError("nothing of that key and time was traced");
    return some;
  }
  const std::optional<ViolationRow> violated = first_violation(source);
  if (!violated)
    throw UsageError(
        "every invariant held, so there is no violation to explain; choose what to draw with "
        "--key, --from and --until, or --all");
  return past_of(violated->violation, trace);
}

std::string to_ladder(const Session& session, const Source& source) {
  const Trace trace = trace_of(source);
  LadderOptions options;
  if (session.arguments.all) options.most_lines = 0;
  const std::optional<ViolationRow> violated = first_violation(source);
  if (violated && !session.arguments.all && !chooses(session.arguments))
    return ladder(trace, violated->invariant, violated->violation, options);
  return ladder(chosen(session, source, trace), options);
}

std::string to_shiviz(const Session& session, const Source& source) {
  const Trace trace = chosen(session, source, trace_of(source));
  const std::size_t steps = steps_of(trace).size();
  if (steps > kMostShivizSteps && !session.arguments.all)
    throw UsageError(fmt::format(
        "{} events are more than ShiViz can show ({}); choose some with --key, --from and --until, "
        "or write them all the same with --all",
        steps, kMostShivizSteps));
  return shiviz(trace);
}

std::string to_dot(const Session& session, const Source& source) {
  return dot(chosen(session, source, trace_of(source)));
}

/// Viewers of timelines take what there is.
Trace of_the_window(const Session& session, const Source& source) {
  Trace trace = trace_of(source);
  return chooses(session.arguments) ? within(trace, window_of(session.arguments)) : trace;
}

std::string to_chrome(const Session& session, const Source& source) {
  return chrome(of_the_window(session, source));
}

std::string to_perfetto(const Session& session, const Source& source) {
  return perfetto(of_the_window(session, source));
}

/// A history without some of its operations proves nothing of the others.
std::vector<HistoryRow> history_of(const Session& session, const Source& source) {
  const Window window = window_of(session.arguments);
  if (window.from || window.until)
    throw UsageError("--from and --until: a part of a history cannot be judged; choose by --key");
  std::vector<HistoryRow> rows =
      read_history(source.content("history.ndjson", "--history"), source.path("history.ndjson"));
  if (!window.key.empty())
    std::erase_if(rows, [&](const HistoryRow& row) { return row.key != window.key; });
  return rows;
}

std::string to_edn(const Session& session, const Source& source) {
  return edn(history_of(session, source),
             read_faults(source.content("faults.csv"), source.path("faults.csv")));
}

std::string to_porcupine(const Session& session, const Source& source) {
  return porcupine(history_of(session, source));
}

struct Format {
  std::string_view name;
  std::string (*write)(const Session&, const Source&);
};
constexpr Format kFormats[] = {
    {"ladder", to_ladder},       {"shiviz", to_shiviz},     {"dot", to_dot},
    {"chrome", to_chrome},       {"perfetto", to_perfetto}, {"edn", to_edn},
    {"porcupine", to_porcupine},
};

}  // namespace

int export_command(const Session& session) {
  const auto* const format =
      std::find_if(std::begin(kFormats), std::end(kFormats),
                   [&](const Format& each) { return each.name == session.arguments.to; });
  SIM_CHECK(format != std::end(kFormats), "a format without a function");
  const std::string text = format->write(session, Source(session.arguments.files[0]));
  const std::string& out = session.arguments.out;
  if (out.empty() || out == "-")
    session.console.out << text;
  else
    replace_file(out, text);
  return kDone;
}

}  // namespace sim
