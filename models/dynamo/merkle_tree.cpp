#include "models/dynamo/merkle_tree.h"

#include <algorithm>

#include "sim/kernel/check.h"
#include "sim/kernel/wide.h"

namespace dynamo {
namespace {

/// SplitMix64's finalizer (Steele, Lea, Flood, OOPSLA 2014): every bit sways every other.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
  x = (x ^ x >> 27) * 0x94D049BB133111EBu;
  return x ^ x >> 31;
}

/// Order matters, unlike in a sum.
std::uint64_t chained(std::uint64_t hash, std::uint64_t next) {
  return mixed(hash * 0x9E3779B97F4A7C15u + next);
}

}  // namespace

void MerkleTree::change(std::uint32_t leaf, std::uint64_t before, std::uint64_t after) {
  if (before == after) return;
  if (hashes_.empty()) {
    hashes_.resize(2 * std::size_t{leaves()});
    stale_.resize(leaves());
  }
  hashes_[leaves() + leaf] += after - before;
  for (NodeIndex node = (leaves() + leaf) / 2; node >= kRoot && !stale_[node]; node /= 2) {
    stale_[node] = true;
  }
}

std::uint64_t MerkleTree::hash(NodeIndex node) {
  SIM_CHECK(has(node), "a hash tree was asked for a node that it does not have");
  if (hashes_.empty()) return 0;
  if (!is_leaf(node) && stale_[node]) {
    const std::uint64_t left = hash(2 * node), right = hash(2 * node + 1);
    hashes_[node] = left == 0 && right == 0 ? 0 : chained(left, right);
    stale_[node] = false;
  }
  return hashes_[node];
}

std::uint32_t slice_of(RingPart part, std::uint64_t position, std::uint32_t depth) {
  const std::uint64_t offset = position - part.start;  // both wrap, as the ring does
  const sim::Wide length =
      part.start == part.end ? sim::Wide{1} << 64 : sim::Wide{part.end - part.start};
  const sim::Wide slice = (sim::Wide{offset} << depth) / length;
  return static_cast<std::uint32_t>(std::min<sim::Wide>(slice, (sim::Wide{1} << depth) - 1));
}

std::uint64_t hash_of(kv::Key key, const Version& version) {
  std::uint64_t hash = chained(chained(key.value, version.value.id), version.value.bytes);
  for (const ClockEntry& entry : version.clock.entries()) {
    const std::uint64_t writer = std::uint64_t{entry.writer.node.value} << 32 | entry.writer.life;
    hash = chained(chained(hash, writer), entry.counter);
  }
  return hash;
}

std::uint64_t hash_of(kv::Key key, const Siblings& siblings) {
  std::uint64_t sum = 0;
  for (const VersionRef& version : siblings.all()) sum += hash_of(key, *version);
  return sum;
}

}  // namespace dynamo
