#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "escalon/calendar/calendar.hpp"
#include "escalon/classify/classify_policy.hpp"
#include "escalon/escalation/escalation_policy.hpp"
#include "escalon/notify/notify_policy.hpp"
#include "escalon/policy/policy_error.hpp"
#include "escalon/policy/policy_files.hpp"
#include "escalon/queue/queue_policy.hpp"
#include "escalon/sla/sla_policy.hpp"

namespace escalon::policy {

/// Everything that the stages go by. Immutable once compiled; threads share it const.
struct CompiledPolicy {
  std::string name;   ///< For people; `policy` where the files name none.
  std::string hash;   ///< content_hash of `files`. Two policies with one hash decide alike.
  PolicyFiles files;  ///< Sorted by name: what the policy was compiled from.

  std::map<std::string, std::shared_ptr<const calendar::Calendar>, std::less<>> calendars;
  classify::ClassifyPolicy classify;
  sla::SlaPolicy sla;
  escalation::EscalationPolicy escalation;
  queue::QueuePolicy queue;
  /// The team of each rota that names one. The rotas themselves are in `escalation`.
  std::map<std::string, std::string, std::less<>> rota_teams;
  notify::NotifyPolicy notify;
  /// A case that has been silent this long, with nothing open, is forgotten.
  absl::Duration retire_after;

  /// What is allowed and yet is hardly meant, as a rule that can never be reached.
  PolicyErrors warnings;
};

}  // namespace escalon::policy
