#include <algorithm>

#include "calendar_draft.hpp"
#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using calendar::DayInterval;

constexpr int kSecondsADay = 86'400;

int end_of(const DayInterval& interval) {
  return interval.close_s > interval.open_s ? interval.close_s : interval.close_s + kSecondsADay;
}

bool overlap(const DayInterval& a, const DayInterval& b) {
  return a.open_s < end_of(b) && b.open_s < end_of(a);
}

std::string time_text(int seconds) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const std::string minutes = two(seconds / 3600) + ":" + two(seconds / 60 % 60);
  return seconds % 60 == 0 ? minutes : minutes + ":" + two(seconds % 60);
}

void read_interval(const Cursor& at, Intervals& out) {
  std::string text;
  if (!read_text(at, text) || text == "closed") {
    return;
  }
  const Result<DayInterval> interval = calendar::parse_span(text);
  if (!interval) {
    fail_with(at, interval.error().message);
    return;
  }
  const auto other = std::ranges::find_if(
      out, [&](const DayInterval& given) { return overlap(given, *interval); });
  if (other != out.end()) {
    at.fail(cat("'", text, "' overlaps '", time_text(other->open_s), "-", time_text(other->close_s),
                "'"),
            "join the two spans, or correct one; a span whose end is not after its beginning runs "
            "into the next day");
    return;
  }
  out.push_back(*interval);
}

}  // namespace

Intervals read_intervals(const Cursor& at) {
  Intervals intervals;
  if (at.node().kind == Node::Kind::kSequence && at.node().items.empty()) {
    at.fail("no hours are given", "write a span as \"08:30-17:00\", or closed");
  }
  each_item_or_one(at, [&](const Cursor& item) { read_interval(item, intervals); });
  return intervals;
}

}  // namespace escalon::policy
