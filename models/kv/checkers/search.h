// Searches an order of operations on an object of any sequential type, within a budget.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "models/kv/checkers/linearizability.h"
#include "models/kv/checkers/operations.h"

namespace kv::checkers {

/// What an object does if operations come one by one. Its states are numbers.
class SequentialType {
 public:
  using State = std::uint64_t;
  virtual ~SequentialType() = default;
  virtual State initial() const = 0;
  /// The state afterwards; nothing: in this state it does not end as it did. A get changes nothing.
  virtual std::optional<State> apply(State, OperationIndex) const = 0;
};

/// A register with deletes; its state is the id of the put whose value it holds.
class Register : public SequentialType {
 public:
  static constexpr State kNothing = ~State{0};

  Register(const Operations&, std::span<const OperationIndex> of_key);
  State initial() const override { return initial_; }
  std::optional<State> apply(State, OperationIndex) const override;

 private:
  const Operations& operations_;
  State initial_ = kNothing;
};

/// Wing and Gong, "Testing and verifying concurrent objects" (1993), as Lowe made it fast ("Testing
/// for linearizability", 2017): depth first over the ends of operations. An operation is put in
/// order just in time, when one that ends now is not yet: gets that fit are put at once, for they
/// change nothing and lose nothing; else each open operation that fits is tried in turn. What
/// failed once, an end together with a state and the set of open operations that are in order, is
/// not tried again.
///
/// The problem is NP-complete for registers already, if puts may write the same (Gibbons and Korach
/// 1997): kUndecided after so many `steps`, each an operation tried in a state. Linear where no two
/// changes overlap. Requires what required() returns.
Order search_order(const Operations&, std::span<const OperationIndex> required,
                   const SequentialType&, std::uint64_t steps);

}  // namespace kv::checkers
