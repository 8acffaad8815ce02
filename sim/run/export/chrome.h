// A trace as Chrome's trace event JSON, which Perfetto's viewer opens as well.
#pragma once

#include <string>

#include "sim/net/trace.h"

namespace sim {

/// A process for each node and one for the clients; a lane of it for each host, with a slice where
/// something happens at it, an arrow for each message that was delivered, and each operation of a
/// client from its first message to its last. Handlers take no time, so a slice ends where the
/// host's next one begins, and after a microsecond at most.
std::string chrome(const Trace&);

}  // namespace sim
