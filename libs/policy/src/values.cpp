#include "values.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"
#include "escalon/calendar/time_zone.hpp"
#include "fields.hpp"
#include "outline.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

constexpr absl::Duration kDurationMax = absl::Hours(24 * 3660);

template <typename T>
void fail_range(const Cursor& at, Range<T> range, std::string_view what) {
  at.fail(cat("'", at.node().scalar, "' is not ", what, " from ", range.from, " to ", range.to),
          cat("write ", what, " from ", range.from, " to ", range.to));
}

// While an outline is made: notes what is read here, where the probe is a single value.
bool tells(const Cursor& at, std::string_view schema) {
  Outline* outline = at.reading().outline;
  if (outline != nullptr && at.node().kind == Node::Kind::kScalar) {
    outline->add(std::string(schema));
  }
  return outline != nullptr;
}

template <typename T>
std::string range_schema(std::string_view type, Range<T> range) {
  return cat(R"({"type":")", type, R"(","minimum":)", range.from, R"(,"maximum":)", range.to, "}");
}

constexpr std::string_view kText = R"({"type":["string","number","boolean"]})";
constexpr std::string_view kDuration = R"({"type":"string","pattern":"^([0-9]+(ms|s|m|h|d))+$"})";

std::pair<std::string, std::string> with_remedy(const std::string& message) {
  const std::size_t semicolon = message.find("; ");
  const std::size_t cut = semicolon != std::string::npos ? semicolon : message.find(". ");
  return cut == std::string::npos ? std::pair(message, std::string())
                                  : std::pair(message.substr(0, cut), message.substr(cut + 2));
}

}  // namespace

bool read_text(const Cursor& at, std::string& out) {
  if (!at.expect(Node::Kind::kScalar)) {
    return false;
  }
  if (tells(at, kText)) {
    return false;
  }
  if (at.node().scalar.empty()) {
    at.fail("must not be empty", "write a text, or leave the key out");
    return false;
  }
  out = at.node().scalar;
  return true;
}

bool read_flag(const Cursor& at, bool& out) {
  if (!at.expect(Node::Kind::kScalar)) {
    return false;
  }
  if (tells(at, R"({"type":"boolean"})")) {
    return false;
  }
  const std::string& text = at.node().scalar;
  if (text != "true" && text != "false") {
    at.fail(cat("'", text, "' is neither true nor false"), "write true or false");
    return false;
  }
  out = text == "true";
  return true;
}

bool read_number(const Cursor& at, Range<int> range, int& out) {
  if (!at.expect(Node::Kind::kScalar)) {
    return false;
  }
  if (tells(at, range_schema("integer", range))) {
    return false;
  }
  int number = 0;
  if (!absl::SimpleAtoi(at.node().scalar, &number) || number < range.from || number > range.to) {
    fail_range(at, range, "a whole number");
    return false;
  }
  out = number;
  return true;
}

bool read_number(const Cursor& at, Range<double> range, double& out) {
  if (!at.expect(Node::Kind::kScalar)) {
    return false;
  }
  if (tells(at, range_schema("number", range))) {
    return false;
  }
  double number = 0;
  const std::string& text = at.node().scalar;
  const bool decimal = text.find_first_not_of("+-.0123456789eE") == std::string::npos;
  if (!decimal || !absl::SimpleAtod(text, &number) || !std::isfinite(number) ||
      number < range.from || number > range.to) {
    fail_range(at, range, "a number");
    return false;
  }
  out = number;
  return true;
}

void read_number(const Cursor& at, Range<double> range, std::optional<double>& out) {
  double number = 0;
  if (read_number(at, range, number)) {
    out = number;
  }
}

bool read_duration(const Cursor& at, Zero zero, absl::Duration& out) {
  if (!at.expect(Node::Kind::kScalar)) {
    return false;
  }
  if (tells(at, kDuration)) {
    return false;
  }
  const Result<absl::Duration> duration = parse_duration(at.node().scalar);
  if (!duration) {
    fail_with(at, duration.error().message);
    return false;
  }
  if (*duration > kDurationMax || (zero == Zero::kRefused && *duration == absl::ZeroDuration())) {
    at.fail(cat("'", at.node().scalar, "' is out of range"),
            zero == Zero::kRefused ? "write a duration above zero, at most 3660d"
                                   : "write a duration of at most 3660d");
    return false;
  }
  out = *duration;
  return true;
}

bool read_time_zone(const Cursor& at, std::string& name, absl::TimeZone& out) {
  std::string text;
  if (!read_text(at, text)) {
    return false;
  }
  const Result<absl::TimeZone> zone = calendar::load_time_zone(text);
  if (!zone) {
    fail_with(at, zone.error().message);
    return false;
  }
  name = std::move(text);
  out = *zone;
  return true;
}

bool read_texts(const Cursor& at, std::vector<std::string>& out) {
  std::vector<std::string> texts;
  const std::size_t errors_before = at.reading().errors.size();
  each_item_or_one(at, [&](const Cursor& item) {
    std::string text;
    if (read_text(item, text)) {
      texts.push_back(std::move(text));
    }
  });
  if (at.reading().errors.size() != errors_before) {
    return false;
  }
  out = std::move(texts);
  return true;
}

bool read_one_of(const Cursor& at, std::string_view what, std::span<const std::string_view> known,
                 std::string& out) {
  if (Outline* outline = at.reading().outline; outline != nullptr) {
    if (at.expect(Node::Kind::kScalar)) {
      outline->add_words(known);
    }
    return false;
  }
  std::string text;
  if (!read_text(at, text)) {
    return false;
  }
  if (std::ranges::find(known, text) == known.end()) {
    at.fail(cat("unknown ", what, " '", text, "'", did_you_mean(text, known)),
            cat("use one of: ", list_of(known)));
    return false;
  }
  out = std::move(text);
  return true;
}

bool read_reference(const Cursor& at, NameKind kind, std::string& out) {
  if (!read_text(at, out)) {
    return false;
  }
  at.reading().names.refer(kind, out, at.place());
  return true;
}

bool read_references(const Cursor& at, NameKind kind, std::vector<std::string>& out) {
  each_item_or_one(at, [&](const Cursor& item) {
    std::string name;
    if (item.node().scalar == "*" ? read_text(item, name) : read_reference(item, kind, name)) {
      out.push_back(std::move(name));
    }
  });
  return true;
}

void fail_with(const Cursor& at, const std::string& message) {
  auto [wrong, remedy] = with_remedy(message);
  at.fail(std::move(wrong), std::move(remedy));
}

void fail_at_key_with(const Cursor& at, const std::string& message) {
  auto [wrong, remedy] = with_remedy(message);
  at.fail_at_key(std::move(wrong), std::move(remedy));
}

}  // namespace escalon::policy
