// Histories that are drawn: a line is a client, a column is an instant.
//
//   timeline("[x=1 ]   [x:1]",      client 0 puts 1 under x, and later reads it
//            "   [x=~2]     ?")     (spaces between operations mean nothing)
//
//   [x=1 ]    put 1          [x:1 ]   get that returned 1      [x:1,2]   siblings 1 and 2
//   [x=~1]    delete 1       [x: ]    get of nothing           [x:0]     what was there before
//
// `[` begins an operation and `]` ends it; `?` instead leaves it unknown, `!` says that it failed.
// What touches within one column overlaps. Keys are letters.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "models/kv/checkers/operations.h"
#include "models/kv/checkers/verdict.h"

namespace test {

kv::checkers::Operations timeline(std::initializer_list<std::string_view> clients);

/// The operations of a finding as they were drawn: "x=1 x:2".
std::string drawn(const kv::checkers::Operations&,
                  const std::vector<kv::checkers::OperationIndex>&);

/// "RULE: x=1 x:2", findings separated by "; ".
std::string drawn(const kv::checkers::Operations&, const kv::checkers::Verdict&);

}  // namespace test
