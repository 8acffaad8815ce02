// Whether transactions had the effect of some order, one after another.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/kv/checkers/dependency_graph.h"
#include "models/kv/checkers/transactions.h"

namespace kv::checkers {

/// Adya, "Weak consistency" (MIT, 1999), chapter 3, as Kingsbury and Alvaro read it off the values
/// that clients saw ("Elle", VLDB 2021). A transaction depends on another by ww, wr or rw
/// (dependency_graph.h); what serializes them must be free of
///
///   G0         a cycle of ww                         G1a  a read of what a failed transaction
///   wrote G1c        a cycle of ww and wr                  G1b  a read of what its writer
///   overwrote G-single   a cycle with one rw G2         a cycle with several rw
///
/// and of what no order explains: a value that nobody wrote, a list that holds one twice, two lists
/// of which neither begins the other, a transaction that does not read what it has just written or
/// read ("internal"). Each anomaly that is found is one in every reading of the history.
struct Anomaly {
  std::string_view name;
  std::vector<Node> transactions;  // of a cycle in its order; else who read, who wrote or read else
  Cycle cycle;                     // a shortest; empty: none
};

struct Serializability {
  std::vector<Anomaly>
      anomalies;             // of a knot of transactions only the worst: the first in the list
  std::uint64_t judged = 0;  // transactions
  bool holds() const { return anomalies.empty(); }
};

/// Requires that no two writes of a key write the same value.
///
/// Lists: a read shows the order of all writes before it. So if the whole of every list was read
/// once, no anomaly means that an order exists.
Serializability judge_list_append(std::span<const Transaction>);

/// Registers: the order of two writes shows only where a transaction reads the one before it writes
/// the other; the value nothing comes first. Where it does not show, anomalies are missed.
Serializability judge_registers(std::span<const Transaction>);

/// "T3 -rw k7-> T5 -wr k1-> T3".
std::string text(const Cycle&);

}  // namespace kv::checkers
