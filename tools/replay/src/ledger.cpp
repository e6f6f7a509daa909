#include "ledger.hpp"

#include <algorithm>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/notification/notification_stage.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/routing/routing_stages.hpp"
#include "escalon/sla_timer/sla_stage.hpp"

namespace escalon::replay {

using classification::v1::ClassificationEvent;
using direct_mesh::Decided;
using escalation::v1::CaseEscalations;
using escalation::v1::EscalationEvent;
using journal::Message;
using sla::v1::CaseClocks;
using sla::v1::SlaEvent;
using team::v1::TeamEvent;

void Tally::add(const Tally& other) {
  set_aside += other.set_aside;
  firings += other.firings;
  withdrawn_breaches += other.withdrawn_breaches;
  pages += other.pages;
  night_pages += other.night_pages;
}

void Ledger::hear(const Decided& decided) {
  if (&decided.stage == &sla_timer::sla_stage()) {
    const auto& event = static_cast<const SlaEvent&>(decided.event);
    open_.withdrawn_breaches += event.has_breach_withdrawn() ? 1U : 0U;
    if (event.has_case_retired()) {
      rows_.add_clocks(decided.key, static_cast<const CaseClocks&>(decided.before));
    }
  } else if (&decided.stage == &routing::escalation_stage()) {
    if (static_cast<const EscalationEvent&>(decided.event).has_case_retired()) {
      rows_.add_escalations(decided.key, static_cast<const CaseEscalations&>(decided.before));
    }
  } else if (&decided.stage == &routing::team_stage()) {
    hear_team(decided.key, static_cast<const TeamEvent&>(decided.event));
  } else if (&decided.stage == &notification::notification_stage()) {
    hear_notification(decided);
  } else {
    const auto& event = static_cast<const ClassificationEvent&>(decided.event);
    if (event.has_classified()) {
      rows_.add_classified(decided.key, event.classified());
    }
  }
}

void Ledger::hear_notification(const Decided& decided) {
  const auto& event = static_cast<const notification::v1::NotificationEvent&>(decided.event);
  if (event.planned().kind() != notification::v1::NOTIFICATION_KIND_PAGE) {
    return;
  }
  open_.pages += 1;
  open_.night_pages += night_.holds(from_ms(event.planned().due_at_ms())) ? 1U : 0U;
}

// An escalation waits from the moment that it is put into the queue until somebody is asked to take
// it or it is taken away.
void Ledger::hear_team(const Key& team, const TeamEvent& event) {
  Queue& queue = queues_[team.str()];
  if (event.has_enqueued() || event.has_offered() || event.has_released() || event.has_taken()) {
    const auto since = queue.waiting.find(event.escalation_id());
    if (since != queue.waiting.end()) {
      queue.load.waited_ms += event.effective_at_ms() - since->second;
      queue.waiting.erase(since);
    }
  }
  queue.load.offered += event.has_offered() ? 1U : 0U;
  if (event.has_enqueued()) {
    queue.load.queued += 1;
    queue.waiting.emplace(event.escalation_id(), event.effective_at_ms());
    queue.load.waiting_most =
        std::max<std::uint64_t>(queue.load.waiting_most, queue.waiting.size());
  }
}

void Ledger::take(const direct_mesh::DirectMesh& mesh) {
  mesh.for_each("sla", [this](const Key& key, const Message& state) {
    rows_.add_clocks(key, static_cast<const CaseClocks&>(state));
  });
  mesh.for_each("escalation", [this](const Key& key, const Message& state) {
    rows_.add_escalations(key, static_cast<const CaseEscalations&>(state));
  });
  open_.firings += mesh.firings();
  open_.set_aside += mesh.set_aside();
}

void Ledger::keep() {
  kept_.add(std::exchange(open_, {}));
  rows_.mark();
}

void Ledger::drop() {
  open_ = {};
  rows_.drop();
}

void Ledger::add(Ledger other) {
  kept_.add(other.kept_);
  rows_.add(std::move(other.rows_));
  queues_.merge(other.queues_);
}

void Ledger::report(ReplayReport& report) const {
  report.set_aside = kept_.set_aside;
  report.firings = kept_.firings;
  report.withdrawn_breaches = kept_.withdrawn_breaches;
  report.pages = kept_.pages;
  report.night_pages = kept_.night_pages;
  rows_.count(report);
  for (const auto& [team, queue] : queues_) {
    TeamLoad load = queue.load;
    load.waiting_at_end = queue.waiting.size();
    for (const auto& [escalation, since] : queue.waiting) {
      load.waited_ms += to_ms(report.until) - since;
    }
    report.teams.emplace(team, load);
  }
}

}  // namespace escalon::replay
