#include "phrase_syntax.hpp"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "phrase_limits.hpp"
#include "scanner.hpp"

namespace escalon::classify {
namespace {

constexpr std::size_t kPiecesMax = 12;
constexpr std::size_t kKeyBytesMax = 64;
constexpr std::size_t kStemLettersMin = 3;
constexpr int kGap = 3;
constexpr int kGapMax = 10;
constexpr int kDepthMax = 8;

Pattern list(Pattern::Kind kind, std::vector<Pattern> parts) {
  if (parts.size() == 1) {
    return std::move(parts.front());
  }
  return {kind, {}, 0, std::move(parts)};
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Pattern> phrase() {
    Pattern found = choice();
    if (at_ < text_.size()) {
      fail(absl::StrCat("'", std::string(text_.substr(at_, 1)), "' closes nothing"));
    }
    if (error_.empty()) {
      fail(fault_of(found));
    }
    if (!error_.empty()) {
      return invalid(absl::StrCat("phrase '", std::string(text_), "': ", error_));
    }
    return found;
  }

 private:
  Pattern choice() {
    std::vector<Pattern> parts;
    parts.push_back(series());
    while (error_.empty() && peek() == '|') {
      ++at_;
      parts.push_back(series());
    }
    return list(Pattern::Kind::kChoice, std::move(parts));
  }

  Pattern series() {
    std::vector<Pattern> parts;
    while (error_.empty()) {
      while (peek() == ' ') {
        ++at_;
      }
      const char c = peek();
      if (c == '\0' || c == '|' || c == ')' || c == ']') {
        break;
      }
      parts.push_back(item());
    }
    if (parts.empty()) {
      fail("nothing stands here; write at least one word between brackets and bars");
    }
    return list(Pattern::Kind::kSeries, std::move(parts));
  }

  Pattern item() {
    switch (peek()) {
      case '(':
        return group(')');
      case '[': {
        Pattern inside = group(']');
        return list(Pattern::Kind::kChoice, {std::move(inside), Pattern{}});
      }
      case '#':
        ++at_;
        return {Pattern::Kind::kNumber, {}, 0, {}};
      case '.':
        return gap();
      default:
        return word();
    }
  }

  Pattern group(char closing) {
    ++at_;
    if (++depth_ > kDepthMax) {
      fail(absl::StrCat("brackets nest more than ", kDepthMax, " deep"));
      return {};
    }
    Pattern inside = choice();
    --depth_;
    if (peek() != closing) {
      fail(absl::StrCat("'", std::string(1, closing), "' is missing"));
    }
    ++at_;
    return inside;
  }

  Pattern gap() {
    if (text_.substr(at_, 3) != "...") {
      fail("a gap is written '...' or '...6'");
      return {};
    }
    at_ += 3;
    const bool told = peek() >= '0' && peek() <= '9';
    int words = told ? 0 : kGap;
    for (; peek() >= '0' && peek() <= '9' && words <= kGapMax; ++at_) {
      words = words * 10 + (peek() - '0');
    }
    if (words < 1 || words > kGapMax) {
      fail(absl::StrCat("a gap has 1 to ", kGapMax, " words"));
    }
    return {Pattern::Kind::kGap, {}, words, {}};
  }

  Pattern word() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(" ()[]|#", begin), text_.size());
    Result<Pattern> found = read_word(text_.substr(begin, at_ - begin));
    if (!found) {
      fail(found.error().message);
      return {};
    }
    return std::move(found).value();
  }

  void fail(std::string error) {
    if (error_.empty()) {
      error_ = std::move(error);
    }
  }

  // At the end of the text once something is wrong, so that every loop ends.
  [[nodiscard]] char peek() const {
    return error_.empty() && at_ < text_.size() ? text_[at_] : '\0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string error_;
};

// `don't` is often written `dont`.
Pattern with_spellings(Pattern::Kind kind, const std::string& key) {
  std::string bare = key;
  std::erase(bare, '\'');
  Pattern written{kind, key, 0, {}};
  if (bare == key) {
    return written;
  }
  return list(Pattern::Kind::kChoice, {std::move(written), Pattern{kind, std::move(bare), 0, {}}});
}

std::string fault_of_piece(const std::string& key, bool stem) {
  if (key.empty()) {
    return "a name with @ is never heard";
  }
  if (key.size() > kKeyBytesMax) {
    return absl::StrCat("a word has at most ", kKeyBytesMax, " bytes");
  }
  if (stem && key.size() < kStemLettersMin) {
    return absl::StrCat("a star needs at least ", kStemLettersMin, " letters before it");
  }
  return {};
}

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  Scanner scanner(text);
  for (Piece piece; scanner.next(piece);) {
    pieces.push_back(piece);
  }
  return pieces;
}

}  // namespace

Result<Pattern> read_phrase(std::string_view phrase) {
  return Parser(phrase).phrase();
}

Result<Pattern> read_word(std::string_view word) {
  const auto fault = [&](std::string_view what) {
    return invalid(absl::StrCat("'", std::string(word), "': ", std::string(what)));
  };
  const bool star = word.size() > 1 && word.back() == '*';
  const std::string_view bare = star ? word.substr(0, word.size() - 1) : word;
  if (bare.find('*') != std::string_view::npos) {
    return fault("a star stands at the end of a word");
  }
  const std::vector<Piece> pieces = pieces_of(bare);
  if (pieces.empty() || pieces.size() > kPiecesMax) {
    return fault(pieces.empty() ? "no word is in it" : "too many words are in it");
  }
  // One written word may be several pieces (`e-mail`); a star counts for the last of them.
  std::vector<Pattern> parts;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool stem = star && i + 1 == pieces.size();
    const std::string key = key_of(bare, pieces[i]);
    if (const std::string wrong = fault_of_piece(key, stem); !wrong.empty()) {
      return fault(wrong);
    }
    parts.push_back(with_spellings(stem ? Pattern::Kind::kStem : Pattern::Kind::kWord, key));
  }
  return list(Pattern::Kind::kSeries, std::move(parts));
}

}  // namespace escalon::classify
