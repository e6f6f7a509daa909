#include "phrase_syntax.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "scanner.hpp"

namespace escalon::classify {
namespace {

constexpr std::size_t kSequencesMax = 512;
constexpr std::size_t kWordsMax = 12;
constexpr std::size_t kStemLettersMin = 3;
constexpr int kGap = 3;
constexpr int kGapMax = 10;
constexpr int kGapsMax = 2;
constexpr int kDepthMax = 8;

using Sequences = std::vector<Sequence>;

// `don't` is often written `dont`.
Sequences spellings(Step step) {
  Sequences result = {{step}};
  std::erase(step.key, '\'');
  if (step.key != result.front().front().key) {
    result.push_back({std::move(step)});
  }
  return result;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Sequences> phrase() {
    Sequences found = alternatives();
    if (error_.empty() && at_ < text_.size()) {
      fail(absl::StrCat("'", std::string(text_.substr(at_, 1)), "' closes nothing"));
    }
    if (error_.empty()) {
      check(found);
    }
    if (!error_.empty()) {
      return invalid(absl::StrCat("phrase '", std::string(text_), "': ", error_));
    }
    return found;
  }

 private:
  // Phrases between bars, up to a closing bracket or the end.
  Sequences alternatives() {
    Sequences all = series();
    while (error_.empty() && peek() == '|') {
      ++at_;
      Sequences more = series();
      all.insert(all.end(), more.begin(), more.end());
      limit(all.size());
    }
    return all;
  }

  Sequences series() {
    Sequences all = {{}};
    bool any = false;
    while (error_.empty()) {
      skip_spaces();
      const char c = peek();
      if (c == '\0' || c == '|' || c == ')' || c == ']') {
        break;
      }
      all = product(all, item());
      any = true;
    }
    if (!any) {
      fail("nothing stands here; write at least one word between brackets and bars");
    }
    return all;
  }

  Sequences item() {
    switch (peek()) {
      case '(':
        return group(')');
      case '[': {
        Sequences optional = group(']');
        optional.push_back({});
        return optional;
      }
      case '#':
        ++at_;
        return {{Step{Step::Kind::kNumber, {}, 0}}};
      case '.':
        return gap();
      default:
        return words();
    }
  }

  Sequences group(char closing) {
    ++at_;
    if (++depth_ > kDepthMax) {
      fail(absl::StrCat("brackets nest more than ", kDepthMax, " deep"));
      return {};
    }
    Sequences inside = alternatives();
    --depth_;
    if (error_.empty() && peek() != closing) {
      fail(absl::StrCat("'", std::string(1, closing), "' is missing"));
    }
    ++at_;
    return inside;
  }

  Sequences gap() {
    if (text_.substr(at_, 3) != "...") {
      fail("a gap is written '...' or '...6'");
      return {};
    }
    at_ += 3;
    int words = 0;
    bool told = false;
    for (; peek() >= '0' && peek() <= '9' && words <= kGapMax; ++at_) {
      words = words * 10 + (peek() - '0');
      told = true;
    }
    words = told ? words : kGap;
    if (words < 1 || words > kGapMax) {
      fail(absl::StrCat("a gap has 1 to ", kGapMax, " words"));
    }
    return {{Step{Step::Kind::kGap, {}, words}}};
  }

  Sequences words() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           std::string_view(" ()[]|#").find(peek()) == std::string_view::npos) {
      ++at_;
    }
    Result<Sequences> found = expand_word(text_.substr(begin, at_ - begin));
    if (!found) {
      fail(found.error().message);
      return {};
    }
    return std::move(found).value();
  }

  Sequences product(const Sequences& left, const Sequences& right) {
    Sequences all;
    limit(left.size() * right.size());
    if (!error_.empty()) {
      return all;
    }
    for (const Sequence& first : left) {
      for (const Sequence& second : right) {
        all.push_back(first);
        all.back().insert(all.back().end(), second.begin(), second.end());
      }
    }
    return all;
  }

  void check(Sequences& found) {
    for (const Sequence& sequence : found) {
      const auto gaps = std::count_if(sequence.begin(), sequence.end(), is_gap);
      const auto pair = std::adjacent_find(
          sequence.begin(), sequence.end(),
          [](const Step& left, const Step& right) { return is_gap(left) && is_gap(right); });
      if (sequence.empty()) {
        fail("every word is optional; it would be heard in silence");
      } else if (is_gap(sequence.front()) || is_gap(sequence.back()) || pair != sequence.end()) {
        fail("a gap stands between words");
      } else if (gaps > kGapsMax) {
        fail(absl::StrCat("it has more than ", kGapsMax, " gaps"));
      } else if (sequence.size() > kWordsMax) {
        fail(absl::StrCat("it may have ", kWordsMax, " words; split it"));
      } else if (std::all_of(sequence.begin(), sequence.end(), is_number)) {
        fail("a number alone says nothing; add a word");
      }
    }
  }

  static bool is_gap(const Step& step) { return step.kind == Step::Kind::kGap; }
  static bool is_number(const Step& step) { return step.kind == Step::Kind::kNumber; }

  void limit(std::size_t sequences) {
    if (sequences > kSequencesMax) {
      fail(absl::StrCat("it stands for over ", kSequencesMax, " sequences of words; split it"));
    }
  }

  void fail(std::string error) {
    if (error_.empty()) {
      error_ = std::move(error);
    }
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_spaces() {
    while (peek() == ' ') {
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string error_;
};

// One written word may be several pieces (`e-mail`); a star counts for the last of them.
std::optional<std::string> append_piece(Sequences& all, std::string_view word, const Piece& piece,
                                        bool stem) {
  Step step{stem ? Step::Kind::kStem : Step::Kind::kWord, key_of(word, piece), 0};
  if (step.key.empty()) {
    return "a name with @ is never heard";
  }
  if (stem && step.key.size() < kStemLettersMin) {
    return absl::StrCat("a star needs at least ", kStemLettersMin, " letters before it");
  }
  Sequences longer;
  for (const Sequence& so_far : all) {
    for (const Sequence& spelling : spellings(step)) {
      longer.push_back(so_far);
      longer.back().push_back(spelling.front());
    }
  }
  all = std::move(longer);
  return std::nullopt;
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

Result<Sequences> expand_phrase(std::string_view phrase) {
  return Parser(phrase).phrase();
}

Result<Sequences> expand_word(std::string_view word) {
  const bool star = word.size() > 1 && word.back() == '*';
  const std::string_view bare = star ? word.substr(0, word.size() - 1) : word;
  if (bare.find('*') != std::string_view::npos) {
    return invalid(absl::StrCat("'", std::string(word), "': a star stands at the end of a word"));
  }
  const std::vector<Piece> pieces = pieces_of(bare);
  if (pieces.empty() || pieces.size() > kWordsMax) {
    return invalid(absl::StrCat("'", std::string(word), "' has ",
                                pieces.empty() ? "no word" : "too many words"));
  }
  Sequences all = {{}};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool last = i + 1 == pieces.size();
    if (auto wrong = append_piece(all, bare, pieces[i], star && last)) {
      return invalid(absl::StrCat("'", std::string(word), "': ", *wrong));
    }
    if (all.size() > kSequencesMax) {
      return invalid(absl::StrCat("'", std::string(word), "' has too many apostrophes"));
    }
  }
  return all;
}

}  // namespace escalon::classify
