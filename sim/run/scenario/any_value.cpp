#include "sim/run/scenario/any_value.h"

namespace sim {

JsonText written(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      return JsonText::raw("null");
    case JsonValue::Kind::kBoolean:
      return JsonText::boolean(value.boolean);
    case JsonValue::Kind::kNumber:
      return JsonText::raw(value.text);
    case JsonValue::Kind::kString:
      return JsonText::string(value.text);
    case JsonValue::Kind::kList:
    case JsonValue::Kind::kObject:
      break;
  }
  const bool object = value.kind == JsonValue::Kind::kObject;
  JsonText text = object ? JsonText::object() : JsonText::list();
  for (const JsonValue& child : value.children)
    object ? text.set(child.key, written(child)) : text.append(written(child));
  return text;
}

}  // namespace sim
