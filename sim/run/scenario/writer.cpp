#include "sim/run/scenario/writer.h"

#include "sim/run/scenario/distribution_fields.h"
#include "sim/run/scenario/quantities.h"

namespace sim {

void Writer::put(std::string_view name, JsonText value) {
  if (name.empty()) {
    out_ = std::move(value);
  } else {
    out_.set(name, std::move(value));
  }
}

void Writer::flag(std::string_view name, bool& flag, Info) { put(name, JsonText::boolean(flag)); }
void Writer::integer(std::string_view name, std::uint64_t& integer, Info) {
  put(name, JsonText::raw(std::to_string(integer)));
}
void Writer::seed(std::string_view name, std::uint64_t& seed, Info info) {
  integer(name, seed, info);
}
void Writer::text(std::string_view name, std::string& text, Info) {
  put(name, JsonText::string(text));
}
void Writer::duration(std::string_view name, Duration& duration, Info) {
  put(name, JsonText::string(print(duration)));
}
void Writer::bytes(std::string_view name, Bytes& bytes, Info) {
  put(name, JsonText::string(print(bytes)));
}
void Writer::bandwidth(std::string_view name, std::uint64_t& bytes_per_second, Info) {
  put(name, JsonText::string(print_bandwidth(bytes_per_second)));
}
void Writer::rate(std::string_view name, Rate& rate, Info) {
  put(name, JsonText::string(print(rate)));
}
void Writer::ratio(std::string_view name, Ratio& ratio, Info) {
  put(name, JsonText::raw(print(ratio)));
}
void Writer::decimal(std::string_view name, std::int64_t& millionths, Info) {
  put(name, JsonText::raw(print_millionths(millionths)));
}
void Writer::drift(std::string_view name, std::int64_t& parts_per_billion, Info) {
  put(name, JsonText::string(print_drift(parts_per_billion)));
}
void Writer::distribution(std::string_view name, DistributionSpec& spec, Info info) {
  describe_distribution(*this, name, spec, info);
}

void Writer::any(std::string_view name, std::string& json, Info) {
  if (!json.empty()) put(name, written(parse_json(json).root));
}

void Writer::names(std::string_view name, std::vector<std::string>& names, Info) {
  JsonText list = JsonText::list();
  for (const std::string& item : names) list.append(JsonText::string(item));
  put(name, std::move(list));
}

void Writer::lines(std::string_view name, std::vector<std::string>& lines, Info info) {
  names(name, lines, info);
}

void Writer::choice(std::string_view name, std::size_t& chosen,
                    std::span<const std::string_view> words, Info) {
  if (chosen < words.size()) put(name, JsonText::string(words[chosen]));
}

void Writer::group(std::string_view name, const std::function<void(Fields&)>& members, Info) {
  JsonText object = JsonText::object();
  Writer inside(object);
  members(inside);
  put(name, std::move(object));
}

void Writer::list(std::string_view name, std::size_t size, const std::function<void(std::size_t)>&,
                  const std::function<void(Fields&, std::size_t)>& element, Info) {
  JsonText list = JsonText::list();
  for (std::size_t i = 0; i < size; ++i) {
    JsonText value = JsonText::object();
    Writer inside(value);
    element(inside, i);
    list.append(std::move(value));
  }
  put(name, std::move(list));
}

void Writer::map(std::string_view name, const std::vector<std::string>& keys,
                 const std::function<void(const std::vector<std::string>&)>&,
                 const std::function<void(Fields&, std::size_t, std::string_view)>& entry, Info) {
  JsonText object = JsonText::object();
  Writer inside(object);
  for (std::size_t i = 0; i < keys.size(); ++i) entry(inside, i, keys[i]);
  put(name, std::move(object));
}

void Writer::one_of(std::string_view name, std::size_t& chosen, std::span<const Form> forms, Info) {
  if (chosen >= forms.size()) return;
  if (!forms[chosen].member) return put(name, JsonText::string(forms[chosen].key));
  JsonText value = JsonText::object();
  Writer inside(value);
  forms[chosen].member(inside, forms[chosen].key);
  put(name, std::move(value));
}

void Writer::one_of_here(std::size_t& chosen, std::span<const Form> forms, Info) {
  if (chosen < forms.size() && forms[chosen].member) forms[chosen].member(*this, forms[chosen].key);
}

}  // namespace sim
