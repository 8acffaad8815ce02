// One line of the membership history, Dynamo 4.8.
#pragma once

#include <compare>

#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace dynamo {

/// An administrator's explicit command, and when it was served.
struct Change {
  sim::Time at;  // by the clock of the node that served it
  sim::NodeId node;
  bool joins = true;
  bool is_forced = false;  // it was away, and another node served its leave
  friend constexpr auto operator<=>(const Change&, const Change&) = default;
};

}  // namespace dynamo
