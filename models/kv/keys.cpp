#include "models/kv/keys.h"

#include <algorithm>

#include "sim/kernel/check.h"
#include "sim/kernel/portable_math.h"
#include "sim/kernel/wide.h"

namespace kv {
namespace {

using sim::Wide;

constexpr std::uint64_t kLoneRanks = 1024;  // our choice: with kRunFraction, 64 to 160 KiB
constexpr std::uint64_t kRunFraction = 256;
constexpr std::uint64_t kScrambledItems = 10'000'000'000;  // YCSB, ScrambledZipfianGenerator

/// The share of a run before scaling: the midpoint rule, off by 1e-6 at most in runs this short.
double weight(std::uint64_t first, std::uint64_t length, double theta) {
  const double middle = static_cast<double>(first) + static_cast<double>(length + 1) / 2;
  return static_cast<double>(length) * sim::portable::exp(-theta * sim::portable::log(middle));
}

std::uint64_t high_product(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>((static_cast<Wide>(a) * b) >> 64);
}

std::uint64_t law_items(const KeyConfig& config) {
  switch (config.law) {
    case KeyConfig::Law::kZipfian:
    case KeyConfig::Law::kLatest:
      return config.count;
    case KeyConfig::Law::kScrambledZipfian:
      return kScrambledItems;
    case KeyConfig::Law::kUniform:
    case KeyConfig::Law::kHotspot:
      break;
  }
  return 1;
}

}  // namespace

Zipf::Zipf(std::uint64_t count, std::int64_t theta_millionths) : count_(count) {
  SIM_CHECK(count > 0, "a law over no keys");
  SIM_CHECK(theta_millionths >= 0, "a negative Zipfian constant");
  const double theta = static_cast<double>(theta_millionths) / 1e6;
  std::vector<double> weights;
  double sum = 0;
  for (std::uint64_t first = 0; first < count; first += runs_.back().length) {
    const std::uint64_t usual = first < kLoneRanks ? 1 : first / kRunFraction;
    runs_.push_back({.first = first, .length = std::min(usual, count - first)});
    weights.push_back(weight(first, runs_.back().length, theta));
    sum += weights.back();
  }
  // As integers, so that the table below is built exactly. 2^52: what a double holds.
  std::vector<std::uint64_t> shares;
  for (const double w : weights)
    shares.push_back(static_cast<std::uint64_t>(w / sum * static_cast<double>(1ULL << 52)));
  build_alias(std::move(shares));
}

// Vose's alias method: every run fills its cell of the average share, or is filled up by one other.
void Zipf::build_alias(std::vector<std::uint64_t> shares) {
  const auto cells = static_cast<std::uint64_t>(runs_.size());
  std::uint64_t total = 0;
  for (const std::uint64_t share : shares) total += share;
  // Cells hold `total`, runs hold share * cells: the sums agree without a rounding.
  std::vector<Wide> held;
  std::vector<std::uint32_t> small, large;
  for (std::uint32_t i = 0; i < cells; ++i) {
    held.push_back(static_cast<Wide>(shares[i]) * cells);
    (held[i] < total ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t poor = small.back(), rich = large.back();
    small.pop_back();
    runs_[poor].keep = static_cast<std::uint64_t>((held[poor] << 64) / total);
    runs_[poor].alias = rich;
    held[rich] -= total - held[poor];
    if (held[rich] < total) {
      large.pop_back();
      small.push_back(rich);
    }
  }
  for (const auto* full : {&small, &large})
    for (const std::uint32_t i : *full) {
      runs_[i].keep = ~std::uint64_t{0};
      runs_[i].alias = i;
    }
}

std::uint64_t Zipf::draw(sim::Rng& rng) const {
  // The whole part of bits * cells picks the cell, the fraction decides within it: one draw.
  const Wide product = static_cast<Wide>(rng.bits()) * runs_.size();
  const Run* run = &runs_[static_cast<std::size_t>(product >> 64)];
  if (static_cast<std::uint64_t>(product) >= run->keep) run = &runs_[run->alias];
  if (run->length == 1) return run->first;
  return run->first + high_product(rng.bits(), run->length);
}

std::uint64_t fnv1a(std::uint64_t value) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (int octet = 0; octet < 8; ++octet, value >>= 8)
    hash = (hash ^ (value & 0xFF)) * 1099511628211;
  return hash;
}

void Inserts::end(std::uint64_t number) {
  SIM_CHECK(number >= ended_ && number < begun_, "an insert that is not open has ended");
  while (number - ended_ >= over_.size()) {  // twice the ring; each bit keeps its number
    std::vector<bool> wider(over_.size() * 2);
    for (std::uint64_t i = ended_; i < ended_ + over_.size(); ++i)
      wider[i % wider.size()] = over_[i % over_.size()];
    over_ = std::move(wider);
  }
  over_[number % over_.size()] = true;
  for (; over_[ended_ % over_.size()]; ++ended_) over_[ended_ % over_.size()] = false;
}

KeyChooser::KeyChooser(const KeyConfig& config, const Inserts& inserts)
    : config_(config),
      inserts_(&inserts),
      hot_(std::clamp<std::uint64_t>(
          static_cast<std::uint64_t>(static_cast<Wide>(config.count) * config.hot_data.numerator /
                                     config.hot_data.denominator),
          1, config.count)),
      zipf_(law_items(config), config.theta_millionths) {}

Key KeyChooser::draw(sim::Rng& rng) const { return {config_.first + offset(rng)}; }

std::uint64_t KeyChooser::offset(sim::Rng& rng) const {
  switch (config_.law) {
    case KeyConfig::Law::kUniform:
      break;
    case KeyConfig::Law::kZipfian:
      return zipf_.draw(rng);
    case KeyConfig::Law::kScrambledZipfian: {
      const std::uint64_t hash = fnv1a(zipf_.draw(rng));
      return (hash >> 63 ? 0 - hash : hash) % config_.count;  // of the absolute value, as YCSB
    }
    case KeyConfig::Law::kLatest:
      return config_.count + inserts_->ended() - 1 - zipf_.draw(rng);
    case KeyConfig::Law::kHotspot:
      if (hot_ == config_.count || rng.chance(config_.hot_operations)) return rng.below(hot_);
      return hot_ + rng.below(config_.count - hot_);
  }
  return rng.below(config_.count);
}

}  // namespace kv
