// Random draws of the peers that are written in C++. C++17: ns-3's headers compile no later.
//
// Floating point is fine here: a peer is a yardstick of speed, and no result depends on its draws.
#pragma once

#include <cmath>
#include <cstdint>

namespace peers {

/// The finalizer of splitmix64 (Steele, Lea and Flood, OOPSLA 2014).
inline std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

/// splitmix64: eight bytes of state, so every entity can have its own.
struct Rng {
  std::uint64_t state = 0;
  std::uint64_t bits() { return mix(state += 0x9E3779B97F4A7C15); }
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>(((bits() >> 32) * n) >> 32);
  }
};

/// A number strictly between 0 and 1, of the 53 upper bits.
inline double unit(std::uint64_t bits) { return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53; }

/// Exponential with a mean of 1, by a ziggurat of 256 layers (Marsaglia and Tsang, 2000).
class Exponential {
 public:
  Exponential() {
    constexpr double kTail = 7.69711747013104972, kArea = 0.0039496598225815571993;  // the paper's
    x_[0] = kArea / std::exp(-kTail);
    x_[1] = kTail;
    for (int i = 2; i < kLayers; ++i) x_[i] = -std::log(kArea / x_[i - 1] + std::exp(-x_[i - 1]));
    x_[kLayers] = 0;
    for (int i = 0; i <= kLayers; ++i) y_[i] = std::exp(-x_[i]);
  }
  double draw(Rng& rng) const {
    for (double base = 0;;) {
      const std::uint64_t bits = rng.bits();
      const auto layer = static_cast<unsigned>(bits % kLayers);
      const double x = unit(bits) * x_[layer];
      if (__builtin_expect(x < x_[layer + 1], 1)) return base + x;
      if (layer == 0) {
        base += x_[1];  // the tail of an exponential is another one
      } else if (y_[layer] + unit(rng.bits()) * (y_[layer + 1] - y_[layer]) < std::exp(-x)) {
        return base + x;
      }
    }
  }

 private:
  static constexpr int kLayers = 256;
  double x_[kLayers + 1], y_[kLayers + 1];
};

/// Lognormal by 1024 pieces of its inverse distribution; the two outermost are drawn exactly.
class Lognormal {
 public:
  Lognormal(double median, double sigma) : median_(median), sigma_(sigma) {
    for (unsigned i = 1; i + 1 < kPieces; ++i) {
      const double low = at(deviate(static_cast<double>(i) / kPieces));
      const double high = at(deviate(static_cast<double>(i + 1) / kPieces));
      pieces_[i] = {static_cast<float>(low), static_cast<float>(high - low)};
    }
  }
  double draw(Rng& rng) const {
    const std::uint64_t bits = rng.bits();
    const auto piece = static_cast<unsigned>(bits >> 54);
    if (__builtin_expect(piece - 1 < kPieces - 2, 1)) {
      const float within = static_cast<float>((bits >> 16) & 0xFFFFFF) * 0x1p-24f;
      return static_cast<double>(pieces_[piece].low + pieces_[piece].width * within);
    }
    const double z = deviate(unit(rng.bits()) / kPieces);
    return at(piece == 0 ? z : -z);
  }

 private:
  static constexpr unsigned kPieces = 1024;
  struct Piece {
    float low, width;
  };
  double at(double z) const { return median_ * std::exp(sigma_ * z); }

  /// The normal deviate of a probability: Abramowitz and Stegun's 26.2.23 and two steps of Newton.
  static double deviate(double probability) {
    if (probability > 0.5) return -deviate(1 - probability);
    const double t = std::sqrt(-2 * std::log(probability));
    double z = (2.515517 + t * (0.802853 + t * 0.010328)) /
                   (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -
               t;
    constexpr double kRootOfTwoPi = 2.5066282746310002;
    for (int step = 0; step < 2; ++step) {
      const double error = std::erfc(-z / std::sqrt(2.0)) / 2 - probability;
      z -= error * kRootOfTwoPi * std::exp(z * z / 2);
    }
    return z;
  }

  double median_, sigma_;
  Piece pieces_[kPieces];
};

}  // namespace peers
