#pragma once

#include "escalon/journal/stage.hpp"

namespace escalon::notification {

/// The stage `notification`: reads `escalation` and `sla`, keyed by case; its effects are
/// deliveries. Lives as long as the process.
[[nodiscard]] const journal::Stage& notification_stage();

}  // namespace escalon::notification
