#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "escalon/classify/phrase_matcher.hpp"
#include "gtest/gtest.h"

namespace escalon::classify {
namespace {

using Words = std::vector<std::string>;
using Found = std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>>;

// A phrase of the model: any of some lists of words, where "*3" is a gap of up to three words, "#"
// a number, and a word with a star a stem.
struct ModelPhrase {
  std::string written;
  std::vector<Words> readings;
};

class Model {
 public:
  explicit Model(unsigned seed) : random_(seed) {}

  unsigned draw(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

  std::string word() {
    static const Words kWords = {"anna", "annabel", "bob", "bobby", "car",
                                 "cart", "dog",     "7",   "42"};
    return kWords[draw(static_cast<unsigned>(kWords.size()))];
  }

  ModelPhrase phrase() {
    ModelPhrase phrase{"", {{}}};
    const unsigned parts = 1 + draw(4);
    for (unsigned i = 0; i < parts; ++i) {
      const bool inner = i > 0 && i + 1 < parts;
      add_part(phrase, i == 0 ? 0 : draw(inner ? 6 : 4), i > 0);
    }
    return phrase;
  }

  std::string text() {
    Words words;
    for (unsigned i = draw(30); i > 0; --i) {
      words.push_back(word() + (draw(12) == 0 ? "!" : ""));
    }
    return absl::StrJoin(words, " ");
  }

 private:
  void add_part(ModelPhrase& phrase, unsigned kind, bool after_first) {
    phrase.written += after_first ? " " : "";
    switch (kind) {
      case 2: {
        const std::string optional = word_of_letters();
        phrase.written += "[" + optional + "]";
        return each_reading(phrase, {{}, {optional}});
      }
      case 3: {
        const std::string one = word_of_letters();
        const std::string two = word_of_letters();
        phrase.written += "(" + one + "|" + two + " " + one + ")";
        return each_reading(phrase, {{one}, {two, one}});
      }
      case 4:
        phrase.written += "...2 dog";
        return each_reading(phrase, {{"*2", "dog"}});
      case 5:
        phrase.written += "#";
        return each_reading(phrase, {{"#"}});
      case 1:
        phrase.written += "ann*";
        return each_reading(phrase, {{"ann*"}});
      default: {
        const std::string plain = word_of_letters();
        phrase.written += plain;
        return each_reading(phrase, {{plain}});
      }
    }
  }

  std::string word_of_letters() {
    std::string found = word();
    while (found == "7" || found == "42") {
      found = word();
    }
    return found;
  }

  static void each_reading(ModelPhrase& phrase, const std::vector<Words>& tails) {
    std::vector<Words> longer;
    for (const Words& reading : phrase.readings) {
      for (const Words& tail : tails) {
        longer.push_back(reading);
        longer.back().insert(longer.back().end(), tail.begin(), tail.end());
      }
    }
    phrase.readings = longer;
  }

  std::mt19937 random_;
};

bool is_word(const std::string& wanted, const std::string& word) {
  if (wanted == "#") {
    return word == "7" || word == "42";
  }
  return wanted.ends_with("*") ? word.starts_with(wanted.substr(0, wanted.size() - 1))
                               : word == wanted;
}

// Tries every reading at every word, the slow way.
void read_on(const Words& wanted, std::size_t step, const Words& words,
             const std::vector<int>& sentences, std::size_t first, std::size_t at,
             std::set<std::size_t>& ends) {
  if (step == wanted.size()) {
    ends.insert(at - 1);
    return;
  }
  if (wanted[step].starts_with("*")) {
    for (std::size_t skip = 0; skip <= 2; ++skip) {
      const bool inside = at + skip < words.size() && sentences[at + skip] == sentences[first];
      if (inside) {
        read_on(wanted, step + 1, words, sentences, first, at + skip, ends);
      }
    }
    return;
  }
  if (at < words.size() && sentences[at] == sentences[first] && is_word(wanted[step], words[at])) {
    read_on(wanted, step + 1, words, sentences, first, at + 1, ends);
  }
}

Found slow_matches(const std::vector<ModelPhrase>& phrases, const std::string& text) {
  Words words;
  std::vector<int> sentences;
  int sentence = 0;
  for (const Words parts = absl::StrSplit(text, ' ', absl::SkipEmpty());
       const std::string& word : parts) {
    const bool last = word.ends_with("!");
    words.push_back(last ? word.substr(0, word.size() - 1) : word);
    sentences.push_back(sentence);
    sentence += last ? 1 : 0;
  }
  Found found;
  for (std::uint32_t phrase = 0; phrase < phrases.size(); ++phrase) {
    for (std::uint32_t first = 0; first < words.size(); ++first) {
      std::set<std::size_t> ends;
      for (const Words& reading : phrases[phrase].readings) {
        read_on(reading, 0, words, sentences, first, first, ends);
      }
      for (const std::size_t end : ends) {
        found.insert({phrase, first, static_cast<std::uint32_t>(end)});
      }
    }
  }
  return found;
}

TEST(PhraseMatcher, AgreesWithReadingWordByWord) {
  std::size_t matches = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    Model model(seed);
    std::vector<ModelPhrase> phrases;
    PhraseMatcherBuilder builder;
    for (unsigned i = 0; i < 12; ++i) {
      phrases.push_back(model.phrase());
      const auto added = builder.add(phrases.back().written);
      ASSERT_TRUE(added.ok()) << added.error().message;
    }
    const PhraseMatcher matcher = builder.build();
    for (int texts = 0; texts < 20; ++texts) {
      const std::string text = model.text();
      Found found;
      for (const PhraseMatch& match : matcher.hear(text).matches) {
        found.insert({match.phrase, match.first, match.last});
      }
      ASSERT_EQ(found, slow_matches(phrases, text)) << "seed " << seed << ", text: " << text;
      matches += found.size();
    }
  }
  EXPECT_GT(matches, 10'000U) << "the walk hears too little to prove anything";
}

TEST(PhraseMatcher, HearsAnyBytesWithoutComplaint) {
  std::mt19937 random(7);
  PhraseMatcherBuilder builder;
  ASSERT_TRUE(builder.add("a ... b").ok());
  ASSERT_TRUE(builder.add("b [a] b").ok());
  ASSERT_TRUE(builder.add("aba*").ok());
  const PhraseMatcher matcher = builder.build();
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 40, '\0');
    for (char& c : text) {
      c = static_cast<char>(random() % 4 == 0 ? 'a' + random() % 2 : random() % 256);
    }
    const Heard heard = matcher.hear(text);
    for (const Token& token : heard.tokens) {
      ASSERT_LT(token.begin, token.end);
      ASSERT_LE(token.end, text.size());
    }
    for (const PhraseMatch& match : heard.matches) {
      ASSERT_LE(match.first, match.last);
      ASSERT_LT(match.last, heard.tokens.size());
      ASSERT_FALSE(PhraseMatcher::quote(text, heard, match).empty());
    }
  }
}

}  // namespace
}  // namespace escalon::classify
