// Every law of a random duration as fields: one description reads, writes and explains them.
#pragma once

#include <string_view>
#include <vector>

#include "sim/model/fields.h"
#include "sim/run/scenario/quantities.h"

namespace sim {

/// Visits `spec` under `name`. Of {"empirical": "file"} the decoder reads the file afterwards; it
/// is written as {"samples": [...]}, so that a resolved scenario needs no other file.
void describe_distribution(Fields&, std::string_view name, DistributionSpec&, Info);

/// The first column of a CSV, one sample a line: "1.5ms", or bare numbers under a header whose name
/// ends in a unit ("latency_ms").
Parsed<std::vector<Duration>> parse_samples(std::string_view csv);

}  // namespace sim
