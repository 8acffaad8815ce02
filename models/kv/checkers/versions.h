// Who wrote and who read the versions of each key, and the anomalies that a single read shows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/kv/checkers/dependency_graph.h"
#include "models/kv/checkers/serializability.h"
#include "models/kv/checkers/transactions.h"

namespace kv::checkers {

enum class Datatype : std::uint8_t { kRegister, kList };

/// A write, failed ones included.
struct Write {
  Key key{};
  std::uint64_t value = 0;
  Node by = 0;
  bool is_last = false;  // of its transaction to its key
};

/// The first read of a key by an ok transaction that has not written it before.
struct ExternalRead {
  Key key{};
  Node by = 0;
  std::span<const std::uint64_t> values;  // of the transaction's step
  std::uint64_t newest() const { return values.empty() ? 0 : values.back(); }  // 0: nothing
};

class Versions {
 public:
  /// `transactions` stay where they are.
  Versions(std::span<const Transaction> transactions, Datatype);

  std::span<const Write> writes() const { return writes_; }       // by key, then value
  std::span<const ExternalRead> reads() const { return reads_; }  // by key, then transaction
  const Write* find(Key, std::uint64_t value) const;              // nullptr: nobody wrote it
  bool took_effect(const Write& write) const {  ///< for all that is known; an unknown one if read
    return took_effect_[write.by];
  }
  std::vector<Anomaly> take_anomalies() { return std::move(anomalies_); }

 private:
  void add_writes(Node);
  void add_reads(Node);
  void judge_read(Node, const Step&);
  void add(std::string_view name, std::vector<Node> who) {
    anomalies_.push_back({name, std::move(who), {}});
  }

  std::span<const Transaction> transactions_;
  Datatype datatype_;
  std::vector<Write> writes_;
  std::vector<ExternalRead> reads_;
  std::vector<char> took_effect_;  // by transaction
  std::vector<Anomaly> anomalies_;
};

}  // namespace kv::checkers
