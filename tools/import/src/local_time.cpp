#include "local_time.hpp"

#include "absl/time/civil_time.h"

namespace escalon::importing {
namespace {

/// A text that is read from its front.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] bool at_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

  bool take(char wanted) {
    const bool there = rest_.starts_with(wanted);
    rest_.remove_prefix(there ? 1 : 0);
    return there;
  }

  /// Exactly `digits` digits.
  bool number(int digits, int& out) {
    out = 0;
    for (int i = 0; i < digits; ++i) {
      if (!at_digit()) {
        return false;
      }
      out = 10 * out + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return true;
  }

 private:
  std::string_view rest_;
};

struct Parts {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  absl::Duration fraction;
  std::optional<absl::Duration> offset;
};

bool read_date(Cursor& text, Parts& parts) {
  return text.number(4, parts.year) && text.take('-') && text.number(2, parts.month) &&
         text.take('-') && text.number(2, parts.day);
}

bool read_fraction(Cursor& text, Parts& parts) {
  absl::Duration unit = absl::Seconds(1);
  int digits = 0;
  for (int digit = 0; text.at_digit(); ++digits) {
    text.number(1, digit);
    unit /= 10;
    parts.fraction += digit * unit;
  }
  return digits > 0;
}

bool read_clock(Cursor& text, Parts& parts) {
  if (!text.number(2, parts.hour) || !text.take(':') || !text.number(2, parts.minute)) {
    return false;
  }
  if (!text.take(':')) {
    return true;
  }
  if (!text.number(2, parts.second)) {
    return false;
  }
  return !(text.take('.') || text.take(',')) || read_fraction(text, parts);
}

bool read_offset(Cursor& text, Parts& parts) {
  if (text.take('Z') || text.take('z')) {
    parts.offset = absl::ZeroDuration();
    return true;
  }
  const bool west = text.take('-');
  int hours = 0;
  int minutes = 0;
  if ((!west && !text.take('+')) || !text.number(2, hours)) {
    return false;
  }
  text.take(':');
  if (!text.done() && !text.number(2, minutes)) {
    return false;
  }
  if (hours > 23 || minutes > 59) {
    return false;
  }
  const absl::Duration ahead = absl::Hours(hours) + absl::Minutes(minutes);
  parts.offset = west ? -ahead : ahead;
  return true;
}

std::optional<Parts> read_parts(std::string_view value) {
  Cursor text(value);
  Parts parts;
  if (!read_date(text, parts)) {
    return std::nullopt;
  }
  if (text.take('T') || text.take('t') || text.take(' ')) {
    if (!read_clock(text, parts)) {
      return std::nullopt;
    }
    text.take(' ');
    if (!text.done() && !read_offset(text, parts)) {
      return std::nullopt;
    }
  }
  return text.done() ? std::optional(parts) : std::nullopt;
}

/// CivilSecond would carry the 31st of February over to March.
std::optional<absl::CivilSecond> civil_of(const Parts& parts) {
  const absl::CivilSecond civil(parts.year, parts.month, parts.day, parts.hour, parts.minute,
                                parts.second);
  const bool same = civil.year() == parts.year && civil.month() == parts.month &&
                    civil.day() == parts.day && civil.hour() == parts.hour &&
                    civil.minute() == parts.minute && civil.second() == parts.second;
  return same ? std::optional(civil) : std::nullopt;
}

LocalTime in_zone(absl::CivilSecond civil, absl::Duration fraction, const absl::TimeZone& zone) {
  const absl::TimeZone::TimeInfo info = zone.At(civil);
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::SKIPPED:
      return {info.trans, Fit::kMissing};
    case absl::TimeZone::TimeInfo::REPEATED:
      return {info.pre + fraction, Fit::kAmbiguous};
    default:
      return {info.pre + fraction, Fit::kExact};
  }
}

bool tells_offset(std::string_view format) {
  for (const std::string_view code : {"%z", "%Ez", "%E*z", "%s", "%:z"}) {
    if (format.find(code) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::optional<LocalTime> read_format(std::string_view text, const absl::TimeZone& zone,
                                     const std::string& format) {
  absl::Time parsed;
  std::string ignored;
  if (!absl::ParseTime(format, std::string(text), absl::UTCTimeZone(), &parsed, &ignored) ||
      parsed == absl::InfiniteFuture() || parsed == absl::InfinitePast()) {
    return std::nullopt;
  }
  if (tells_offset(format)) {
    return LocalTime{parsed, Fit::kExact};
  }
  const absl::TimeZone::CivilInfo civil = absl::UTCTimeZone().At(parsed);
  return in_zone(civil.cs, civil.subsecond, zone);
}

}  // namespace

std::optional<LocalTime> read_time(std::string_view text, const absl::TimeZone& zone,
                                   const std::string& format) {
  if (!format.empty()) {
    return read_format(text, zone, format);
  }
  const auto parts = read_parts(text);
  const auto civil = parts ? civil_of(*parts) : std::nullopt;
  if (!civil) {
    return std::nullopt;
  }
  if (parts->offset) {
    return LocalTime{
        absl::FromCivil(*civil, absl::UTCTimeZone()) - *parts->offset + parts->fraction,
        Fit::kExact};
  }
  return in_zone(*civil, parts->fraction, zone);
}

}  // namespace escalon::importing
