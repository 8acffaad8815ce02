// Which key an operation touches: the laws of YCSB, drawn with integers only.
#pragma once

#include <cstdint>
#include <vector>

#include "models/kv/types.h"
#include "models/kv/workload.h"
#include "sim/kernel/random.h"

namespace kv {

/// Ranks 0 .. count-1, rank i with a share proportional to 1 / (i + 1)^theta: Zipf's law itself,
/// where YCSB uses an approximation (Gray et al. 1994) that is exact for the first two ranks only.
///
/// The first 1024 ranks stand alone; later ones form runs no longer than 1/256 of their rank, whose
/// shares are exact and within which ranks are equally likely: 0.2 % off at most. An alias table
/// over some thousand runs draws in constant time, and costs about as much for any count to build:
/// 2000 runs for 10^5 ranks, 5100 for the 10^10 of the scrambled law. Floating point is used in
/// building only, + - * / alone.
class Zipf {
 public:
  /// Requires count > 0 and 0 <= theta.
  Zipf(std::uint64_t count, std::int64_t theta_millionths);
  std::uint64_t draw(sim::Rng&) const;
  std::uint64_t count() const { return count_; }

 private:
  struct Run {
    std::uint64_t keep = 0;  // of 2^64: stay here, else go to `alias`
    std::uint64_t first = 0, length = 1;
    std::uint32_t alias = 0;
  };
  void build_alias(std::vector<std::uint64_t> shares);
  std::uint64_t count_;
  std::vector<Run> runs_;
};

/// FNV-1a over the eight octets of `value`, lowest first: how YCSB scatters ranks.
std::uint64_t fnv1a(std::uint64_t value);

/// The keys a workload has inserted, shared by its places: which key comes next, and which is the
/// newest that readers may ask for.
class Inserts {
 public:
  std::uint64_t begin() { return begun_++; }  ///< the number of the next insert, from 0
  void end(std::uint64_t number);             ///< it is over, whatever its outcome
  /// Inserts 0 .. ended() - 1 are over.
  std::uint64_t ended() const { return ended_; }

 private:
  std::uint64_t begun_ = 0, ended_ = 0;
  std::vector<bool> over_ = std::vector<bool>(64);  // ring by number, a power of two long
};

/// Draws keys of one workload. The tables are shared by nobody; the inserts by the workload.
class KeyChooser {
 public:
  KeyChooser(const KeyConfig&, const Inserts&);
  Key draw(sim::Rng&) const;

 private:
  std::uint64_t offset(sim::Rng&) const;
  KeyConfig config_;
  const Inserts* inserts_;
  std::uint64_t hot_;  // keys in the hot set
  Zipf zipf_;
};

}  // namespace kv
