// The Dynamo model: "Dynamo: Amazon's Highly Available Key-value Store", SOSP 2007.
#pragma once

#include <memory>

#include "models/dynamo/cluster.h"
#include "models/dynamo/metrics.h"
#include "models/dynamo/policy.h"
#include "sim/model/model.h"

namespace dynamo {

sim::ModelInfo model();

/// The same protocol with other decisions.
std::unique_ptr<sim::Model> make_model(std::unique_ptr<const Policy>, Parameters = {});

/// A variant that differs by its policy, for models/variants.
template <class VariantPolicy>
sim::ModelInfo variant(std::string_view name, std::string_view summary) {
  return {name, summary, "DeCandia et al., SOSP 2007, with a change",
          [] { return make_model(std::make_unique<VariantPolicy>()); }, metrics};
}

}  // namespace dynamo
