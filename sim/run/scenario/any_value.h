// Fields that hold any JSON value. Internal to sim/run/scenario: no model has such fields.
#pragma once

#include <string>
#include <string_view>

#include "sim/model/fields.h"
#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/json_text.h"

namespace sim {

/// What the Fields of this folder know beside what models may say.
class AnyValues {
 public:
  virtual ~AnyValues() = default;
  virtual void any(std::string_view name, std::string& json, Info) = 0;
};

/// Visits a value that is kept as one line of JSON. Requires Fields of this folder.
inline void any_value(Fields& fields, std::string_view name, std::string& json, Info info) {
  dynamic_cast<AnyValues&>(fields).any(name, json, info);
}

/// What was read, to be written.
JsonText written(const JsonValue&);

}  // namespace sim
