// A phrase and a text: the first line of the input is the phrase, the rest the text in which it is
// looked for.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "escalon/base/assert.hpp"
#include "escalon/classify/phrase_matcher.hpp"

using escalon::classify::Heard;
using escalon::classify::PhraseMatch;
using escalon::classify::PhraseMatcher;
using escalon::classify::PhraseMatcherBuilder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view phrase = input.substr(0, line);
  const std::string_view text = input.substr(std::min(line + 1, input.size()));

  PhraseMatcherBuilder builder;
  const bool added = builder.add(phrase).ok();
  ESCALON_ASSERT(added == escalon::classify::check_phrase(phrase).ok());
  const bool word = builder.add_word(phrase).ok();
  ESCALON_ASSERT(word == escalon::classify::check_word(phrase).ok());

  const PhraseMatcher matcher = builder.build();
  const Heard heard = matcher.hear(text);
  for (const PhraseMatch& match : heard.matches) {
    ESCALON_ASSERT(match.first <= match.last && match.last < heard.tokens.size());
    ESCALON_ASSERT(!PhraseMatcher::quote(text, heard, match).empty());
  }
  return 0;
}
