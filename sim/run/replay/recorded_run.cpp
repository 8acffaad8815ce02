#include "sim/run/replay/recorded_run.h"

#include <charconv>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/report/digest.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/tool.h"

namespace sim {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

std::string program_text(std::string_view version, std::string_view commit,
                         std::string_view compiler, std::string_view library,
                         std::string_view flags) {
  return fmt::format("{} {}+{}, {}, {}, flags {}", kToolName, version, commit, compiler, library,
                     flags);
}

std::string text_at(const Json& json, const char* pointer) {
  return json.at(Json::json_pointer(pointer)).get<std::string>();
}

/// A file of the folder, if it is still the one that the manifest tells of.
std::string recorded_file(const RecordedRun& run, const OutputDigest& told) {
  const fs::path path = run.folder / told.name;
  std::string content = file_content(path);
  if (sha256_hex(content) == told.sha256) return content;
  throw FileError(fmt::format(
      "{}: was altered after the run: it is not the file that {} tells of; put that back, or run "
      "it as what it is: dynamosim run {}",
      path.string(), (run.folder / "run.json").string(), (run.folder / "scenario.json").string()));
}

template <class Number>
Number number(std::string_view digits, int base) {
  Number value{};
  const char* end = digits.data() + digits.size();
  const std::from_chars_result read = std::from_chars(digits.data(), end, value, base);
  if (read.ec != std::errc{} || read.ptr != end)
    throw FileError(fmt::format("\"{}\" is no number", digits));
  return value;
}

/// The cells of a line that report/csv.h wrote; of quoted ones only the last, without quotes in it.
std::vector<std::string> cells(const std::string& line, std::size_t count) {
  std::vector<std::string> found;
  std::istringstream in(line);
  std::string cell;
  while (found.size() + 1 < count && std::getline(in, cell, ',')) found.push_back(cell);
  std::getline(in, cell);
  if (cell.size() >= 2 && cell.front() == '"') cell = cell.substr(1, cell.size() - 2);
  found.push_back(in ? cell : "");
  if (found.size() < count) throw FileError("a line has too few cells: " + line);
  return found;
}

/// Calls `take(cells)` for every line below the header.
template <class Take>
void each_line(const std::string& csv, std::size_t columns, Take take) {
  std::istringstream in(csv);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) take(cells(line, columns));
}

void read_marks(RecordedRun& run, const std::string& csv) {
  each_line(csv, 2, [&](const std::vector<std::string>& line) {
    run.marks.push_back({number<std::uint64_t>(line[0], 10), number<std::uint64_t>(line[1], 16)});
  });
}

void read_event_log(RecordedRun& run, const std::string& csv) {
  each_line(csv, 4, [&](const std::vector<std::string>& line) {
    run.event_log.push_back({number<std::uint64_t>(line[0], 10),
                             kStart + Duration(number<std::int64_t>(line[1], 10)),
                             number<std::uint64_t>(line[2], 16), line[3]});
  });
}

void read_manifest(RecordedRun& run, const Json& json) {
  const Json& tool = json.at("tool");
  run.model_version = tool.at("model_version");
  run.has_build = json.contains("host");
  run.program = run.has_build ? program_text(text_at(json, "/tool/version"),
                                             text_at(json, "/host/git_commit"),
                                             text_at(json, "/host/build/compiler"),
                                             text_at(json, "/host/build/standard_library"),
                                             text_at(json, "/host/build/flags"))
                              : fmt::format("{} {}", kToolName, text_at(json, "/tool/version"));
  if (!json.at("until_ns").is_null()) run.until = Duration(json.at("until_ns").get<std::int64_t>());
  run.interrupted = json.at("status") == "interrupted";
  run.ended_at = kStart + Duration(json.at("sim_time_ns").get<std::int64_t>());
  run.events = json.at("events");
  run.fingerprint = number<std::uint64_t>(text_at(json, "/fingerprint"), 16);
  for (const Json& output : json.at("outputs"))
    run.outputs.push_back(
        {output.at("path"), output.at("sha256"), output.at("bytes"), output.at("rows")});
}

}  // namespace

EventSpan RecordedRun::told() const {
  if (event_log.empty()) return {};
  const bool to_the_end = event_log.back().number == events;
  return {event_log.front().number, to_the_end ? UINT64_MAX : event_log.back().number};
}

RecordedRun read_recorded_run(const fs::path& folder) {
  RecordedRun run;
  run.folder = folder;
  const fs::path manifest = folder / "run.json";
  const std::string text = file_content(manifest);
  try {
    read_manifest(run, Json::parse(text));
  } catch (const Json::exception& error) {
    throw FileError(
        fmt::format("{}: is no manifest of {}: {}", manifest.string(), kToolName, error.what()));
  }
  for (const OutputDigest& output : run.outputs) {
    std::string content = recorded_file(run, output);
    if (output.name == "checkpoints.csv") read_marks(run, content);
    if (output.name == "events.csv") read_event_log(run, content);
    if (output.name == "scenario.json") run.scenario = std::move(content);
  }
  if (run.scenario.empty()) throw FileError(manifest.string() + ": tells of no scenario.json");
  return run;
}

std::string this_program() {
  return program_text(tool_version(), git_commit(), compiler(), standard_library(), build_flags());
}

}  // namespace sim
