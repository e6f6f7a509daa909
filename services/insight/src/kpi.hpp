#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/insight/v1/kpi.pb.h"
#include "escalon/insight/v1/read_model.pb.h"

namespace escalon::insight {

/// What figures may be grouped by.
enum class KpiBy { kNothing, kTeam, kAgent, kRule, kIntent };

/// team, agent, rule, intent or empty; the error lists them.
[[nodiscard]] Result<KpiBy> parse_kpi_by(std::string_view text);

/// The figures of these escalations, of which `cases` is the number of cases that they may belong
/// to. Lines are sorted by name. An agent is who has the escalation, or had it last.
[[nodiscard]] v1::GetKpiResponse kpi_of(const std::vector<v1::EscalationRow>& escalations, KpiBy by,
                                        std::int64_t cases);

/// The fifth of the best possible score in which a share of it lies: 1, up to a fifth of it, to 5.
[[nodiscard]] int fifth_of(double share);

/// Figures of scores, given as shares of the best possible.
[[nodiscard]] v1::Satisfaction satisfaction_of(const std::vector<double>& shares);

}  // namespace escalon::insight
