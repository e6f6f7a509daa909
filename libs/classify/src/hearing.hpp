#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiled_rules.hpp"

namespace escalon::classify {

/// A match with what it is for.
struct Hit {
  PhraseMatch match;
  const Use* use = nullptr;
};

/// The phrases of a list of rules, as kinds of use.
struct PhraseKinds {
  Use::Kind phrases;
  Use::Kind except;
};

/// A text and what was heard in it in its own language. Keeps references to the text and the rules.
class Hearing {
 public:
  /// `told_language` is the language that the event or the case names (BCP 47), empty where none
  /// does: then it is guessed from the text.
  Hearing(const CompiledRules& compiled, std::string_view text, std::string_view told_language);

  /// The first phrase of a rule that counts: neither excepted nor negated.
  [[nodiscard]] std::optional<PhraseMatch> first(PhraseKinds kinds, std::uint32_t owner,
                                                 int negation_window = 0) const;

  /// Whether any phrase of this kind of a rule was heard.
  [[nodiscard]] bool any(Use::Kind kind, std::uint32_t owner) const;

  /// Whether a negator stands at most `window` words before the match, in its sentence and outside
  /// of it.
  [[nodiscard]] bool negated(const PhraseMatch& match, int window) const;

  /// Whether the match overlaps or touches one of these exceptions of the rule.
  [[nodiscard]] bool excepted(const PhraseMatch& match, Use::Kind except,
                              std::uint32_t owner) const;

  [[nodiscard]] std::string quote(const PhraseMatch& match) const {
    return PhraseMatcher::quote(text_, heard_, match);
  }
  [[nodiscard]] const Heard& heard() const { return heard_; }
  /// Hits on phrases of rules, in the order of Heard::matches.
  [[nodiscard]] const std::vector<Hit>& rules() const { return rules_; }
  /// Hits on lexicon, intensifiers, negators and contrasts, in the order of Heard::matches.
  [[nodiscard]] const std::vector<Hit>& feelings() const { return feelings_; }
  /// A primary BCP 47 tag in lower case.
  [[nodiscard]] const std::string& language() const { return language_; }

 private:
  [[nodiscard]] std::string guess_language(const CompiledRules& compiled) const;

  std::string_view text_;
  Heard heard_;
  std::string language_;
  std::vector<Hit> rules_;
  std::vector<Hit> feelings_;
};

}  // namespace escalon::classify
