#include "fill.hpp"

#include <algorithm>

#include "escalon/base/suggest.hpp"
#include "escalon/notify/notify_policy.hpp"

namespace escalon::notify {
namespace {

bool is_known(std::string_view name) {
  return std::ranges::find(placeholders(), name) != placeholders().end();
}

/// One piece of a template.
struct Piece {
  enum class Kind { kText, kPlaceholder, kStray } kind = Kind::kText;
  std::string_view text = {};
  std::size_t end = 0;
};

/// The piece that begins at `at`, which is inside the text.
Piece piece_at(std::string_view text, std::size_t at) {
  const char first = text[at];
  if (first != '{' && first != '}') {
    const std::size_t end = std::min(text.find_first_of("{}", at), text.size());
    return {Piece::Kind::kText, text.substr(at, end - at), end};
  }
  if (at + 1 < text.size() && text[at + 1] == first) {
    return {Piece::Kind::kText, text.substr(at, 1), at + 2};
  }
  const std::size_t close = first == '{' ? text.find_first_of("{}", at + 1) : std::string::npos;
  if (close == std::string::npos || text[close] == '{') {
    return {Piece::Kind::kStray, text.substr(at, 1), at + 1};
  }
  return {Piece::Kind::kPlaceholder, text.substr(at + 1, close - at - 1), close + 1};
}

}  // namespace

std::string fill(std::string_view text, const ValueOf& value_of) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = piece_at(text, at);
    if (piece.kind != Piece::Kind::kPlaceholder) {
      out += piece.text;
    } else if (is_known(piece.text)) {
      out += value_of(piece.text);
    } else {
      out += text.substr(at, piece.end - at);
    }
    at = piece.end;
  }
  return out;
}

const std::vector<std::string_view>& placeholders() {
  static const std::vector<std::string_view> kPlaceholders = {
      "case_id",  "tenant",         "escalation_id", "event",  "cause",   "detail",   "rule",
      "team",     "level",          "priority",      "person", "actor",   "reason",   "issue",
      "customer", "tier",           "language",      "agent",  "channel", "clock",    "due",
      "outcome",  "acknowledge_by", "root_cause",    "why",    "who",     "promised", "note",
      "terms",    "amount",         "mode",          "helper"};
  return kPlaceholders;
}

Status check_template(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = piece_at(text, at);
    const std::string name(piece.text);
    if (piece.kind == Piece::Kind::kStray) {
      return invalid("A single '" + name +
                     "' stands alone. Double it where it is meant as it is, or close the braces.");
    }
    if (piece.kind == Piece::Kind::kPlaceholder && !is_known(name)) {
      return invalid("There is no placeholder {" + name + "}" + did_you_mean(name, placeholders()) +
                     ". Take a known one, or double its braces.");
    }
    at = piece.end;
  }
  return {};
}

}  // namespace escalon::notify
