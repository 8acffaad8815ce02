// The three ways to tell versions apart, Dynamo 4.4 and 6, and deletes.
#include <gtest/gtest.h>

#include "models/dynamo/policy.h"
#include "tests/support/cluster.h"

namespace test {
namespace {

using dynamo::Stamped;
using dynamo::Version;
using dynamo::Versioning;
using dynamo::Versions;
using dynamo::Writer;
using Values = std::vector<std::uint64_t>;

constexpr Writer kA{NodeId{0}}, kB{NodeId{1}};

/// One server and what it holds of one object.
class Server {
 public:
  explicit Server(Versioning versioning) : versions(versioning) {}
  Siblings put(std::uint64_t value, const Siblings& context, Writer writer = kA,
               Time now = sim::kStart) {
    Version fresh;
    fresh.value = {value, 1};
    const Stamped stamped = stamp(versions, {.held = held,
                                             .context = context,
                                             .fresh = fresh,
                                             .writer = writer,
                                             .counted = counted_,
                                             .now = now,
                                             .clock_truncation = 10});
    counted_ = stamped.fresh->dot.counter;
    held = reconcile(versions, held, stamped.versions);
    return Siblings(stamped.fresh);
  }
  Values values() const {
    Values ids;
    for (const auto& version : held.all()) ids.push_back(version->value.id);
    return ids;
  }

  Versions versions;
  Siblings held;

 private:
  std::uint64_t counted_ = 0;
};

// The dotted version vectors' example: v1 and v2 blind, v3 by a writer that had read v1, all
// through one server. One merged vector keeps all three; a dot each lets v1 go.
TEST(DottedVersionVector, LetsGoOfWhatTheWriterHadReadWhereOneCounterCannot) {
  for (const Versioning kind : {Versioning::kDottedVersionVector, Versioning::kVectorClock}) {
    Server server(kind);
    const Siblings v1 = server.put(1, {});
    server.put(2, {});
    server.put(3, v1);
    const bool has_dots = kind == Versioning::kDottedVersionVector;
    EXPECT_EQ(server.values(), has_dots ? (Values{2, 3}) : (Values{1, 2, 3}));
    if (!has_dots) continue;
    const auto all = server.held.all();
    EXPECT_EQ(to_string(all[0]->clock), "[]");
    EXPECT_EQ(all[0]->dot.counter, 2u);
    EXPECT_EQ(to_string(all[1]->clock), "[(n0, 1)]");
    EXPECT_EQ(all[1]->dot.counter, 3u);
  }
}

TEST(DottedVersionVector, WithTheWholeAnswerAsContextLeavesOneVersion) {
  Server server(Versioning::kDottedVersionVector);
  server.put(1, {});
  server.put(2, {}, kB);
  server.put(3, server.held);
  EXPECT_EQ(server.values(), Values{3});
}

TEST(LastWriteWins, KeepsTheLatestByTimeWhateverWasRead) {
  Server server(Versioning::kLastWriteWins);
  const Siblings first = server.put(1, {}, kA, sim::kStart + 5s);
  server.put(2, first, kB, sim::kStart + 3s);  // a slow clock: it had read the first
  EXPECT_EQ(server.values(), Values{1});
  server.put(3, {}, kB, sim::kStart + 6s);
  EXPECT_EQ(server.values(), Values{3});
}

TEST(LastWriteWins, BreaksATieByTheWriter) {
  for (const bool a_first : {true, false}) {
    Server server(Versioning::kLastWriteWins);
    server.put(1, {}, a_first ? kA : kB);
    server.put(2, {}, a_first ? kB : kA);
    EXPECT_EQ(server.values(), a_first ? Values{2} : Values{1});
  }
}

Setup by_time() {
  Setup setup;
  setup.configure = [](dynamo::Config& config) { config.versioning = Versioning::kLastWriteWins; };
  return setup;
}

TEST(LastWriteWins, LetsAnyNodeCoordinateAPut) {  // 6.4
  Cluster cluster(by_time());
  const NodeId outsider = cluster.outsider_of(7);
  EXPECT_TRUE(cluster.put(7, 42, {.coordinator = outsider}).ok);
  EXPECT_EQ(cluster.get(7).values, Values{42});
  EXPECT_EQ(cluster.stored_at(outsider, 7), Values{});
  EXPECT_EQ(cluster.services().nodes[outsider.value].puts, 1u);
}

TEST(LastWriteWins, CountsTheAcknowledgedWritesThatItLoses) {
  Cluster cluster(by_time());
  const auto replicas = cluster.replicas_of(7);
  const auto one = cluster.begin_put(7, 1, {.coordinator = replicas[0]});
  const auto two = cluster.begin_put(7, 2, {.coordinator = replicas[1]});
  cluster.run_for(1s);
  ASSERT_TRUE(cluster.answer(one).ok && cluster.answer(two).ok);
  EXPECT_EQ(cluster.get(7).values.size(), 1u);
  EXPECT_EQ(cluster.services().record.tally().lost, 1u);
  cluster.judge();
  EXPECT_TRUE(cluster.holds()) << cluster.violations();
}

TEST(Delete, LeavesNothingToRead) {
  Cluster cluster;
  cluster.put(7, 1);
  const Siblings context = cluster.get(7).context;
  EXPECT_TRUE(cluster.put(7, 2, {.context = context, .deletes = true}).ok);
  const Answer answer = cluster.get(7);
  EXPECT_TRUE(answer.ok);
  EXPECT_EQ(answer.values, Values{});
  EXPECT_EQ(answer.context.size(), 1u);  // a put after it descends from the tombstone
}

TEST(Delete, LeavesWhatItHadNotRead) {
  Cluster cluster;
  cluster.put(7, 1);
  const Siblings context = cluster.get(7).context;
  cluster.put(7, 2);
  cluster.put(7, 3, {.context = context, .deletes = true});
  const Values left = cluster.get(7).values;
  EXPECT_NE(std::find(left.begin(), left.end(), 2u), left.end());
}

/// A replica is cut off while a value that it holds is deleted, for longer than the others wait.
struct Resurrection {
  explicit Resurrection(Duration tombstone_age, int reads = 5)
      : cluster({.configure = [=](dynamo::Config& config) {
          config.versioning = Versioning::kDottedVersionVector;
          config.tombstone_age = tombstone_age;
        }}) {
    cluster.put(7, 1);
    cluster.run_for(1s);
    const auto cut = cluster.cut_off({cluster.replicas_of(7)[2]});
    const Siblings context = cluster.get(7).context;
    cluster.put(7, 2, {.context = context, .deletes = true});
    cluster.run_for(10s);
    cluster.get(7);
    cluster.heal(cut);
    for (int i = 0; i < reads; ++i) answers.push_back(cluster.get(7).values);
    cluster.judge();
  }
  Cluster cluster;
  std::vector<Values> answers;
};

TEST(Tombstone, ThatIsKeptKeepsTheValueDeleted) {
  Resurrection run{Duration{}};
  for (const Values& values : run.answers) EXPECT_EQ(values, Values{});
  EXPECT_TRUE(run.cluster.holds()) << run.cluster.violations();
}

TEST(Tombstone, ThatIsDroppedTooEarlyLetsTheValueReturnAndThatIsCaught) {
  Resurrection run{5s};
  EXPECT_NE(std::find(run.answers.begin(), run.answers.end(), Values{1}), run.answers.end());
  EXPECT_GT(run.cluster.check("deleted-values-stay-deleted").failures(), 0u);
}

/// Its coordinator's next version of the key has the next number, which tells of the tombstone.
TEST(Tombstone, ThatIsDroppedIsOutdatedByABlindPutWhereverItIsLeft) {
  Cluster cluster({.configure = [](dynamo::Config& config) { config.tombstone_age = 5s; }});
  const auto replicas = cluster.replicas_of(7);
  const NodeId coordinator = replicas[0];
  ASSERT_TRUE(cluster.put(7, 1, {.coordinator = coordinator, .deletes = true}).ok);
  cluster.run_for(10s);
  const auto cut = cluster.cut_off({replicas[2]});
  ASSERT_TRUE(cluster.get(7).ok);  // the other two drop it
  cluster.heal(cut);
  ASSERT_TRUE(cluster.put(7, 2, {.coordinator = coordinator}).ok);
  cluster.run_for(1s);
  EXPECT_EQ(cluster.stored_at(replicas[2], 7), Values{2});
  EXPECT_GT(cluster.check("versions-overwrite-only-ancestors").evaluations(), 0u);
  EXPECT_TRUE(cluster.holds()) << cluster.violations();
}

TEST(Tombstone, ThatIsDroppedTooEarlyIsCaughtThoughNobodyReadsWhatIsLeft) {
  Resurrection run{5s, 0};
  EXPECT_EQ(run.cluster.check("deleted-values-stay-deleted").failures(), 1u);
}

}  // namespace
}  // namespace test
