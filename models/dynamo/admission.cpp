#include "models/dynamo/admission.h"

#include <algorithm>
#include <functional>

namespace dynamo {

using sim::Duration;
using sim::Time;

Admission::Admission(const Config::Admission& config, AdmissionTally& tally, Time now)
    : config_(config),
      tally_(tally),
      granted_(step()),
      latencies_{TrailingWindow(config.threshold), TrailingWindow(config.threshold)},
      part_began_(now) {}

void Admission::observe(Resource resource, Duration latency, Time now) {
  if (!config_.enabled) return;
  catch_up(now);
  latencies_[static_cast<std::size_t>(resource)].add(latency);
}

/// A clock that was set back makes nobody wait for longer than a window, either.
Duration Admission::reserve(Time now, std::uint64_t operations) {
  if (!config_.enabled || operations == 0) return {};
  catch_up(now);
  const Time first = std::clamp(free_, now, now + config_.window);
  const Duration slice = Duration(std::chrono::seconds(1)) / static_cast<std::int64_t>(granted_);
  free_ = std::min(first + slice * static_cast<std::int64_t>(operations), now + config_.window);
  tally_.operations += operations;
  tally_.delayed += first > now ? operations : 0;
  return first - now;
}

/// One decision for each part of the window that is over; after so many without any sample there is
/// nothing left to decide.
void Admission::catch_up(Time now) {
  constexpr std::int64_t kUntilAllIsGranted = TrailingWindow::kParts + 2 * kSteps;
  const Duration part = config_.window / static_cast<std::int64_t>(TrailingWindow::kParts);
  part_began_ = std::min(part_began_, now);
  const std::int64_t over = (now - part_began_) / part;
  part_began_ += over * part;
  for (std::int64_t i = 0; i < std::min(over, kUntilAllIsGranted); ++i) adjust();
}

void Admission::adjust() {
  const auto any = [&](auto is_so) {
    return std::any_of(latencies_.begin(), latencies_.end(), std::mem_fn(is_so));
  };
  if (any(&TrailingWindow::p99_is_above)) {
    tally_.cuts += granted_ > 1;
    granted_ = std::max<std::uint64_t>(1, granted_ / 2);
    for (TrailingWindow& window : latencies_) window.clear();
    return;
  }
  if (!any(&TrailingWindow::p99_is_near)) {
    granted_ = std::min<std::uint64_t>(config_.slices, granted_ + step());
  }
  for (TrailingWindow& window : latencies_) window.next_part();
}

}  // namespace dynamo
