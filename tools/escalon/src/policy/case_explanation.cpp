#include "case_explanation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/escalation/explain.hpp"
#include "escalon/events/event_reader.hpp"
#include "escalon/events/validate.hpp"
#include "escalon/replay/whole_mesh.hpp"
#include "escalon/sla/explain.hpp"

namespace escalon::cli {
namespace {

using classification::v1::ClassificationEvent;
using direct_mesh::Decided;
using escalation::v1::CaseEscalations;
using escalation::v1::EscalationEvent;

// The cause that an escalation event brings; null where it brings none.
const escalation::v1::CauseRecord* cause_of(const EscalationEvent& event) {
  return event.has_opened()        ? &event.opened().cause()
         : event.has_cause_added() ? &event.cause_added().cause()
                                   : nullptr;
}

absl::Time occurred_at(const contact::v1::ContactEvent& event) {
  return absl::FromUnixSeconds(event.occurred_at().seconds()) +
         absl::Nanoseconds(event.occurred_at().nanos());
}

std::string says(const escalation::MatrixRule& rule) {
  return rule.ignore ? "decides: it is ignored"
                     : fmt::format("decides: team {}, level {}, ladder {}", rule.team, rule.level,
                                   rule.ladder);
}

}  // namespace

CaseExplanation::CaseExplanation(std::shared_ptr<const policy::CompiledPolicy> policy, Key about)
    : policy_(std::move(policy)),
      about_(std::move(about)),
      mesh_(replay::make_whole_mesh(policy_, [this](const Decided& decided) { heard(decided); })) {}

Status CaseExplanation::read(const std::string& path) {
  auto reader = events::EventReader::open(path);
  if (!reader) {
    return reader.error();
  }
  contact::v1::ContactEvent event;
  bool any = false;
  for (;;) {
    const Result<bool> more = reader->next(event);
    if (!more && reader->broken()) {
      return more.error();
    }
    if (more && !*more) {
      break;
    }
    if (!more || !events::validate(event, std::nullopt)) {
      continue;  // intake would have refused it
    }
    any = any || make_key(event.tenant(), event.case_id()) == about_;
    mesh_.tell("contact.events", make_key(event.tenant(), event.case_id()), event,
               event.tenant() + "/" + event.event_id(), occurred_at(event));
  }
  return any ? Status()
             : Status(Error{Error::Kind::kNotFound,
                            fmt::format("{} has no event of case '{}' of tenant '{}'", path,
                                        split_key(about_).name, split_key(about_).tenant)});
}

void CaseExplanation::heard(const Decided& decided) {
  if (!(decided.key == about_)) {
    return;
  }
  const std::string& stage = decided.stage.spec().name;
  if (stage == "classifier") {
    const auto& event = static_cast<const ClassificationEvent&>(decided.event);
    if (event.has_classified()) {
      newest_ = event.classified();
    }
  } else if (stage == "sla") {
    heard_breach(decided);
  } else if (stage == "escalation") {
    heard_escalation(decided);
  }
}

// A breach that is ignored opens nothing, so that it is explained where it happens.
void CaseExplanation::heard_breach(const Decided& decided) {
  const auto& event = static_cast<const sla::v1::SlaEvent&>(decided.event);
  const auto* state = static_cast<const CaseEscalations*>(mesh_.state("escalation", about_));
  if (event.has_breached()) {
    explain(fmt::format("{} breach of {}", format_instant(from_ms(event.effective_at_ms())),
                        event.clock()),
            state == nullptr ? escalation::v1::CaseStory() : state->story(),
            escalation::v1::CAUSE_SLA_BREACH, event.clock());
  }
}

void CaseExplanation::heard_escalation(const Decided& decided) {
  const auto& event = static_cast<const EscalationEvent&>(decided.event);
  const auto* cause = cause_of(event);
  if (cause != nullptr && cause->cause() != escalation::v1::CAUSE_SLA_BREACH) {
    explain(fmt::format("{} {}", format_instant(from_ms(event.effective_at_ms())),
                        escalation::cause_name(cause->cause())),
            static_cast<const CaseEscalations&>(decided.before).story(), cause->cause(), "");
  }
}

void CaseExplanation::explain(const std::string& title, const escalation::v1::CaseStory& story,
                              escalation::v1::Cause cause, const std::string& clock) {
  const bool breach = cause == escalation::v1::CAUSE_SLA_BREACH;
  const std::string tenant = split_key(about_).tenant;
  const auto answers = escalation::explain_rules(
      story,
      {.tenant = tenant,
       .cause = cause,
       .clock = clock,
       .team = breach ? std::string_view() : newest_.contact().escalation_asked().team(),
       .classified = breach ? nullptr : &newest_},
      policy_->escalation);
  decisions_ += title + "\n";
  bool decided = false;
  for (const escalation::RuleAnswer& answer : answers) {
    decided = answer.why_not.empty();
    decisions_ += fmt::format(
        "    {} {}\n", answer.rule->name,
        decided ? says(*answer.rule) : fmt::format("no: {}", fmt::join(answer.why_not, "; ")));
  }
  if (!decided) {
    decisions_ += "    no rule; it goes to the default route\n";
  }
  decisions_ += fmt::format("    {} of {} rules of the matrix are for it\n", answers.size(),
                            policy_->escalation.matrix.size());
}

std::string CaseExplanation::clocks() const {
  const auto* state = static_cast<const sla::v1::CaseClocks*>(mesh_.state("sla", about_));
  if (state == nullptr) {
    return "no clock\n";
  }
  std::string text;
  for (const sla::ClockAnswer& answer :
       sla::explain_rules(*state, split_key(about_).tenant, policy_->sla)) {
    text += fmt::format("clock {}\n", answer.clock);
    for (std::size_t i = 0; i < answer.why_not.size(); ++i) {
      text += fmt::format("    rule {} no: {}\n", i + 1, fmt::join(answer.why_not[i], "; "));
    }
    text += answer.applies ? fmt::format("    rule {} applies\n", answer.why_not.size() + 1)
                           : "    none applies\n";
  }
  return text;
}

std::string CaseExplanation::text() const {
  return (decisions_.empty() ? "nothing was a reason to escalate\n" : decisions_) + clocks();
}

}  // namespace escalon::cli
