// Which scenario files a regression is made of.
#pragma once

#include <string>
#include <vector>

#include "sim/run/scenario/quantities.h"

namespace sim {

struct ScenarioFile {
  std::string path;
  bool replayed = false;  // found in a folder named regressions: a past counterexample
};

/// Every file once, in the order in which it was first named, but past counterexamples first. A
/// folder stands for its scenarios, those of its folders among them, by name; a schema is none.
/// A counterexample that is named by itself is a file like others. Throws FileError.
std::vector<ScenarioFile> scenario_files(const std::vector<std::string>& paths);

/// Whether an expression of words, `and`, `or`, `not` and parentheses selects the path; a word is a
/// part of it, in whatever case. What is no expression is a mistake, whatever the path.
Parsed<bool> selects(const std::string& expression, const std::string& path);

}  // namespace sim
