// Whether fields take the values that `ranges` and `sweep` have for them. Internal to
// sim/run/scenario.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/mistakes.h"

namespace sim {

/// Reads a scenario's fields and notes what is wrong with each; no rules between them.
using ReadFields = std::function<void(const JsonValue& root, Mistakes&)>;

/// A value for a field, and where it stands.
struct FieldValue {
  JsonValue value;
  std::string pointer;
};

/// Puts a value in a field's place and reads the scenario.
class ValueTrial {
 public:
  /// `member` is the one of the scenario that has the values; it is left out.
  ValueTrial(const JsonValue& root, std::string_view member, Mistakes&, const ReadFields&);

  /// Notes what is wrong with the value where that stands, or with the field at `entry`, which
  /// names it and stands at `where`. False: the field itself is wrong, whatever the value.
  bool takes(const JsonValue& entry, const std::string& where, std::string_view field,
             const FieldValue&) const;

 private:
  JsonValue base_;
  Mistakes& mistakes_;
  const ReadFields& read_;
};

}  // namespace sim
