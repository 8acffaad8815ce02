// dynamosim with a broken protocol: `mutant NAME COMMAND...` is `dynamosim COMMAND...` on that
// mutant, `mutant list` tells of all, a line each: name, section, defect, who must catch it.
#include <algorithm>
#include <cstdio>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/run/cli/cli.h"
#include "tests/mutants/catalogue.h"

int main(int argc, char** argv) {
  const std::string_view word = argc > 1 ? argv[1] : "";
  if (word == "list") {
    for (const test::Mutant& mutant : test::mutants()) {
      fmt::print("{}\t{}\t{}\t{}\n", mutant.name, mutant.section, mutant.defect,
                 fmt::join(mutant.caught_by, " "));
    }
    return 0;
  }
  const auto mutants = test::mutants();
  const auto mutant = std::find_if(mutants.begin(), mutants.end(),
                                   [&](const test::Mutant& one) { return one.name == word; });
  if (mutant == mutants.end()) {
    fmt::print(stderr, "mutant: error: no mutant '{}'; `mutant list` names them\n", word);
    return 2;
  }
  return sim::run_cli(argc - 1, argv + 1, {&mutant->model, 1});
}
