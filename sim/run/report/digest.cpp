#include "sim/run/report/digest.h"

#include <array>
#include <span>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <xxhash.h>

#include "sim/kernel/check.h"

namespace sim {
namespace {

std::string hex(std::span<const unsigned char> bytes) {
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

std::string sha256_hex(std::string_view content) {
  std::array<unsigned char, 32> digest{};
  const int done =
      EVP_Digest(content.data(), content.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  SIM_CHECK(done == 1, "OpenSSL could not compute SHA-256");
  return hex(digest);
}

std::string xxh3_128_hex(std::string_view content) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(content.data(), content.size()));
  return hex(canonical.digest);
}

}  // namespace sim
