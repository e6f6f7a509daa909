#include "story.hpp"

#include <utility>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "escalon/escalation/escalation.hpp"
#include "escalon/events/validate.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/replay/whole_mesh.hpp"

namespace escalon::policy_test {
namespace {

using command::v1::Command;
using contact::v1::ContactEvent;
using direct_mesh::Decided;
using escalation::v1::EscalationEvent;
using notification::v1::NotificationEvent;

const escalation::v1::Escalation* find(const escalation::v1::CaseEscalations& state,
                                       const std::string& id) {
  for (const auto& escalation : state.escalations()) {
    if (escalation.escalation_id() == id) {
      return &escalation;
    }
  }
  return nullptr;
}

std::map<std::string, std::string> facts_of(const escalation::v1::Escalation& escalation) {
  return {{"rule", escalation.rule()},
          {"team", escalation.team()},
          {"level", std::to_string(escalation.level())},
          {"type", std::string(escalation::type_name(escalation.type()))},
          {"cause", escalation.causes_size() == 0
                        ? ""
                        : std::string(escalation::cause_name(escalation.causes(0).cause()))},
          {"priority", std::to_string(escalation.priority())},
          {"person", escalation.person()}};
}

std::string body_name(const EscalationEvent& event) {
  const auto* field =
      EscalationEvent::descriptor()->FindFieldByNumber(static_cast<int>(event.body_case()));
  return field == nullptr ? "" : std::string(field->name());
}

// The escalation that a command is for where it names none: the only one that is open.
std::string only_open(const escalation::v1::CaseEscalations* state) {
  std::string id;
  for (int i = 0; state != nullptr && i < state->escalations_size(); ++i) {
    if (escalation::is_open(state->escalations(i).status())) {
      if (!id.empty()) {
        return "";
      }
      id = state->escalations(i).escalation_id();
    }
  }
  return id;
}

void date(google::protobuf::Timestamp& stamp, absl::Time at) {
  stamp.set_seconds(to_ms(at) / 1000);
  stamp.set_nanos(static_cast<int>(to_ms(at) % 1000) * 1'000'000);
}

}  // namespace

std::string Happened::text() const {
  static constexpr const char* kNames[] = {"rule",  "team",     "level", "type",
                                           "cause", "priority", "person"};
  switch (kind) {
    case Kind::kPage:
      return absl::StrCat(name, " is paged at ", format_instant(at));
    case Kind::kBreach:
      return absl::StrCat("clock ", name, " is breached at ", format_instant(at));
    default:
      break;
  }
  std::string details;
  for (const char* key : kNames) {
    const auto found = says.find(key);
    if (found != says.end() && !found->second.empty()) {
      absl::StrAppend(&details, details.empty() ? "" : ", ", key, " ", found->second);
    }
  }
  return absl::StrCat("escalation ", name, " at ", format_instant(at), " (", details, ")");
}

Story::Story(std::shared_ptr<const policy::CompiledPolicy> policy, std::string tenant)
    : tenant_(std::move(tenant)),
      mesh_(replay::make_whole_mesh(std::move(policy),
                                    [this](const Decided& decided) { heard(decided); })) {}

Key Story::key_of(const std::string& case_id) const {
  return make_key(tenant_, case_id);
}

std::string Story::tell(const policy::Given& given) {
  ++told_;
  if (const auto* event = std::get_if<ContactEvent>(&given.what)) {
    return tell_event(*event, given.at);
  }
  return tell_command(std::get<Command>(given.what), given.at);
}

std::string Story::tell_event(ContactEvent event, absl::Time at) {
  event.set_tenant(tenant_);
  date(*event.mutable_occurred_at(), at);
  // A test tells the channel where it matters.
  std::string& channel = channels_.try_emplace(event.case_id(), "chat").first->second;
  if (event.channel().empty()) {
    event.set_channel(channel);
  }
  channel = event.channel();
  if (event.event_id().empty()) {
    event.set_event_id(absl::StrCat("given-", told_));
  }
  if (const Status valid = events::validate(event, std::nullopt); !valid) {
    return valid.error().message;
  }
  mesh_.tell("contact.events", make_key(event.tenant(), event.case_id()), event,
             absl::StrCat(tenant_, "/", event.event_id()), at);
  return "";
}

std::string Story::tell_command(Command command, absl::Time at) {
  mesh_.advance(at);
  command.set_tenant(tenant_);
  command.set_command_id(absl::StrCat("given-", told_));
  date(*command.mutable_issued_at(), at);
  Key key = key_of(command.case_id());
  if (command.has_set_presence()) {
    command.clear_case_id();
    key = key_of(command.set_presence().team());
  } else if (command.escalation_id().empty()) {
    command.set_escalation_id(only_open(
        static_cast<const escalation::v1::CaseEscalations*>(mesh_.state("escalation", key))));
    if (command.escalation_id().empty()) {
      return "the case has not exactly one open escalation for the command; name one by "
             "escalation_id";
    }
  }
  mesh_.tell("commands", key, command, absl::StrCat(tenant_, "/", command.command_id()), at);
  return "";
}

void Story::heard(const Decided& decided) {
  if (decided.stage.spec().name == "escalation") {
    heard_escalation(decided);
  } else if (decided.stage.spec().name == "notification") {
    heard_notification(decided);
  } else if (decided.stage.spec().name == "sla") {
    const auto& event = static_cast<const sla::v1::SlaEvent&>(decided.event);
    if (event.has_breached()) {
      happened_[split_key(decided.key).name].push_back(
          {Happened::Kind::kBreach, from_ms(event.effective_at_ms()), event.clock(), {}});
    }
  }
}

void Story::heard_escalation(const Decided& decided) {
  const auto& event = static_cast<const EscalationEvent&>(decided.event);
  auto state = static_cast<const escalation::v1::CaseEscalations&>(decided.before);
  escalation::evolve(state, event);
  if (const auto* escalation = find(state, event.escalation_id())) {
    happened_[split_key(decided.key).name].push_back({Happened::Kind::kEscalation,
                                                      from_ms(event.effective_at_ms()),
                                                      body_name(event), facts_of(*escalation)});
  }
}

void Story::heard_notification(const Decided& decided) {
  const auto& event = static_cast<const NotificationEvent&>(decided.event);
  if (event.has_planned() && event.planned().kind() == notification::v1::NOTIFICATION_KIND_PAGE) {
    paged_[event.notification_id()] = event.planned().recipient();
  }
  const auto paged = paged_.find(event.notification_id());
  if (event.has_delivered() && paged != paged_.end()) {
    happened_[split_key(decided.key).name].push_back(
        {Happened::Kind::kPage, from_ms(event.effective_at_ms()), paged->second, {}});
  }
}

const std::vector<Happened>& Story::happened(const std::string& case_id) const {
  static const std::vector<Happened> kNothing;
  const auto found = happened_.find(case_id);
  return found == happened_.end() ? kNothing : found->second;
}

const sla::v1::CaseClocks* Story::clocks(const std::string& case_id) const {
  return static_cast<const sla::v1::CaseClocks*>(mesh_.state("sla", key_of(case_id)));
}

}  // namespace escalon::policy_test
