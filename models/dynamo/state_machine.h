// The arrows of a state machine, as data: followed when the program runs, drawn when a test asks.
#pragma once

#include <cstddef>
#include <span>
#include <string>
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

/// The diagram for Graphviz; `names` by the states' values.
template <class State, std::size_t N>
std::string to_dot(const Arrow<State> (&arrows)[N], std::span<const std::string_view> names) {
  std::string dot = "digraph {\n";
  for (const Arrow<State>& arrow : arrows) {
    dot += "  " + std::string(names[static_cast<std::size_t>(arrow.from)]) + " -> " +
           std::string(names[static_cast<std::size_t>(arrow.to)]) + " [label=\"" +
           std::string(arrow.when) + "\"];\n";
  }
  return dot + "}\n";
}

}  // namespace dynamo
