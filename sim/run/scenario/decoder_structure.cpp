// What holds other fields: groups, lists, maps, forms; and what no field claimed.
#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "sim/run/scenario/decoder.h"
#include "sim/run/scenario/distribution_fields.h"
#include "sim/run/scenario/suggestions.h"

namespace sim {
namespace {

using Kind = JsonValue::Kind;

/// The words a reader may choose from: `"uniform", {"zipfian": ...}`.
std::string spelled(std::span<const Fields::Form> forms) {
  std::string out;
  for (const auto& form : forms) {
    if (form.key.empty()) continue;
    if (!out.empty()) out += ", ";
    out += form.member ? fmt::format("{{\"{}\": ...}}", form.key) : fmt::format("\"{}\"", form.key);
  }
  return out;
}

std::vector<std::string> keys_of(std::span<const Fields::Form> forms) {
  std::vector<std::string> keys;
  for (const auto& form : forms)
    if (!form.key.empty()) keys.emplace_back(form.key);
  return keys;
}

}  // namespace

void Decoder::group(std::string_view name, const std::function<void(Fields&)>& members, Info info) {
  const JsonValue* value = look_up(name, info, Kind::kObject, "an object { ... }");
  if (value == nullptr) return;
  Decoder inside(session_, *value, pointer_to(name));
  members(inside);
  inside.finish();
}

void Decoder::list(std::string_view name, std::size_t,
                   const std::function<void(std::size_t)>& resize,
                   const std::function<void(Fields&, std::size_t)>& element, Info info) {
  const JsonValue* value = look_up(name, info, Kind::kList, "a list [ ... ]");
  if (value == nullptr || !count_fits(*value, name, "entries", info)) return;
  resize(0);  // so that every element begins with the defaults of an element
  resize(value->children.size());
  for (std::size_t i = 0; i < value->children.size(); ++i) {
    Decoder inside(session_, value->children[i], fmt::format("{}/{}", pointer_to(name), i));
    element(inside, i);
    inside.finish();
  }
}

void Decoder::map(std::string_view name, const std::vector<std::string>&,
                  const std::function<void(const std::vector<std::string>&)>& assign,
                  const std::function<void(Fields&, std::size_t, std::string_view)>& entry,
                  Info info) {
  const JsonValue* value = look_up(name, info, Kind::kObject, "an object { ... }");
  if (value == nullptr || !count_fits(*value, name, "entries", info)) return;
  std::vector<std::string> keys;
  for (const JsonValue& member : value->children) keys.push_back(member.key);
  assign(keys);
  Decoder inside(session_, *value, pointer_to(name));
  for (std::size_t i = 0; i < keys.size(); ++i) entry(inside, i, keys[i]);
  inside.finish();
}

bool Decoder::given(std::string_view name, bool) {
  learn(name);
  return value_.find(name) != nullptr;
}

void Decoder::reject(std::string_view name, std::string message) {
  if (session_.mistakes.any_within(pointer_to(name))) return;  // a consequence, most likely
  const JsonValue* member = name.empty() ? &value_ : value_.find(name);
  complain(member != nullptr ? *member : value_, name, std::move(message));
}

void Decoder::lines(std::string_view name, std::vector<std::string>& lines, Info info) {
  const JsonValue* value = look_up(name, info);
  if (value == nullptr) return;
  if (value->kind != JsonValue::Kind::kString) return names(name, lines, info);
  Parsed<std::string> text = read_input(session_, value->text);
  if (!text.ok()) return complain(*value, name, std::move(text.mistake));
  lines.clear();
  std::istringstream in(text.value);
  for (std::string line; std::getline(in, line); lines.push_back(std::move(line)))
    if (line.ends_with('\r')) line.pop_back();
}

void Decoder::distribution(std::string_view name, DistributionSpec& spec, Info info) {
  describe_distribution(*this, name, spec, info);
  auto* empirical = std::get_if<DistributionSpec::Empirical>(&spec.law);
  if (empirical == nullptr || !empirical->samples.empty() || empirical->file.empty()) return;
  const JsonValue* value = name.empty() ? &value_ : value_.find(name);
  if (value == nullptr) return;  // a default
  Parsed<std::string> csv = read_input(session_, empirical->file);
  std::string mistake = csv.mistake;
  if (csv.ok()) {
    Parsed<std::vector<Duration>> samples = parse_samples(csv.value);
    mistake = samples.ok() ? "" : fmt::format("{}: {}", empirical->file, samples.mistake);
    empirical->samples = std::move(samples.value);
  }
  if (mistake.empty()) return;
  const JsonValue& file = *value->find("empirical");
  session_.mistakes.at_value(file, pointer_to(name) + "/empirical", std::move(mistake));
}

/// Reads `value` as the form that was picked for it.
void Decoder::read_form(const JsonValue& value, std::string_view name, std::size_t& chosen,
                        std::span<const Form> forms, std::size_t picked) {
  chosen = picked;
  const Form& form = forms[picked];
  if (!form.member) return;
  Decoder inside(session_, value, pointer_to(name));
  form.member(inside, form.key);
  inside.finish();
}

void Decoder::one_of(std::string_view name, std::size_t& chosen, std::span<const Form> forms,
                     Info info) {
  const JsonValue* value = look_up(name, info);
  if (value == nullptr) return;
  std::vector<std::size_t> named;
  std::optional<std::size_t> plain;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const bool word = value->kind == Kind::kString && value->text == forms[i].key;
    if (forms[i].key.empty()) {
      plain = i;
    } else if (value->find(forms[i].key) != nullptr || word) {
      named.push_back(i);
    }
  }
  const std::string of_all = "; write one of " + spelled(forms);
  if (named.size() > 1)
    return complain(*value, name,
                    fmt::format("\"{}\" and \"{}\" exclude each other; keep one",
                                forms[named[0]].key, forms[named[1]].key));
  if (named.size() == 1) {
    const Form& form = forms[named[0]];
    const bool as_word = value->kind == Kind::kString;
    if (as_word && form.member)
      return complain(*value, name,
                      fmt::format("\"{0}\" needs a value; write {{\"{0}\": ...}}", form.key));
    if (!as_word && !form.member)
      return complain(*value, name,
                      fmt::format("\"{0}\" takes no value; write \"{0}\" alone", form.key));
    return read_form(*value, name, chosen, forms, named[0]);
  }
  if (plain && value->kind != Kind::kObject) return read_form(*value, name, chosen, forms, *plain);
  // Nothing fits: the word or the first key is what was meant to choose.
  const bool keyed = value->kind == Kind::kObject && !value->children.empty();
  const std::string word = keyed ? value->children[0].key : value->text;
  const auto near = meant_by(word, keys_of(forms));
  const std::string cure = near.empty() ? of_all : fmt::format("; did you mean \"{}\"?", near);
  if (keyed) {
    session_.mistakes.at_key(value->children[0], pointer_to(name) + pointer_step(word),
                             fmt::format("\"{}\" is not known here{}", word, cure));
  } else {
    complain(*value, name, fmt::format("{} is not known here{}", in_words(*value), cure));
  }
}

void Decoder::one_of_here(std::size_t& chosen, std::span<const Form> forms, Info info) {
  std::vector<std::size_t> present;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    learn(forms[i].key);
    if (value_.find(forms[i].key) != nullptr) present.push_back(i);
  }
  if (present.empty()) {
    if (info.required)
      missing_.push_back({keys_of(forms), fmt::format("required, and missing: one of {}",
                                                      fmt::join(keys_of(forms), ", "))});
    return;
  }
  chosen = present[0];
  if (present.size() > 1) {
    const JsonValue* second = value_.find(forms[present[1]].key);
    session_.mistakes.at_key(*second, pointer_to(second->key),
                             fmt::format("\"{}\" and \"{}\" exclude each other; keep one",
                                         forms[present[0]].key, second->key));
  }
  if (forms[chosen].member) forms[chosen].member(*this, forms[chosen].key);
}

/// Where too many are known to list them: "; see: dynamosim explain dynamo".
std::string Decoder::where_to_look() const {
  std::string path;
  std::istringstream steps(pointer_);  // "/workloads/0": a number names no field
  for (std::string step; std::getline(steps, step, '/');) {
    if (step.find_first_not_of("0123456789") == std::string::npos) continue;
    path += (path.empty() ? ' ' : '.') + step;
  }
  return "; see: dynamosim explain" + path;
}

void Decoder::report_unknown(const JsonValue& member, std::vector<std::string>& explained) {
  const auto near = meant_by(member.key, known_);
  if (!near.empty()) explained.emplace_back(near);
  const std::string cure = suggestion(member.key, known_);
  session_.mistakes.at_key(member, pointer_to(member.key),
                           "unknown field" + (cure.empty() ? where_to_look() : cure));
}

void Decoder::finish() {
  if (visited_itself_) return;
  if (value_.kind != Kind::kObject)
    return complain(value_, "", fmt::format("{} is not an object {{ ... }}", in_words(value_)));
  std::vector<std::string> explained;  // fields that a misspelt one was meant to be
  for (const JsonValue& member : value_.children) {
    const bool known = std::find(known_.begin(), known_.end(), member.key) != known_.end();
    if (!known && !forgiving_) report_unknown(member, explained);
  }
  for (const Missing& missing : missing_) {
    const bool meant =
        std::any_of(missing.any_of.begin(), missing.any_of.end(), [&](const std::string& name) {
          return std::find(explained.begin(), explained.end(), name) != explained.end();
        });
    if (meant) continue;
    const bool one = missing.any_of.size() == 1;
    complain(value_, one ? missing.any_of[0] : "", missing.message);
  }
}

}  // namespace sim
