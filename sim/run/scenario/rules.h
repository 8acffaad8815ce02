// What must hold between the fields of a scenario, whatever its model.
#pragma once

#include <span>

#include "sim/run/scenario/decoder.h"
#include "sim/run/scenario/draft.h"

namespace sim {

/// Problems found by rules, put where the file has the thing; what is wrong already stays silent.
class LocatedProblems : public Problems {
 public:
  LocatedProblems(const JsonValue& root, Mistakes& mistakes) : root_(root), mistakes_(mistakes) {}
  void error(std::string where, std::string message) override;

 private:
  const JsonValue& root_;
  Mistakes& mistakes_;
};

/// Reads the file that the topology comes from, if it comes from one.
void import_topology(Draft&, DecodeSession&, Problems&);

/// Silent about what follows from mistakes that were found before.
void check_world(const Draft&, const Mistakes&, Problems&);

/// Of `expect` and `sometimes`: metrics that clients' results never have, and scopes that name
/// nothing of the scenario. What is the model's own ("dynamo.read_repairs") is known only once a
/// run has reported it.
void check_expectations(Draft&, const Mistakes&, Problems&);

/// Names in the scenario must be those of its sites, nodes, racks, regions and workloads.
void check_references(const Draft&, const DecodeSession&);

}  // namespace sim
