#include "read_target.hpp"

#include "absl/strings/numbers.h"
#include "escalon/base/instant.hpp"
#include "escalon/policy/target.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

constexpr absl::Duration kLeadMax = absl::Hours(24 * 3660);

}  // namespace

bool read_target(const Cursor& at, sla::Target& out) {
  std::string text;
  if (!read_text(at, text)) {
    return false;
  }
  Result<sla::Target> target = parse_target(text);
  if (!target) {
    fail_with(at, target.error().message);
    return false;
  }
  out = *std::move(target);
  return true;
}

bool read_warning(const Cursor& at, sla::Warning& out) {
  std::string text;
  if (!read_text(at, text)) {
    return false;
  }
  double percent = 0;
  if (text.back() == '%') {
    if (absl::SimpleAtod(text.substr(0, text.size() - 1), &percent) && percent > 0 &&
        percent < 100) {
      out.percent = percent;
      return true;
    }
  } else if (const auto lead = parse_duration(text);
             lead && *lead > absl::ZeroDuration() && *lead <= kLeadMax) {
    out.lead = *lead;
    return true;
  }
  at.fail(cat("'", text, "' is no warning"),
          "write 75% for a share of the target, above 0 and below 100, or 10m for a time before "
          "the due instant");
  return false;
}

}  // namespace escalon::policy
