// Which runs a sweep makes: the points of a grid, each with every seed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/run/regression/regression.h"
#include "sim/run/scenario/scenario.h"

namespace sim {

/// One combination of values.
struct SweepPoint {
  std::vector<std::string> values;  // of the parameters, as JSON
};

/// The runs are numbered from 0, the seeds of a point one after the other.
struct SweepPlan {
  std::string file, text;  // the scenario's
  std::vector<std::string> overrides;
  std::span<const ModelInfo> models = {};
  std::vector<std::string> parameters;  // fields, by the paths of --set
  std::vector<SweepPoint> points;
  SeedRange seeds;

  std::uint64_t runs() const { return points.size() * seeds.count(); }
  const SweepPoint& point_of(std::uint64_t run) const { return points[run / seeds.count()]; }
  std::uint64_t seed_of(std::uint64_t run) const { return seeds.first + run % seeds.count(); }
  LoadedScenario load(std::uint64_t run) const;
};

/// Fills in the parameters, and the points in the order of the file, the last axis the fastest;
/// those that `where` leaves out are not there. Without a sweep there is one point. Returns what is
/// wrong: a point that is no valid scenario, nothing that `where` leaves; "" if all is well.
std::string plan_points(const Scenario&, SweepPlan&);

}  // namespace sim
