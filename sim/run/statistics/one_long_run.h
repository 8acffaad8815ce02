// A mean over one long run, whose samples depend on one another.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "sim/run/statistics/intervals.h"

namespace sim {

/// How many of the first samples belong to the warm-up, by MSER-5 (White, Cobb and Spratt, "A
/// comparison of five steady-state truncation heuristics", WSC 2000): batches of five are left out
/// from the front until the standard error of what remains is least. Nothing where that would be
/// more than half: then the run is too short to tell.
std::optional<std::size_t> warm_up(std::span<const double>);

/// The mean by Student's t over the means of equally long batches. Twenty batches, unless their
/// means still depend on one another (lag-1 correlation above what chance gives): then fewer and
/// longer ones, ten at least. Nothing where even those do: the run is too short.
std::optional<Interval> batch_means_interval(std::span<const double>,
                                             double confidence = kConfidence);

/// Around a value that a whole run gave: as wide as batch_means_interval of its equally long parts.
/// Nothing where all parts are alike: that would be certainty.
std::optional<Interval> interval_around(double value, std::span<const double> parts,
                                        double confidence = kConfidence);

}  // namespace sim
