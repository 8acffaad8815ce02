#include "models/kv/consistency.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "models/kv/checkers/causal.h"
#include "models/kv/checkers/linearizability.h"
#include "models/kv/checkers/session_guarantees.h"
#include "sim/kernel/check.h"

namespace kv {
namespace {

using checkers::Judgement;
using checkers::Operations;

constexpr std::array<std::string_view, 6> kWords = {"linearizable",     "causal",
                                                    "read-your-writes", "monotonic-reads",
                                                    "monotonic-writes", "writes-follow-reads"};
constexpr std::array<std::string_view, 6> kClaims = {
    "each key behaves like one register: every operation takes effect at one instant while it is "
    "open (Herlihy and Wing 1990)",
    "there is one order of all puts that agrees with causality, and each get returns the last of "
    "those among its causes (causal convergence, Bouajjani et al. 2017)",
    "no client reads what is older than its own acknowledged put (Terry et al. 1994)",
    "no client reads what is older than a value that it has read (Terry et al. 1994)",
    "no client's puts are seen in another order than it made them (Terry et al. 1994)",
    "nobody sees a put without what its writer had read (Terry et al. 1994)"};

std::size_t index(Consistency model) { return static_cast<std::size_t>(model); }

/// A checker's evidence as one line.
std::string in_a_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::string line;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n') {
      line += text[i];
      continue;
    }
    line += ";";
    if (text[i + 1] != ' ') line += ' ';
  }
  return line;
}

std::string key_text(Key key) { return "k" + std::to_string(key.value); }

/// When the last answer came of what fits nowhere.
sim::Time latest(const Operations& operations, const checkers::Order& order, sim::Time now) {
  sim::Time latest = sim::kStart;
  for (const checkers::Misfit& misfit : order.misfits) {
    latest = std::max(latest, std::min(operations[misfit.operation].completed, now));
  }
  return latest;
}

/// The order as far as it goes, of which the last operation tells where it stands, and what may not
/// come next.
std::string evidence(const Operations& operations, const checkers::Order& order) {
  checkers::Order end = order;
  const std::size_t fits = order.operations.size();
  if (fits > 1) end.operations = {order.operations.back()};
  return std::to_string(fits) + " operations fit one after the other" +
         (fits > 0 ? ", the last of them " : "; ") + in_a_line(text(operations, end));
}

void judge_linearizability(sim::Check& check, const Operations& operations, sim::Time now) {
  const checkers::Linearizability verdict = checkers::judge_linearizability(operations);
  SIM_CHECK(verdict.judgement != Judgement::kUndecided, "two puts of a run share an id");
  check.pass(verdict.keys);
  for (const auto& failure : verdict.failures) {
    check.fail({latest(operations, failure.order, now), evidence(operations, failure.order),
                key_text(failure.key)});
  }
}

void tell(sim::Check& check, const Operations& operations, const checkers::Verdict& verdict,
          sim::Time now) {
  check.pass(verdict.judged);
  for (const checkers::Finding& finding : verdict.findings) {
    const checkers::Operation& last = operations[finding.operations.back()];
    check.fail(
        {std::min(last.completed, now), in_a_line(text(operations, finding)), key_text(last.key)});
  }
}

}  // namespace

void describe_consistency(std::vector<Consistency>& asked, sim::Fields& fields) {
  fields.list(
      "consistency", asked,
      [](sim::Fields& inner, Consistency& model) { inner.choice("", model, kWords, {}); },
      {.doc = "what all that clients saw must be, judged at the end; no protocol promises it",
       .max = kWords.size()});
}

ConsistencyJudge::ConsistencyJudge(const std::vector<Consistency>& models, sim::Checks& checks) {
  for (const Consistency model : models) {
    asked_.push_back({model, &checks.add("is-" + std::string(kWords[index(model)]),
                                         std::string(kClaims[index(model)]))});
  }
}

void ConsistencyJudge::judge(const History& history, sim::Time now) {
  if (asked_.empty()) return;
  const Operations operations(history);
  for (const Asked& asked : asked_) {
    if (asked.model == Consistency::kLinearizable) {
      judge_linearizability(*asked.check, operations, now);
    } else if (asked.model == Consistency::kCausal) {
      tell(*asked.check, operations, checkers::judge_causality(operations), now);
    } else {
      const std::size_t which = index(asked.model) - index(Consistency::kReadYourWrites);
      tell(*asked.check, operations, checkers::judge_sessions(operations)[which], now);
    }
  }
}

}  // namespace kv
