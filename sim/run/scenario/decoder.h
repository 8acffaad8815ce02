// A Fields that reads: JSON into parameter structs, every mistake with its place and its cure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/fields.h"
#include "sim/run/scenario/any_value.h"
#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/mistakes.h"
#include "sim/run/scenario/quantities.h"

namespace sim {

/// A name in the scenario that must be the name of something in it.
struct Reference {
  const JsonValue* value;
  std::string pointer;
  Refers refers;
};

/// What all decoders of one scenario share. Files are named relative to the scenario's folder.
struct DecodeSession {
  Mistakes& mistakes;
  std::string folder;
  std::vector<Reference> references;
  std::vector<std::string> inputs;  // files read
};

/// A file's text, or why it cannot be read. Noted as an input of the scenario.
Parsed<std::string> read_input(DecodeSession&, const std::string& file);

class Decoder : public Fields, public AnyValues {
 public:
  /// All outlive it. Call finish() when every field has been visited.
  Decoder(DecodeSession& session, const JsonValue& value, std::string pointer)
      : session_(session), value_(value), pointer_(std::move(pointer)) {}

  /// Reports what is there and was not asked for.
  void finish();
  /// The names of some fields could not be learnt: unknown ones are nobody's mistake.
  void forgive_unknown() { forgiving_ = true; }

  using Fields::choice;
  using Fields::integer;
  using Fields::list;
  void flag(std::string_view, bool&, Info) override;
  void integer(std::string_view, std::uint64_t&, Info) override;
  void text(std::string_view, std::string&, Info) override;
  void duration(std::string_view, Duration&, Info) override;
  void bytes(std::string_view, Bytes&, Info) override;
  void bandwidth(std::string_view, std::uint64_t&, Info) override;
  void rate(std::string_view, Rate&, Info) override;
  void ratio(std::string_view, Ratio&, Info) override;
  void decimal(std::string_view, std::int64_t&, Info) override;
  void drift(std::string_view, std::int64_t&, Info) override;
  void seed(std::string_view, std::uint64_t&, Info) override;
  void distribution(std::string_view, DistributionSpec&, Info) override;
  void names(std::string_view, std::vector<std::string>&, Info) override;
  void lines(std::string_view, std::vector<std::string>&, Info) override;
  void choice(std::string_view, std::size_t&, std::span<const std::string_view>, Info) override;
  void group(std::string_view, const std::function<void(Fields&)>&, Info) override;
  void list(std::string_view, std::size_t, const std::function<void(std::size_t)>&,
            const std::function<void(Fields&, std::size_t)>&, Info) override;
  void map(std::string_view, const std::vector<std::string>&,
           const std::function<void(const std::vector<std::string>&)>&,
           const std::function<void(Fields&, std::size_t, std::string_view)>&, Info) override;
  bool given(std::string_view, bool) override;
  void reject(std::string_view, std::string) override;
  void one_of(std::string_view, std::size_t&, std::span<const Form>, Info) override;
  void one_of_here(std::size_t&, std::span<const Form>, Info) override;
  void any(std::string_view, std::string& json, Info) override;

 private:
  struct Missing {
    std::vector<std::string> any_of;  // one of these would have done
    std::string message;
  };
  /// The member to read, noted as known; null: absent (noted as missing if required).
  const JsonValue* look_up(std::string_view name, const Info&);
  const JsonValue* look_up(std::string_view name, const Info&, JsonValue::Kind,
                           std::string_view wanted);
  void learn(std::string_view name);
  std::string pointer_to(std::string_view name) const;
  std::string where_to_look() const;
  void complain(const JsonValue&, std::string_view name, std::string message);
  bool in_range(const JsonValue&, std::string_view name, bool fits, const Info&,
                const std::function<std::string(std::int64_t)>& print_bound);
  bool count_fits(const JsonValue&, std::string_view name, std::string_view what, const Info&);
  template <class T, class Parse>
  std::optional<T> quantity(std::string_view name, const Info&, const QuantityKind&, Parse);
  template <class T>
  std::optional<T> number(const JsonValue&, std::string_view name, Parsed<T> (*)(std::string_view));
  void report_unknown(const JsonValue& member, std::vector<std::string>& explained);
  void read_form(const JsonValue&, std::string_view name, std::size_t& chosen,
                 std::span<const Form>, std::size_t picked);

  DecodeSession& session_;
  const JsonValue& value_;
  std::string pointer_;
  std::vector<std::string> known_;
  std::vector<Missing> missing_;
  bool visited_itself_ = false;  // under the empty name: it need not be an object
  bool forgiving_ = false;
};

}  // namespace sim
