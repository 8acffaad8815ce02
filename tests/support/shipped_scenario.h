// Runs a scenario that the project ships and reads its summary.
#pragma once

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "models/dynamo/dynamo.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/scenario/scenario.h"

namespace test {

class ShippedRun {
 public:
  /// `name` is a file below scenarios/; `overrides` as of --set.
  explicit ShippedRun(const std::string& name, std::vector<std::string> overrides = {}) {
    const std::array models{dynamo::model()};
    const std::string path = "scenarios/" + name;
    auto loaded = sim::load_scenario(path, models, {.overrides = std::move(overrides), .seed = {}});
    EXPECT_TRUE(loaded.scenario.has_value()) << path << ": " << loaded.io_error;
    if (loaded.scenario) result_ = sim::run_experiment(*loaded.scenario);
  }

  const sim::RunResult& result() const { return result_; }
  /// The lines of `sometimes` that this run does not show, by metric.
  std::string unmet_wishes() const {
    std::string unmet;
    for (const sim::ExpectationOutcome& wish : result_.sometimes)
      if (wish.verdict != sim::Verdict::kPass) unmet += wish.expectation.metric + ' ';
    return unmet;
  }
  /// A number of the summary, over all workloads and sites; durations are in milliseconds.
  double metric(const std::string& name) const {
    for (const auto& row : result_.results.summary) {
      if (row.metric == name && row.scope == "all") return std::stod(row.value.text());
    }
    ADD_FAILURE() << "the summary has no " << name;
    return 0;
  }

 private:
  sim::RunResult result_;
};

}  // namespace test
