#include "unicode.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace escalon::classify::unicode {
namespace {

constexpr UChar32 kRightQuote = 0x2019;
constexpr UChar32 kModifierApostrophe = 0x02BC;
constexpr UChar32 kFullWidthApostrophe = 0xFF07;
constexpr UChar32 kIdeographicStop = 0x3002;
constexpr UChar32 kFullWidthExclamation = 0xFF01;
constexpr UChar32 kFullWidthQuestion = 0xFF1F;
constexpr UChar32 kFirstAccent = 0x0300;
constexpr UChar32 kLastAccent = 0x036F;
constexpr UChar32 kReplacement = 0xFFFD;

bool is_apostrophe(UChar32 c) {
  return c == '\'' || c == kRightQuote || c == kModifierApostrophe || c == kFullWidthApostrophe;
}

bool is_stop(UChar32 c) {
  return c == kIdeographicStop || c == kFullWidthExclamation || c == kFullWidthQuestion;
}

bool is_ignored(UChar32 c) {
  return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0 ||
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
         u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER);
}

bool stands_alone(UChar32 c) {
  const int script = u_getIntPropertyValue(c, UCHAR_SCRIPT);
  return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) || script == USCRIPT_HIRAGANA ||
         script == USCRIPT_KATAKANA ||
         u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
}

Kind kind_of(UChar32 c) {
  if (is_apostrophe(c)) {
    return Kind::kApostrophe;
  }
  if (is_ignored(c)) {
    return Kind::kMark;
  }
  if (is_stop(c)) {
    return Kind::kStop;
  }
  if (u_isdigit(c)) {
    return Kind::kDigit;
  }
  if (u_isalpha(c)) {
    return stands_alone(c) ? Kind::kIdeograph : Kind::kLetter;
  }
  if (c > 0x7F && u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC)) {
    return Kind::kEmoji;
  }
  return c == '_' ? Kind::kLetter : Kind::kSeparator;
}

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

// The code point at `at`, which moves past it; negative for a byte that begins none.
UChar32 take(std::string_view text, std::int32_t& at) {
  const std::uint8_t* bytes = bytes_of(text);
  const auto size = static_cast<std::int32_t>(text.size());
  const std::int32_t start = at;
  UChar32 c = 0;
  U8_NEXT(bytes, at, size, c);
  if (c < 0) {
    at = start + 1;
  }
  return c;
}

void append(std::string& out, UChar32 c) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, static_cast<std::uint32_t>(c));
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::string normalized(const icu::Normalizer2* normalizer, UErrorCode status,
                       const std::string& text) {
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  if (U_SUCCESS(status)) {
    normalizer->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())),
                              sink, nullptr, status);
  }
  return U_SUCCESS(status) ? out : text;
}

std::string without_accents(const std::string& text) {
  std::string out;
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    const UChar32 c = take(text, at);
    if (c >= 0 && (c < kFirstAccent || c > kLastAccent)) {
      append(out, is_apostrophe(c) ? '\'' : c);
    }
  }
  return out;
}

}  // namespace

CodePoint decode(std::string_view text, std::size_t at) {
  auto position = static_cast<std::int32_t>(at);
  const UChar32 c = take(text, position);
  CodePoint found;
  found.bytes = static_cast<std::uint32_t>(position) - static_cast<std::uint32_t>(at);
  if (c >= 0) {
    found.kind = kind_of(c);
    found.upper = u_isupper(c) != 0;
  }
  return found;
}

std::string fold(std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const std::string folded = normalized(casefold, status, repaired(word));
  if (std::all_of(folded.begin(), folded.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    return folded;
  }
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  const std::string bare = without_accents(normalized(nfd, status, folded));
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  return normalized(nfc, status, bare);
}

bool is_valid(std::string_view text) {
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    if (static_cast<unsigned char>(text[static_cast<std::size_t>(at)]) < 0x80) {
      ++at;
    } else if (take(text, at) < 0) {
      return false;
    }
  }
  return true;
}

std::string repaired(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    const UChar32 c = take(text, at);
    append(out, c < 0 ? kReplacement : c);
  }
  return out;
}

}  // namespace escalon::classify::unicode
