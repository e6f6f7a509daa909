#pragma once

#include <string>
#include <utility>
#include <vector>

#include "case_value.hpp"
#include "escalon/base/result.hpp"

namespace escalon::conformance {

/// A minute since the alert, and who was told.
using Told = std::pair<int, std::string>;

/// Plays a `notify_sequence`: one escalation by libs/escalation, told by libs/notify, each message
/// delivered when it is due. What is due goes before what people do at the same minute.
///
/// The steps are a ladder; after its last step and round nobody else is asked, and an order to
/// escalate then goes round again. An error where the case says something that is not known.
[[nodiscard]] Result<std::vector<Told>> tell_alert(const CaseValue& value);

}  // namespace escalon::conformance
