#include "models/kv/checkers/register_order.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace kv::checkers {
namespace {

constexpr std::string_view kSiblings = "a register has one value";
constexpr std::string_view kThinAir = "nobody wrote what it returned";
constexpr std::string_view kEarly = "it ended before its value was put";
constexpr std::string_view kPutMissing = "its value is not there, and its put cannot come first";
constexpr std::string_view kNotNothing = "the key holds a value, and no delete can come first";
constexpr std::string_view kUseless = "unknown, and no get of nothing can follow it";
constexpr std::string_view kOldValue = "what was there before the run is still to be read";
constexpr std::string_view kInterrupted =
    "the first of these must come between it and the other, which returned its value";

/// What is ordered as a whole.
struct Unit {
  enum class Kind : std::uint8_t { kBlock, kDelete, kGetOfNothing, kImpossible };
  Kind kind{};
  bool taken = false;
  OperationIndex head = kNone;  // a block's put, none of what was there before; else the operation
  Moment first_end = kOpen, last_begin = 0;  // kOpen: it can never come
  OperationIndex ends_first = kNone, begins_last = kNone;
  std::string_view why{};  // kImpossible
  std::uint32_t gets_from = 0, gets = 0;

  void include(OperationIndex i, const Operation& it) {
    if (it.ended <= first_end) std::tie(first_end, ends_first) = std::pair(it.ended, i);
    if (it.begun >= last_begin) std::tie(last_begin, begins_last) = std::pair(it.begun, i);
  }
};
using UnitIndex = std::uint32_t;

class RegisterOrder {
 public:
  RegisterOrder(const Operations& operations, std::span<const OperationIndex> all)
      : operations_(operations), all_(all) {}

  bool make_units();  ///< false: two puts wrote the same value
  Order order();

 private:
  void add_block(std::uint64_t id, OperationIndex put);
  void add_single(Unit::Kind, OperationIndex, std::string_view why = {});
  void add_get(OperationIndex);
  void sort();

  void look();  ///< who must come first of what is left
  bool may_come(UnitIndex) const;
  void take(UnitIndex);
  bool take_gets_of_nothing();
  bool take_block();
  bool take_delete();

  void explain();
  Misfit misfit(OperationIndex, const Unit&) const;

  const Operations& operations_;
  const std::span<const OperationIndex> all_;
  std::vector<Unit> units_;
  std::vector<std::pair<std::uint64_t, UnitIndex>> blocks_;  // by the value's id
  std::vector<std::pair<UnitIndex, OperationIndex>> gets_;   // of blocks: block by block
  std::vector<UnitIndex> by_first_end_, by_last_begin_;      // all units; blocks
  std::vector<UnitIndex> gets_of_nothing_, deletes_;         // by beginning

  bool is_nothing_ = true;
  std::size_t first_ = 0, second_ = 0;  // places in by_first_end_: the next two that are left
  Moment limit_ = 0, next_limit_ = 0;   // when those end
  std::size_t next_block_ = 0, next_get_ = 0, next_delete_ = 0;
  using Ending = std::pair<Moment, UnitIndex>;
  std::priority_queue<Ending, std::vector<Ending>, std::greater<>> may_delete_;
  Order result_;
};

void RegisterOrder::add_block(std::uint64_t id, OperationIndex put) {
  blocks_.emplace_back(id, static_cast<UnitIndex>(units_.size()));
  Unit block{.kind = Unit::Kind::kBlock, .head = put};
  if (put == kNone)
    block.first_end = 0;  // what was there before the run, was so before all that is known
  else
    block.include(put, operations_[put]);
  units_.push_back(block);
}

void RegisterOrder::add_single(Unit::Kind kind, OperationIndex i, std::string_view why) {
  Unit unit{.kind = kind, .head = i, .why = why};
  unit.include(i, operations_[i]);
  if (kind == Unit::Kind::kImpossible) unit.last_begin = kOpen;
  units_.push_back(unit);
}

bool RegisterOrder::make_units() {
  bool starts_with_value = false;
  for (const OperationIndex i : all_) {
    const Operation& it = operations_[i];
    if (it.is_put() && !it.deletes) add_block(operations_.id(it), i);
    if (it.is_put() && it.deletes) add_single(Unit::Kind::kDelete, i);
    starts_with_value |= it.is_get() && it.values == 1 && operations_.values(it)[0] == 0;
  }
  if (starts_with_value) add_block(0, kNone);
  is_nothing_ = !starts_with_value;
  std::sort(blocks_.begin(), blocks_.end());
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  if (std::adjacent_find(blocks_.begin(), blocks_.end(), same) != blocks_.end()) return false;
  for (const OperationIndex i : all_)
    if (operations_[i].is_get()) add_get(i);
  sort();
  return true;
}

void RegisterOrder::add_get(OperationIndex i) {
  const Operation& get = operations_[i];
  if (get.values == 0) return add_single(Unit::Kind::kGetOfNothing, i);
  if (get.values > 1) return add_single(Unit::Kind::kImpossible, i, kSiblings);
  const std::uint64_t id = operations_.values(get)[0];
  const auto at = std::lower_bound(blocks_.begin(), blocks_.end(), std::pair(id, UnitIndex{0}));
  if (at == blocks_.end() || at->first != id)
    return add_single(Unit::Kind::kImpossible, i, kThinAir);
  Unit& block = units_[at->second];
  if (block.head != kNone && get.precedes(operations_[block.head]))
    return add_single(Unit::Kind::kImpossible, i, kEarly);
  block.include(i, get);
  ++block.gets;
  gets_.emplace_back(at->second, i);
}

void RegisterOrder::sort() {
  std::sort(gets_.begin(), gets_.end());
  for (std::uint32_t i = 0; i < gets_.size(); i += units_[gets_[i].first].gets)
    units_[gets_[i].first].gets_from = i;
  for (UnitIndex i = 0; i < units_.size(); ++i) {
    by_first_end_.push_back(i);
    if (units_[i].kind == Unit::Kind::kBlock) by_last_begin_.push_back(i);
    if (units_[i].kind == Unit::Kind::kGetOfNothing) gets_of_nothing_.push_back(i);
    if (units_[i].kind == Unit::Kind::kDelete) deletes_.push_back(i);
  }
  const auto by = [&](Moment Unit::*moment) {
    return [this, moment](UnitIndex a, UnitIndex b) {
      return std::pair(units_[a].*moment, a) < std::pair(units_[b].*moment, b);
    };
  };
  std::sort(by_first_end_.begin(), by_first_end_.end(), by(&Unit::first_end));
  std::sort(by_last_begin_.begin(), by_last_begin_.end(), by(&Unit::last_begin));
}

Order RegisterOrder::order() {
  result_.operations.reserve(all_.size());
  for (look(); limit_ != kOpen; look()) {
    if (take_gets_of_nothing() || take_block() || take_delete()) continue;
    result_.judgement = Judgement::kBroken;
    explain();
    break;
  }
  return std::move(result_);
}

void RegisterOrder::look() {
  const auto left_from = [&](std::size_t place) {
    while (place < by_first_end_.size() && units_[by_first_end_[place]].taken) ++place;
    return place;
  };
  const auto end_of = [&](std::size_t place) {
    return place < by_first_end_.size() ? units_[by_first_end_[place]].first_end : kOpen;
  };
  first_ = left_from(first_);
  second_ = left_from(std::max(first_ + 1, second_));
  limit_ = end_of(first_);
  next_limit_ = end_of(second_);
}

bool RegisterOrder::may_come(UnitIndex unit) const {
  return units_[unit].last_begin < (by_first_end_[first_] == unit ? next_limit_ : limit_);
}

void RegisterOrder::take(UnitIndex index) {
  Unit& unit = units_[index];
  unit.taken = true;
  if (unit.head != kNone) result_.operations.push_back(unit.head);
  for (std::uint32_t i = 0; i < unit.gets; ++i)
    result_.operations.push_back(gets_[unit.gets_from + i].second);
  is_nothing_ = unit.kind != Unit::Kind::kBlock;
}

bool RegisterOrder::take_gets_of_nothing() {
  if (!is_nothing_ || next_get_ == gets_of_nothing_.size()) return false;
  if (!may_come(gets_of_nothing_[next_get_])) return false;
  take(gets_of_nothing_[next_get_++]);
  return true;
}

bool RegisterOrder::take_block() {
  while (next_block_ < by_last_begin_.size() && units_[by_last_begin_[next_block_]].taken)
    ++next_block_;
  if (next_block_ == by_last_begin_.size()) return false;
  // Of all but the one that must come first, whoever began last the earliest is the likeliest.
  for (const UnitIndex block : {by_last_begin_[next_block_], by_first_end_[first_]}) {
    if (units_[block].kind != Unit::Kind::kBlock || !may_come(block)) continue;
    take(block);
    return true;
  }
  return false;
}

bool RegisterOrder::take_delete() {
  while (next_delete_ < deletes_.size() && may_come(deletes_[next_delete_])) {
    const UnitIndex unit = deletes_[next_delete_++];
    may_delete_.push({units_[unit].first_end, unit});
  }
  if (may_delete_.empty()) return false;
  const auto [end, unit] = may_delete_.top();
  const bool helps =
      !is_nothing_ && next_get_ < gets_of_nothing_.size() && may_come(gets_of_nothing_[next_get_]);
  if (end == kOpen && !helps) return false;
  may_delete_.pop();
  take(unit);
  return true;
}

/// Whatever is left and began before anything else that is left ended.
void RegisterOrder::explain() {
  std::vector<std::pair<OperationIndex, const Unit*>> left;
  Moment limit = kOpen;
  const auto add = [&](OperationIndex i, const Unit& unit) {
    left.emplace_back(i, &unit);
    limit = std::min(limit, operations_[i].ended);
  };
  for (const Unit& unit : units_) {
    if (unit.taken) continue;
    if (unit.head != kNone) add(unit.head, unit);
    for (std::uint32_t i = 0; i < unit.gets; ++i) add(gets_[unit.gets_from + i].second, unit);
  }
  std::sort(left.begin(), left.end());
  for (const auto& [i, unit] : left)
    if (operations_[i].begun < limit) result_.misfits.push_back(misfit(i, *unit));
}

Misfit RegisterOrder::misfit(OperationIndex i, const Unit& unit) const {
  switch (unit.kind) {
    case Unit::Kind::kImpossible:
      return {i, unit.why, {}};
    case Unit::Kind::kGetOfNothing:
      return {i, kNotNothing, {}};
    case Unit::Kind::kDelete:
      return {i, kUseless, {}};
    case Unit::Kind::kBlock:
      break;
  }
  if (unit.head != kNone && i != unit.head) return {i, kPutMissing, {unit.head}};
  const bool is_first = &unit == &units_[by_first_end_[first_]];
  const Unit& other = units_[by_first_end_[is_first ? second_ : first_]];
  if (other.ends_first == kNone) return {i, kOldValue, {other.begins_last}};
  return {i, kInterrupted, {other.ends_first, unit.begins_last}};
}

}  // namespace

std::optional<Order> order_register(const Operations& operations,
                                    std::span<const OperationIndex> required) {
  RegisterOrder units(operations, required);
  if (!units.make_units()) return std::nullopt;
  return units.order();
}

}  // namespace kv::checkers
