// A Fields that writes JSON Schema, draft-07: what editors complete and validators check.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/run/scenario/distribution_fields.h"
#include "sim/run/scenario/draft.h"
#include "sim/run/scenario/json_text.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/scenario/writer.h"

namespace sim {
namespace {

JsonText object_of(std::string_view key, JsonText value) {
  JsonText object = JsonText::object();
  object.set(key, std::move(value));
  return object;
}
JsonText type(std::string_view name) { return object_of("type", JsonText::string(name)); }
JsonText matching(std::string_view pattern) {
  JsonText schema = type("string");
  schema.set("pattern", JsonText::string(pattern));
  return schema;
}
JsonText any_of(std::vector<JsonText> alternatives) {
  JsonText list = JsonText::list();
  for (JsonText& alternative : alternatives) list.append(std::move(alternative));
  return object_of("anyOf", std::move(list));
}
JsonText strings(const std::vector<std::string>& words) {
  JsonText list = JsonText::list();
  for (const std::string& word : words) list.append(JsonText::string(word));
  return list;
}

/// Collects the fields of one object. Its member functions are the visits; `schema` is the result.
class SchemaWriter : public Fields, public AnyValues {
 public:
  /// The object's schema, or that of the value itself if it was visited under the empty name.
  JsonText schema() const {
    if (itself_) return value_;
    JsonText object = type("object");
    object.set("properties", properties_);
    if (!required_.empty()) object.set("required", strings(required_));
    object.set("additionalProperties", JsonText::boolean(false));
    if (!exclusive_.empty()) {
      JsonText all = JsonText::list();
      for (const JsonText& rule : exclusive_) all.append(rule);
      object.set("allOf", std::move(all));
    }
    return object;
  }
  const JsonText& properties() const { return properties_; }
  void require(std::string_view key) {
    if (std::find(required_.begin(), required_.end(), key) == required_.end())
      required_.emplace_back(key);
  }

  using Fields::choice;
  using Fields::integer;
  using Fields::list;
  void flag(std::string_view name, bool& value, Info info) override {
    put(name, type("boolean"), info);
    write_default(name, [&](Writer& w) { w.flag("x", value, info); });
  }
  void integer(std::string_view name, std::uint64_t& value, Info info) override {
    JsonText schema = bounded("integer", info, 1);
    if (!info.label.empty())
      schema = any_of({std::move(schema), matching(fmt::format("^{}[0-9]+$", info.label))});
    put(name, std::move(schema), info);
    write_default(name, [&](Writer& w) { w.integer("x", value, info); });
  }
  void seed(std::string_view name, std::uint64_t& value, Info info) override {
    JsonText number = type("integer");
    number.set("minimum", JsonText::integer(0));
    number.set("maximum", JsonText::raw("18446744073709551615"));
    put(name, any_of({std::move(number), matching("^(0[xX][0-9a-fA-F]{1,16}|[0-9]+)$")}), info);
    write_default(name, [&](Writer& w) { w.integer("x", value, info); });
  }
  void text(std::string_view name, std::string& value, Info info) override {
    put(name, type("string"), info);
    if (!value.empty()) write_default(name, [&](Writer& w) { w.text("x", value, info); });
  }
  void duration(std::string_view name, Duration& value, Info info) override {
    put(name, matching(kDurationKind.pattern), info);
    write_default(name, [&](Writer& w) { w.duration("x", value, info); });
  }
  void bytes(std::string_view name, Bytes& value, Info info) override {
    put(name, matching(kBytesKind.pattern), info);
    write_default(name, [&](Writer& w) { w.bytes("x", value, info); });
  }
  void bandwidth(std::string_view name, std::uint64_t& value, Info info) override {
    put(name, matching(kBandwidthKind.pattern), info);
    write_default(name, [&](Writer& w) { w.bandwidth("x", value, info); });
  }
  void rate(std::string_view name, Rate& value, Info info) override {
    put(name, matching(kRateKind.pattern), info);
    write_default(name, [&](Writer& w) { w.rate("x", value, info); });
  }
  void ratio(std::string_view name, Ratio& value, Info info) override {
    if (info.max == INT64_MAX) info.max = 1'000'000;
    put(name, any_of({bounded("number", info, 1'000'000), matching(R"(^[0-9]+(\.[0-9]+)?%?$)")}),
        info);
    write_default(name, [&](Writer& w) { w.ratio("x", value, info); });
  }
  void decimal(std::string_view name, std::int64_t& value, Info info) override {
    put(name, bounded("number", info, 1'000'000), info);
    write_default(name, [&](Writer& w) { w.decimal("x", value, info); });
  }
  void drift(std::string_view name, std::int64_t& value, Info info) override {
    put(name, matching(kDriftKind.pattern), info);
    write_default(name, [&](Writer& w) { w.drift("x", value, info); });
  }
  void distribution(std::string_view name, DistributionSpec& value, Info info) override {
    put(name, object_of("$ref", JsonText::string("#/definitions/distribution")), info);
    write_default(name, [&](Writer& w) { w.distribution("x", value, info); });
  }
  void names(std::string_view name, std::vector<std::string>&, Info info) override {
    JsonText list = sized(type("array"), "Items", info);
    list.set("items", type("string"));
    put(name, info.min > 1 ? list : any_of({list, type("string")}), info);
  }
  void lines(std::string_view name, std::vector<std::string>& value, Info info) override {
    names(name, value, info);
  }
  void choice(std::string_view name, std::size_t& chosen, std::span<const std::string_view> words,
              Info info) override {
    put(name, object_of("enum", strings({words.begin(), words.end()})), info);
    if (chosen < words.size())
      write_default(name, [&](Writer& w) { w.choice("x", chosen, words, info); });
  }
  void any(std::string_view name, std::string&, Info info) override {
    put(name, JsonText::object(), info);
  }
  void group(std::string_view name, const std::function<void(Fields&)>& members,
             Info info) override {
    SchemaWriter inside;
    members(inside);
    put(name, inside.schema(), info);
  }
  void list(std::string_view name, std::size_t, const std::function<void(std::size_t)>& resize,
            const std::function<void(Fields&, std::size_t)>& element, Info info) override {
    resize(0);
    resize(1);
    SchemaWriter inside;
    element(inside, 0);
    JsonText list = sized(type("array"), "Items", info);
    list.set("items", inside.schema());
    put(name, std::move(list), info);
  }
  void map(std::string_view name, const std::vector<std::string>&,
           const std::function<void(const std::vector<std::string>&)>& assign,
           const std::function<void(Fields&, std::size_t, std::string_view)>& entry,
           Info info) override {
    assign({"x"});
    SchemaWriter inside;
    entry(inside, 0, "x");
    JsonText object = sized(type("object"), "Properties", info);
    object.set("additionalProperties", *inside.properties_.find("x"));
    put(name, std::move(object), info);
  }
  bool given(std::string_view, bool) override { return true; }
  void reject(std::string_view, std::string) override {}

  void one_of(std::string_view name, std::size_t&, std::span<const Form> forms,
              Info info) override {
    std::vector<JsonText> alternatives;
    for (const Form& form : forms) {
      if (form.member) {
        SchemaWriter inside;
        form.member(inside, form.key);
        if (!form.key.empty()) inside.require(form.key);
        alternatives.push_back(inside.schema());
      } else {
        alternatives.push_back(object_of("const", JsonText::string(form.key)));
      }
      if (alternatives.back().find("description") == nullptr)
        alternatives.back().set("description", JsonText::string(form.doc));
    }
    put(name, any_of(std::move(alternatives)), info);
  }
  void one_of_here(std::size_t&, std::span<const Form> forms, Info info) override {
    JsonText present = JsonText::list(), none = JsonText::list();
    for (const Form& form : forms) {
      const std::vector<std::string> required = required_;
      if (form.member) form.member(*this, form.key);
      required_ = required;  // what a form needs is not needed where another one stands
      present.append(object_of("required", strings({std::string(form.key)})));
      none.append(object_of("required", strings({std::string(form.key)})));
    }
    if (!info.required) present.append(object_of("not", object_of("anyOf", std::move(none))));
    exclusive_.push_back(object_of("oneOf", std::move(present)));
  }

 private:
  void put(std::string_view name, JsonText schema, const Info& info) {
    // Beside a $ref draft-07 heeds nothing, so a reference stands in an allOf of its own.
    if (schema.find("$ref") != nullptr) {
      JsonText wrapped = JsonText::list();
      wrapped.append(std::move(schema));
      schema = object_of("allOf", std::move(wrapped));
    }
    schema.set("description", JsonText::string(info.doc));
    itself_ = name.empty();
    if (itself_) {
      value_ = std::move(schema);
      return;
    }
    properties_.set(name, std::move(schema));
    if (info.required) require(name);
  }
  template <class Write>
  void write_default(std::string_view name, Write write) {
    if (name.empty()) return;
    JsonText value = JsonText::object();
    Writer writer(value);
    write(writer);
    properties_.find(name)->set("default", *value.find("x"));
  }
  static JsonText bounded(std::string_view kind, const Info& info, std::int64_t unit) {
    JsonText schema = type(kind);
    const auto bound = [&](std::int64_t value) {
      return JsonText::raw(unit == 1 ? std::to_string(value) : print_millionths(value));
    };
    schema.set("minimum", bound(info.min));
    if (info.max != INT64_MAX) schema.set("maximum", bound(info.max));
    return schema;
  }
  static JsonText sized(JsonText schema, std::string_view what, const Info& info) {
    if (info.min > 0) schema.set(fmt::format("min{}", what), JsonText::integer(info.min));
    if (info.max != INT64_MAX) schema.set(fmt::format("max{}", what), JsonText::integer(info.max));
    return schema;
  }

  JsonText properties_ = JsonText::object(), value_;
  std::vector<std::string> required_;
  std::vector<JsonText> exclusive_;
  bool itself_ = false;
};

/// {"if": the model is this one, "then": its own members, and nobody else's}.
JsonText members_of(const ModelInfo& info, const JsonText& world) {
  SchemaWriter own;
  info.make()->describe(own);
  std::vector<std::string> names;
  for (const auto& member : world.members()) names.push_back(member.first);
  for (const auto& member : own.properties().members()) names.push_back(member.first);
  JsonText then = object_of("properties", own.properties());
  then.set("propertyNames", object_of("enum", strings(names)));
  const JsonText model = object_of("const", JsonText::string(info.name));
  JsonText rule = object_of("if", object_of("properties", object_of("model", model)));
  rule.set("then", std::move(then));
  return rule;
}

}  // namespace

std::string scenario_schema(std::span<const ModelInfo> models) {
  Draft draft(models);
  SchemaWriter world;
  describe_scenario(world, draft);
  JsonText schema =
      object_of("$schema", JsonText::string("http://json-schema.org/draft-07/schema#"));
  schema.set("title", JsonText::string("dynamosim scenario, version 1"));
  const JsonText fields = world.schema();
  for (const auto& [key, value] : fields.members()) schema.set(key, value);

  JsonText rules = JsonText::list();
  for (const ModelInfo& info : models) {
    rules.append(members_of(info, world.properties()));
    SchemaWriter own;
    info.make()->describe(own);
    // Named here so that additionalProperties lets them pass; what they are is said in the rule.
    for (const auto& member : own.properties().members())
      schema.find("properties")->set(member.first, JsonText::object());
  }
  schema.set("allOf", std::move(rules));

  DistributionSpec spec;
  SchemaWriter law;
  describe_distribution(law, "", spec, {.doc = "a random duration; plain: always the same"});
  schema.set("definitions", object_of("distribution", law.schema()));
  return schema.pretty();
}

}  // namespace sim
