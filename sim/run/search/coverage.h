// What the trials of a search came to.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/run/experiment/run_result.h"

namespace sim {

/// Something that a trial came to, and how often. Kinds are words of coverage.csv.
struct Sight {
  std::string kind, name;
  std::uint64_t count = 0;
};

inline constexpr std::string_view kSeenInvariant = "invariant";  // count: evaluations
inline constexpr std::string_view kSeenFault = "fault";          // of a kind; times it struck
inline constexpr std::string_view kSeenStopped = "fault-stopped-messages";  // times that it did
inline constexpr std::string_view kSeenFailed = "fault-with-failures";  // while operations failed
inline constexpr std::string_view kSeenStorm = "storm";
inline constexpr std::string_view kSeenBuggify = "buggify";  // a site: times it fired
inline constexpr std::string_view kSeenCount = "count";      // any other count that a model reports

/// Of a completed run, and the storm it had ("": none). What came to nothing is among it.
std::vector<Sight> sights_of(const RunResult&, std::string_view storm);

/// Sums over trials. A situation is one thing that some trial came to; of counts and of buggify
/// sites each doubling is one.
class Coverage {
 public:
  struct Sum {
    std::uint64_t trials = 0, count = 0;  // trials that came to it; how often in all
    std::uint64_t sizes = 0;              // bit i: some trial counted 2^i or more, below 2^(i+1)
    friend bool operator==(const Sum&, const Sum&) = default;
  };
  using Key = std::pair<std::string, std::string>;  // kind, name

  std::size_t add(const std::vector<Sight>&);  ///< one trial more; how many situations were new
  std::uint64_t trials() const { return trials_; }
  const std::map<Key, Sum>& sums() const { return sums_; }
  Sum of(std::string_view kind, const std::string& name) const;
  std::size_t situations() const;

  /// kind, name: the trials come first, with no name.
  std::string csv() const;
  /// False: not what csv() writes. Replaces what was there.
  bool read(std::string_view csv);

 private:
  std::uint64_t trials_ = 0;
  std::map<Key, Sum> sums_;
};

}  // namespace sim
