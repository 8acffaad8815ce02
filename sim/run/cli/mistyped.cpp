#include "sim/run/cli/mistyped.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "sim/run/cli/cli.h"
#include "sim/run/report/tool.h"
#include "sim/run/scenario/suggestions.h"

namespace sim {
namespace {

ParsedArguments wrong(std::string_view context, std::string message) {
  return {{}, kWrongUsage, "", fmt::format("{}: error: {}\n", context, message)};
}

bool is_number(std::string_view text) {
  return text.size() > 1 && text[1] >= '0' && text[1] <= '9';
}

std::optional<ParsedArguments> unknown_command(std::span<const CommandSpec> specs,
                                               const std::string& word) {
  std::vector<std::string> names;
  for (const CommandSpec& spec : specs) names.push_back(spec.name);
  if (std::find(names.begin(), names.end(), word) != names.end()) return std::nullopt;
  std::error_code ignored;
  const bool file =
      word.find(".json") != std::string::npos || std::filesystem::exists(word, ignored);
  if (file)
    return wrong(kToolName, fmt::format("\"{0}\" is not a command; did you mean \"{1} run {0}\"?",
                                        word, kToolName));
  return wrong(kToolName, fmt::format("unknown command \"{}\"{}", word, suggestion(word, names)));
}

std::optional<ParsedArguments> unknown_option(const CommandSpec& spec,
                                              std::span<const std::string> arguments) {
  bool value = false;  // the word belongs to the option before it
  for (const std::string& word : arguments) {
    if (std::exchange(value, false)) continue;
    if (word == "--") return std::nullopt;
    if (word.size() < 2 || word[0] != '-' || is_number(word)) continue;
    const bool is_long = word[1] == '-';
    const std::string name = is_long ? word.substr(0, word.find('=')) : word.substr(0, 2);
    std::vector<std::string> candidates;
    const OptionSpec* known = nullptr;
    for (const OptionSpec& option : spec.options) {
      for (const std::string& candidate : option.names) {
        if (candidate == name) known = &option;
        if (!is_long || candidate.size() > 2) candidates.push_back(candidate);
      }
    }
    if (known == nullptr)
      return wrong(fmt::format("{} {}", kToolName, spec.name),
                   fmt::format("unknown option \"{}\"{}", name, suggestion(name, candidates)));
    value = known->takes_value && word == name;
  }
  return std::nullopt;
}

/// Words that belong to no option; of those that follow a --set, perhaps they were meant for it.
struct PlainWords {
  std::vector<std::string> all, after_set;
};
PlainWords plain_words(const CommandSpec& spec, std::span<const std::string> arguments) {
  PlainWords found;
  bool value = false, set = false;
  for (const std::string& word : arguments) {
    if (std::exchange(value, false)) continue;
    if (word == "--") return {};  // whoever writes that knows what he is doing
    if (word.size() < 2 || word[0] != '-') {
      found.all.push_back(word);
      if (set) found.after_set.push_back(word);
      continue;
    }
    set = word == "--set";
    for (const OptionSpec& option : spec.options)
      value |= option.takes_value &&
               std::find(option.names.begin(), option.names.end(), word) != option.names.end();
  }
  return found;
}

/// `--set a=1 b=2`, `--set a = 1`, or two scenarios where one is taken.
std::optional<ParsedArguments> surplus_word(const CommandSpec& spec,
                                            std::span<const std::string> arguments) {
  const PlainWords words = plain_words(spec, arguments);
  const std::string context = fmt::format("{} {}", kToolName, spec.name);
  std::error_code ignored;
  for (const std::string& word : words.after_set) {
    const bool file = word == "-" || word.find(".json") != std::string::npos ||
                      std::filesystem::exists(word, ignored);
    if (!file)
      return wrong(context,
                   fmt::format("unexpected \"{}\" after --set, which takes one FIELD=VALUE: "
                               "repeat --set for another field, quote a value with blanks",
                               word));
  }
  if (spec.most_words >= words.all.size()) return std::nullopt;
  const std::string taken = spec.most_words == 0 ? "no argument" : "one " + spec.argument;
  return wrong(context, fmt::format("unexpected \"{}\"; {} takes {}", words.all[spec.most_words],
                                    spec.name, taken));
}

}  // namespace

std::optional<ParsedArguments> mistyped(std::span<const std::string> words,
                                        std::span<const CommandSpec> specs) {
  if (words.empty() || words[0].empty() || words[0][0] == '-') return std::nullopt;
  if (auto found = unknown_command(specs, words[0])) return found;
  const auto spec = std::find_if(specs.begin(), specs.end(), [&](const CommandSpec& candidate) {
    return candidate.name == words[0];
  });
  if (auto found = unknown_option(*spec, words.subspan(1))) return found;
  return surplus_word(*spec, words.subspan(1));
}

}  // namespace sim
