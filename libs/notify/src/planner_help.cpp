#include <utility>

#include "absl/strings/str_cat.h"
#include "planner.hpp"

namespace escalon::notify {

using escalation::v1::EscalationEvent;

void Planner::update(const std::string& recipient, const std::string& channel, const Template& text,
                     std::string_view purpose) {
  Event event = plan(recipient, channel, text, purpose);
  event.mutable_planned()->set_kind(notification::v1::NOTIFICATION_KIND_UPDATE);
  add(std::move(event));
}

void Planner::tell_asker(const EscalationEvent& event) {
  const std::string& agent = event.has_approved() ? event.approved().returned_to()
                                                  : event.approval_refused().returned_to();
  if (!agent.empty()) {
    update(agent, channel_of(agent), policy_.answer, "answer");
  }
}

void Planner::tell_helpers(const EscalationEvent& event) {
  const std::string& team = event.help_asked().team();
  const auto members = policy_.team_members.find(team);
  if (members != policy_.team_members.end() && !members->second.empty()) {
    for (const std::string& person : members->second) {
      update(person, channel_of(person), policy_.help, "help");
    }
  } else if (!team.empty()) {
    update(absl::StrCat("team:", team), policy_.default_channel, policy_.help, "help");
  }
}

}  // namespace escalon::notify
