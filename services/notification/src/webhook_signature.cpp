#include "escalon/notification/webhook_signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"
#include "escalon/base/assert.hpp"

namespace escalon::notification {
namespace {

constexpr std::size_t kSecretBytesMin = 24;
constexpr std::size_t kSecretBytesMax = 64;
constexpr std::string_view kPrefix = "whsec_";

}  // namespace

Result<std::string> decode_webhook_secret(std::string_view shown) {
  if (shown.substr(0, kPrefix.size()) == kPrefix) {
    shown.remove_prefix(kPrefix.size());
  }
  std::string bytes;
  if (!absl::Base64Unescape(absl::string_view(shown.data(), shown.size()), &bytes) ||
      bytes.size() < kSecretBytesMin || bytes.size() > kSecretBytesMax) {
    return invalid(
        "the signing secret must be whsec_ and the base64 of 24 to 64 random bytes; make one with: "
        "echo whsec_$(head -c 32 /dev/urandom | base64)");
  }
  return bytes;
}

std::string sign_webhook(std::string_view secret_bytes, std::string_view id, std::int64_t timestamp,
                         std::string_view body) {
  std::string content(id);
  content += "." + std::to_string(timestamp) + ".";
  content += body;
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  const auto* made = HMAC(EVP_sha256(), secret_bytes.data(), static_cast<int>(secret_bytes.size()),
                          reinterpret_cast<const unsigned char*>(content.data()), content.size(),
                          mac.data(), &size);
  ESCALON_ASSERT(made != nullptr);
  return "v1," +
         absl::Base64Escape(absl::string_view(reinterpret_cast<const char*>(mac.data()), size));
}

}  // namespace escalon::notification
