#include "models/dynamo/vector_clock.h"

#include <tuple>

#include "sim/kernel/check.h"

namespace dynamo {

std::uint64_t VectorClock::counter(Writer writer) const {
  for (const ClockEntry& entry : entries_) {
    if (entry.writer == writer) return entry.counter;
  }
  return 0;
}

void VectorClock::advance(Writer writer, std::uint64_t counter, sim::Time now) {
  std::size_t place = 0;
  while (place < entries_.size() && entries_[place].writer < writer) ++place;
  if (place == entries_.size() || entries_[place].writer != writer) {
    entries_.insert_at(place, {writer, 0, now});
  }
  SIM_CHECK(counter > entries_[place].counter, "a counter of a vector clock may only grow");
  entries_[place].counter = counter;
  entries_[place].updated = now;
}

void VectorClock::merge(const VectorClock& other) {
  std::size_t place = 0;
  for (const ClockEntry& theirs : other.entries_) {
    while (place < entries_.size() && entries_[place].writer < theirs.writer) ++place;
    if (place == entries_.size() || entries_[place].writer != theirs.writer) {
      entries_.insert_at(place, theirs);
    } else if (entries_[place].counter < theirs.counter) {
      entries_[place] = theirs;
    }
  }
}

void VectorClock::merge(const ClockEntry& theirs) {
  if (counter(theirs.writer) < theirs.counter) {
    advance(theirs.writer, theirs.counter, theirs.updated);
  }
}

std::size_t VectorClock::truncate(std::size_t threshold, Writer latest) {
  std::size_t dropped = 0;
  for (; entries_.size() >= threshold && entries_.size() > 1; ++dropped) {
    std::size_t oldest = entries_[0].writer == latest ? 1 : 0;
    for (std::size_t i = oldest + 1; i < entries_.size(); ++i) {  // of equal times the first
      const bool older = entries_[i].updated < entries_[oldest].updated;
      if (older && entries_[i].writer != latest) oldest = i;
    }
    entries_.erase_at(oldest);
  }
  return dropped;
}

Causality compare(const VectorClock& a, const VectorClock& b) {
  const auto left = a.entries(), right = b.entries();
  bool a_has_more = false, b_has_more = false;
  std::size_t i = 0, j = 0;
  while (i < left.size() && j < right.size()) {
    const auto order = left[i].writer <=> right[j].writer;
    if (order < 0) {
      a_has_more = true;
      ++i;
    } else if (order > 0) {
      b_has_more = true;
      ++j;
    } else {
      a_has_more |= left[i].counter > right[j].counter;
      b_has_more |= left[i].counter < right[j].counter;
      ++i, ++j;
    }
  }
  a_has_more |= i < left.size();
  b_has_more |= j < right.size();
  if (a_has_more && b_has_more) return Causality::kConcurrent;
  if (a_has_more) return Causality::kAfter;
  return b_has_more ? Causality::kBefore : Causality::kEqual;
}

std::string to_string(const VectorClock& clock) {
  std::string text = "[";
  for (const ClockEntry& entry : clock.entries()) {
    if (text.size() > 1) text += ", ";
    text += "(n" + std::to_string(entry.writer.node.value);
    if (entry.writer.life > 0) text += "'" + std::to_string(entry.writer.life);
    text += ", " + std::to_string(entry.counter) + ")";
  }
  return text + "]";
}

}  // namespace dynamo
