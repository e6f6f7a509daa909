#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "advance.hpp"
#include "case_view.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::sla {

/// Lets one level of an open run be reached, or be passed over where its condition does not hold or
/// no rule of `group`, which may be empty, covers the case with such a level.
void pass_level(v1::ClockRun& run, std::string_view level, ClockGroup group, const CaseView& view);

/// Whether a level of the run stands open and its instant is before `until_ms`.
[[nodiscard]] bool has_level_before(const v1::ClockRun& run, std::int64_t until_ms);

/// Lets all of them be reached or passed over, by the case as it is in `view`.
void pass_levels_before(v1::ClockRun& run, std::int64_t until_ms, ClockGroup group,
                        const CaseView& view);

/// The newest instant of a level that the run has reached or passed over, in Unix ms; 0 = none.
[[nodiscard]] std::int64_t newest_level_ms(const v1::ClockRun& run);

/// Names a level that a run reached within its case.
[[nodiscard]] std::string level_id_of(const v1::ClockRun& run, const std::string& level);

}  // namespace escalon::sla
