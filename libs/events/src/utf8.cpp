#include "escalon/events/utf8.hpp"

#include <cstdint>

namespace escalon::events {
namespace {

struct Range {
  std::uint8_t low;
  std::uint8_t high;
  [[nodiscard]] bool holds(std::uint8_t byte) const { return low <= byte && byte <= high; }
};

constexpr Range kTail{0x80, 0xBF};

/// What the second byte may be after a lead byte of three or four.
Range second_after(std::uint8_t lead) {
  switch (lead) {
    case 0xE0:
      return {0xA0, 0xBF};
    case 0xED:
      return {0x80, 0x9F};
    case 0xF0:
      return {0x90, 0xBF};
    case 0xF4:
      return {0x80, 0x8F};
    default:
      return kTail;
  }
}

/// The number of bytes that a lead byte announces; 0 where no character begins with it.
std::size_t length_of(std::uint8_t lead) {
  if (lead < 0x80) {
    return 1;
  }
  if (lead < 0xC2 || lead > 0xF4) {
    return 0;
  }
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

bool is_character(std::string_view bytes) {
  if (bytes.size() < 2) {
    return true;
  }
  if (!second_after(static_cast<std::uint8_t>(bytes[0]))
           .holds(static_cast<std::uint8_t>(bytes[1]))) {
    return false;
  }
  for (const char tail : bytes.substr(2)) {
    if (!kTail.holds(static_cast<std::uint8_t>(tail))) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = length_of(static_cast<std::uint8_t>(text.front()));
    if (length == 0 || length > text.size() || !is_character(text.substr(0, length))) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace escalon::events
