#pragma once

#include "escalon/journal/stage.hpp"

namespace escalon::sla_timer {

/// The stage `sla`: reads `classified` and `escalation`, writes the journal `sla`, keyed by case.
/// Lives as long as the process.
[[nodiscard]] const journal::Stage& sla_stage();

}  // namespace escalon::sla_timer
