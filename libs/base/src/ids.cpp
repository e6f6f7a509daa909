#include "escalon/base/ids.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstring>
#include <memory>

#include "escalon/base/assert.hpp"

namespace escalon {
namespace {

using Digest = std::array<unsigned char, 32>;

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct AlgorithmDeleter {
  void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
};

// Fetching the algorithm costs more than a short digest, so each thread keeps one context.
class Sha256 {
 public:
  Sha256() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    ESCALON_ASSERT(algorithm_ != nullptr && context_ != nullptr);
  }

  void begin() {
    ESCALON_ASSERT(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1);
  }
  void add(const void* data, size_t size) {
    ESCALON_ASSERT(EVP_DigestUpdate(context_.get(), data, size) == 1);
  }
  Digest finish() {
    Digest digest{};
    ESCALON_ASSERT(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
    return digest;
  }

 private:
  std::unique_ptr<EVP_MD, AlgorithmDeleter> algorithm_;
  std::unique_ptr<EVP_MD_CTX, ContextDeleter> context_;
};

Sha256& thread_digest() {
  thread_local Sha256 digest;
  return digest;
}

std::string hex(const unsigned char* bytes, size_t count) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(count * 2, '0');
  for (size_t i = 0; i < count; ++i) {
    text[2 * i] = kDigits[bytes[i] >> 4U];
    text[2 * i + 1] = kDigits[bytes[i] & 0xFU];
  }
  return text;
}

// Eight bytes, the highest first.
void append_size(std::string& text, std::uint64_t size) {
  std::array<char, 8> bytes{};
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, size >>= 8U) {
    *byte = static_cast<char>(size & 0xFFU);
  }
  text.append(bytes.data(), bytes.size());
}

std::string encode_part(std::string_view part) {
  std::string encoded;
  encoded.reserve(part.size());
  for (const char c : part) {
    if (c == '/') {
      encoded += "%2F";
    } else if (c == '%') {
      encoded += "%25";
    } else {
      encoded += c;
    }
  }
  return encoded;
}

std::string decode_part(std::string_view part) {
  std::string decoded;
  decoded.reserve(part.size());
  for (size_t i = 0; i < part.size(); ++i) {
    if (part.substr(i, 3) == "%2F") {
      decoded += '/';
      i += 2;
    } else if (part.substr(i, 3) == "%25") {
      decoded += '%';
      i += 2;
    } else {
      decoded += part[i];
    }
  }
  return decoded;
}

}  // namespace

Key make_key(std::string_view tenant, std::string_view name) {
  return Key(encode_part(tenant) + "/" + encode_part(name));
}

KeyParts split_key(const Key& key) {
  const std::string_view text = key.str();
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return {"", decode_part(text)};
  }
  return {decode_part(text.substr(0, slash)), decode_part(text.substr(slash + 1))};
}

std::string derive_id(std::initializer_list<std::string_view> fields) {
  thread_local std::string text;  // one call of the digest costs less than one a field
  text.clear();
  for (const std::string_view field : fields) {
    append_size(text, field.size());
    text += field;
  }
  Sha256& digest = thread_digest();
  digest.begin();
  digest.add(text.data(), text.size());
  const Digest bytes = digest.finish();
  return hex(bytes.data(), 16);
}

std::string sha256_hex(std::string_view bytes) {
  Sha256& digest = thread_digest();
  digest.begin();
  digest.add(bytes.data(), bytes.size());
  const Digest result = digest.finish();
  return hex(result.data(), result.size());
}

std::uint32_t murmur2(std::string_view bytes) {
  constexpr std::uint32_t kMix = 0x5bd1e995U;
  std::uint32_t hash = 0x9747b28cU ^ static_cast<std::uint32_t>(bytes.size());
  size_t i = 0;
  for (; i + 4 <= bytes.size(); i += 4) {
    std::uint32_t block = 0;
    std::memcpy(&block, bytes.data() + i, 4);
    block *= kMix;
    block ^= block >> 24U;
    block *= kMix;
    hash = (hash * kMix) ^ block;
  }
  std::uint32_t tail = 0;
  for (size_t j = bytes.size(); j > i; --j) {
    tail = (tail << 8U) | static_cast<unsigned char>(bytes[j - 1]);
  }
  if (i < bytes.size()) {
    hash = (hash ^ tail) * kMix;
  }
  hash ^= hash >> 13U;
  hash *= kMix;
  hash ^= hash >> 15U;
  return hash;
}

std::uint32_t partition_of(const Key& key, std::uint32_t partitions) {
  ESCALON_ASSERT(partitions > 0);
  return (murmur2(key.str()) & 0x7fffffffU) % partitions;
}

double unit_interval_of(std::string_view id) {
  Sha256& digest = thread_digest();
  digest.begin();
  digest.add(id.data(), id.size());
  const Digest bytes = digest.finish();
  std::uint64_t bits = 0;
  std::memcpy(&bits, bytes.data(), sizeof bits);
  return static_cast<double>(bits >> 11U) * 0x1.0p-53;
}

}  // namespace escalon
