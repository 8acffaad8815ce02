// Versioning (4.4) broken on purpose: each mutant tells versions apart wrongly in one way.
#include "tests/mutants/expect_caught.h"
#include "tests/mutants/version_mutants.h"

namespace test {
namespace {

using dynamo::Policy;
using dynamo::Versioning;

/// Busy clients, who delete too, on few keys; what a message takes varies, so that late ones come.
struct Racing {
  Versioning versioning = Versioning::kDottedVersionVector;
  Setup setup(std::shared_ptr<const Policy> policy) const {
    kv::WorkloadConfig clients = busy_clients();
    clients.mix = kv::Mix{.get = 5, .put = 4, .erase = 1};
    Setup setup{.workloads = {clients}, .policy = std::move(policy)};
    setup.configure = [kind = versioning](dynamo::Config& config) {
      config.versioning = kind;
      config.legs.write = {DistributionSpec::Uniform{0ms, 50ms}};
      config.legs.read = {DistributionSpec::Uniform{0ms, 5ms}};
    };
    return setup;
  }
  void play(Cluster& cluster) const { cluster.run_for(10s); }
};

TEST(Mutants, AnAnswerWithAncestorsIsCaught) {
  expect_caught<AnswersWithAncestors>("siblings-are-concurrent", Racing{});
  expect_caught<AnswersWithAncestors>("siblings-are-concurrent", Racing{Versioning::kVectorClock});
}

TEST(Mutants, AnAnswerWithAncestorsIsCaughtBySessions) {
  expect_caught<AnswersWithAncestors>("monotonic-writes", Racing{});
  expect_caught<AnswersWithAncestors>("writes-follow-reads", Racing{});
}

/// Busy clients fill carts, and siblings come of it.
struct Shopping {
  Setup setup(std::shared_ptr<const Policy> policy) const {
    kv::WorkloadConfig clients = busy_clients();
    clients.reconcile = kv::Reconcile::kCartUnion;
    clients.cart = kv::CartConfig{.removals = {1, 2}};
    return {.workloads = {clients}, .policy = std::move(policy)};
  }
  void play(Cluster& cluster) const { cluster.run_for(10s); }
};

TEST(Mutants, AClientThatWritesOneSiblingsCartIsCaught) {
  expect_caught<TakesOneSibling>("cart-adds-are-not-lost", Shopping{});
}

TEST(Mutants, AReplicaThatGoesBackIsCaught) {
  for (const Versioning kind :
       {Versioning::kVectorClock, Versioning::kDottedVersionVector, Versioning::kLastWriteWins}) {
    expect_caught<TakesWhatComesLate>("clocks-do-not-regress", Racing{kind});
  }
}

TEST(Mutants, ADeletedValueThatReturnsIsCaught) {
  expect_caught<IgnoresTombstones>("deleted-values-stay-deleted", Racing{});
}

/// A coordinator loses its disk, and its next put of the key is blind.
struct Amnesia {
  Setup setup(std::shared_ptr<const Policy> policy) const { return {.policy = std::move(policy)}; }
  void play(Cluster& cluster) const {
    const NodeId node = cluster.replicas_of(7)[0];
    Siblings context;
    for (std::uint64_t value = 1; value <= 3; ++value) {
      ASSERT_TRUE(cluster.put(7, value, {.coordinator = node, .context = context}).ok);
      context = cluster.get(7).context;
    }
    cluster.run_for(1s);
    cluster.crash(node, Keeps::kNothing);
    cluster.restart(node);
    ASSERT_TRUE(cluster.put(7, 4, {.coordinator = node}).ok);
    cluster.get(7);  // its replicas are repaired
    cluster.run_for(1s);
  }
};

TEST(Mutants, ACounterThatRisesFromTheDeadIsCaught) {
  expect_caught<CountsUnderItsOldName>("clocks-do-not-regress", Amnesia{});
  expect_caught<CountsUnderItsOldName>("versions-overwrite-only-ancestors", Amnesia{});
}

}  // namespace
}  // namespace test
