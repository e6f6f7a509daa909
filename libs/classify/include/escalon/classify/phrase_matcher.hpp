#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"

namespace escalon::classify {

/// Checks that a phrase can be compiled. The error says what is wrong in it; a loader adds file and
/// line. A phrase is words with a space between, heard as whole words whatever their case, width or
/// accents:
/// - `speak to (a|the|your) (manager|line manager)`: alternatives, nested as one likes;
/// - `file [a|an official] complaint`: optional words;
/// - `cancel ... account`: up to 3 words between; `...6` up to 6 (at most 10);
/// - `cancel*`: any word that begins so (at least 3 letters before the star);
/// - `waited # hours`: a number in digits.
///
/// A phrase never goes over the end of a sentence. An emoji is a word. `don't` hears `dont` and
/// `don’t` as well. On any way through it a phrase has at most 16 words, two gaps and 8 optional
/// parts, and a gap stands between words that are not optional.
[[nodiscard]] Status check_phrase(std::string_view phrase);

/// A word of the lexicon, which may not be so wild: plain words, `*` at the end of a word, emoji
/// and emoticons (`:(`).
[[nodiscard]] Status check_word(std::string_view word);

/// A word of a text. Punctuation is no word, but emoji and emoticons are.
struct Token {
  std::uint32_t begin = 0;     ///< First byte in the text.
  std::uint32_t end = 0;       ///< Past its last byte.
  std::uint32_t sentence = 0;  ///< Counts up at `.`, `!`, `?` and empty lines.
  std::uint32_t symbol = 0;    ///< What the matcher knows it by; 0 = a word that no phrase has.
  std::uint32_t stem = 0;      ///< The longest `word*` that it begins with; 0 = none.
  bool number = false;         ///< In digits.
  bool shouted = false;        ///< Two letters or more, all capital.
};

/// A phrase that was heard.
struct PhraseMatch {
  std::uint32_t phrase = 0;  ///< What PhraseMatcherBuilder::add returned.
  std::uint32_t first = 0;   ///< Its first word, as an index into the words of the text.
  std::uint32_t last = 0;    ///< Its last word, inclusive.
};

/// What was heard in a text.
struct Heard {
  std::vector<Token> tokens;
  /// By first word, then the longer first, then by phrase. Matches may overlap.
  std::vector<PhraseMatch> matches;
  std::uint32_t exclamations = 0;  ///< Number of `!`.
  std::uint32_t shouted = 0;       ///< Number of shouted words.
};

/// Hears many phrases in a text at once. An immutable value, cheap to copy, safe to use from
/// several threads. Built by PhraseMatcherBuilder. Total: any bytes are a text; what is no UTF-8 is
/// no word.
class PhraseMatcher {
 public:
  /// Hears nothing.
  PhraseMatcher();

  /// Linear in the text's length. The first kTextBytesMax bytes are heard, the rest is not.
  [[nodiscard]] Heard hear(std::string_view text) const;

  /// The words as the customer wrote them, from the first word's first byte to the last word's last
  /// one. Always valid UTF-8 of at most 200 bytes: what is invalid becomes U+FFFD, and what is
  /// longer ends in `…`.
  [[nodiscard]] static std::string quote(std::string_view text, const Heard& heard,
                                         const PhraseMatch& match);

  static constexpr std::size_t kTextBytesMax = 1U << 20U;

 private:
  friend class PhraseMatcherBuilder;
  struct Index;
  explicit PhraseMatcher(std::shared_ptr<const Index> index) : index_(std::move(index)) {}

  std::shared_ptr<const Index> index_;
};

/// Collects phrases and compiles them once.
class PhraseMatcherBuilder {
 public:
  PhraseMatcherBuilder();
  ~PhraseMatcherBuilder();
  PhraseMatcherBuilder(const PhraseMatcherBuilder&) = delete;
  PhraseMatcherBuilder& operator=(const PhraseMatcherBuilder&) = delete;

  /// Adds a phrase by the rules of check_phrase. Phrases are numbered from 0 in the order of
  /// adding.
  [[nodiscard]] Result<std::uint32_t> add(std::string_view phrase);

  /// Adds a word by the rules of check_word, in the same numbering.
  [[nodiscard]] Result<std::uint32_t> add_word(std::string_view word);

  /// Compiles what was added. The builder is empty afterwards.
  [[nodiscard]] PhraseMatcher build();

 private:
  std::unique_ptr<PhraseMatcher::Index> index_;
};

}  // namespace escalon::classify
