#include "read_recipient.hpp"

#include <algorithm>
#include <utility>

#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {

bool read_recipient(const Cursor& at, std::span<const std::string_view> words,
                    std::string_view refusal, std::string& out) {
  std::string text;
  if (!read_text(at, text)) {
    return false;
  }
  if (text.starts_with("person:")) {
    at.reading().names.refer(NameKind::kPerson, text.substr(7), at.place());
  } else if (text.starts_with("team:")) {
    at.reading().names.refer(NameKind::kTeam, text.substr(5), at.place());
  } else if (std::ranges::find(words, text) == words.end()) {
    at.fail(cat(refusal, " '", text, "'"),
            cat("use person:NAME, team:NAME or one of: ", list_of(words)));
    return false;
  }
  out = std::move(text);
  return true;
}

}  // namespace escalon::policy
