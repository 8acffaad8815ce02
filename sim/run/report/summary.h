// What a person wants to see first: one screen about a run.
#pragma once

#include <string>
#include <string_view>

#include "sim/run/experiment/run_result.h"

namespace sim {

/// At most 100 columns of plain ASCII (names and titles are as the scenario has them).
std::string summary_text(const RunResult&, std::string_view run_id);

/// The same text with ANSI colours laid over it; the layout stays.
std::string painted(std::string_view summary);

/// What each fault changed of what people look at first; the rest is in effects.csv.
std::string effects_text(const RunResult&);

}  // namespace sim
