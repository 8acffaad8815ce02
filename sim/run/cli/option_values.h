// Values of options that several commands take, read. What cannot be is a UsageError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/kernel/time.h"
#include "sim/run/cli/arguments.h"
#include "sim/run/regression/regression.h"

namespace sim {

std::uint64_t whole_number(std::string_view option, const std::string& text);
std::size_t jobs_of(const std::string& text);    ///< "": as many as there are
std::size_t most_failures_of(const Arguments&);  ///< 0: all, whatever fails
std::optional<Duration> time_limit_of(std::string_view option, const std::string& text);
SeedRange seeds_of(const std::string& text);  ///< "1..50", or "50": from 1
/// Where seeds come from the option alone.
void refuse_set_seed(const Arguments&, std::string_view option);

}  // namespace sim
