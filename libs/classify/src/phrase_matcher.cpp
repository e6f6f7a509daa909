#include "escalon/classify/phrase_matcher.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "phrase_index.hpp"
#include "phrase_syntax.hpp"
#include "scanner.hpp"
#include "unicode.hpp"

namespace escalon::classify {

struct PhraseMatcher::Index : PhraseIndex {};

namespace {

constexpr std::size_t kQuoteBytesMax = 200;
constexpr std::string_view kEllipsis = "…";
constexpr std::size_t kStretchMin = 3;  // `soooo`: no word has so many equal letters in a row
constexpr std::size_t kBytesAWord = 5;

bool is_stretched(std::string_view key) {
  std::size_t run = 1;
  for (std::size_t i = 1; i < key.size(); ++i) {
    run = key[i] == key[i - 1] ? run + 1 : 1;
    if (run >= kStretchMin) {
      return true;
    }
  }
  return false;
}

// The key with every stretched run of one letter cut to `run_max` of them.
std::string shortened(std::string_view key, std::size_t run_max) {
  std::string result;
  for (std::size_t begin = 0; begin < key.size();) {
    const std::size_t end = std::min(key.find_first_not_of(key[begin], begin), key.size());
    const std::size_t run = end - begin;
    result.append(run < kStretchMin ? run : run_max, key[begin]);
    begin = end;
  }
  return result;
}

WordTable::Found find_stretched(const WordTable& words, std::string_view key) {
  for (const std::size_t run_max : {2U, 1U}) {
    const auto found = words.find(shortened(key, run_max));
    if (found.symbol != WordTable::kUnknown || found.stem != WordTable::kUnknown) {
      return found;
    }
  }
  return {};
}

WordTable::Found find_ascii(const WordTable& words, std::string_view written) {
  WordTable::Walk walk(words);
  for (std::size_t i = 0; i < written.size() && !walk.dead(); ++i) {
    walk.step(ascii_lower(written[i]));
  }
  return walk.found();
}

WordTable::Found find_piece(const WordTable& words, std::string_view text, const Piece& piece) {
  const std::string_view written = text.substr(piece.begin, piece.end - piece.begin);
  if (piece.kind == Piece::Kind::kMention) {
    return {};
  }
  const bool plain = piece.ascii && piece.kind != Piece::Kind::kEmoticon;
  const auto found = plain ? find_ascii(words, written) : words.find(key_of(text, piece));
  if (found.symbol == WordTable::kUnknown && found.stem == WordTable::kUnknown &&
      piece.kind == Piece::Kind::kWord && is_stretched(written)) {
    return find_stretched(words, key_of(text, piece));
  }
  return found;
}

Token token_of(const WordTable& words, std::string_view text, const Piece& piece) {
  const WordTable::Found found = find_piece(words, text, piece);
  return {piece.begin,  piece.end,  piece.sentence,
          found.symbol, found.stem, piece.kind == Piece::Kind::kNumber,
          piece.shouted};
}

void put_in_order(std::vector<PhraseMatch>& matches) {
  const auto rank = [](const PhraseMatch& match) {
    return std::tuple(match.first, ~match.last, match.phrase);
  };
  std::sort(matches.begin(), matches.end(), [&](const PhraseMatch& left, const PhraseMatch& right) {
    return rank(left) < rank(right);
  });
  const auto same = std::unique(
      matches.begin(), matches.end(),
      [&](const PhraseMatch& left, const PhraseMatch& right) { return rank(left) == rank(right); });
  matches.erase(same, matches.end());
}

// At most `bytes_max` bytes of valid UTF-8, cut between code points.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) {
    return text;
  }
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0U) == 0x80U) {
    --bytes_max;
  }
  return text.substr(0, bytes_max);
}

}  // namespace

Status check_phrase(std::string_view phrase) {
  const auto pattern = read_phrase(phrase);
  return pattern ? Status() : Status(pattern.error());
}

Status check_word(std::string_view word) {
  const auto pattern = read_word(word);
  return pattern ? Status() : Status(pattern.error());
}

PhraseMatcher::PhraseMatcher() : index_(PhraseMatcherBuilder().build().index_) {}

Heard PhraseMatcher::hear(std::string_view text) const {
  text = text.substr(0, kTextBytesMax);
  Heard heard;
  heard.tokens.reserve(text.size() / kBytesAWord + 1);
  Scanner scanner(text);
  for (Piece piece; scanner.next(piece);) {
    heard.tokens.push_back(token_of(index_->words(), text, piece));
    heard.shouted += piece.shouted ? 1U : 0U;
  }
  heard.exclamations = scanner.exclamations();
  for (std::uint32_t first = 0; first < heard.tokens.size(); ++first) {
    index_->match_at(heard.tokens, first, heard.matches);
  }
  put_in_order(heard.matches);
  return heard;
}

std::string PhraseMatcher::quote(std::string_view text, const Heard& heard,
                                 const PhraseMatch& match) {
  const std::uint32_t begin = heard.tokens[match.first].begin;
  const std::uint32_t end = heard.tokens[match.last].end;
  std::string whole = unicode::repaired(text.substr(begin, end - begin));
  if (whole.size() <= kQuoteBytesMax) {
    return whole;
  }
  return std::string(cut(whole, kQuoteBytesMax - kEllipsis.size())).append(kEllipsis);
}

PhraseMatcherBuilder::PhraseMatcherBuilder() : index_(std::make_unique<PhraseMatcher::Index>()) {}

PhraseMatcherBuilder::~PhraseMatcherBuilder() = default;

Result<std::uint32_t> PhraseMatcherBuilder::add(std::string_view phrase) {
  const auto pattern = read_phrase(phrase);
  if (!pattern) {
    return pattern.error();
  }
  index_->add(*pattern, index_->phrases);
  return index_->phrases++;
}

Result<std::uint32_t> PhraseMatcherBuilder::add_word(std::string_view word) {
  const auto pattern = read_word(word);
  if (!pattern) {
    return pattern.error();
  }
  index_->add(*pattern, index_->phrases);
  return index_->phrases++;
}

PhraseMatcher PhraseMatcherBuilder::build() {
  index_->freeze();
  PhraseMatcher matcher(std::shared_ptr<const PhraseMatcher::Index>(std::move(index_)));
  index_ = std::make_unique<PhraseMatcher::Index>();
  return matcher;
}

}  // namespace escalon::classify
