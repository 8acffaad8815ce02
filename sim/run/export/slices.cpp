#include "sim/run/export/slices.h"

#include <algorithm>
#include <map>

namespace sim {

std::vector<Slice> slices_of(const Trace& trace) {
  constexpr Duration kLongest = std::chrono::microseconds(1);  // our choice: seen at any zoom
  std::vector<Slice> slices;
  for (Step& step : steps_of(trace)) slices.push_back({std::move(step), kLongest});
  std::map<std::uint32_t, Time> later, latest;  // by NodeId: the moment after, and the last one met
  for (auto slice = slices.rbegin(); slice != slices.rend(); ++slice) {
    const std::uint32_t host = slice->step.host.value;
    const auto met = latest.find(host);
    if (met != latest.end() && met->second != slice->step.at) later[host] = met->second;
    latest[host] = slice->step.at;
    if (const auto next = later.find(host); next != later.end())
      slice->length = std::min(kLongest, next->second - slice->step.at);
  }
  return slices;
}

std::vector<OperationSpan> operation_spans(const Trace& trace) {
  std::vector<OperationSpan> spans;
  std::map<std::string, std::size_t> known;  // by the operation's name
  for (const TracedMessage& message : trace.messages) {
    const Subject& about = message.about;
    if (about.operation.empty()) continue;
    const bool asks = message.from.value >= trace.storage_count;
    const auto found = known.find(about.operation);
    if (found == known.end() && asks) {
      known[about.operation] = spans.size();
      spans.push_back({trace.purposes[message.purpose] + " " + about.key, message.from,
                       message.sent, message.ended});
    } else if (found != known.end() && message.to == spans[found->second].client) {
      spans[found->second].end = std::max(spans[found->second].end, message.ended);
    }
  }
  return spans;
}

}  // namespace sim
