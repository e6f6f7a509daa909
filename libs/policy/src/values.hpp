#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "cursor.hpp"

// Readers of single values. Each reports what is wrong and then leaves `out` as it was; those that
// return bool say whether they have set it.

namespace escalon::policy {

/// Priorities are 1, the most urgent, to this one.
inline constexpr int kPriorityMax = 9;

/// A bound, both ends included.
template <typename T>
struct Range {
  T from;
  T to;
};

bool read_text(const Cursor& at, std::string& out);
bool read_flag(const Cursor& at, bool& out);
bool read_number(const Cursor& at, Range<int> range, int& out);
bool read_number(const Cursor& at, Range<double> range, double& out);
void read_number(const Cursor& at, Range<double> range, std::optional<double>& out);

/// At most 10 years. With `Zero::kRefused` it must be above zero.
enum class Zero { kAllowed, kRefused };
bool read_duration(const Cursor& at, Zero zero, absl::Duration& out);

/// An IANA time zone, and its name.
bool read_time_zone(const Cursor& at, std::string& name, absl::TimeZone& out);

/// One text or a list of texts.
bool read_texts(const Cursor& at, std::vector<std::string>& out);

/// A text that is one of `known`; `what` names the kind of thing in the error.
bool read_one_of(const Cursor& at, std::string_view what, std::span<const std::string_view> known,
                 std::string& out);

/// A name, which is noted as a use.
bool read_reference(const Cursor& at, NameKind kind, std::string& out);
/// The same for one name or a list; `*` is kept and refers to nothing.
bool read_references(const Cursor& at, NameKind kind, std::vector<std::string>& out);

/// Fails at the key with a message of a `Result`; see fail_with().
void fail_at_key_with(const Cursor& at, const std::string& message);

/// Fails with a message of a `Result`, as `'25x' is not a duration; write it like 90s`: what
/// follows the first semicolon or full stop becomes the remedy.
void fail_with(const Cursor& at, const std::string& message);

}  // namespace escalon::policy
