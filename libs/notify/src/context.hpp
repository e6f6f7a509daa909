#pragma once

#include <string>
#include <string_view>

#include "escalon/notify/notify.hpp"
#include "fill.hpp"

namespace escalon::notify {

/// The escalation as far as telling needs it; null where it is not known.
[[nodiscard]] const notification::v1::NotifiedEscalation* find_escalation(
    const CaseNotifications& state, std::string_view escalation_id);

/// The priority of its escalation; 0 where it belongs to none that is known.
[[nodiscard]] int priority_of(const CaseNotifications& state,
                              const notification::v1::Planned& planned);

/// When and by which channel it may be sent at `due` or later, its escalation having that priority.
[[nodiscard]] Allowed allowed_at(const notification::v1::Planned& planned, int priority,
                                 absl::Time due, const NotifyPolicy& policy);

/// What the event changes of what is known of its escalation. Without effect when it changes
/// nothing: then `is_empty` holds.
[[nodiscard]] notification::v1::ContextNoted context_change(
    const escalation::v1::EscalationEvent& event);
[[nodiscard]] bool is_empty(const notification::v1::ContextNoted& change);

/// Applies the change.
void apply(notification::v1::NotifiedEscalation& escalation,
           const notification::v1::ContextNoted& change);

/// The name of a cause, as `sla_breach`.
[[nodiscard]] std::string cause_text(const escalation::v1::CauseRecord& cause);

/// What templates may tell of an event.
struct Subject {
  KeyParts case_parts;
  std::string_view type;
  /// The escalation after the event; empty for an SLA event.
  notification::v1::NotifiedEscalation escalation;
  std::string actor;
  std::string reason;
  std::string outcome;
  /// Of an answer to an approval: the terms, and the amount with its currency.
  std::string terms;
  std::string amount;
  std::string mode;    ///< Of an assistance.
  std::string helper;  ///< The team that is asked to help.
  std::string clock;
  std::string root_cause;
  /// For customers, in their own words; see set_customer_words().
  std::string why;
  std::string who;
  std::string promised;
  /// Unix ms; 0 = none.
  std::int64_t due_at_ms = 0;
};

/// What is known of the event and, where there is one, of its escalation.
[[nodiscard]] Subject subject_of(const CaseNotifications& state, const Key& case_key,
                                 const escalation::v1::EscalationEvent& event);
[[nodiscard]] Subject subject_of(const Key& case_key, const sla::v1::SlaEvent& event);

/// Fills in what an answer to an approval, an assistance or help tells.
void add_help(Subject& subject, const escalation::v1::EscalationEvent& event);

/// The values of a subject's placeholders, told to `person`. The subject must outlive the result.
[[nodiscard]] ValueOf values_for(const Subject& subject, std::string_view person);

/// Whether another notification is sent as this one.
[[nodiscard]] bool leads(const CaseNotifications& state, std::string_view notification_id);

}  // namespace escalon::notify
