#include "sim/run/sweep/sweep_columns.h"

#include <nlohmann/json.hpp>

namespace sim {

using Json = nlohmann::ordered_json;

std::string SweepColumns::json() const {
  Json points = Json::array();
  for (const std::vector<std::string>& point : values) {
    Json row = Json::array();
    for (const std::string& value : point) row.push_back(Json::parse(value));
    points.push_back(row);
  }
  const Json all = {{"sweep", sweep},           {"scenario", scenario}, {"parameters", parameters},
                    {"first_seed", first_seed}, {"seeds", seeds},       {"points", points}};
  return all.dump(1) + '\n';
}

std::optional<SweepColumns> read_columns(std::string_view json) try {
  const Json all = Json::parse(json);
  SweepColumns columns{all.at("sweep"),      all.at("scenario"), all.at("parameters"), {},
                       all.at("first_seed"), all.at("seeds")};
  for (const Json& point : all.at("points")) {
    std::vector<std::string> row;
    for (const Json& value : point) row.push_back(value.dump());
    columns.values.push_back(std::move(row));
  }
  if (columns.seeds == 0) return std::nullopt;
  return columns;
} catch (const Json::exception&) {
  return std::nullopt;
}

}  // namespace sim
