#include "sim/run/scenario/scenario.h"
namespace sim {
std::string scenario_schema(std::span<const ModelInfo>) { return {}; }
}
