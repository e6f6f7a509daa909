#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "escalon/insight/v1/read_model.pb.h"

namespace escalon::classification::v1 {
class ClassificationEvent;
}
namespace escalon::contact::v1 {
class SurveyAnswered;
}
namespace escalon::escalation::v1 {
class EscalationEvent;
}
namespace escalon::sla::v1 {
class SlaEvent;
}

namespace escalon::insight {

/// The score of an answer as a share of the best possible, 0 to 1. None where it has no scale or is
/// not on it: it says nothing then.
[[nodiscard]] std::optional<double> share_of(const contact::v1::SurveyAnswered& survey);

/// What the journals say about one case, folded into what people see of it. Pure. Each journal's
/// events come in order; between journals any order gives the same row.
void apply(v1::CaseRow& row, const classification::v1::ClassificationEvent& event);
void apply(v1::CaseRow& row, const sla::v1::SlaEvent& event, const std::string& policy);
void apply(v1::CaseRow& row, const escalation::v1::EscalationEvent& event);

/// True while an escalation is not settled or a clock runs.
[[nodiscard]] bool is_open(const v1::CaseRow& row);

}  // namespace escalon::insight
