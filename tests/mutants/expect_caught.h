// A mutant lives or dies: the one way in which every mutant is tried.
#pragma once

#include <memory>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/support/cluster.h"

namespace test {

/// Runs the same scenario with Dynamo's own policy and with the mutant.
template <class Mutant, class Scenario>
void expect_caught(std::string_view invariant, Scenario scenario) {
  Cluster clean(scenario.setup(nullptr));
  scenario.play(clean);
  clean.judge();
  EXPECT_TRUE(clean.holds()) << clean.violations();
  EXPECT_GT(clean.check(invariant).evaluations(), 0u) << "the scenario does not look at it";

  Cluster broken(scenario.setup(std::make_shared<Mutant>()));
  scenario.play(broken);
  broken.judge();
  EXPECT_GT(broken.check(invariant).failures(), 0u) << "the mutant lives";
}

}  // namespace test
