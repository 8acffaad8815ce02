// `topology`: reads a map or a scenario and surveys it.
#include <ostream>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/cli/topology_survey.h"

namespace sim {
namespace {

char first_visible(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");  // blanks, or a BOM
  return start == std::string_view::npos ? '\0' : text[start];
}

/// By content: '<' begins GraphML, '{' or a comment a scenario; anything else is a matrix.
std::optional<TopologySpec> read_topology(const Session& session, const std::string& file) {
  const std::string text = read_input(session, file);
  const char first = first_visible(text);
  if (first == '{' || first == '/') {
    std::optional<Scenario> scenario = read_scenario(session, text, file);
    if (!scenario) return std::nullopt;
    return std::move(scenario->topology);
  }
  ImportedTopology imported = first == '<' ? read_graphml(text) : read_latency_matrix(text);
  if (imported.error.empty()) return std::move(imported.spec);
  const std::string line = imported.line > 0 ? fmt::format(":{}", imported.line) : "";
  session.console.err << fmt::format("{}{}: error: {}\n", file, line, imported.error);
  const bool heading = first != '<' && imported.line <= 1;  // most likely it is no matrix at all
  if (heading)
    session.console.err << "topology reads GraphML (XML), a CSV of round trips with the columns "
                           "src_region, dst_region and rtt_mean_ms, or a scenario (JSON)\n";
  return std::nullopt;
}

}  // namespace

int topology_command(const Session& session) {
  const std::string& file = session.arguments.files[0];
  const std::optional<TopologySpec> spec = read_topology(session, file);
  if (!spec) return kWrongUsage;
  session.console.out << file << ": " << survey_text(survey(*spec));
  return kDone;
}

}  // namespace sim
