#pragma once

#include "absl/time/time.h"
#include "escalon/insight/v1/read_model.pb.h"

namespace escalon::insight {

/// For so long after the end of an escalation another one of the same customer is a repeat.
inline constexpr absl::Duration kRepeatWithin = absl::Hours(24 * 30);

/// True where `one` is a repeat of `before`, an escalation of the same tenant and customer that was
/// opened before it: of another case, unless that ended longer ago than kRepeatWithin or was
/// withdrawn; of the same case, if it was resolved. What happened to `before` after `one` was
/// opened changes nothing, but that it is taken up again. Pure.
[[nodiscard]] bool is_repeat(const v1::EscalationRow& one, const v1::EscalationRow& before);

}  // namespace escalon::insight
