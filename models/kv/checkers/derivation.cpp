#include "models/kv/checkers/derivation.h"

#include <algorithm>
#include <queue>

namespace kv::checkers {

Derivation::Derivation(const Operations& operations, const Writers& writers,
                       std::span<const OperationIndex> of_key)
    : operations_(operations), writers_(writers) {
  struct Session {
    ClientId client;
    OperationIndex get = kNone;  // kNone: a put came after it
  };
  std::vector<Session> sessions;  // by client
  for (const OperationIndex i : of_key) {
    const Operation& it = operations[i];
    if (!it.is_put() && !it.is_get()) continue;
    auto session = std::lower_bound(
        sessions.begin(), sessions.end(), it.client,
        [](const Session& known, ClientId client) { return known.client < client; });
    if (session == sessions.end() || session->client != it.client)
      session = sessions.insert(session, {.client = it.client});
    if (it.is_put()) bases_.push_back({i, session->get});
    if (it.is_put() && it.deletes) deletes_.push_back(i);
    session->get = it.is_get() ? i : kNone;
  }
}

OperationIndex Derivation::read_by(OperationIndex put) const {
  return std::lower_bound(bases_.begin(), bases_.end(), put,
                          [](const Base& base, OperationIndex i) { return base.put < i; })
      ->get;
}

void Derivation::add_answer(OperationIndex get, std::vector<OperationIndex>& puts) const {
  const Operation& it = operations_[get];
  for (const std::uint64_t id : operations_.values(it))
    if (const OperationIndex put = writers_.of(id); put != kNone) puts.push_back(put);
  if (it.values > 0) return;
  for (const OperationIndex put : deletes_)
    if (operations_[put].begun < it.ended) puts.push_back(put);
}

/// Youngest first, so that nothing is looked at twice; nothing older than `oldest`.
std::vector<OperationIndex> Derivation::reach(std::span<const OperationIndex> puts,
                                              OperationIndex oldest) const {
  std::priority_queue<OperationIndex> next(puts.begin(), puts.end());
  std::vector<OperationIndex> found, answer;
  while (!next.empty() && next.top() >= oldest) {
    const OperationIndex put = next.top();
    next.pop();
    if (!found.empty() && found.back() == put) continue;
    found.push_back(put);
    const OperationIndex get = read_by(put);
    if (get == kNone) continue;
    answer.clear();
    add_answer(get, answer);
    for (const OperationIndex earlier : answer)
      if (earlier < put) next.push(earlier);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

std::vector<OperationIndex> Derivation::closure(std::span<const OperationIndex> puts) const {
  return reach(puts, 0);
}

bool Derivation::builds_on(OperationIndex later, OperationIndex earlier) const {
  if (later <= earlier) return false;
  const std::vector<OperationIndex> found = reach({&later, 1}, earlier);
  return found.front() == earlier;
}

}  // namespace kv::checkers
