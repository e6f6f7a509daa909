#pragma once

#include <string_view>

#include "absl/time/time.h"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/contact/v1/contact.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"

namespace escalon::sla {

/// One thing that the sla stage is told of a case. Borrows what it points to for the length of a
/// call.
struct Input {
  /// Names the event; one that the case still remembers changes nothing.
  std::string_view id;
  /// When it happened, by the clock of whoever reported it.
  absl::Time occurred_at;
  /// A contact event, with what the classifier said of it where it did; or else
  const contact::v1::ContactEvent* contact = nullptr;
  const classification::v1::Classified* classified = nullptr;
  /// an escalation's event; or else
  const escalation::v1::EscalationEvent* escalation = nullptr;
  /// the end of the case's record in the stage that says so (the escalation stage where
  /// `escalation` is set, else the classifier). It ends the record here, unless a clock runs or
  /// stands still.
  bool retired = false;
};

/// The input that a record of the journal `classified` makes. `id` names the record; a contact
/// event's own id is taken where it has one.
[[nodiscard]] Input input_of(const classification::v1::ClassificationEvent& event,
                             std::string_view id);

/// The input that a record of the journal `escalation` makes.
[[nodiscard]] Input input_of(const escalation::v1::EscalationEvent& event, std::string_view id);

}  // namespace escalon::sla
