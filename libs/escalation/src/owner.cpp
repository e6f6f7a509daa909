#include "owner.hpp"

namespace escalon::escalation {

std::string owner_of(const v1::CaseEscalations& state) {
  const v1::Escalation* newest = nullptr;
  for (const v1::Escalation& escalation : state.escalations()) {
    if (escalation.status() == v1::ESCALATION_STATUS_ACCEPTED &&
        (newest == nullptr || escalation.accepted_at_ms() >= newest->accepted_at_ms())) {
      newest = &escalation;
    }
  }
  return newest == nullptr ? state.story().agent() : newest->person();
}

}  // namespace escalon::escalation
