// A Fields that writes: parameter structs as the JSON they could be read from.
#pragma once

#include "sim/model/fields.h"
#include "sim/run/scenario/any_value.h"
#include "sim/run/scenario/json_text.h"

namespace sim {

class Writer : public Fields, public AnyValues {
 public:
  explicit Writer(JsonText& out) : out_(out) {}

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
  bool given(std::string_view, bool present) override { return present; }
  void reject(std::string_view, std::string) override {}
  void one_of(std::string_view, std::size_t&, std::span<const Form>, Info) override;
  void one_of_here(std::size_t&, std::span<const Form>, Info) override;
  void any(std::string_view, std::string& json, Info) override;

 private:
  void put(std::string_view name, JsonText value);

  JsonText& out_;
};

}  // namespace sim
