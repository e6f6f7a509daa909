#include <algorithm>
#include <string>

#include "context.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::notify {
namespace {

using notification::v1::NotifiedEscalation;
using notification::v1::Planned;

NotifiedEscalation& escalation_of(CaseNotifications& state, const std::string& escalation_id) {
  for (NotifiedEscalation& escalation : *state.mutable_escalations()) {
    if (escalation.escalation_id() == escalation_id) {
      return escalation;
    }
  }
  NotifiedEscalation& escalation = *state.add_escalations();
  escalation.set_escalation_id(escalation_id);
  return escalation;
}

void note_told(NotifiedEscalation& escalation, const std::string& person) {
  auto& told = *escalation.mutable_told();
  if (std::find(told.begin(), told.end(), person) == told.end()) {
    told.Add(std::string(person));
    std::sort(told.begin(), told.end());
  }
}

// Who is paged. A page that quiet hours keep is none before it is delivered.
void note_paged(CaseNotifications& state, const Planned& planned) {
  if (planned.kind() == notification::v1::NOTIFICATION_KIND_PAGE) {
    note_told(escalation_of(state, planned.escalation_id()), planned.recipient());
  }
}

void evolve_planned(CaseNotifications& state, const Event& event) {
  const Planned& planned = event.planned();
  PendingNotification& pending = *state.add_pending();
  pending.set_notification_id(event.notification_id());
  *pending.mutable_planned() = planned;
  pending.set_attempt(1);
  pending.set_due_at_ms(planned.due_at_ms());
  if (planned.held_until_ms() == 0) {
    note_paged(state, planned);
  }
}

void evolve_failed(CaseNotifications& state, const Event& event) {
  for (PendingNotification& pending : *state.mutable_pending()) {
    if (pending.notification_id() == event.notification_id()) {
      pending.set_attempt(event.attempt_failed().attempt() + 1);
      const std::int64_t next_due_at_ms = event.attempt_failed().next_due_at_ms();
      Planned& planned = *pending.mutable_planned();
      if (planned.give_up_at_ms() != 0 && next_due_at_ms > planned.give_up_at_ms()) {
        // Quiet hours keep it: what it waits for them is no time in which it was tried.
        planned.set_give_up_at_ms(planned.give_up_at_ms() + next_due_at_ms -
                                  event.effective_at_ms());
      }
      pending.set_due_at_ms(next_due_at_ms);
      pending.clear_leader_id();
    }
  }
}

void evolve_delivered(CaseNotifications& state, const std::string& notification_id) {
  for (const PendingNotification& pending : state.pending()) {
    if (pending.notification_id() == notification_id) {
      note_paged(state, pending.planned());
      return;
    }
  }
}

// Who waited for it waits for the same.
void evolve_grouped(CaseNotifications& state, const std::string& notification_id,
                    const std::string& leader_id) {
  for (PendingNotification& pending : *state.mutable_pending()) {
    if (pending.notification_id() == notification_id || pending.leader_id() == notification_id) {
      pending.set_leader_id(leader_id);
    }
  }
}

// Of those that waited for what is not sent, the first that is due is sent with all others.
void follow_another(CaseNotifications& state, const std::string& notification_id) {
  PendingNotification* first = nullptr;
  for (PendingNotification& pending : *state.mutable_pending()) {
    if (pending.leader_id() == notification_id &&
        (first == nullptr || pending.due_at_ms() < first->due_at_ms())) {
      first = &pending;
    }
  }
  if (first != nullptr) {
    first->clear_leader_id();
    evolve_grouped(state, notification_id, first->notification_id());
  }
}

void finish(CaseNotifications& state, const std::string& notification_id) {
  auto& pending = *state.mutable_pending();
  pending.erase(std::remove_if(pending.begin(), pending.end(),
                               [&](const PendingNotification& entry) {
                                 return entry.notification_id() == notification_id;
                               }),
                pending.end());
  follow_another(state, notification_id);
}

// While its message is being sent it stays, so that the outcome finds those that are sent as it.
void evolve_cancelled(CaseNotifications& state, const Event& event) {
  if (!event.cancelled().in_flight()) {
    return finish(state, event.notification_id());
  }
  for (PendingNotification& pending : *state.mutable_pending()) {
    if (pending.notification_id() == event.notification_id()) {
      pending.set_cancelled(true);
    }
  }
}

// What stays for others goes with the last of them.
void drop_cancelled(CaseNotifications& state) {
  for (int i = state.pending_size() - 1; i >= 0; --i) {
    if (state.pending(i).cancelled() && !leads(state, state.pending(i).notification_id())) {
      state.mutable_pending()->DeleteSubrange(i, 1);
    }
  }
}

void change(CaseNotifications& state, const Event& event) {
  switch (event.body_case()) {
    case Event::kPlanned:
      return evolve_planned(state, event);
    case Event::kAttemptFailed:
      return evolve_failed(state, event);
    case Event::kDelivered:
      evolve_delivered(state, event.notification_id());
      return finish(state, event.notification_id());
    case Event::kGrouped:
      return evolve_grouped(state, event.notification_id(), event.grouped().leader_id());
    case Event::kGivenUp:
      return finish(state, event.notification_id());
    case Event::kCancelled:
      return evolve_cancelled(state, event);
    case Event::kContextNoted:
      return apply(escalation_of(state, event.context_noted().escalation_id()),
                   event.context_noted());
    case Event::kCaseForgotten:
      return state.Clear();
    default:
      return;
  }
}

}  // namespace

void evolve(CaseNotifications& state, const Event& event) {
  change(state, event);
  drop_cancelled(state);
}

std::vector<DueTimer> effects(const CaseNotifications& state) {
  std::vector<DueTimer> due;
  for (const PendingNotification& pending : state.pending()) {
    if (pending.leader_id().empty()) {
      due.push_back({pending.notification_id(), static_cast<std::uint64_t>(pending.attempt()),
                     from_ms(pending.due_at_ms()), kDeliveryTimer});
    }
  }
  return due;
}

const PendingNotification* find_pending(const CaseNotifications& state,
                                        std::string_view notification_id, int attempt) {
  for (const PendingNotification& pending : state.pending()) {
    if (pending.notification_id() == notification_id && pending.attempt() == attempt &&
        pending.leader_id().empty()) {
      return &pending;
    }
  }
  return nullptr;
}

}  // namespace escalon::notify
