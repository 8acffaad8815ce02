// The quorum store as every peer simulates it: its numbers, its ring, its draws.
//
// Each of NODES has an equal arc of a ring. A client, without think time, asks for one of a million
// keys: client, network, the key's coordinator; from there to its own replica (no delay) and over
// the network to the next two; each replica serves one request at a time, in order of arrival;
// replies come back the same way, and at the second one the coordinator answers the client. Gets
// and puts cost the same. The third replica's work is done all the same.
#pragma once

#include <cstdint>

#include "tests/benchmarks/peers/draws.h"

namespace peers {

constexpr std::uint32_t kReplicas = 3, kQuorum = 2;  // N; R and W alike
constexpr std::uint32_t kKeys = 1'000'000;
constexpr double kServiceMeanNs = 100e3, kNetworkMedianNs = 250e3, kNetworkSigma = 0.5;

class QuorumWork {
 public:
  explicit QuorumWork(std::uint32_t nodes) : nodes_(nodes) {}

  /// The first replica of a random key.
  std::uint32_t draw_coordinator() {
    const std::uint64_t point = mix(rng_.below(kKeys) * std::uint64_t{0x9E3779B97F4A7C15} + 1);
    return static_cast<std::uint32_t>((static_cast<unsigned __int128>(point) * nodes_) >> 64);
  }
  std::uint32_t replica(std::uint32_t coordinator, std::uint32_t rank) const {
    const std::uint32_t node = coordinator + rank;
    return node < nodes_ ? node : node - nodes_;
  }
  std::uint64_t draw_network_ns() { return static_cast<std::uint64_t>(network_.draw(rng_)); }
  std::uint64_t draw_service_ns() {
    return static_cast<std::uint64_t>(kServiceMeanNs * service_.draw(rng_));
  }

 private:
  std::uint32_t nodes_;
  Rng rng_{42};
  Lognormal network_{kNetworkMedianNs, kNetworkSigma};
  Exponential service_;
};

}  // namespace peers
