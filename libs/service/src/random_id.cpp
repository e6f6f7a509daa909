#include "escalon/service/random_id.hpp"

#include <sys/random.h>

#include <array>
#include <string_view>

#include "escalon/base/assert.hpp"

namespace escalon::service {

std::string random_id() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, 16> bytes{};
  ESCALON_ASSERT(getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  std::string id;
  for (const unsigned char byte : bytes) {
    id += kDigits[byte >> 4U];
    id += kDigits[byte & 15U];
  }
  return id;
}

}  // namespace escalon::service
