#include "sim/run/replay/parting.h"

#include <algorithm>

namespace sim {
namespace {

/// Of the run now, after that event; nullopt: it was over before, or has none there.
std::optional<std::uint64_t> fingerprint_after(const RunResult& run, std::uint64_t event) {
  const Checkpoints& points = run.checkpoints;
  const std::uint64_t index = event / points.every;
  if (event % points.every != 0 || index == 0 || index > points.fingerprints.size())
    return std::nullopt;
  return points.fingerprints[index - 1];
}

/// The recorded marks that are equal come before those that differ.
std::vector<Mark>::const_iterator first_differing(const RecordedRun& recorded,
                                                  const RunResult& now) {
  return std::partition_point(recorded.marks.begin(), recorded.marks.end(), [&](const Mark& mark) {
    return fingerprint_after(now, mark.event) == mark.fingerprint;
  });
}

const EventRecord* find(const std::vector<EventRecord>& log, std::uint64_t number) {
  if (log.empty() || number < log.front().number) return nullptr;
  const std::uint64_t index = number - log.front().number;
  return index < log.size() ? &log[index] : nullptr;
}

std::optional<EventRecord> copy_of(const EventRecord* event) {
  return event ? std::optional(*event) : std::nullopt;
}

}  // namespace

bool behaves_alike(const RecordedRun& recorded, const RunResult& now) {
  if (recorded.interrupted) return first_differing(recorded, now) == recorded.marks.end();
  return recorded.events == now.events && recorded.fingerprint == now.fingerprint;
}

EventSpan parting(const RecordedRun& recorded, const RunResult& now) {
  const auto differs = first_differing(recorded, now);
  const std::uint64_t equal = differs == recorded.marks.begin() ? 0 : std::prev(differs)->event;
  const std::uint64_t last =
      differs == recorded.marks.end() ? std::max(recorded.events, now.events) : differs->event;
  return {equal + 1, last};
}

std::optional<EventPair> first_difference(const RecordedRun& recorded, const RunResult& now,
                                          EventSpan parting) {
  const EventSpan told = recorded.told();
  const std::uint64_t last = std::min(parting.last, told.last);
  for (std::uint64_t number = told.first; number <= last; ++number) {
    const EventRecord* was = find(recorded.event_log, number);
    const EventRecord* is = find(now.event_log, number);
    if (was && is && *was == *is) continue;
    if (!was && !is) return std::nullopt;
    const bool is_first = number > told.first || number == parting.first;
    return EventPair{number, copy_of(was), copy_of(is), is_first};
  }
  return std::nullopt;
}

}  // namespace sim
