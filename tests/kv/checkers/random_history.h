// Random histories of one key or several, and every way to put them in order.
#pragma once

#include <cstdint>

#include "models/kv/checkers/operations.h"
#include "sim/kernel/random.h"

namespace test {

struct RandomHistory {
  std::uint32_t clients = 3;
  std::uint32_t operations = 6;
  std::uint64_t keys = 1;
  sim::Ratio deletes{1, 6};   // of puts
  sim::Ratio unknown{1, 6};   // of operations
  sim::Ratio failed{1, 6};    // of puts that are not unknown
  sim::Ratio wrong{1, 12};    // of gets: they return any value of the key
  sim::Ratio siblings{0, 1};  // of gets: they return one more value of the key
  bool same_ids = false;      // puts may write what others write
};

/// What clients of a correct register may see: each operation takes effect at one instant while it
/// is open, unknown puts perhaps. Then some gets are made wrong.
kv::checkers::Operations random_history(const RandomHistory&, sim::Rng&);

/// Whether one key's operations are linearizable as the definition says: tries every order.
bool has_order(const kv::checkers::Operations&);

}  // namespace test
