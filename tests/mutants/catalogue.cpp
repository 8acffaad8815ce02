#include "tests/mutants/catalogue.h"

#include "models/dynamo/dynamo.h"
#include "tests/mutants/anti_entropy_mutants.h"
#include "tests/mutants/hint_mutants.h"
#include "tests/mutants/membership_mutants.h"
#include "tests/mutants/placement_mutants.h"
#include "tests/mutants/quorum_mutants.h"
#include "tests/mutants/version_mutants.h"

namespace test {
namespace {

using Names = std::vector<std::string_view>;

constexpr std::string_view kLists = "preference-lists-hold-n-distinct-nodes",
                           kSurvive = "acknowledged-writes-survive",
                           kAncestors = "versions-overwrite-only-ancestors",
                           kClocks = "clocks-do-not-regress",
                           kConcurrent = "siblings-are-concurrent",
                           kDeleted = "deleted-values-stay-deleted",
                           kMaximal = "replicas-hold-maximal-versions",
                           kStandIns = "hints-stand-for-the-suspected",
                           kHints = "hints-are-delivered", kViews = "ring-views-converge",
                           kHealthy = "the-healthy-are-not-suspected",
                           kHolders = "ranges-keep-n-holders",
                           kRoots = "merkle-roots-tell-contents", kConverge = "replicas-converge",
                           kRanges = "replicas-hold-only-their-ranges",
                           kCarts = "cart-adds-are-not-lost", kFresh = "reads-are-fresh",
                           kYours = "read-your-writes", kReads = "monotonic-reads",
                           kWrites = "monotonic-writes", kFollow = "writes-follow-reads";

template <class Broken>
Mutant mutant(std::string_view name, std::string_view section, std::string_view defect,
              Names caught_by) {
  return {name, section, defect, std::move(caught_by), dynamo::variant<Broken>("dynamo", defect)};
}

std::vector<Mutant> of_placement() {
  return {
      mutant<RepeatsNodes>("repeats-nodes", "4.3",
                           "a preference list takes every token of a node for a node", {kLists}),
      mutant<IgnoresRacks>("ignores-racks", "4.3", "all replicas of a key may share a rack",
                           {kLists}),
  };
}

std::vector<Mutant> of_versions() {
  const Names lost = {kAncestors, kSurvive, kMaximal, kClocks, kCarts, kFresh};
  const Names not_one = {kConcurrent, kWrites, kFollow, kMaximal, kConverge};
  return {
      mutant<LastArrivalWins>("last-arrival-wins", "4.4", "a replica keeps what came last", lost),
      mutant<CoversTheUnseen>("covers-the-unseen", "4.4",
                              "a clock covers versions that the writer never saw", lost),
      mutant<TruncatesToTheNewest>("truncates-to-the-newest", "4.4",
                                   "a clock forgets all but its newest pairs", not_one),
      mutant<ForgetsItsCounter>("forgets-its-counter", "4.4",
                                "a coordinator numbers a version by the writer's context alone",
                                {kClocks, kAncestors, kSurvive}),
      mutant<CountsUnderItsOldName>("counts-under-its-old-name", "4.4",
                                    "a node that lost its disk counts on under its old name",
                                    {kClocks, kAncestors, kSurvive}),
      mutant<IgnoresTheContext>("ignores-the-context", "4.4",
                                "what a writer had read stays beside what it writes", not_one),
      mutant<KeepsAncestors>("keeps-ancestors", "4.4", "replicas keep everything that ever was",
                             {kMaximal, kConcurrent, kWrites, kFollow}),
      mutant<TakesWhatComesLate>("takes-what-comes-late", "4.4",
                                 "a replica goes back to an older version that comes late",
                                 {kClocks, kAncestors, kSurvive, kFresh}),
      mutant<KeepsTheYoungestSibling>("keeps-the-youngest-sibling", "4.4",
                                      "of siblings a replica keeps the last written", lost),
      mutant<AnswersWithAncestors>("answers-with-ancestors", "4.4",
                                   "a get answers all it found, outdated or not",
                                   {kConcurrent, kWrites, kFollow}),
      mutant<IgnoresTombstones>("ignores-tombstones", "4.4",
                                "a delete changes nothing at a replica",
                                {kDeleted, kAncestors, kSurvive, kFresh, kYours, kReads}),
      mutant<AnswersTheDeleted>("answers-the-deleted", "4.4",
                                "of a tombstone and a value a get answers the value",
                                {kDeleted, kFresh, kYours, kReads, kConcurrent}),
      mutant<DropsTombstonesAtOnce>("drops-tombstones-at-once", "4.4",
                                    "tombstones go while replicas hold what they deleted",
                                    {kDeleted, kSurvive, kMaximal}),
      mutant<TakesOneSibling>("takes-one-sibling", "4.4",
                              "a client writes one sibling's cart with the contexts of all",
                              {kCarts}),
  };
}

std::vector<Mutant> of_quorums() {
  const Names stale = {kFresh, kYours, kReads, kDeleted, kFollow, kWrites, kSurvive, kCarts};
  return {
      mutant<AcknowledgesFromMemory>("acknowledges-from-memory", "4.5",
                                     "a write is acknowledged before it is on disk",
                                     {kSurvive, kFresh, kCarts}),
      mutant<OneShort>("one-short", "4.5", "quorums are one short of R and W", stale),
      mutant<CountsAReplyTwice>("counts-a-reply-twice", "4.5",
                                "a reply that was delivered twice counts for two", stale),
      mutant<AnswersWhenLate>("answers-when-late", "4.5",
                              "when time is up, too few replies are enough", stale),
      mutant<AnswersTheFirstReply>("answers-the-first-reply", "4.5",
                                   "of several replies a get answers the first", stale),
      mutant<RepairOverwrites>("repair-overwrites", "5",
                               "a read repair replaces what the replica has taken since",
                               {kAncestors, kClocks, kSurvive, kFresh}),
  };
}

std::vector<Mutant> of_hints() {
  return {
      mutant<PassesOverTheHealthy>("passes-over-the-healthy", "4.6",
                                   "others stand in for nodes that are well", {kStandIns}),
      mutant<NeverForgetsAHint>("never-forgets-a-hint", "4.6", "a hint stays when its owner has it",
                                {kHints}),
      mutant<ForgetsWhatTheOwnerLacks>("forgets-what-the-owner-lacks", "4.6",
                                       "what was added to a hint under way is forgotten with it",
                                       {kHints}),
      mutant<DeletesHintsUnconfirmed>("deletes-hints-unconfirmed", "4.6",
                                      "a hint is deleted before its owner confirms it",
                                      {kSurvive, kHints, kMaximal, kCarts}),
      mutant<ForgetsHintsAtRestart>("forgets-hints-at-restart", "4.6",
                                    "a restart loses the hints that a node keeps",
                                    {kSurvive, kHints, kMaximal, kCarts}),
      mutant<HintsHoldTheLatest>("hints-hold-the-latest", "4.6",
                                 "a hint's next write replaces what was kept before",
                                 {kAncestors, kClocks, kSurvive}),
      mutant<HandoffOverwrites>("handoff-overwrites", "4.6",
                                "a hint replaces what its owner has taken since",
                                {kAncestors, kClocks, kSurvive}),
      mutant<StarvesTheBackground>("starves-the-background", "6.5",
                                   "admission control never lets background work run", {kHints}),
  };
}

std::vector<Mutant> of_anti_entropy() {
  return {
      mutant<ForgetsUpdates>("forgets-updates", "4.7", "some updates do not reach the hash tree",
                             {kRoots, kConverge}),
      mutant<HashesKeysAlone>("hashes-keys-alone", "4.7",
                              "a hash tree tells which keys there are, not in which versions",
                              {kRoots, kConverge}),
      mutant<TreesOutliveTheData>("trees-outlive-the-data", "4.7",
                                  "hash trees still tell of what a crash has lost",
                                  {kRoots, kConverge}),
      mutant<SkipsLeaves>("skips-leaves", "4.7", "some leaves are never exchanged", {kConverge}),
      mutant<ExchangeOverwrites>("exchange-overwrites", "4.7",
                                 "an exchange replaces what the replica has taken since",
                                 {kAncestors, kClocks, kSurvive}),
  };
}

std::vector<Mutant> of_membership() {
  return {
      mutant<DeafToTheLiving>("deaf-to-the-living", "4.8", "a suspicion never ends",
                              {kHealthy, kHints}),
      mutant<KeepsItsHistoryToItself>("keeps-its-history-to-itself", "4.8",
                                      "a gossip call stays without an answer", {kViews}),
      mutant<KeepsTheOlderRing>("keeps-the-older-ring", "4.8",
                                "of two rings that meet, a node goes on by its own", {kViews}),
      mutant<DropsBeforeItIsConfirmed>("drops-before-it-is-confirmed", "4.9",
                                       "a range is dropped before its receiver has it",
                                       {kHolders, kSurvive}),
      mutant<LeavesKeysBehind>("leaves-keys-behind", "4.9", "some keys are not handed over",
                               {kHolders, kSurvive}),
      mutant<TransferOverwrites>("transfer-overwrites", "4.9",
                                 "what is handed over replaces what was kept for its receiver",
                                 {kAncestors, kClocks, kSurvive}),
      mutant<KeepsStrays>("keeps-strays", "4.9", "a node takes whatever comes for its own",
                          {kRanges}),
  };
}

std::vector<Mutant> all() {
  std::vector<Mutant> all;
  for (std::vector<Mutant> part : {of_placement(), of_versions(), of_quorums(), of_hints(),
                                   of_anti_entropy(), of_membership()}) {
    for (Mutant& one : part) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::span<const Mutant> mutants() {
  static const std::vector<Mutant> kAll = all();
  return kAll;
}

}  // namespace test
