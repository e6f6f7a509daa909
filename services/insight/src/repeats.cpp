#include "repeats.hpp"

#include <cstdint>

namespace escalon::insight {
namespace {

bool was_by(std::int64_t instant_ms, std::int64_t now_ms) {
  return instant_ms != 0 && instant_ms <= now_ms;
}

}  // namespace

bool is_repeat(const v1::EscalationRow& one, const v1::EscalationRow& before) {
  const std::int64_t now_ms = one.opened_at_ms();
  const bool resolved = was_by(before.resolved_at_ms(), now_ms);
  if (before.case_id() == one.case_id()) {
    return resolved;
  }
  const bool recent =
      !resolved || now_ms - before.resolved_at_ms() < absl::ToInt64Milliseconds(kRepeatWithin);
  return !was_by(before.withdrawn_at_ms(), now_ms) && recent;
}

}  // namespace escalon::insight
