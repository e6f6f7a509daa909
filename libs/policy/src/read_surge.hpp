#pragma once

#include "cursor.hpp"
#include "escalon/escalation/care_policy.hpp"
#include "escalon/queue/queue_policy.hpp"

namespace escalon::policy {

/// What a team does about surges: the part of the queue, which counts, and that of escalations.
struct SurgeDraft {
  queue::SurgeRule counting;
  escalation::SurgeRule rule;
};

/// Reads the key `surge` of a team.
void read_surge(const Cursor& at, SurgeDraft& out);

}  // namespace escalon::policy
