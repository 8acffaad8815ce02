// The words every key-value model shares.
#pragma once

#include <cstdint>

#include "sim/kernel/ids.h"

namespace kv {

/// Keys are dense: 0 .. count-1. Key 12 is called "k12" where a name is needed (MD5, histories).
using Key = sim::Id<struct KeyTag, std::uint64_t>;
using ClientId = sim::Id<struct ClientTag>;  // numbered through all workloads

/// What a put writes: a token that names the put, and a size. Bytes are modelled, not moved. A
/// delete is a put of a tombstone.
struct Value {
  std::uint64_t id = 0;  // unique in a run; 0: no value
  std::uint32_t bytes = 0;
  bool is_tombstone = false;  // the put is a delete
  friend constexpr bool operator==(Value, Value) = default;
};

enum class Action : std::uint8_t { kGet, kPut };

/// A put without an answer is unknown: it may have happened, or may yet.
enum class Outcome : std::uint8_t { kOk, kFail, kUnknown };

/// An open operation of one Driver: slot and generation, so that late answers find nobody.
struct OperationId {
  std::uint32_t slot = 0, generation = 0;
  friend constexpr bool operator==(OperationId, OperationId) = default;
};

}  // namespace kv
