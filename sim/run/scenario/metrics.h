// What the metrics that a scenario may expect are called, and in which unit their bounds stand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/model/model.h"
#include "sim/observe/decimal.h"
#include "sim/run/scenario/quantities.h"

namespace sim {

/// By the name's habit: "get.latency.p99" is a duration, "reads.stale.ratio" a ratio, what has no
/// habit a plain number.
enum class MetricUnit { kDuration, kRatio, kRate, kBytes, kPlain };
MetricUnit unit_of_metric(std::string_view metric);

/// "10ms", "99.95%", "12" as the value of such a metric, in the unit that results have it in.
Parsed<Decimal> parse_bound(std::string_view text, std::string_view metric);

/// What a run of the model may report; empty if the model does not tell.
std::vector<MetricInfo> metrics_of(const ModelInfo&);
std::vector<std::string> metric_names(const ModelInfo&);

}  // namespace sim
