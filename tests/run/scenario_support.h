// A model made for tests of the decoder: one field of every kind.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "sim/run/scenario/scenario.h"

namespace test {

using namespace sim;

class ToyModel final : public Model {
 public:
  void describe(Fields& fields) override;
  void validate(const TopologySpec&, Problems&) const override;
  NetworkSpec network() const override { return {}; }
  std::vector<std::string> workload_names() const override;
  std::unique_ptr<Cluster> build(const World&) const override { return nullptr; }

  struct Load {
    std::string name;
    Rate rate{1000, 1'000'000'000};
    std::size_t arrival = 0;  // open, closed, idle
    std::uint32_t clients = 1;
    std::int64_t theta = 990'000;
  };
  std::uint32_t n = 3, r = 2;
  bool repair = true;
  Duration every = std::chrono::seconds(30);
  Bytes value{1024};
  Ratio share{1, 2};
  std::size_t strategy = 0;
  std::vector<Load> loads;
};

/// Two of them: "toy" and "toy_two".
std::vector<ModelInfo> toy_models();

/// A scenario of the toy model that is right.
extern const std::string kGood;

LoadedScenario parse(const std::string& text, std::vector<std::string> overrides = {});

/// Every error as printed, without "x.json:".
std::vector<std::string> errors_of(const LoadedScenario&);

/// `text` with the first `from` replaced; fails the test if it is not there.
std::string with(std::string text, const std::string& from, const std::string& to);

}  // namespace test
