#include "scanner.hpp"

#include <algorithm>
#include <array>

#include "unicode.hpp"

namespace escalon::classify {
namespace {

using unicode::Kind;

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

// Bytes inside a word, and those after which a word may go on all the same or be none.
struct ByteClasses {
  std::array<bool, 256> inside{};
  std::array<bool, 256> special{};
};

constexpr ByteClasses byte_classes() {
  ByteClasses classes;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    classes.inside[byte] = letter || (byte >= '0' && byte <= '9') || byte == '_';
    classes.special[byte] = byte >= 0x80 || byte == '\'' || byte == ':' || byte == '.';
  }
  return classes;
}

constexpr ByteClasses kBytes = byte_classes();

bool is_shouted(std::string_view word) {
  return word.size() >= 2 && is_upper(word[0]) &&
         std::all_of(word.begin(), word.end(), [](char c) { return c < 'a' || c > 'z'; }) &&
         std::count_if(word.begin(), word.end(), is_letter) >= 2;
}

std::string emoticon_key(std::string_view written) {
  if (written.front() == '<') {
    return std::string(written);
  }
  char mouth = ascii_lower(written.back());
  mouth = mouth == '[' ? '(' : mouth == ']' ? ')' : mouth == '\\' ? '/' : mouth;
  return {written.front() == ';' ? ';' : ':', mouth};
}

}  // namespace

bool Scanner::next(Piece& piece) {
  while (at_ < text_.size()) {
    if (text_[at_] == ' ') {
      ++at_;
      continue;
    }
    if (begin_piece(piece)) {
      return true;
    }
  }
  return false;
}

bool Scanner::begin_piece(Piece& piece) {
  piece = Piece{};
  piece.begin = static_cast<std::uint32_t>(at_);
  piece.sentence = sentence_;
  return is_ascii(text_[at_]) ? begin_ascii(piece) : begin_other(piece);
}

bool Scanner::begin_ascii(Piece& piece) {
  const char c = text_[at_];
  if (is_letter(c)) {
    return ascii_word(piece);
  }
  if (is_digit(c)) {
    return number(piece);
  }
  const bool after_word = at_ > 0 && is_word(text_[at_ - 1]);
  if (!after_word && ((c == '@' && mention(piece)) || emoticon(piece))) {
    return true;
  }
  separator(c);
  return false;
}

bool Scanner::begin_other(Piece& piece) {
  const unicode::CodePoint found = unicode::decode(text_, at_);
  switch (found.kind) {
    case Kind::kLetter:
      return word(piece);
    case Kind::kDigit:
      return number(piece);
    case Kind::kIdeograph:
      return alone(piece, Piece::Kind::kWord, found.bytes);
    case Kind::kEmoji:
      return alone(piece, Piece::Kind::kEmoji, found.bytes);
    case Kind::kStop:
      ++sentence_;
      break;
    case Kind::kSeparator:
    case Kind::kApostrophe:
    case Kind::kMark:
      break;
  }
  at_ += found.bytes;
  return false;
}

// How many bytes of a word stand at `index`; 0 where it has ended.
std::size_t Scanner::word_part(std::size_t index, Piece& piece, bool& lower,
                               std::uint32_t& letters) const {
  const char c = text_[index];
  if (is_ascii(c)) {
    letters += is_letter(c) ? 1U : 0U;
    lower = lower || (is_letter(c) && !is_upper(c));
    return is_word(c) || (c == '\'' && index > piece.begin && letter_at(index + 1)) ? 1U : 0U;
  }
  const unicode::CodePoint found = unicode::decode(text_, index);
  const bool part = found.kind == Kind::kLetter || found.kind == Kind::kDigit ||
                    found.kind == Kind::kMark ||
                    (found.kind == Kind::kApostrophe && letter_at(index + found.bytes));
  if (!part) {
    return 0;
  }
  piece.ascii = false;
  letters += found.kind == Kind::kLetter ? 1U : 0U;
  lower = lower || (found.kind == Kind::kLetter && !found.upper);
  return found.bytes;
}

bool Scanner::ascii_word(Piece& piece) {
  const char* bytes = text_.data();
  std::size_t end = at_ + 1;
  while (end < text_.size() && kBytes.inside[static_cast<unsigned char>(bytes[end])]) {
    ++end;
  }
  if (end < text_.size() && kBytes.special[static_cast<unsigned char>(bytes[end])]) {
    return word(piece);
  }
  piece.end = static_cast<std::uint32_t>(end);
  piece.shouted = is_shouted(text_.substr(at_, end - at_));
  at_ = end;
  return true;
}

bool Scanner::word(Piece& piece) {
  bool lower = false;
  std::uint32_t letters = 0;
  std::size_t part = 0;
  while (at_ < text_.size() && (part = word_part(at_, piece, lower, letters)) > 0) {
    at_ += part;
  }
  piece.end = static_cast<std::uint32_t>(at_);
  piece.shouted = letters >= 2 && !lower;
  return !skip_address(piece);
}

bool Scanner::number(Piece& piece) {
  piece.kind = Piece::Kind::kNumber;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    const bool inside = (c == '.' || c == ',') && is_digit(at(at_ + 1));
    if (is_digit(c) || inside) {
      ++at_;
      continue;
    }
    if (is_ascii(c)) {
      break;
    }
    const unicode::CodePoint found = unicode::decode(text_, at_);
    if (found.kind != Kind::kDigit && found.kind != Kind::kMark) {
      break;
    }
    at_ += found.bytes;
  }
  piece.end = static_cast<std::uint32_t>(at_);
  return true;
}

bool Scanner::mention(Piece& piece) {
  if (!is_word(at(at_ + 1))) {
    return false;
  }
  piece.kind = Piece::Kind::kMention;
  ++at_;
  while (is_word(at(at_))) {
    ++at_;
  }
  piece.end = static_cast<std::uint32_t>(at_);
  return true;
}

bool Scanner::emoticon(Piece& piece) {
  const char eye = text_[at_];
  if (eye == '<') {
    const std::size_t heart = at(at_ + 1) == '/' ? at_ + 2 : at_ + 1;
    return at(heart) == '3' && !is_digit(at(heart + 1)) &&
           alone(piece, Piece::Kind::kEmoticon, heart + 1 - at_);
  }
  if (eye != ':' && eye != ';' && eye != '=') {
    return false;
  }
  const bool nose = at(at_ + 1) == '-' || at(at_ + 1) == '\'';
  const std::size_t mouth = at_ + (nose ? 2 : 1);
  constexpr std::string_view kMouths = "()[]DPp/\\|";
  return mouth < text_.size() && kMouths.find(text_[mouth]) != std::string_view::npos &&
         !is_word(at(mouth + 1)) && alone(piece, Piece::Kind::kEmoticon, mouth + 1 - at_);
}

bool Scanner::alone(Piece& piece, Piece::Kind kind, std::size_t bytes) {
  piece.kind = kind;
  piece.ascii = kind == Piece::Kind::kEmoticon;
  at_ += bytes;
  piece.end = static_cast<std::uint32_t>(at_);
  skip_marks();
  return true;
}

bool Scanner::letter_at(std::size_t index) const {
  if (index >= text_.size()) {
    return false;
  }
  return is_ascii(text_[index]) ? is_letter(text_[index])
                                : unicode::decode(text_, index).kind == Kind::kLetter;
}

void Scanner::skip_marks() {
  while (at_ < text_.size() && !is_ascii(text_[at_])) {
    const unicode::CodePoint found = unicode::decode(text_, at_);
    if (found.kind != Kind::kMark) {
      return;
    }
    at_ += found.bytes;
  }
}

bool Scanner::skip_address(const Piece& piece) {
  const bool scheme = text_.substr(at_, 3) == "://";
  const bool host =
      piece.end - piece.begin == 3 && at(at_) == '.' && ascii_lower(text_[piece.begin]) == 'w' &&
      ascii_lower(text_[piece.begin + 1]) == 'w' && ascii_lower(text_[piece.begin + 2]) == 'w';
  if (!scheme && !host) {
    return false;
  }
  while (at_ < text_.size() && !is_space(text_[at_])) {
    ++at_;
  }
  return true;
}

void Scanner::separator(char c) {
  ++at_;
  const char following = at(at_);
  if (c == '!') {
    ++exclamations_;
  }
  const bool dot =
      c == '.' && (following == '\0' || is_space(following)) && (at_ < 2 || text_[at_ - 2] != '.');
  if (c == '!' || c == '?' || dot) {
    ++sentence_;
  }
  if (c != '\n') {
    return;
  }
  std::size_t index = at_;
  while (at(index) == ' ' || at(index) == '\t' || at(index) == '\r') {
    ++index;
  }
  if (at(index) == '\n') {
    ++sentence_;
  }
}

std::string key_of(std::string_view text, const Piece& piece) {
  const std::string_view written = text.substr(piece.begin, piece.end - piece.begin);
  switch (piece.kind) {
    case Piece::Kind::kMention:
      return {};
    case Piece::Kind::kEmoticon:
      return emoticon_key(written);
    case Piece::Kind::kWord:
    case Piece::Kind::kNumber:
    case Piece::Kind::kEmoji:
      break;
  }
  if (!piece.ascii) {
    return unicode::fold(written);
  }
  std::string key(written);
  std::transform(key.begin(), key.end(), key.begin(), ascii_lower);
  return key;
}

}  // namespace escalon::classify
