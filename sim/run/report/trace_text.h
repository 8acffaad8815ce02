// messages.ndjson: a trace as text, and the text read again. The format is in sim/run/README.md.
#pragma once

#include <string>
#include <string_view>

#include "sim/net/trace.h"

namespace sim {

/// A line for the whole, then one for each message and event, in the order of their first steps.
std::string trace_text(const Trace&);

/// The inverse. Throws FileError, which names `path`, where the text is none of trace_text.
Trace read_trace(std::string_view text, std::string_view path);

}  // namespace sim
