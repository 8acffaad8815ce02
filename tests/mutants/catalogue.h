// Every way in which Dynamo is broken on purpose, by name.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sim/model/model.h"

namespace test {

/// One wrong decision, and who must notice: whichever of these invariants sees it first.
struct Mutant {
  std::string_view name, section;
  std::string_view defect;  // what is wrong, in a line
  std::vector<std::string_view> caught_by;
  sim::ModelInfo model;  // "dynamo", so that every scenario of Dynamo runs on it
};

/// In the order of the paper's sections.
std::span<const Mutant> mutants();

}  // namespace test
