// Memory of a process that runs many simulations, one after the other.
#pragma once

namespace sim {

/// What a run frees stays with the process for the next run, instead of going back to the system
/// and being cleared once more. Where the C library is not glibc, nothing happens.
void keep_freed_memory();

}  // namespace sim
