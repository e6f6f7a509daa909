#pragma once

#include "escalon/insight/read_model.hpp"
#include "escalon/insight/v1/read_model.pb.h"

namespace escalon::insight {

/// A run of a clock as it is shown, with its explanation where there is an explainer.
[[nodiscard]] v1::ClockView clock_view(const v1::RunRow& row, const Explainer& explainer);

}  // namespace escalon::insight
