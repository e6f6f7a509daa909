#include "utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace escalon::policy {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t index) {
  return index < text.size() ? static_cast<std::uint8_t>(text[index]) : 0;
}

bool continues(std::uint8_t byte) {
  return (byte & 0xC0U) == 0x80U;
}

// Bytes of the valid sequence at the beginning of `text`; 0 where there is none.
std::size_t sequence_length(std::string_view text) {
  const std::uint8_t lead = byte_at(text, 0);
  const std::uint8_t second = byte_at(text, 1);
  if (lead < 0x80U) {
    return 1;
  }
  const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  const bool overlong =
      lead < 0xC2U || (lead == 0xE0U && second < 0xA0U) || (lead == 0xF0U && second < 0x90U);
  const bool outside =
      lead > 0xF4U || (lead == 0xF4U && second > 0x8FU) || (lead == 0xEDU && second > 0x9FU);
  if (overlong || outside) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(byte_at(text, i))) {
      return 0;
    }
  }
  return length;
}

}  // namespace

std::optional<Mark> first_invalid_utf8(std::string_view text) {
  Mark mark{1, 1};
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text.substr(i));
    if (length == 0) {
      return mark;
    }
    mark = text[i] == '\n' ? Mark{mark.line + 1, 1}
                           : Mark{mark.line, mark.column + static_cast<int>(length)};
    i += length;
  }
  return std::nullopt;
}

}  // namespace escalon::policy
