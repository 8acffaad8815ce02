// Values that are smaller than a value, and trees without what is gone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/time.h"
#include "sim/run/scenario/json_document.h"

namespace sim {

/// Of a number, a duration or a rate: some below it, the smallest first, as few digits as will
/// do. Of anything else none.
std::vector<JsonValue> smaller(const JsonValue&);

/// The next longer with at most two digits that count, and a little room.
Duration rounded_up(Duration);

/// "1a-0 1b-2" as a list of names.
JsonValue words_of(std::string_view);

/// Every duration in it, in file order; of several alike one.
std::vector<std::string> durations_in(const JsonValue&);

/// Lists lose the name of a site and of what is in it ("a", "a-0", "a/r1"), the objects that are
/// about it, and those that are left with an empty list of names.
JsonValue without_mentions(JsonValue, const std::string& site);

/// Whether a number that says how much there is of something is larger in the second, which is of
/// the same shape; what the first does not say is not compared.
bool grows(const JsonValue& from, const JsonValue& to);

}  // namespace sim
