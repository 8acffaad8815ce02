// Fields that hold any JSON value. Internal to sim/run/scenario: no model has such fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

/// A list of at least one of them, each for a field to take.
inline void any_values(Fields& fields, std::string_view name, std::vector<std::string>& values,
                       std::string_view doc) {
  constexpr Info kValue{.doc = "a value that the field takes"};
  fields.list(name, values,
              [&](Fields& in, std::string& value) { any_value(in, "", value, kValue); },
              {.doc = doc, .min = 1});
}

/// What was read, to be written.
JsonText written(const JsonValue&);

}  // namespace sim
