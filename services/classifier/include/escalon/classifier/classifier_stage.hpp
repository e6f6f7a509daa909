#pragma once

#include "escalon/journal/stage.hpp"

namespace escalon::classifier {

/// The stage `classifier`: reads `contact.events`, writes the journal `classified`, keyed by case.
/// Lives as long as the process.
[[nodiscard]] const journal::Stage& classifier_stage();

}  // namespace escalon::classifier
