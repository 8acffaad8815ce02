// What checkers read: a history as operations, each with its beginning, its end and its answer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/kv/history.h"
#include "models/kv/types.h"
#include "sim/kernel/time.h"

namespace kv::checkers {

/// A place in the order of all that clients began and were told. Finer than time: what happened at
/// one instant still has an order. Operation a precedes b iff a.ended < b.begun. The first is 1; 0
/// is before the run.
using Moment = std::uint64_t;
inline constexpr Moment kOpen = ~Moment{0};  // the end of what nobody was told of: after all others

using OperationIndex = std::uint32_t;
inline constexpr OperationIndex kNone = ~OperationIndex{0};

/// A client has one operation at a time; one that ends unknown leaves it free for the next, and may
/// take effect at any moment after it began, or never. One that failed never takes effect.
struct Operation {
  ClientId client{};
  Key key{};
  Moment begun = 0, ended = kOpen;  // ended: kOpen iff unknown
  sim::Time invoked{}, completed = sim::kNever;
  Action action{};
  Outcome outcome = Outcome::kUnknown;
  bool deletes = false;           // a put of nothing; its id is no value that a get returns
  std::uint32_t values = 0;       // of a put 1: its id; of an ok get: ids of the puts it returned
  std::uint64_t first_value = 0;  // see Operations::values()

  bool is_get() const { return action == Action::kGet && outcome == Outcome::kOk; }
  bool is_put() const { return action == Action::kPut && outcome != Outcome::kFail; }
  bool precedes(const Operation& other) const { return ended < other.begun; }
};

/// A history, in order of beginning. The value 0 is what was there before the run; a get that
/// returned no value found nothing.
class Operations {
 public:
  Operations() = default;
  explicit Operations(const History&);

  /// Requires that it began after all others, and that of one client's all others have ended.
  void add(Operation, std::span<const std::uint64_t> values);

  std::size_t size() const { return operations_.size(); }
  const Operation& operator[](OperationIndex i) const { return operations_[i]; }
  std::span<const Operation> all() const { return operations_; }
  std::span<const std::uint64_t> values(const Operation& operation) const {
    return std::span(values_).subspan(operation.first_value, operation.values);
  }
  std::uint64_t id(const Operation& put) const { return values_[put.first_value]; }
  std::uint32_t clients() const { return clients_; }  ///< all are numbered below

  /// "client 3 put k7 = 12 [100ns, 250ns]"; what never ended has no second time.
  std::string text(OperationIndex) const;

 private:
  std::vector<Operation> operations_;
  std::vector<std::uint64_t> values_;
  std::uint32_t clients_ = 0;
};

/// The operations of each key, keys ascending, each in order of beginning. O(n log n).
class ByKey {
 public:
  explicit ByKey(const Operations&);
  std::size_t size() const { return starts_.size() - 1; }
  std::span<const OperationIndex> operator[](std::size_t i) const {
    return std::span(order_).subspan(starts_[i], starts_[i + 1] - starts_[i]);
  }

 private:
  std::vector<OperationIndex> order_;
  std::vector<std::size_t> starts_;
};

/// Which put wrote an id. Ids of puts that failed are nobody's. O(log n) a question.
class Writers {
 public:
  explicit Writers(const Operations&);
  /// kNone: no put did, or the id is 0. The first of several.
  OperationIndex of(std::uint64_t id) const;

 private:
  struct Entry {
    std::uint64_t id;
    OperationIndex put;
  };
  std::vector<Entry> entries_;  // by id
};

}  // namespace kv::checkers
