// Operations that somebody recorded, to be done again at their times.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/kv/types.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace kv {

/// The lines of a CSV file with a header: `t_s` (seconds, up to nine decimals, never falling), `op`
/// (get, put or delete), `key` (any text) and, if wanted, `size_bytes` of what a put writes. Other
/// columns are passed over.
struct OperationTrace {
  enum class Op : std::uint8_t { kGet, kPut, kDelete };
  struct Row {
    sim::Duration at;  // since the start of the run
    Op op{};
    std::uint64_t key = 0;  // the n-th key that the file names, from 0
    std::optional<sim::Bytes> size;
  };
  std::vector<Row> rows;
  std::uint64_t keys = 0;  // different ones
};

/// Or why it cannot be: "line 5: ...".
struct ReadTrace {
  std::shared_ptr<const OperationTrace> trace;  // null: a mistake
  std::string mistake;
};
ReadTrace read_trace(std::span<const std::string> lines);

/// Goes through every `of`-th operation from the `nth` on, at their times; a load factor lets the
/// trace's time run faster or slower. Requires nth < of.
class TraceCursor {
 public:
  TraceCursor(std::shared_ptr<const OperationTrace>, std::uint32_t nth, std::uint32_t of);

  bool is_over() const { return next_ >= trace_->rows.size(); }
  /// From `now` until the next operation is due; none while the trace's time stands still.
  /// Requires that it is not over.
  std::optional<sim::Duration> gap(sim::Time now) const;
  const OperationTrace::Row& take();  ///< the next one; requires that it is not over
  void set_load(sim::Ratio, sim::Time now);

 private:
  sim::Duration moment(sim::Time now) const;  ///< of the trace

  std::shared_ptr<const OperationTrace> trace_;
  std::size_t next_, step_;
  sim::Ratio load_{1, 1};
  sim::Time since_ = sim::kStart;  // of the load
  sim::Duration begun_at_{};       // the trace's moment then
};

}  // namespace kv
