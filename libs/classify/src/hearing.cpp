#include "hearing.hpp"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace escalon::classify {
namespace {

constexpr int kMarkersMin = 2;  // one small word proves no language

std::string primary_tag(std::string_view tag) {
  return absl::AsciiStrToLower(std::string(tag.substr(0, tag.find_first_of("-_"))));
}

bool overlap_or_touch(const PhraseMatch& left, const PhraseMatch& right) {
  return left.first <= right.last + 1 && right.first <= left.last + 1;
}

}  // namespace

Hearing::Hearing(const CompiledRules& compiled, std::string_view text,
                 std::string_view told_language)
    : text_(text), heard_(compiled.matcher.hear(text)) {
  language_ = told_language.empty() ? guess_language(compiled) : primary_tag(told_language);
  const std::uint16_t language = compiled.language(language_);
  for (const PhraseMatch& match : heard_.matches) {
    const Use& use = compiled.uses[match.phrase];
    if (use.kind == Use::Kind::kMarker || (use.language != 0 && use.language != language)) {
      continue;
    }
    (use.kind >= Use::Kind::kLexicon ? feelings_ : rules_).push_back({match, &use});
  }
}

std::string Hearing::guess_language(const CompiledRules& compiled) const {
  std::vector<int> markers(compiled.languages.size() + 1, 0);
  for (const PhraseMatch& match : heard_.matches) {
    const Use& use = compiled.uses[match.phrase];
    markers[use.language] += use.kind == Use::Kind::kMarker ? 1 : 0;
  }
  const std::string& otherwise = compiled.rules.language.otherwise;
  const auto best = std::max_element(markers.begin(), markers.end());
  if (*best < kMarkersMin || *best == markers[compiled.language(otherwise)]) {
    return otherwise;
  }
  return compiled.languages[static_cast<std::size_t>(best - markers.begin())];
}

bool Hearing::excepted(const PhraseMatch& match, Use::Kind except, std::uint32_t owner) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const Hit& hit) {
    return hit.use->kind == except && hit.use->owner == owner && overlap_or_touch(hit.match, match);
  });
}

bool Hearing::negated(const PhraseMatch& match, int window) const {
  const std::uint32_t sentence = heard_.tokens[match.first].sentence;
  return std::any_of(feelings_.begin(), feelings_.end(), [&](const Hit& hit) {
    return hit.use->kind == Use::Kind::kNegator && hit.match.last < match.first &&
           match.first - hit.match.last <= static_cast<std::uint32_t>(window) &&
           heard_.tokens[hit.match.last].sentence == sentence;
  });
}

std::optional<PhraseMatch> Hearing::first(PhraseKinds kinds, std::uint32_t owner,
                                          int negation_window) const {
  for (const Hit& hit : rules_) {
    if (hit.use->kind == kinds.phrases && hit.use->owner == owner &&
        !excepted(hit.match, kinds.except, owner) &&
        (negation_window == 0 || !negated(hit.match, negation_window))) {
      return hit.match;
    }
  }
  return std::nullopt;
}

bool Hearing::any(Use::Kind kind, std::uint32_t owner) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const Hit& hit) {
    return hit.use->kind == kind && hit.use->owner == owner;
  });
}

}  // namespace escalon::classify
