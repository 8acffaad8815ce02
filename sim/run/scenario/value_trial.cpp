#include "sim/run/scenario/value_trial.h"

#include "sim/run/scenario/overrides.h"

namespace sim {

ValueTrial::ValueTrial(const JsonValue& root, std::string_view member, Mistakes& mistakes,
                       const ReadFields& read)
    : base_(root), mistakes_(mistakes), read_(read) {
  std::erase_if(base_.children, [&](const JsonValue& child) { return child.key == member; });
}

bool ValueTrial::takes(const JsonValue& entry, const std::string& where, std::string_view field,
                       const FieldValue& candidate) const {
  JsonValue tree = base_;
  const Placed placed = place(tree, steps_to(field), candidate.value, entry);
  if (!placed.problem.empty()) {
    mistakes_.at_key(entry, where, placed.problem);
    return false;
  }
  Mistakes found = mistakes_.of_the_same_text();
  read_(tree, found);
  for (const Mistakes::Mistake& mistake : found.all()) {
    const bool is_of_field = lies_within(placed.pointer, mistake.pointer) &&
                             mistake.offset == entry.key_offset &&
                             mistake.override_index == entry.overridden_by;
    if (is_of_field) {
      mistakes_.at_key(entry, where, mistake.message);
      return false;
    }
    if (!lies_within(mistake.pointer, placed.pointer)) continue;
    mistakes_.add({mistake.override_index, mistake.offset,
                   candidate.pointer + mistake.pointer.substr(placed.pointer.size()),
                   mistake.message});
  }
  return true;
}

}  // namespace sim
