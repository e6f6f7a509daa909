#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What the classifier needs of Unicode, over ICU. Pure and total: any bytes are accepted.
namespace escalon::classify::unicode {

/// What a code point is to somebody who looks for words.
enum class Kind : std::uint8_t {
  kSeparator,   ///< Between words.
  kStop,        ///< Ends a sentence.
  kLetter,      ///< Part of a word.
  kDigit,       ///< A decimal digit of any script.
  kApostrophe,  ///< Part of a word when letters stand on both sides.
  kMark,        ///< Belongs to what stands before it, or is invisible.
  kIdeograph,   ///< A word of its own: scripts that put no spaces between words.
  kEmoji,       ///< A word of its own.
};

/// A code point of a text, or one byte that begins none.
struct CodePoint {
  Kind kind = Kind::kSeparator;
  std::uint32_t bytes = 1;
  bool upper = false;
};

/// The code point at byte `at`, which is inside the text.
[[nodiscard]] CodePoint decode(std::string_view text, std::size_t at);

/// The form under which words are compared: NFKC with case folding, without invisible characters
/// and without the accents of U+0300 to U+036F; curly apostrophes become straight ones.
[[nodiscard]] std::string fold(std::string_view word);

/// Whether the bytes are UTF-8.
[[nodiscard]] bool is_valid(std::string_view text);

/// The text with U+FFFD in the place of every byte that belongs to no code point.
[[nodiscard]] std::string repaired(std::string_view text);

}  // namespace escalon::classify::unicode
