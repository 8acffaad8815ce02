// What a search has to say: text for people, JSON for programs.
#pragma once

#include <cstdint>
#include <string>

#include "sim/run/search/search_record.h"

namespace sim {

/// "FAIL  reads-are-fresh  3 of 1,000 trials, the smallest is trial 17", the evidence, and the
/// command that repeats it.
std::string failure_text(const SearchRecord&, const FailureClass&);

/// What the trials came to: invariants, faults, storms, buggify sites.
std::string coverage_text(const Coverage&, std::uint64_t newest);

/// "1,000 trials: 997 passed, 3 failed in 2 ways, 120 draws were no valid scenario"
std::string search_total(const SearchRecord&);

/// One object, ending in a newline. It has no times: equal searches give equal bytes.
std::string search_json(const SearchRecord&, const std::string& scenario, std::uint64_t seed);

}  // namespace sim
