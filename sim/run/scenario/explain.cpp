#include "sim/run/scenario/scenario.h"
namespace sim {
Explained explain_fields(std::span<const ModelInfo>, std::string_view) { return {}; }
}
