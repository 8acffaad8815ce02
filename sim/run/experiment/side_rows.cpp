#include "sim/run/experiment/side_rows.h"

#include <map>

namespace sim {

void report_sides(const FaultInjector& injector, Results& results) {
  std::map<std::string, SideRecord> sides;
  for (const FaultRecord& fault : injector.records()) {
    for (const SideRecord& side : fault.sides) {
      SideRecord& sum = sides[side.side];
      sum.operations += side.operations;
      sum.ok += side.ok;
    }
  }
  for (const auto& [name, sum] : sides)
    if (sum.operations > 0)
      results.summary.push_back({"partition.availability", "side=" + name,
                                 Decimal::ratio(sum.ok, sum.operations), "ratio"});
  for (const auto& [from, counted] : injector.side_intervals())
    results.series.push_back({from, "availability", "side=" + counted.side,
                              Decimal::ratio(counted.ok, counted.operations), "ratio"});
}

}  // namespace sim
