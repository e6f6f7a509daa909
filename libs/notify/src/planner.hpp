#pragma once

#include <string>
#include <string_view>

#include "context.hpp"
#include "schedule.hpp"

namespace escalon::notify {

/// Plans and cancels notifications about one event.
class Planner {
 public:
  Planner(const CaseNotifications& state, const Input& input, const NotifyPolicy& policy,
          Subject subject, absl::Time at, absl::Time now)
      : state_(state),
        input_(input),
        policy_(policy),
        subject_(std::move(subject)),
        at_(at),
        schedule_(state, policy, now) {}

  /// Notes what later notifications need, if the event changes any of it.
  void note_context(const escalation::v1::EscalationEvent& event);
  /// Ends the pages that the event makes needless.
  void cancel_pages(const escalation::v1::EscalationEvent& event);
  /// Sends what quiet hours keep, if the event makes it urgent.
  void let_through(const escalation::v1::EscalationEvent& event);
  /// Pages whoever the event asks.
  void page(const escalation::v1::EscalationEvent& event);
  /// Tells everyone who was paged that nothing is left to do.
  void tell_withdrawn();
  /// Tells the agent who asked what an approver has answered.
  void tell_asker(const escalation::v1::EscalationEvent& event);
  /// Tells everyone of a team that is asked to help; the team itself where nobody is known.
  void tell_helpers(const escalation::v1::EscalationEvent& event);
  /// Tells whom a level of a clock names that it is reached, or taken back.
  void tell_level(const sla::v1::SlaEvent& event);
  /// Tells whoever the policy's rules name.
  void follow_rules();
  /// Tells one recipient something besides the rules; once for a recipient, channel and kind.
  void tell(const std::string& recipient, const std::string& channel, const Template& text,
            notification::v1::NotificationKind kind);
  /// The channel of a person's first contact method; the default one where there is none.
  [[nodiscard]] std::string channel_of(const std::string& person) const;

  [[nodiscard]] Events take() { return schedule_.take(); }

 private:
  void page_target(const escalation::v1::StepTarget& target, bool default_route);
  void page_person(const std::string& person, bool default_route);
  void page_by(const std::string& recipient, const notify::ContactMethod& by, int method,
               bool default_route);
  [[nodiscard]] bool is_kept(const PendingNotification& pending) const;
  void send_now(const PendingNotification& kept);
  void update(const std::string& recipient, const std::string& channel, const Template& text,
              std::string_view purpose);
  void follow(const NotifyRule& rule, const std::string& recipient);
  void tell(const NotifyRule& rule, const std::string& recipient, const std::string& channel);
  /// What every plan says; the id derives from the event and the names.
  [[nodiscard]] Event plan(const std::string& recipient, const std::string& channel,
                           const Template& text, std::string_view purpose) const;
  [[nodiscard]] std::int64_t give_up_at_ms(std::int64_t due_at_ms) const;
  void cancel(const PendingNotification& pending, std::string_view reason);
  /// Appends the plan when it may be sent.
  void add(Event plan);

  const CaseNotifications& state_;
  const Input& input_;
  const NotifyPolicy& policy_;
  Subject subject_;
  absl::Time at_;
  Schedule schedule_;
};

}  // namespace escalon::notify
