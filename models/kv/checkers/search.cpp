#include "models/kv/checkers/search.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "models/kv/checkers/bit_sets.h"

namespace kv::checkers {
namespace {

constexpr std::string_view kDoesNotFit = "not what it would have returned here";
constexpr std::string_view kLeadsNowhere = "it fits, but whatever follows does not";

using State = SequentialType::State;
using Slot = std::uint32_t;  // of an operation while it is open

/// One beginning or end, in the order of the history.
struct Event {
  Moment moment = 0;
  OperationIndex operation = kNone;
  Slot slot = 0;  // until they are assigned: which of `required`
  bool is_end = false;
};

class Search {
 public:
  Search(const Operations&, std::span<const OperationIndex>, const SequentialType&,
         std::uint64_t steps);
  Order run();

 private:
  /// A choice: several open operations fit, and each leads elsewhere. Its set is in sets_, one
  /// above that of the choice before it.
  struct Choice {
    std::size_t event = 0, order_size = 0;
    State state = 0;
    std::size_t next = 0;  // see choose()
  };
  void assign_slots();
  bool advance();  ///< to the next choice; false: nothing fits
  bool end(const Event&);
  bool take_gets();
  bool choose(std::size_t from);
  bool back();  ///< to the latest choice that has another operation to try
  void put(Slot, State);
  std::optional<State> try_next(State, OperationIndex);
  void keep_if_longest();

  const Operations& operations_;
  const SequentialType& type_;
  const std::uint64_t steps_;
  std::uint64_t used_ = 0;

  std::vector<Event> events_;
  std::vector<OperationIndex> open_;  // by slot; kNone: free
  std::size_t at_ = 0;                // the next event
  State state_;
  BitSet in_order_;  // of open operations, by slot
  std::vector<OperationIndex> order_;
  std::vector<Choice> choices_;
  std::vector<BitSet::Word> sets_;
  Visited visited_;

  Order best_;
  std::size_t same_ = 0;  // so much of best_ is the beginning of order_
};

Search::Search(const Operations& operations, std::span<const OperationIndex> required,
               const SequentialType& type, std::uint64_t steps)
    : operations_(operations), type_(type), steps_(steps), state_(type.initial()) {
  for (Slot n = 0; n < required.size(); ++n) {
    const Operation& it = operations[required[n]];
    events_.push_back({it.begun, required[n], n, false});
    if (it.ended != kOpen) events_.push_back({it.ended, required[n], n, true});
  }
  std::sort(events_.begin(), events_.end(),
            [](const Event& a, const Event& b) { return a.moment < b.moment; });
  assign_slots();
  in_order_ = BitSet(open_.size());
  visited_ = Visited(in_order_.words().size() + 2);
}

/// As few as operations are open at once, so that sets of them are small.
void Search::assign_slots() {
  std::vector<Slot> slots(events_.size()), free;
  Slot used = 0;
  for (Event& event : events_) {
    Slot& slot = slots[event.slot];
    if (event.is_end) {
      free.push_back(slot);
    } else if (free.empty()) {
      slot = used++;
    } else {
      slot = free.back();
      free.pop_back();
    }
    event.slot = slot;
  }
  open_.assign(used, kNone);
}

Order Search::run() {
  while (true) {
    while (advance()) {
      if (at_ == events_.size()) return {Judgement::kHolds, std::move(order_), {}};
    }
    keep_if_longest();
    if (used_ >= steps_) break;
    if (back()) continue;
    best_.judgement = Judgement::kBroken;
    return std::move(best_);
  }
  best_.judgement = Judgement::kUndecided;
  return std::move(best_);
}

bool Search::advance() {
  while (at_ < events_.size()) {
    const Event& event = events_[at_];
    if (!event.is_end) {
      open_[event.slot] = event.operation;
    } else if (in_order_.has(event.slot)) {
      in_order_.erase(event.slot);
      open_[event.slot] = kNone;
    } else {
      return end(event);
    }
    ++at_;
  }
  return true;
}

/// Of an operation that must be in order by now, and is not.
bool Search::end(const Event& event) {
  if (used_ >= steps_) return false;
  if (take_gets() && in_order_.has(event.slot)) return true;
  Slot fit = 0;
  std::size_t fits = 0;
  State after = 0;
  for (Slot slot = 0; slot < open_.size(); ++slot) {
    if (open_[slot] == kNone || in_order_.has(slot)) continue;
    const std::optional<State> state = try_next(state_, open_[slot]);
    if (!state) continue;
    if (++fits > 1) break;
    fit = slot;
    after = *state;
  }
  if (fits == 0) return false;
  if (fits == 1) return put(fit, after), true;
  if (!visited_.insert({at_, state_}, in_order_.words())) return false;
  choices_.push_back({at_, order_.size(), state_, 0});
  sets_.insert(sets_.end(), in_order_.words().begin(), in_order_.words().end());
  return choose(0);
}

bool Search::take_gets() {
  bool any = false;
  for (Slot slot = 0; slot < open_.size(); ++slot) {
    if (open_[slot] == kNone || in_order_.has(slot)) continue;
    if (operations_[open_[slot]].action != Action::kGet || !try_next(state_, open_[slot])) continue;
    put(slot, state_);
    any = true;
  }
  return any;
}

/// Goes over the slots twice: first for what lets the operation that ends come next, or is it; then
/// for the others.
bool Search::choose(std::size_t from) {
  const Event& ends = events_[at_];
  for (std::size_t n = from; n < 2 * open_.size(); ++n) {
    const Slot slot = static_cast<Slot>(n % open_.size());
    if (open_[slot] == kNone || in_order_.has(slot)) continue;
    const std::optional<State> after = try_next(state_, open_[slot]);
    if (!after) continue;
    const bool helps = slot == ends.slot || try_next(*after, ends.operation);
    if (helps != (n < open_.size())) continue;
    choices_.back().next = n + 1;
    put(slot, *after);
    return true;
  }
  return false;
}

bool Search::back() {
  const std::size_t words = in_order_.words().size();
  for (; !choices_.empty(); choices_.pop_back(), sets_.resize(sets_.size() - words)) {
    const Choice& choice = choices_.back();
    while (at_ > choice.event) {
      const Event& event = events_[--at_];
      open_[event.slot] = event.is_end ? event.operation : kNone;
    }
    state_ = choice.state;
    order_.resize(choice.order_size);
    same_ = std::min(same_, order_.size());
    in_order_.assign(std::span(sets_).last(words));
    if (choose(choice.next)) return true;
  }
  return false;
}

void Search::put(Slot slot, State state) {
  order_.push_back(open_[slot]);
  in_order_.insert(slot);
  state_ = state;
}

std::optional<State> Search::try_next(State state, OperationIndex operation) {
  ++used_;
  return type_.apply(state, operation);
}

void Search::keep_if_longest() {
  if (order_.size() <= best_.operations.size() && !best_.misfits.empty()) return;
  best_.operations.resize(same_);
  best_.operations.insert(best_.operations.end(),
                          order_.begin() + static_cast<std::ptrdiff_t>(same_), order_.end());
  same_ = order_.size();
  best_.misfits.clear();
  for (Slot slot = 0; slot < open_.size(); ++slot) {
    if (open_[slot] == kNone || in_order_.has(slot)) continue;
    const bool fits = type_.apply(state_, open_[slot]).has_value();
    best_.misfits.push_back({open_[slot], fits ? kLeadsNowhere : kDoesNotFit, {}});
  }
  std::sort(best_.misfits.begin(), best_.misfits.end(),
            [](const Misfit& a, const Misfit& b) { return a.operation < b.operation; });
}

}  // namespace

Register::Register(const Operations& operations, std::span<const OperationIndex> of_key)
    : operations_(operations) {
  for (const OperationIndex i : of_key) {
    const auto ids = operations.values(operations[i]);
    if (operations[i].is_get() && ids.size() == 1 && ids[0] == 0) initial_ = 0;
  }
}

std::optional<Register::State> Register::apply(State state, OperationIndex i) const {
  const Operation& it = operations_[i];
  const auto ids = operations_.values(it);
  if (it.action == Action::kPut) return it.deletes ? kNothing : ids[0];
  if (ids.size() > 1) return std::nullopt;
  return (ids.empty() ? kNothing : ids[0]) == state ? std::optional(state) : std::nullopt;
}

Order search_order(const Operations& operations, std::span<const OperationIndex> required,
                   const SequentialType& type, std::uint64_t steps) {
  return Search(operations, required, type, steps).run();
}

}  // namespace kv::checkers
