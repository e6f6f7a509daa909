#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace escalon::classify {

/// A stretch of a text that counts as one word.
struct Piece {
  enum class Kind : std::uint8_t { kWord, kNumber, kEmoji, kEmoticon, kMention };

  Kind kind = Kind::kWord;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t sentence = 0;
  bool ascii = true;
  bool shouted = false;
};

/// Cuts a text into pieces, from left to right. Web addresses are no words; `@name` is a word that
/// no phrase has. The text must outlive the scanner and have less than 2^31 bytes.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// False when the text is at its end.
  bool next(Piece& piece);

  [[nodiscard]] std::uint32_t exclamations() const { return exclamations_; }

 private:
  [[nodiscard]] char at(std::size_t index) const {
    return index < text_.size() ? text_[index] : '\0';
  }
  [[nodiscard]] bool letter_at(std::size_t index) const;
  bool begin_piece(Piece& piece);
  bool begin_ascii(Piece& piece);
  bool begin_other(Piece& piece);
  bool word(Piece& piece);
  bool ascii_word(Piece& piece);
  bool number(Piece& piece);
  bool mention(Piece& piece);
  bool emoticon(Piece& piece);
  bool alone(Piece& piece, Piece::Kind kind, std::size_t bytes);
  std::size_t word_part(std::size_t index, Piece& piece, bool& lower, std::uint32_t& letters) const;
  bool skip_address(const Piece& piece);
  void skip_marks();
  void separator(char c);

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t sentence_ = 0;
  std::uint32_t exclamations_ = 0;
};

/// The form under which a piece is compared with the words of phrases; empty for a mention.
[[nodiscard]] std::string key_of(std::string_view text, const Piece& piece);

/// The lower case of an ASCII byte, itself otherwise.
[[nodiscard]] inline char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace escalon::classify
