// The arrows of a state machine, as data: followed when the program runs, and compared by a test
// with the diagram above the class.
#pragma once

#include <cstddef>
#include <string_view>

#include "sim/kernel/check.h"

namespace dynamo {

template <class State>
struct Arrow {
  State from, to;
  std::string_view when;
};

/// Moves `state` along an arrow. Any other move is a bug.
template <class State, std::size_t N>
void follow(const Arrow<State> (&arrows)[N], State& state, State next) {
  bool allowed = false;
  for (const Arrow<State>& arrow : arrows) allowed |= arrow.from == state && arrow.to == next;
  SIM_CHECK(allowed, "a request took a way that its diagram does not have");
  state = next;
}

}  // namespace dynamo
