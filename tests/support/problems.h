// Where a validation found something wrong.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/model/fields.h"

namespace test {

struct Said final : sim::Problems {
  std::vector<std::string> where;
  void error(std::string at, std::string) override { where.push_back(std::move(at)); }
};

}  // namespace test
