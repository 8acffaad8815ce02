// One list of parameters serves the decoder, the JSON Schema, the reference and the resolved file.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/kernel/distribution.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace sim {

/// What the names in a field must be names of; the decoder checks them when all is read.
enum class Refers : std::uint8_t {
  kNothing = 0,
  kNode = 1,
  kSite = 2,
  kRack = 4,
  kRegion = 8,
  kWorkload = 16,
  kEverySite = 32,  // the word "*"
  kClients = 64,    // clients of a workload at a site, "client:cart@1a": named when the run begins
};
constexpr Refers operator|(Refers a, Refers b) {
  return static_cast<Refers>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr bool includes(Refers set, Refers one) {
  return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(one)) != 0;
}

/// What is said of a field once. Bounds are inclusive, in the field's own base unit (ns, bytes,
/// bytes per second, events per second, millionths of a ratio, parts per billion, plain integers);
/// of a list, names or a map they bound the number of entries.
struct Info {
  std::string_view doc;  // one line: what it is; section of the paper if it has one
  std::int64_t min = 0;
  std::int64_t max = INT64_MAX;
  bool required = false;
  Refers refers = Refers::kNothing;  // text and names only
  std::string_view label = {};       // integer only: 12 may also be written as "k12" (label "k")
};

/// Visits the fields of one JSON object. `describe(Fields&)` of a parameter struct calls it once
/// per field with a reference to the member; the member's value beforehand is the default, and the
/// order of the calls is the order of the reference and of the resolved file. An empty name means
/// the value itself: an element of a list that is not an object, or the plain form of one_of.
class Fields {
 public:
  virtual ~Fields() = default;
  virtual void flag(std::string_view name, bool&, Info) = 0;
  virtual void integer(std::string_view name, std::uint64_t&, Info) = 0;
  virtual void text(std::string_view name, std::string&, Info) = 0;
  virtual void duration(std::string_view name, Duration&, Info) = 0;  // "10ms"
  virtual void bytes(std::string_view name, Bytes&, Info) = 0;        // "4KiB"
  virtual void bandwidth(std::string_view name, std::uint64_t& bytes_per_second,
                         Info) = 0;                           // "10Gbit/s"
  virtual void rate(std::string_view name, Rate&, Info) = 0;  // "2000/s"
  /// "2%" or 0.02. At most 1 unless `max` says otherwise (a factor: millionths, like `min`).
  virtual void ratio(std::string_view name, Ratio&, Info) = 0;
  virtual void decimal(std::string_view name, std::int64_t& millionths, Info) = 0;  // 0.99
  virtual void distribution(std::string_view name, DistributionSpec&, Info) = 0;
  virtual void drift(std::string_view name, std::int64_t& parts_per_billion, Info) = 0;  // "50ppm"
  virtual void seed(std::string_view name, std::uint64_t&, Info) = 0;  // any, or "0x9f31c2a0"
  virtual void names(std::string_view name, std::vector<std::string>&, Info) = 0;  // ["a"] or "a"
  /// The lines of a text: a file's name, or a list of them. A resolved scenario has the list.
  virtual void lines(std::string_view name, std::vector<std::string>&, Info) = 0;
  /// One word of a list; `chosen` indexes it.
  virtual void choice(std::string_view name, std::size_t& chosen, std::span<const std::string_view>,
                      Info) = 0;
  virtual void group(std::string_view name, const std::function<void(Fields&)>& members, Info) = 0;
  virtual void list(std::string_view name, std::size_t size,
                    const std::function<void(std::size_t)>& resize,
                    const std::function<void(Fields&, std::size_t)>& element, Info) = 0;

  /// An object whose keys are the user's. `assign` receives them in file order; then each entry is
  /// visited under its key.
  virtual void map(std::string_view name, const std::vector<std::string>& keys,
                   const std::function<void(const std::vector<std::string>&)>& assign,
                   const std::function<void(Fields&, std::size_t, std::string_view key)>& entry,
                   Info) = 0;

  /// Whether the optional member `name` is there: in the file, or `present` when written. A field
  /// of which this was asked has no default.
  virtual bool given(std::string_view name, bool present) = 0;
  /// Says that the value of `name` just visited cannot be, and what could (the decoder's error).
  virtual void reject(std::string_view name, std::string message) = 0;

  /// One of several forms. `key` alone as a word chooses a form without member; otherwise the form
  /// is {"key": ...}, whose value `member` visits under the name `key`, and after it what else
  /// stands beside it. An empty key is the plain form: whatever is not an object.
  struct Form {
    std::string_view key, doc;
    std::function<void(Fields&, std::string_view key)> member;  // empty: a bare word
  };
  virtual void one_of(std::string_view name, std::size_t& chosen, std::span<const Form>, Info) = 0;
  /// The same without a name: exactly one of the forms' keys stands in this object itself.
  virtual void one_of_here(std::size_t& chosen, std::span<const Form>, Info) = 0;

  // Conveniences on top of the above.
  void integer(std::string_view name, std::uint32_t& value, Info info) {
    std::uint64_t wide = value;
    if (info.max > UINT32_MAX) info.max = UINT32_MAX;
    integer(name, wide, info);
    value = static_cast<std::uint32_t>(wide);
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void choice(std::string_view name, Enum& value, std::span<const std::string_view> words,
              Info info) {
    auto chosen = static_cast<std::size_t>(value);
    choice(name, chosen, words, info);
    value = static_cast<Enum>(chosen);
  }
  template <class Value, class Visit>
  void optional(std::string_view name, std::optional<Value>& value, Visit visit) {
    if (!given(name, value.has_value())) return value.reset();
    if (!value) value.emplace();
    visit(*value);
  }
  template <class Item, class Describe>
  void list(std::string_view name, std::vector<Item>& items, Describe describe, Info info) {
    list(
        name, items.size(), [&](std::size_t size) { items.resize(size); },
        [&](Fields& fields, std::size_t i) { describe(fields, items[i]); }, info);
  }
};

/// Rules between fields, which no single field can check. `where` is a JSON pointer.
class Problems {
 public:
  virtual ~Problems() = default;
  virtual void error(std::string where, std::string message) = 0;
};

}  // namespace sim
