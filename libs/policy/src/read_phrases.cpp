#include "read_phrases.hpp"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "escalon/classify/phrase_matcher.hpp"
#include "fields.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

using classify::Phrases;
using classify::WeightedPhrases;

// A primary tag of BCP 47 in lower case; `any` is told by an empty one.
bool read_language_tag(const Cursor& at, std::string& out) {
  const std::string_view tag = at.name();
  if (tag == "any") {
    out.clear();
    return true;
  }
  const bool letters =
      std::ranges::all_of(tag, [](char letter) { return letter >= 'a' && letter <= 'z'; });
  if (!letters || tag.size() < 2 || tag.size() > 3) {
    at.fail_at_key(cat("'", tag, "' is no language"),
                   "write the tag in small letters as en or de, or any for every language");
    return false;
  }
  out = std::string(tag);
  return true;
}

using Check = Status (*)(std::string_view);

void read_list(const Cursor& at, Check check, std::vector<std::string>& out) {
  each_item_or_one(at, [&](const Cursor& item) {
    std::string phrase;
    if (!read_text(item, phrase)) {
      return;
    }
    if (const Status checked = check(phrase); !checked) {
      fail_with(item, checked.error().message);
      return;
    }
    out.push_back(std::move(phrase));
  });
}

void read_weight(const Cursor& at, const std::string& language, Range<double> range, Check check,
                 std::vector<WeightedPhrases>& out) {
  WeightedPhrases words{language, 0, {}};
  if (!absl::SimpleAtod(std::string(at.name()), &words.weight) || !(words.weight >= range.from) ||
      !(words.weight <= range.to)) {
    at.fail_at_key(cat("'", at.name(), "' is no weight from ", range.from, " to ", range.to),
                   "write the number before the list of its words, as -1.5: [bad, poor]");
    return;
  }
  read_list(at, check, words.phrases);
  out.push_back(std::move(words));
}

void read_weights(const Cursor& at, Range<double> range, Check check,
                  std::vector<WeightedPhrases>& out) {
  each_member(at, [&](const Cursor& entry) {
    std::string language;
    read_language_tag(entry, language);
    each_member(entry,
                [&](const Cursor& weight) { read_weight(weight, language, range, check, out); });
  });
}

}  // namespace

void read_phrases(const Cursor& at, std::vector<Phrases>& out) {
  if (at.node().kind != Node::Kind::kMap) {
    Phrases phrases;
    read_list(at, &classify::check_phrase, phrases.phrases);
    out.push_back(std::move(phrases));
    return;
  }
  each_member(at, [&](const Cursor& entry) {
    Phrases phrases;
    if (read_language_tag(entry, phrases.language)) {
      read_list(entry, &classify::check_phrase, phrases.phrases);
      out.push_back(std::move(phrases));
    }
  });
}

void read_weighted(const Cursor& at, Range<double> range, std::vector<WeightedPhrases>& out) {
  read_weights(at, range, &classify::check_word, out);
}

void read_weighted_phrases(const Cursor& at, Range<double> range,
                           std::vector<WeightedPhrases>& out) {
  read_weights(at, range, &classify::check_phrase, out);
}

}  // namespace escalon::policy
