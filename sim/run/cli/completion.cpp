#include "sim/run/cli/completion.h"

#include <ostream>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/report/tool.h"

namespace sim {
namespace {

/// In single quotes of a POSIX-like shell.
std::string single_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string all_option_names(const CommandSpec& command) {
  std::string names;
  for (const OptionSpec& option : command.options)
    names += fmt::format("{}{}", names.empty() ? "" : " ", fmt::join(option.names, " "));
  return names;
}

/// The value after an option: a case per option that takes one.
std::string bash_values(const CommandSpec& command) {
  std::string cases;
  for (const OptionSpec& option : command.options) {
    if (!option.takes_value) continue;
    const std::string reply = option.words.empty()
                                  ? "COMPREPLY=($(compgen -f -- \"$word\"))"
                                  : fmt::format("COMPREPLY=($(compgen -W \"{}\" -- \"$word\"))",
                                                fmt::join(option.words, " "));
    cases += fmt::format("        {}) {}; return;;\n", fmt::join(option.names, "|"), reply);
  }
  return cases.empty() ? cases : fmt::format("      case \"$previous\" in\n{}      esac\n", cases);
}

std::string bash_command(const CommandSpec& command) {
  std::string text = fmt::format("    {})\n{}", command.name, bash_values(command));
  text += fmt::format("      words=\"{}\"\n", fmt::join(command.words, " "));
  text += fmt::format("      options=\"{}\"\n", all_option_names(command));
  text += fmt::format("      files={}\n      ;;\n", command.takes_files ? 1 : 0);
  return text;
}

/// zsh's _arguments wants brackets and colons escaped.
std::string zsh_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string zsh_option(const OptionSpec& option) {
  std::string text;
  for (const std::string& name : option.names) {
    std::string spec = name + "[" + zsh_escaped(option.help) + "]";
    if (option.takes_value)
      spec += option.words.empty() ? ":value:_files"
                                   : fmt::format(":value:({})", fmt::join(option.words, " "));
    text += fmt::format(" \\\n        {}", single_quoted(spec));
  }
  return text;
}

}  // namespace

std::string bash_completion(std::span<const CommandSpec> commands) {
  std::string cases, names;
  for (const CommandSpec& command : commands) {
    cases += bash_command(command);
    names += (names.empty() ? "" : " ") + command.name;
  }
  return fmt::format(
      "# bash completion of {0}\n"
      "_{0}() {{\n"
      "  local word=\"${{COMP_WORDS[COMP_CWORD]}}\" previous=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "  local words=\"\" options=\"\" files=0\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W \"{1} --help --version\" -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n"
      "{2}"
      "  esac\n"
      "  case \"$word\" in\n"
      "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\"));;\n"
      "    *)\n"
      "      COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "      if [ \"$files\" -eq 1 ]; then COMPREPLY+=($(compgen -f -- \"$word\")); fi\n"
      "      ;;\n"
      "  esac\n"
      "}}\n"
      "complete -o filenames -F _{0} {0}\n",
      kToolName, names, cases);
}

std::string zsh_completion(std::span<const CommandSpec> commands) {
  std::string names, cases;
  for (const CommandSpec& command : commands) {
    names += fmt::format("    {}\n", single_quoted(command.name + ":" + zsh_escaped(command.help)));
    cases += fmt::format("    {})\n      _arguments", command.name);
    for (const OptionSpec& option : command.options) cases += zsh_option(option);
    if (!command.words.empty())
      cases += fmt::format(" \\\n        '1:word:({})'", fmt::join(command.words, " "));
    if (command.takes_files) cases += " \\\n        '*:file:_files'";
    cases += "\n      ;;\n";
  }
  return fmt::format(
      "#compdef {0}\n"
      "_{0}() {{\n"
      "  local -a commands\n"
      "  commands=(\n"
      "{1}"
      "  )\n"
      "  if (( CURRENT == 2 )); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  shift words\n"
      "  (( CURRENT-- ))\n"
      "  case \"$words[1]\" in\n"
      "{2}"
      "  esac\n"
      "}}\n"
      "if [ \"$funcstack[1]\" = _{0} ]; then _{0} \"$@\"; else compdef _{0} {0}; fi\n",
      kToolName, names, cases);
}

std::string fish_completion(std::span<const CommandSpec> commands) {
  std::string text = fmt::format("# fish completion of {0}\ncomplete -c {0} -f\n", kToolName);
  for (const CommandSpec& command : commands) {
    text += fmt::format("complete -c {} -n __fish_use_subcommand -a {} -d {}\n", kToolName,
                        command.name, single_quoted(command.help));
    const std::string within =
        fmt::format("complete -c {} -n '__fish_seen_subcommand_from {}'", kToolName, command.name);
    if (command.takes_files) text += within + " -F\n";
    if (!command.words.empty())
      text += fmt::format("{} -a '{}'\n", within, fmt::join(command.words, " "));
    for (const OptionSpec& option : command.options) {
      text += within;
      for (const std::string& name : option.names)
        text += name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (option.takes_value)
        text += option.words.empty() ? " -r -F"
                                     : fmt::format(" -x -a '{}'", fmt::join(option.words, " "));
      text += " -d " + single_quoted(option.help) + "\n";
    }
  }
  return text;
}

int completion_command(const Session& session) {
  const std::vector<CommandSpec> commands = command_specs();
  const std::string& shell = session.arguments.word;
  session.console.out << (shell == "bash"  ? bash_completion(commands)
                          : shell == "zsh" ? zsh_completion(commands)
                                           : fish_completion(commands));
  return kDone;
}

int version_command(const Session& session) {
  std::ostream& out = session.console.out;
  out << tool_text() << '\n';
  out << fmt::format("model version {}, run folder schema {}\n", kModelVersion, kSchemaVersion);
  out << fmt::format("built by {}, {}, flags {}\n", compiler(), standard_library(), build_flags());
  out << "models:";
  for (const ModelInfo& model : session.models) out << ' ' << model.name;
  out << '\n';
  return kDone;
}

}  // namespace sim
