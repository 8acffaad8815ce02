#include "models/dynamo/ring.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <openssl/evp.h>

#include "sim/kernel/check.h"

namespace dynamo {
namespace {

std::uint64_t big_endian(const unsigned char* bytes) {
  std::uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word = word << 8 | bytes[i];
  return word;
}

/// The last position of the i-th of Q equal parts: ceil((i + 1) * 2^64 / Q) - 1 in the high half.
Position end_of_part(std::uint32_t i, std::uint32_t parts) {
  if (i + 1 == parts) return {~std::uint64_t{0}, ~std::uint64_t{0}};
  // 2^64 = quotient * parts + remainder, so that nothing here needs more than 64 bits.
  const std::uint64_t quotient = ~std::uint64_t{0} / parts;
  const std::uint64_t remainder = ~std::uint64_t{0} % parts + 1;
  const std::uint64_t whole = quotient * (i + 1) + remainder * (i + 1) / parts;
  return {whole - 1, ~std::uint64_t{0}};
}

std::vector<Position> equal_parts(std::uint32_t parts) {
  std::vector<Position> ends;
  for (std::uint32_t i = 0; i < parts; ++i) ends.push_back(end_of_part(i, parts));
  return ends;
}

std::vector<Token> random_tokens(std::uint32_t nodes, std::uint32_t each, sim::Rng& rng) {
  std::vector<Token> tokens;
  for (std::uint32_t node = 0; node < nodes; ++node) {
    for (std::uint32_t i = 0; i < each; ++i) {
      const std::uint64_t high = rng.bits();
      tokens.push_back({{high, rng.bits()}, sim::NodeId{node}});
    }
  }
  return tokens;
}

/// Strategy 3: every node gets Q/S of the partitions (or one more), at random.
std::vector<Token> dealt_tokens(const std::vector<Position>& ends, std::uint32_t nodes,
                                sim::Rng& rng) {
  std::vector<sim::NodeId> owners;
  for (std::uint32_t i = 0; i < ends.size(); ++i) owners.push_back({i % nodes});
  for (std::size_t i = owners.size(); i > 1; --i) std::swap(owners[i - 1], owners[rng.below(i)]);
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < ends.size(); ++i) tokens.push_back({ends[i], owners[i]});
  return tokens;
}

std::vector<Position> positions(std::vector<Token> tokens) {
  std::sort(tokens.begin(), tokens.end());
  std::vector<Position> ends;
  for (const Token& token : tokens) ends.push_back(token.position);
  return ends;
}

}  // namespace

struct KeyHash::Impl {
  EVP_MD* md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Impl() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(md5);
  }
};

KeyHash::KeyHash() : impl_(std::make_unique<Impl>()) {}
KeyHash::~KeyHash() = default;
bool KeyHash::usable() const { return impl_->md5 != nullptr; }

Position KeyHash::of(std::string_view name) {
  SIM_CHECK(usable(), "MD5 is disabled by this OpenSSL configuration");
  std::array<unsigned char, 16> digest{};
  const bool done = EVP_DigestInit_ex2(impl_->context, impl_->md5, nullptr) == 1 &&
                    EVP_DigestUpdate(impl_->context, name.data(), name.size()) == 1 &&
                    EVP_DigestFinal_ex(impl_->context, digest.data(), nullptr) == 1;
  SIM_CHECK(done, "OpenSSL could not compute an MD5 digest");
  return {big_endian(digest.data()), big_endian(digest.data() + 8)};
}

Position KeyHash::of(kv::Key key) {
  std::array<char, 24> name{'k'};
  const auto end = std::to_chars(name.data() + 1, name.data() + name.size(), key.value).ptr;
  return of(std::string_view(name.data(), static_cast<std::size_t>(end - name.data())));
}

Ring::Ring(std::vector<Token> tokens) : Ring(positions(tokens), tokens) {}

Ring::Ring(std::vector<Position> ends, std::vector<Token> tokens)
    : ends_(std::move(ends)), tokens_(std::move(tokens)) {
  SIM_CHECK(!ends_.empty() && !tokens_.empty(), "a ring has at least one token");
  SIM_CHECK(std::is_sorted(ends_.begin(), ends_.end()), "partitions follow one another");
  std::sort(tokens_.begin(), tokens_.end());
}

Ring Ring::make(const Partitioning& how, std::uint32_t nodes, sim::Rng& rng) {
  switch (how.strategy) {
    case Strategy::kTokens:
      return Ring(random_tokens(nodes, how.tokens_per_node, rng));
    case Strategy::kTokensAndEqualParts:
      return Ring(equal_parts(how.partitions), random_tokens(nodes, how.tokens_per_node, rng));
    case Strategy::kEqualParts:
      break;
  }
  const std::vector<Position> ends = equal_parts(how.partitions);
  return Ring(ends, dealt_tokens(ends, nodes, rng));
}

PartitionId Ring::partition(Position position) const {
  const auto end = std::lower_bound(ends_.begin(), ends_.end(), position);
  return {end == ends_.end() ? 0u : static_cast<std::uint32_t>(end - ends_.begin())};
}

std::size_t Ring::owner(PartitionId id) const {
  const auto first = std::lower_bound(
      tokens_.begin(), tokens_.end(), end(id),
      [](const Token& token, Position position) { return token.position < position; });
  return first == tokens_.end() ? 0 : static_cast<std::size_t>(first - tokens_.begin());
}

}  // namespace dynamo
