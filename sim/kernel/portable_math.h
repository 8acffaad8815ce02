// log, exp and the normal deviate made of + - * / only, so every machine computes the same.
//
// The C library picks its routines by the processor, so its last digit may differ between two
// machines, and a simulation is a long chain of comparisons. These functions build tables when a
// scenario loads; nothing calls them during a run.
#pragma once

namespace sim::portable {

/// The natural logarithm, within 1e-15 relative. Requires x > 0, finite and normal.
double log(double x);

/// e to the x, within 1e-15 relative. 0 below -708, the largest double above 709.
double exp(double x);

/// The z that a standard normal variable exceeds with probability `tail`, within 1e-12 absolute.
/// Requires 1e-300 < tail <= 1/2; about a microsecond.
double normal_deviate(double tail);

}  // namespace sim::portable
