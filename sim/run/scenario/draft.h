// A scenario while it is read or written: what the file says and the finished struct does not.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/run/scenario/scenario.h"

namespace sim {

struct Draft {
  explicit Draft(std::span<const ModelInfo> of) : models(of) {
    scenario.phases = {.warmup = 10s, .measure = 1min, .settle = 30s};  // our choice
  }
  std::span<const ModelInfo> models;
  Scenario scenario;
  std::string schema = "schema/scenario-1.schema.json";
  std::size_t model_index = SIZE_MAX;  // of `models`; SIZE_MAX: none chosen

  /// A topology that comes from a file; the decoder reads it and fills in scenario.topology.
  std::string graphml, matrix;
  std::uint32_t nodes_per_site = 1;

  void choose_model();  ///< makes scenario.model what model_index says
};

/// Every field of a scenario, in the order of a resolved file; the model's own once one is chosen.
void describe_scenario(Fields&, Draft&);

// Parts of it.
void describe_topology(Fields&, Draft&);
/// {"within": site} or {"between": [site, site]}.
void describe_link_ends(Fields&, std::string& from, std::string& to, bool& within);
void describe_hosts(Fields&, HostSpec&);
void describe_fault(Fields&, FaultSpec&);
void describe_expectations(Fields&, Scenario&);
void describe_ranges(Fields&, std::vector<Range>&);
void describe_sweep(Fields&, Sweep&);

}  // namespace sim
