// Hash trees, Dynamo 4.7: equal roots, equal contents; and what it costs to find a difference.
#include "models/dynamo/merkle_tree.h"

#include <map>

#include <gtest/gtest.h>

#include "sim/kernel/random.h"

namespace dynamo {
namespace {

using Contents = std::map<std::uint64_t, std::uint64_t>;  // key, hash; a dumb twin of the tree

constexpr std::uint32_t leaf_of(std::uint64_t key, std::uint32_t depth) {
  return static_cast<std::uint32_t>(key % (std::uint64_t{1} << depth));
}

struct Twin {
  MerkleTree tree;
  Contents contents;
  std::uint32_t depth;
  explicit Twin(std::uint32_t levels) : tree(levels), depth(levels) {}

  void set(std::uint64_t key, std::uint64_t hash) {
    tree.change(leaf_of(key, depth), contents[key], hash);
    contents[key] = hash;
    if (hash == 0) contents.erase(key);
  }
  std::uint64_t rebuilt_root() const {
    MerkleTree fresh(depth);
    for (const auto& [key, hash] : contents) fresh.change(leaf_of(key, depth), 0, hash);
    return fresh.root();
  }
};

/// One of three versions that a key may have, so that contents often agree.
std::uint64_t some_version(std::uint64_t key, sim::Rng& rng) {
  Version version;
  version.value.id = 1 + rng.below(3);
  return hash_of(kv::Key{key}, version);
}

TEST(MerkleTree, RootsAreEqualIfAndOnlyIfContentsAre) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    sim::Rng rng = sim::stream(seed, "merkle");
    const auto depth = static_cast<std::uint32_t>(1 + rng.below(6));
    Twin a(depth), b(depth);
    std::size_t equal = 0;
    for (int i = 0; i < 2000; ++i) {
      Twin& changed = rng.below(2) == 0 ? a : b;
      const std::uint64_t key = rng.below(2);
      changed.set(key, rng.below(4) == 0 ? 0 : some_version(key, rng));
      EXPECT_EQ(a.tree.root() == b.tree.root(), a.contents == b.contents) << "seed " << seed;
      equal += a.contents == b.contents;
    }
    EXPECT_GT(equal, 20u) << "the test must see both";
  }
}

TEST(MerkleTree, EveryNodeDiffersIfAndOnlyIfALeafBelowItDoes) {
  sim::Rng rng = sim::stream(1, "merkle");
  Twin a(4), b(4);
  for (std::uint64_t key = 0; key < 100; ++key) {
    const std::uint64_t hash = rng.bits();
    a.set(key, hash);
    b.set(key, hash);
  }
  b.set(21, 1);  // leaf 5
  for (MerkleTree::NodeIndex node = MerkleTree::kRoot; a.tree.has(node); ++node) {
    const bool is_above = node == 1 || node == 2 || node == 5 || node == 10 || node == 16 + 5;
    EXPECT_EQ(a.tree.hash(node) != b.tree.hash(node), is_above) << "node " << node;
  }
}

TEST(MerkleTree, FollowsChangesToWhatARebuildWouldBe) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    sim::Rng rng = sim::stream(seed, "merkle");
    Twin it(static_cast<std::uint32_t>(1 + rng.below(8)));
    for (int i = 0; i < 500; ++i) {
      it.set(rng.below(100), rng.below(4) == 0 ? 0 : rng.bits());
      if (rng.below(10) == 0) it.tree.hash(static_cast<std::uint32_t>(1 + rng.below(2)));
      if (rng.below(5) == 0) {
        EXPECT_EQ(it.tree.root(), it.rebuilt_root()) << "seed " << seed;
      }
    }
  }
}

TEST(MerkleTree, OfNothingIsTheOneThatLostEverything) {
  Twin it(5);
  for (std::uint64_t key = 0; key < 50; ++key) it.set(key, key + 1);
  EXPECT_NE(it.tree.root(), MerkleTree(5).root());
  for (std::uint64_t key = 0; key < 50; ++key) it.set(key, 0);
  EXPECT_EQ(it.tree.root(), MerkleTree(5).root());
}

TEST(MerkleTree, TellsWhichLeafAHashIsIn) {
  MerkleTree a(3), b(3);
  a.change(2, 0, 77);
  b.change(3, 0, 77);
  EXPECT_NE(a.root(), b.root());
}

TEST(SliceOf, CutsAPartOfTheRingIntoEqualSlices) {
  const RingPart part{1000, 1800};  // 800 positions, 8 slices
  EXPECT_EQ(slice_of(part, 1001, 3), 0u);
  EXPECT_EQ(slice_of(part, 1099, 3), 0u);
  EXPECT_EQ(slice_of(part, 1100, 3), 1u);
  EXPECT_EQ(slice_of(part, 1799, 3), 7u);
  EXPECT_EQ(slice_of(part, 1800, 3), 7u) << "the end belongs to the part";
}

TEST(SliceOf, GoesRoundTheRing) {
  const std::uint64_t quarter = std::uint64_t{1} << 62;
  const RingPart part{3 * quarter, quarter};  // half of the ring, through zero
  EXPECT_EQ(slice_of(part, 3 * quarter + 1, 2), 0u);
  EXPECT_EQ(slice_of(part, 0, 2), 2u);
  EXPECT_EQ(slice_of(part, quarter - 1, 2), 3u);
  EXPECT_EQ(slice_of({5, 5}, 4, 2), 3u) << "one part is the whole ring";
}

class HashOfVersions : public testing::Test {
 protected:
  Version version(std::uint64_t value, std::uint64_t counter) {
    Version made;
    made.value = {value, 100};
    made.clock.advance({sim::NodeId{3}, 0}, counter, {});
    return made;
  }
  Versions versions_;
};

TEST_F(HashOfVersions, TellsKeysValuesAndClocksApart) {
  const std::uint64_t one = hash_of(kv::Key{1}, version(7, 1));
  EXPECT_EQ(one, hash_of(kv::Key{1}, version(7, 1)));
  EXPECT_NE(one, hash_of(kv::Key{2}, version(7, 1)));
  EXPECT_NE(one, hash_of(kv::Key{1}, version(8, 1)));
  EXPECT_NE(one, hash_of(kv::Key{1}, version(7, 2)));
}

TEST_F(HashOfVersions, OfSiblingsIsTheSumOfTheirs) {
  VersionSet set;
  set.push_back(versions_.make(version(7, 1)));
  set.push_back(versions_.make(version(8, 2)));
  EXPECT_EQ(hash_of(kv::Key{1}, versions_.wrap(std::move(set))),
            hash_of(kv::Key{1}, version(7, 1)) + hash_of(kv::Key{1}, version(8, 2)));
  EXPECT_EQ(hash_of(kv::Key{1}, Siblings{}), 0u);
}

}  // namespace
}  // namespace dynamo
