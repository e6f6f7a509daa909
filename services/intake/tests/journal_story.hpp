#pragma once

#include <string>

#include "escalon/base/ids.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/intake/command_outcomes.hpp"
#include "escalon/journal/v1/journal.pb.h"
#include "escalon/team/v1/team.pb.h"

namespace escalon::intake {

/// Tells `outcomes` of a decision with one event of the case `default/c1`.
inline void tell(CommandOutcomes& outcomes, const escalation::v1::EscalationEvent& event,
                 journal::Offset offset = 17) {
  auto record = std::make_shared<journal::DecodedRecord>();
  auto& change = *record->body.mutable_decision()->add_changes();
  change.set_key(make_key("default", "c1").str());
  change.add_events(event.SerializeAsString());
  outcomes.decided({"escalation", 0}, offset, record);
}

inline escalation::v1::EscalationEvent acknowledged(const std::string& command_id) {
  escalation::v1::EscalationEvent event;
  event.set_escalation_id("e1");
  event.set_command_id(command_id);
  event.mutable_acknowledged()->set_person("mia");
  return event;
}

inline escalation::v1::EscalationEvent refused(const std::string& command_id,
                                               const std::string& reason) {
  escalation::v1::EscalationEvent event;
  event.set_command_id(command_id);
  event.mutable_command_refused()->set_reason(reason);
  return event;
}

inline escalation::v1::EscalationEvent opened(const std::string& escalation_id) {
  escalation::v1::EscalationEvent event;
  event.set_escalation_id(escalation_id);
  event.mutable_opened();
  return event;
}

}  // namespace escalon::intake
