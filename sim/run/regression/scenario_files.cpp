#include "sim/run/regression/scenario_files.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "sim/run/report/run_folder.h"

namespace sim {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kCorpus = "regressions";

bool in_corpus(const fs::path& file) {
  const fs::path folder = fs::absolute(file).lexically_normal().parent_path();
  return std::find(folder.begin(), folder.end(), kCorpus) != folder.end();
}

std::vector<std::string> scenarios_in(const std::string& folder) try {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && name.ends_with(".json") && !name.ends_with(".schema.json"))
      found.push_back(entry.path().lexically_normal().string());
  }
  std::sort(found.begin(), found.end());
  return found;
} catch (const fs::filesystem_error& error) {
  throw FileError(error.what());
}

std::string lower(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return small;
}

/// Evaluates while it reads; both sides of every operator are read.
class Reader {
 public:
  Reader(const std::string& expression, const std::string& path)
      : text_(expression), path_(lower(path)) {}

  Parsed<bool> whole() {
    const bool selected = any_of();
    if (!word().empty()) fail();
    return {selected, mistake_};
  }

 private:
  bool any_of() {
    bool selected = all_of();
    while (take("or")) selected = all_of() || selected;
    return selected;
  }
  bool all_of() {
    bool selected = one();
    while (take("and")) selected = one() && selected;
    return selected;
  }
  bool one() {
    if (take("not")) return !one();
    if (take("(")) {
      const bool selected = any_of();
      if (!take(")")) fail();
      return selected;
    }
    const std::string_view found = word();
    if (found.empty() || found == "and" || found == "or" || found == ")") {
      fail();
      return false;
    }
    at_ += found.size();
    return path_.find(lower(found)) != std::string::npos;
  }

  /// The next one, blanks before it skipped; a parenthesis is one by itself.
  std::string_view word() {
    at_ = std::min(text_.find_first_not_of(' ', at_), text_.size());
    const std::string_view rest = std::string_view(text_).substr(at_);
    const bool parenthesis = rest.starts_with('(') || rest.starts_with(')');
    return rest.substr(0, parenthesis ? 1 : rest.find_first_of(" ()"));
  }
  bool take(std::string_view wanted) {
    const bool there = word() == wanted;
    if (there) at_ += wanted.size();
    return there;
  }
  void fail() {
    if (!mistake_.empty()) return;
    const std::string_view rest = std::string_view(text_).substr(at_);
    mistake_ = fmt::format(
        "{}; write parts of paths with and, or, not and ( ), e.g. \"crash and not amnesia\"",
        rest.empty() ? "it ends too early" : fmt::format("\"{}\" cannot stand there", rest));
    at_ = text_.size();
  }

  const std::string& text_;
  const std::string path_;
  std::size_t at_ = 0;
  std::string mistake_;
};

}  // namespace

std::vector<ScenarioFile> scenario_files(const std::vector<std::string>& paths) {
  std::vector<ScenarioFile> files;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    std::error_code ignored;
    const bool folder = fs::is_directory(path, ignored);
    for (const std::string& file : folder ? scenarios_in(path) : std::vector<std::string>{path})
      if (seen.insert(fs::path(file).lexically_normal().string()).second)
        files.push_back({file, folder && in_corpus(file)});
  }
  std::stable_partition(files.begin(), files.end(),
                        [](const ScenarioFile& file) { return file.replayed; });
  return files;
}

Parsed<bool> selects(const std::string& expression, const std::string& path) {
  return Reader(expression, path).whole();
}

}  // namespace sim
