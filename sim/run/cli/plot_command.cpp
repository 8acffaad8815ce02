// `plot`: figures of what run folders and sweeps hold.
#include <filesystem>
#include <ostream>

#include "sim/run/cli/commands.h"
#include "sim/run/plot/plot_script.h"
#include "sim/run/plot/python.h"
#include "sim/run/report/run_folder.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

constexpr const char* kDebiansPython = "/usr/bin/python3";  // whose matplotlib is a package

fs::path output_of(const Arguments& arguments, const fs::path& folder) {
  if (!arguments.out.empty()) return arguments.out;
  return folder / "figures" / (arguments.kind + '.' + arguments.format);
}

}  // namespace

int plot_command(const Session& session) {
  const Arguments& arguments = session.arguments;
  if (arguments.print_script) {
    session.console.out << plot_script();
    return kDone;
  }
  if (arguments.files.empty()) throw UsageError("name a folder, or --print-script");
  const fs::path output = output_of(arguments, run_folder_meant(arguments.files[0]));
  std::vector<std::string> words{arguments.kind};
  if (!arguments.metrics.empty()) {
    if (arguments.kind != "sweep" && arguments.kind != "heat")
      throw UsageError("--metric: of --kind sweep and --kind heat only");
    for (const std::string& metric : arguments.metrics)
      words.insert(words.end(), {"--metric", metric});
  }
  words.push_back(output.string());
  for (const std::string& word : arguments.files) {
    const fs::path folder = run_folder_meant(word);
    if (!fs::is_directory(folder)) throw FileError(folder.string() + ": is no folder");
    words.push_back(folder.string());
  }
  if (output.has_parent_path()) fs::create_directories(output.parent_path());
  const auto python = session.console.environment("DYNAMOSIM_PYTHON");
  if (run_python(python.value_or(kDebiansPython), plot_script(), words) != 0) return kIoError;
  session.console.out << output.string() << '\n';
  return kDone;
}

}  // namespace sim
