#include "sim/run/scenario/scenario.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/run/scenario/decoder.h"
#include "sim/run/scenario/draft.h"
#include "sim/run/scenario/overrides.h"
#include "sim/run/scenario/ranges.h"
#include "sim/run/scenario/read_file.h"
#include "sim/run/scenario/rules.h"
#include "sim/run/scenario/sweep_fields.h"
#include "sim/run/scenario/writer.h"

namespace sim {
namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == path.npos) return "";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// "scenarios/zone outage.json" gives "zone-outage": the name of a scenario that has none.
std::string name_from(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  name.resize(std::min(name.rfind('.'), name.size()));
  if (path == "-") name = "stdin";
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && c != '_' && c != '.') c = '-';
  }
  return name.empty() || name[0] == '-' ? "scenario" + name : name;
}

void read_fields(const JsonValue& root, Draft& draft, DecodeSession& session) {
  Decoder decoder(session, root, "");
  describe_scenario(decoder, draft);
  if (!draft.scenario.model) decoder.forgive_unknown();
  decoder.finish();
}

/// Everything that can be wrong is noted in the session's mistakes.
void decode(const JsonValue& root, Draft& draft, DecodeSession& session) {
  read_fields(root, draft, session);
  LocatedProblems problems(root, session.mistakes);
  import_topology(draft, session, problems);
  check_world(draft, session.mistakes, problems);
  check_references(draft, session);
  check_expectations(draft, session.mistakes, problems);
  // A model's rules are about counts of nodes: a topology in doubt would make them misleading.
  if (draft.scenario.model && !session.mistakes.any_within("/topology"))
    draft.scenario.model->validate(draft.scenario.topology, problems);
  if (!draft.scenario.model) return;  // the fields are not known
  const ReadFields read = [&](const JsonValue& changed, Mistakes& mistakes) {
    DecodeSession inner{mistakes, session.folder, {}, {}};
    Draft of_changed(draft.models);
    read_fields(changed, of_changed, inner);
  };
  check_ranges(root, draft.scenario.ranges, session.mistakes, read);
  check_sweep(root, draft.scenario.sweep, session.mistakes, read);
}

std::string resolve(Draft& draft) {
  JsonText text = JsonText::object();
  Writer writer(text);
  describe_scenario(writer, draft);
  return text.pretty();
}

LoadedScenario refused(const Mistakes& mistakes) {
  LoadedScenario loaded;
  loaded.errors = mistakes.diagnostics();
  loaded.errors_count = loaded.errors.size();
  loaded.errors.resize(std::min(loaded.errors.size(), LoadedScenario::kMostErrors));
  return loaded;
}

}  // namespace

LoadedScenario parse_scenario(std::string_view text, const std::string& path,
                              std::span<const ModelInfo> models, const LoadOptions& options) {
  Mistakes mistakes(text, path, options.overrides);
  JsonDocument document = parse_json(text);
  for (JsonMistake& found : document.mistakes)
    mistakes.at_offset(found.offset, std::move(found.pointer), std::move(found.message));
  if (document.complete && document.root.kind != JsonValue::Kind::kObject)
    mistakes.at_value(document.root, "", "a scenario is one JSON object { ... }");
  else if (document.complete)
    apply_overrides(document.root, options.overrides, mistakes);
  if (!document.complete || document.root.kind != JsonValue::Kind::kObject)
    return refused(mistakes);

  DecodeSession session{mistakes, folder_of(path), {}, {}};
  Draft draft(models);
  draft.scenario.file = path;
  draft.scenario.name = name_from(path);
  decode(document.root, draft, session);
  if (!mistakes.empty()) return refused(mistakes);

  if (options.seed) draft.scenario.seed = *options.seed;
  draft.scenario.resolved = resolve(draft);
  draft.scenario.inputs = std::move(session.inputs);
  LoadedScenario loaded;
  loaded.scenario = std::move(draft.scenario);
  return loaded;
}

LoadedScenario load_scenario(const std::string& path, std::span<const ModelInfo> models,
                             const LoadOptions& options) {
  const std::optional<std::string> text = read_file(path);
  if (!text) {
    LoadedScenario unreadable;
    unreadable.io_error = fmt::format("cannot read {}", path);
    return unreadable;
  }
  return parse_scenario(*text, path, models, options);
}

std::string faults_text(std::vector<FaultSpec> faults) {
  JsonText text = JsonText::object();
  Writer(text).list("faults", faults, describe_fault, {});
  return text.find("faults")->line();
}

std::string LoadedScenario::report() const {
  if (errors.empty()) return "";
  std::string lines;
  for (const Diagnostic& error : errors) lines += error.text() + '\n';
  const std::string hidden =
      errors_count > errors.size() ? fmt::format(", of which {} are shown", errors.size()) : "";
  return lines + fmt::format("{} error{}{}; nothing was run\n", errors_count,
                             errors_count == 1 ? "" : "s", hidden);
}

}  // namespace sim
