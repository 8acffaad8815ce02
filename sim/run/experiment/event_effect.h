// What an event did, in the words of the network.
#pragma once

#include <span>
#include <string>

#include "sim/net/network.h"

namespace sim {

/// The messages that moved between two counts, by purpose: "read delivered, read_reply sent". Both
/// counts are by kind, as the names are.
std::string effect(std::span<const std::string> names, std::span<const MessageCounts> before,
                   std::span<const MessageCounts> after);

}  // namespace sim
