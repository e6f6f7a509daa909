#pragma once

#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/insight/v1/read_model.pb.h"

namespace escalon::insight {

/// What an escalation's event changes of helping teams, the mark of a missing note and the waiting
/// for a window.
void apply_help(v1::EscalationView& view, const escalation::v1::EscalationEvent& event);

/// Says anew who answers for the case: who accepted an open escalation of it, the last one where
/// several did; else its agent.
void note_owner(v1::CaseView& view);

}  // namespace escalon::insight
