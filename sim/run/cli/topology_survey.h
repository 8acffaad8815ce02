// What a topology is like: its size, its latencies, and the single cuts that hurt most.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/net/topology.h"

namespace sim {

/// One site or link taken away.
struct Cut {
  std::string name;  // "Denver", "Denver - Kansas City"
  bool is_site = false;
  std::uint64_t pairs_apart = 0;    // of other sites that could talk before and no longer can
  std::uint64_t pairs_through = 0;  // whose quickest route uses it
};

struct TopologySurvey {
  std::size_t sites = 0, links = 0, components = 0;       // links between different sites
  std::uint64_t pairs = 0;                                // of different sites that can talk
  std::vector<Duration> link_latencies, route_latencies;  // medians, one way, ascending
  std::string farthest;                                   // "Seattle - Atlanta"
  std::vector<Cut> cuts;  // those that matter, most pairs apart first, then most pairs through
};

/// Costs O(sites^2 * route length + (sites + links)^2). A direct topology has no cuts to rank.
TopologySurvey survey(const TopologySpec&);

std::string survey_text(const TopologySurvey&);

}  // namespace sim
