#include "models/dynamo/ring.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include <openssl/evp.h>

#include "models/dynamo/deal.h"
#include "sim/kernel/check.h"

namespace dynamo {
namespace {

using sim::NodeId;

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

std::vector<Token> random_tokens(const Partitioning& how, std::span<const Member> members,
                                 sim::Rng& rng) {
  std::vector<Token> tokens;
  for (const Member& member : members) draw_tokens(how, member, rng, tokens);
  return tokens;
}

/// Strategy 3: a token at the end of each partition.
std::vector<Token> tokens_at(std::span<const Position> ends, std::span<const NodeId> owners) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < ends.size(); ++i) tokens.push_back({ends[i], owners[i]});
  return tokens;
}

std::vector<Token> sorted(std::vector<Token> tokens) {
  std::sort(tokens.begin(), tokens.end());
  return tokens;
}

/// Strategy 1: partitions end where the tokens are, which must be sorted.
std::vector<Position> positions(std::span<const Token> tokens) {
  std::vector<Position> ends;
  ends.reserve(tokens.size());
  for (const Token& token : tokens) ends.push_back(token.position);
  return ends;
}

/// Whoever has a token, with weight 1.
std::vector<Member> holders(std::span<const Token> tokens) {
  std::vector<Member> members;
  for (const Token& token : tokens) members.push_back({token.node});
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

bool has(std::span<const Member> members, NodeId node) {
  return std::any_of(members.begin(), members.end(),
                     [node](const Member& member) { return member.node == node; });
}

std::string name(NodeId node) { return "node " + std::to_string(node.value); }

}  // namespace

void draw_tokens(const Partitioning& how, Member member, sim::Rng& rng,
                 std::vector<Token>& tokens) {
  const std::uint64_t count = std::uint64_t{how.tokens_per_node} * member.weight;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t high = rng.bits();
    tokens.push_back({{high, rng.bits()}, member.node});
  }
}

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

Ring::Ring(std::vector<Token> tokens)
    : Ring({Strategy::kTokens}, holders(tokens), positions(sorted(tokens)), sorted(tokens)) {}

Ring::Ring(std::vector<Position> ends, std::vector<Token> tokens)
    : Ring({Strategy::kTokensAndEqualParts}, holders(tokens), std::move(ends), sorted(tokens)) {}

Ring::Ring(const Partitioning& how, std::vector<Member> members, std::vector<Position> ends,
           std::vector<Token> tokens)
    : how_(how), members_(std::move(members)), ends_(std::move(ends)), tokens_(std::move(tokens)) {
  SIM_CHECK(!ends_.empty() && !tokens_.empty(), "a ring has at least one token");
  SIM_CHECK(std::is_sorted(ends_.begin(), ends_.end()), "partitions follow one another");
  std::sort(members_.begin(), members_.end());
  SIM_CHECK(std::is_sorted(tokens_.begin(), tokens_.end()), "tokens follow one another");
  const auto same_node = [](const Member& a, const Member& b) { return a.node == b.node; };
  SIM_CHECK(std::adjacent_find(members_.begin(), members_.end(), same_node) == members_.end(),
            "a node is a member once");
}

Ring Ring::make(const Partitioning& how, std::uint32_t nodes, sim::Rng& rng) {
  std::vector<Member> members;
  for (std::uint32_t node = 0; node < nodes; ++node) members.push_back({NodeId{node}});
  return make(how, std::move(members), rng);
}

Ring Ring::make(const Partitioning& how, std::vector<Member> members, sim::Rng& rng) {
  std::sort(members.begin(), members.end());  // who is named first must not matter
  if (how.strategy == Strategy::kEqualParts) {
    std::vector<Position> ends = equal_parts(how.partitions);
    std::vector<Token> tokens = tokens_at(ends, deal(how.partitions, members, rng));
    return Ring(how, std::move(members), std::move(ends), std::move(tokens));
  }
  std::vector<Token> tokens = random_tokens(how, members, rng);
  return of(how, std::move(members), std::move(tokens));
}

Ring Ring::of(const Partitioning& how, std::vector<Member> members, std::vector<Token> tokens) {
  SIM_CHECK(how.strategy != Strategy::kEqualParts, "strategy 3 deals tokens instead");
  std::sort(tokens.begin(), tokens.end());
  std::vector<Position> ends =
      how.strategy == Strategy::kTokens ? positions(tokens) : equal_parts(how.partitions);
  return Ring(how, std::move(members), std::move(ends), std::move(tokens));
}

Ring Ring::with(Member newcomer, sim::Rng& rng) const {
  if (how_.strategy == Strategy::kEqualParts) {
    SIM_CHECK(!has(members_, newcomer.node), name(newcomer.node) + " is a member already");
    std::vector<Member> members = members_;
    members.push_back(newcomer);
    return redealt(std::move(members), rng);
  }
  std::vector<Token> tokens;
  draw_tokens(how_, newcomer, rng, tokens);
  return with(newcomer, positions(tokens));
}

Ring Ring::with(Member newcomer, std::span<const Position> added) const {
  SIM_CHECK(how_.strategy != Strategy::kEqualParts, "strategy 3 has no room for further tokens");
  SIM_CHECK(!has(members_, newcomer.node), name(newcomer.node) + " is a member already");
  std::vector<Member> members = members_;
  members.push_back(newcomer);
  std::vector<Token> tokens = tokens_;
  for (const Position& position : added) tokens.push_back({position, newcomer.node});
  const auto first_added = tokens.begin() + static_cast<std::ptrdiff_t>(tokens_.size());
  std::sort(first_added, tokens.end());
  std::inplace_merge(tokens.begin(), first_added, tokens.end());
  return changed(std::move(members), std::move(tokens));
}

Ring Ring::without(sim::NodeId leaver, sim::Rng& rng) const {
  SIM_CHECK(has(members_, leaver), name(leaver) + " is no member");
  std::vector<Member> members = members_;
  std::erase_if(members, [leaver](const Member& member) { return member.node == leaver; });
  if (how_.strategy == Strategy::kEqualParts) return redealt(std::move(members), rng);
  std::vector<Token> tokens = tokens_;
  std::erase_if(tokens, [leaver](const Token& token) { return token.node == leaver; });
  return changed(std::move(members), std::move(tokens));
}

/// Strategies 1 and 2 with other tokens.
Ring Ring::changed(std::vector<Member> members, std::vector<Token> tokens) const {
  std::vector<Position> ends = how_.strategy == Strategy::kTokens ? positions(tokens) : ends_;
  return Ring(how_, std::move(members), std::move(ends), std::move(tokens));
}

/// Strategy 3 with other members.
Ring Ring::redealt(std::vector<Member> members, sim::Rng& rng) const {
  std::sort(members.begin(), members.end());
  std::vector<NodeId> owners;
  for (const Token& token : tokens_) owners.push_back(token.node);
  std::vector<Token> tokens = tokens_at(ends_, deal_again(std::move(owners), members, rng));
  return Ring(how_, std::move(members), ends_, std::move(tokens));
}

std::size_t Ring::holder_count() const {
  return static_cast<std::size_t>(std::count_if(
      members_.begin(), members_.end(), [](const Member& member) { return member.weight > 0; }));
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
