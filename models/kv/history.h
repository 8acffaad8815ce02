// What each client invoked and saw, in order: the only thing a consistency checker may judge by.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/kv/types.h"
#include "sim/kernel/time.h"

namespace kv {

/// Kept compactly, 40 bytes a line and 8 a sibling; becomes text only when it is written.
///
/// A process is a client until an operation of it ends unknown: that operation may happen at any
/// later time, so the client goes on as a new process, `clients` higher (Jepsen's numbering).
class History {
 public:
  explicit History(std::uint32_t clients);

  void invoke(ClientId, Action, Key, Value, sim::Time now);
  /// `values`: what a get returned, or what a put wrote.
  void complete(ClientId, Action, Key, Outcome, std::span<const Value> values, sim::Time now);

  enum class Type : std::uint8_t { kInvoke, kOk, kFail, kInfo };
  struct Line {
    sim::Time at;
    std::uint64_t key = 0, process = 0, first_value = 0;
    std::uint32_t values = 0;
    Type type{};
    Action action{};
    bool deletes = false;
  };
  std::uint64_t clients() const { return processes_.size(); }
  std::size_t size() const { return lines_.size(); }
  std::span<const Line> lines() const { return lines_; }
  /// Ids of puts. A tombstone that a get returned is none.
  std::span<const std::uint64_t> values(const Line& line) const {
    return std::span(values_).subspan(line.first_value, line.values);
  }
  /// One JSON object of history.ndjson. A value is the number of the put that wrote it, several are
  /// a list; null: none, or what was there before the run.
  std::string line(std::size_t index) const;

 private:
  void add(Type, ClientId, Action, Key, std::span<const Value>, sim::Time);

  std::vector<Line> lines_;
  std::vector<std::uint64_t> values_;     // ids, of all lines
  std::vector<std::uint64_t> processes_;  // by client
};

}  // namespace kv
