// What the columns of a run folder's tables mean.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sim {

struct ColumnInfo {
  std::string_view table, name, doc;  // "faults.csv", "recovery_ms"
};

/// Of every table but nodes.csv, whose later columns are the model's.
std::span<const ColumnInfo> table_columns();

/// Those of this name or of this table, a paragraph each; of an empty text all.
std::string explain_columns(std::string_view wanted);

}  // namespace sim
