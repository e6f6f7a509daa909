#include "phrase_limits.hpp"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace escalon::classify {
namespace {

constexpr int kWordsMax = 16;
constexpr int kGapsMax = 2;
constexpr int kOptionalsMax = 8;

// What can be said of the ways through a pattern.
struct Ways {
  int least = 0;      // words
  int most = 0;       // words, a gap counting as one
  int gaps = 0;       // at most
  int optionals = 0;  // at most
  bool word = false;  // a word or stem on every way
  bool gap_first = false;
  bool gap_last = false;
  bool gap_touches_gap = false;
};

Ways ways_through(const Pattern& pattern);

Ways series(const Pattern& pattern) {
  Ways all;
  for (const Pattern& part : pattern.parts) {
    const Ways next = ways_through(part);
    all.gap_touches_gap |= next.gap_touches_gap || (all.gap_last && next.gap_first);
    all.gap_first |= all.least == 0 && next.gap_first;
    all.gap_last = next.gap_last || (next.least == 0 && !part.parts.empty() && all.gap_last);
    all.least += next.least;
    all.most += next.most;
    all.gaps += next.gaps;
    all.optionals += next.optionals;
    all.word |= next.word;
  }
  return all;
}

Ways choice(const Pattern& pattern) {
  Ways all = ways_through(pattern.parts.front());
  for (const Pattern& part : pattern.parts) {
    const Ways next = ways_through(part);
    all.least = std::min(all.least, next.least);
    all.most = std::max(all.most, next.most);
    all.gaps = std::max(all.gaps, next.gaps);
    all.optionals = std::max(all.optionals, next.optionals);
    all.word &= next.word;
    all.gap_first |= next.gap_first;
    all.gap_last |= next.gap_last;
    all.gap_touches_gap |= next.gap_touches_gap;
  }
  all.optionals += all.least == 0 ? 1 : 0;
  return all;
}

Ways ways_through(const Pattern& pattern) {
  switch (pattern.kind) {
    case Pattern::Kind::kSeries:
      return series(pattern);
    case Pattern::Kind::kChoice:
      return choice(pattern);
    case Pattern::Kind::kGap:
      return {0, 1, 1, 0, false, true, true, false};
    case Pattern::Kind::kNumber:
      return {1, 1, 0, 0, false, false, false, false};
    case Pattern::Kind::kWord:
    case Pattern::Kind::kStem:
      break;
  }
  return {1, 1, 0, 0, true, false, false, false};
}

}  // namespace

std::string fault_of(const Pattern& pattern) {
  const Ways ways = ways_through(pattern);
  if (ways.least == 0) {
    return "every word is optional; it would be heard in silence";
  }
  if (ways.gap_first || ways.gap_last || ways.gap_touches_gap) {
    return "a gap stands between words that are not optional";
  }
  if (!ways.word) {
    return "a number alone says nothing; add a word";
  }
  if (ways.gaps > kGapsMax) {
    return absl::StrCat("it has more than ", kGapsMax, " gaps; split it");
  }
  if (ways.optionals > kOptionalsMax) {
    return absl::StrCat("it has more than ", kOptionalsMax, " optional parts; split it");
  }
  if (ways.most > kWordsMax) {
    return absl::StrCat("it may have more than ", kWordsMax, " words; split it");
  }
  return {};
}

}  // namespace escalon::classify
