#include "sim/net/geography.h"

#include <cstdint>

namespace sim {
namespace {

constexpr double kPi = 3.141592653589793;
constexpr double kEarthRadiusKm = 6371.0088;  // mean radius, IUGG 1980
constexpr double kFibreKmPerMs = 200;         // light in glass: 300 000 km/s / 1.5
// Our choice: cables follow coasts, roads and the money.
constexpr double kPathFactor = 1.4;
constexpr double kNsPerMs = 1'000'000;

/// Taylor's series, within 1e-14 for |x| <= pi.
double sine(double x) {
  double term = x, sum = x;
  for (int n = 2; n < 34; n += 2) {
    term *= -x * x / (n * (n + 1));
    sum += term;
  }
  return sum;
}

double cosine(double x) { return sine(kPi / 2 - x); }

/// Newton's iteration from above: every step but the last ones halves the error or better.
double square_root(double x) {
  if (x <= 0) return 0;
  double root = x > 1 ? x : 1;
  for (double better = (root + x / root) / 2; better < root; better = (root + x / root) / 2)
    root = better;
  return root;
}

/// Three times half the angle leaves less than pi/16, where the series needs few terms.
double arc_tangent(double x) {
  for (int i = 0; i < 3; ++i) x = x / (1 + square_root(1 + x * x));
  double power = x, sum = x;
  for (int n = 3; n < 27; n += 2) {
    power *= -x * x;
    sum += power / n;
  }
  return 8 * sum;
}

}  // namespace

// The haversine formula: exact enough for near places, where the cosine rule is not.
Duration fibre_latency(Coordinates a, Coordinates b) {
  const double radians = kPi / 180;
  const double up = sine((b.latitude - a.latitude) * radians / 2);
  const double across = sine((b.longitude - a.longitude) * radians / 2);
  const double square =
      up * up + cosine(a.latitude * radians) * cosine(b.latitude * radians) * across * across;
  const double angle = square >= 1 ? kPi : 2 * arc_tangent(square_root(square / (1 - square)));
  const double latency_ns = angle * kEarthRadiusKm / kFibreKmPerMs * kPathFactor * kNsPerMs;
  return Duration(static_cast<std::int64_t>(latency_ns + 0.5));
}

}  // namespace sim
