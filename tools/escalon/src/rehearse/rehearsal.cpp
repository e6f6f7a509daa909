#include "rehearse/rehearsal.hpp"

#include <fmt/format.h>

#include <istream>
#include <map>
#include <ostream>
#include <string>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/classifier/classifier_stage.hpp"
#include "escalon/command/v1/command.pb.h"
#include "escalon/direct_mesh/direct_mesh.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/events/codec.hpp"
#include "escalon/events/validate.hpp"
#include "escalon/insight/case_fold.hpp"
#include "escalon/insight/case_text.hpp"
#include "escalon/insight/timeline_text.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/replay/whole_mesh.hpp"
#include "escalon/routing/routing_stages.hpp"
#include "escalon/sla/v1/sla.pb.h"
#include "escalon/sla_timer/sla_stage.hpp"
#include "escalon/team/v1/team.pb.h"

namespace escalon::cli {
namespace {

using command::v1::Command;
using contact::v1::ContactEvent;
using direct_mesh::Decided;
using insight::TimelineText;
using journal::Message;

absl::Time instant_of(const google::protobuf::Timestamp& stamp) {
  return absl::FromUnixSeconds(stamp.seconds()) + absl::Nanoseconds(stamp.nanos());
}

class Rehearsal {
 public:
  Rehearsal(std::shared_ptr<const policy::CompiledPolicy> policy, std::ostream& out)
      : out_(out),
        mesh_(replay::make_whole_mesh(
            std::move(policy), [this](const Decided& decided) { heard(decided); }, "rehearsed")) {}

  Status play(const std::string& line, int number) {
    ContactEvent event;
    if (const Status parsed = events::parse_json(line, event); parsed) {
      return tell(event);
    } else if (line.find("\"contact_id\"") != std::string::npos) {
      return parsed;
    }
    Command command;
    if (const Status parsed = events::parse_json(line, command); !parsed) {
      return parsed;
    }
    return tell(command, number);
  }

  void finish(std::optional<absl::Time> until) {
    mesh_.advance(until.value_or(mesh_.now()));
    for (const auto& [key, row] : rows_) {
      out_ << "\n" << insight::render_case(row.view(), {});
    }
  }

 private:
  Status tell(ContactEvent& event) {
    if (const Status valid = events::validate(event, std::nullopt); !valid) {
      return valid;
    }
    const Key key = make_key(event.tenant(), event.case_id());
    mesh_.tell("contact.events", key, event, event.tenant() + "/" + event.event_id(),
               instant_of(event.occurred_at()));
    return {};
  }

  Status tell(Command& command, int number) {
    if (!command.has_issued_at()) {
      return invalid("a command of a story says when it was given; add issued_at");
    }
    const std::string tenant = command.tenant().empty() ? "default" : command.tenant();
    if (command.command_id().empty()) {
      command.set_command_id(fmt::format("line-{}", number));
    }
    const std::string& about =
        command.has_set_presence() ? command.set_presence().team() : command.case_id();
    if (about.empty()) {
      return invalid(
          "a command of a story names its case; add case_id (or the team of a presence)");
    }
    mesh_.tell("commands", make_key(tenant, about), command, tenant + "/" + command.command_id(),
               instant_of(command.issued_at()));
    return {};
  }

  insight::v1::CaseRow& row_of(const Key& key) {
    const auto [place, added] = rows_.try_emplace(key.str());
    if (added) {
      place->second.mutable_view()->set_tenant(split_key(key).tenant);
      place->second.mutable_view()->set_case_id(split_key(key).name);
    }
    return place->second;
  }

  void heard(const Decided& decided) {
    if (&decided.stage == &classifier::classifier_stage()) {
      hear_of_case<classification::v1::ClassificationEvent>(decided);
    } else if (&decided.stage == &routing::escalation_stage()) {
      hear_of_case<escalation::v1::EscalationEvent>(decided);
    } else if (&decided.stage == &sla_timer::sla_stage()) {
      hear<sla::v1::SlaEvent>(decided);
    } else if (&decided.stage == &routing::team_stage()) {
      hear<team::v1::TeamEvent>(decided);
    } else {
      hear<notification::v1::NotificationEvent>(decided);
    }
  }

  template <typename Event>
  void hear_of_case(const Decided& decided) {
    insight::apply(row_of(decided.key), static_cast<const Event&>(decided.event));
    hear<Event>(decided);
  }

  template <typename Event>
  void hear(const Decided& decided) {
    const TimelineText text = insight::describe(static_cast<const Event&>(decided.event));
    if (text.what.empty()) {
      return;
    }
    insight::v1::TimelineItem item;
    item.set_at(format_instant(from_ms(text.at_ms)));
    item.set_what(text.what);
    item.set_text(text.text);
    out_ << insight::render_item(item, {false, false}) << "\n";
  }

  std::ostream& out_;
  std::map<std::string, insight::v1::CaseRow> rows_;
  direct_mesh::DirectMesh mesh_;
};

}  // namespace

Status rehearse(std::istream& story, std::shared_ptr<const policy::CompiledPolicy> policy,
                std::optional<absl::Time> until, std::ostream& out) {
  Rehearsal rehearsal(std::move(policy), out);
  std::string line;
  for (int number = 1; std::getline(story, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) {
      continue;
    }
    if (const Status played = rehearsal.play(line, number); !played) {
      return invalid(fmt::format("line {}: {}", number, played.error().message));
    }
  }
  rehearsal.finish(until);
  return {};
}

}  // namespace escalon::cli
