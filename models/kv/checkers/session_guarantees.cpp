#include "models/kv/checkers/session_guarantees.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "models/kv/checkers/answers.h"

namespace kv::checkers {
namespace {

/// That `client` had read the value of `put` by the end of `get`, and not before.
struct FirstRead {
  ClientId client;
  OperationIndex put = kNone, get = kNone;
  std::pair<ClientId, OperationIndex> who() const { return {client, put}; }
};

/// One key; goes through its gets in order of beginning, which for each client is that of ends.
class Judge {
 public:
  Judge(const Operations& operations, const Writers& writers,
        std::span<const OperationIndex> of_key, SessionVerdicts& verdicts)
      : operations_(operations),
        writers_(writers),
        of_key_(of_key),
        answers_(operations, writers, of_key),
        verdicts_(verdicts) {
    note_reads();
  }

  void judge() {
    for (const OperationIndex i : of_key_) {
      const Operation& it = operations_[i];
      Session& session = session_of(it.client);
      if (it.is_put() && it.outcome == Outcome::kOk) session.own_put = i;  // begun last so far
      if (it.is_get()) judge(i, session);
    }
  }

 private:
  struct Session {
    ClientId client;
    OperationIndex own_put = kNone, youngest_read = kNone, read_by = kNone;
  };

  Session& session_of(ClientId client) {
    const auto at =
        std::lower_bound(sessions_.begin(), sessions_.end(), client,
                         [](const Session& session, ClientId id) { return session.client < id; });
    if (at != sessions_.end() && at->client == client) return *at;
    return *sessions_.insert(at, {.client = client});
  }

  Verdict& verdict(Guarantee which) { return verdicts_[static_cast<std::size_t>(which)]; }
  bool began_after(OperationIndex put, Moment moment) const {
    return put != kNone && operations_[put].begun > moment;
  }

  void note_reads() {
    for (const OperationIndex i : of_key_) {
      if (!operations_[i].is_get()) continue;
      for (const std::uint64_t id : operations_.values(operations_[i]))
        first_reads_.push_back({operations_[i].client, writers_.of(id), i});
    }
    const auto before = [](const FirstRead& a, const FirstRead& b) {
      return std::pair(a.who(), a.get) < std::pair(b.who(), b.get);
    };
    std::sort(first_reads_.begin(), first_reads_.end(), before);
    const auto same = [](const FirstRead& a, const FirstRead& b) { return a.who() == b.who(); };
    first_reads_.erase(std::unique(first_reads_.begin(), first_reads_.end(), same),
                       first_reads_.end());
  }

  /// The get by which `client` had read `put` when it began `later`; kNone: it had not.
  OperationIndex had_read(OperationIndex put, OperationIndex later) const {
    const std::pair who(operations_[later].client, put);
    const auto at =
        std::lower_bound(first_reads_.begin(), first_reads_.end(), who,
                         [](const FirstRead& read, const auto& key) { return read.who() < key; });
    const bool has = at != first_reads_.end() && at->who() == who &&
                     operations_[at->get].precedes(operations_[later]);
    return has ? at->get : kNone;
  }

  void judge(OperationIndex i, Session& session) {
    const Operation& get = operations_[i];
    const Moment end = answers_.end(get);
    if (began_after(session.own_put, end))
      verdict(Guarantee::kReadYourWrites)
          .add("a client read what is older than its own put", {session.own_put, i});
    if (began_after(session.youngest_read, end))
      verdict(Guarantee::kMonotonicReads)
          .add("a client read what is older than what it had read",
               {session.youngest_read, session.read_by, i});
    judge_siblings(i);
    for (const std::uint64_t id : operations_.values(get)) {
      const OperationIndex put = writers_.of(id);
      if (put == kNone || (session.youngest_read != kNone && put <= session.youngest_read))
        continue;
      session.youngest_read = put;
      session.read_by = i;
    }
  }

  void judge_siblings(OperationIndex get) {
    std::vector<OperationIndex> puts;
    for (const std::uint64_t id : operations_.values(operations_[get]))
      if (const OperationIndex put = writers_.of(id); put != kNone) puts.push_back(put);
    std::sort(puts.begin(), puts.end());
    bool writes_broken = false, follows_broken = false;
    for (std::size_t n = 1; n < puts.size(); ++n) {
      for (const OperationIndex earlier : std::span(puts).first(n)) {
        const bool is_same_client = operations_[earlier].client == operations_[puts[n]].client;
        if (!writes_broken && is_same_client &&
            operations_[earlier].precedes(operations_[puts[n]])) {
          writes_broken = true;
          verdict(Guarantee::kMonotonicWrites)
              .add("a client's earlier put is beside its later one", {earlier, puts[n], get});
        }
        const OperationIndex reader = had_read(earlier, puts[n]);
        if (follows_broken || reader == kNone) continue;
        follows_broken = true;
        verdict(Guarantee::kWritesFollowReads)
            .add("a put is beside what its client had read", {earlier, reader, puts[n], get});
      }
    }
  }

  const Operations& operations_;
  const Writers& writers_;
  const std::span<const OperationIndex> of_key_;
  const Answers answers_;
  SessionVerdicts& verdicts_;
  std::vector<Session> sessions_;       // by client
  std::vector<FirstRead> first_reads_;  // by client and put
};

}  // namespace

SessionVerdicts judge_sessions(const Operations& operations) {
  SessionVerdicts verdicts;
  const Writers writers(operations);
  const ByKey keys(operations);
  for (std::size_t key = 0; key < keys.size(); ++key)
    Judge(operations, writers, keys[key], verdicts).judge();
  std::uint64_t gets = 0;
  for (const Operation& it : operations.all()) gets += it.is_get();
  for (Verdict& verdict : verdicts) verdict.judged = gets;
  return verdicts;
}

}  // namespace kv::checkers
