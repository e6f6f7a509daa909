#include "domain_mesh.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/classifier/classifier_stage.hpp"
#include "escalon/command/v1/command.pb.h"
#include "escalon/contact/v1/contact.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/notification/notification_stage.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/policy/compile.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/queue/queue.hpp"
#include "escalon/routing/routing_stages.hpp"
#include "escalon/sla/report.hpp"
#include "escalon/sla_timer/sla_stage.hpp"
#include "escalon/team/v1/team.pb.h"

namespace escalon::simulation {
namespace {

constexpr std::int64_t kOriginMs = 1'700'000'000'000;
constexpr std::uint64_t kCases = 16;
constexpr size_t kTooLarge = 60'000;  // bytes of text that no decision may hold here

// Targets of seconds, so that a schedule of half a minute breaches, climbs and ends, and work waits
// for its rings. Capacity is ample: who is asked must not depend on the order of cases. It is quiet
// from half a minute after the beginning on, for twenty seconds.
constexpr const char* kPolicy = R"(name: simulated
calendars:
  always: {zone: UTC, hours: always}
  hush: {zone: UTC, hours: {daily: '22:13:50-22:14:10'}}
clocks:
  first_response:
    calendar: always
    target: 9s
    start: {event: customer_message}
    stop: {event: agent_message}
    early_stop_counts: false
    warnings: [50%]
  resolution:
    target: 40s
    start: {event: customer_message}
    pause: {status: waiting}
    stop: [{event: ended}, {event: escalation_resolved}]
triggers:
  - {name: manager, cause: customer_asked, said_by: customer, phrases: {en: [the manager]}}
  - {name: fire, cause: critical_event, said_by: customer, phrases: {en: [on fire]}}
matrix:
  - {name: critical, causes: critical_event, type: priority, team: leads, level: 2, priority: 1,
     ladder: short}
  - {name: manager, causes: customer_asked, type: hierarchical, team: leads, level: 2,
     ladder: chain}
  - {name: late, breaches: first_response, type: hierarchical, team: desk, ladder: chain}
ladders:
  chain:
    steps:
      - {ask: queue, acknowledge_within: 12s, level: 2}
      - {ask: {queue: leads}, acknowledge_within: 15s, level: 3}
  short:
    repeat: 1
    steps:
      - {ask: everyone, acknowledge_within: 10s, level: 2}
teams:
  desk:
    people: {ana: {capacity: 100, present: true, skills: {parcels: 1}}}
    needs: [{skills: {parcels: 3}}]
    rings: [{after: 2s, lower: 1}, {after: 5s, lower: 2}]
  leads: {people: {grace: {capacity: 100, present: true}}}
default_route: {team: leads, ask: {everyone: leads}, acknowledge_within: 20s, repeat: 1}
notifications:
  channels: {console: {kind: console}}
  default_channel: console
  retry: {attempts: 3, backoff_base: 1s, backoff_max: 4s, jitter: 0.2}
  quiet_hours: [{name: hush, during: hush, let_through: 1}]
  grouping: {wait: 3s, pages: 1s}
  rules:
    - {name: breaches, on: sla.breached, tell: team:leads, kind: breach, subject: "{clock} missed"}
)";

std::shared_ptr<const journal::CompiledPolicy> compile(const std::string& text) {
  auto compiled = policy::compile({{"policy.yaml", text}});
  if (!compiled) {
    for (const policy::PolicyError& error : compiled.error()) {
      throw std::runtime_error(absl::StrCat("simulated policy: ", error.path, ": ", error.message));
    }
  }
  return std::make_shared<const policy_book::MeshPolicy>(*std::move(compiled));
}

class DomainMesh final : public MeshUnderTest {
 public:
  DomainMesh() {
    topology_.default_partitions = 2;
    policies_ = {compile(kPolicy), compile(absl::StrCat(kPolicy, "# the second version\n"))};
  }

  const std::vector<const journal::Stage*>& stages() const override { return stages_; }
  const journal::Topology& topology() const override { return topology_; }
  const std::vector<std::string>& plain_topics() const override { return plain_; }
  const std::vector<std::shared_ptr<const journal::CompiledPolicy>>& policies() const override {
    return policies_;
  }
  absl::Duration longest_timer() const override { return absl::Seconds(240); }

  std::vector<PlannedInput> plan(simulated::Random& random, int count) const override {
    std::vector<PlannedInput> inputs;
    absl::Duration at = absl::Milliseconds(50);
    for (int i = 0; i < count; ++i) {
      at += random.between({}, absl::Milliseconds(250));
      inputs.push_back(contact(random, i, at));
    }
    // Commands come when every trigger and breach of before has long been decided, whatever had
    // failed meanwhile.
    at += absl::Seconds(75);
    for (std::uint64_t number = 0; number < kCases; ++number) {
      at += random.between({}, absl::Milliseconds(400));
      inputs.push_back(command(random, number, at));
    }
    return inputs;
  }

  journal::MessagePtr outcome(const journal::Message&, const std::string& effect_id,
                              std::uint64_t attempt, bool delivered) const override {
    auto outcome = std::make_unique<notification::v1::DeliveryOutcome>();
    outcome->set_notification_id(effect_id);
    outcome->set_attempt(static_cast<int>(attempt));
    outcome->set_delivered(delivered);
    outcome->set_answer(delivered ? "200" : "503");
    return outcome;
  }

  std::string settled(const journal::Stage& stage, const journal::Message& state) const override {
    const std::string& name = stage.spec().name;
    if (name == "classifier") {
      return settled_conversation(static_cast<const classification::v1::CaseConversation&>(state));
    }
    if (name == "sla") {
      return settled_clocks(static_cast<const sla::v1::CaseClocks&>(state));
    }
    if (name == "escalation") {
      return settled_escalations(static_cast<const escalation::v1::CaseEscalations&>(state));
    }
    const int left =
        name == "team"
            ? queue::waiting_count(static_cast<const team::v1::TeamState&>(state))
            : static_cast<const notification::v1::CaseNotifications&>(state).pending_size();
    return left == 0 ? "" : absl::StrCat("left ", left);
  }

 private:
  static std::string settled_conversation(const classification::v1::CaseConversation& state) {
    const std::set<std::string> ids(state.event_ids().begin(), state.event_ids().end());
    return absl::StrCat("messages ", state.customer_messages(), " events ",
                        absl::StrJoin(ids, ","));
  }

  static std::string settled_clocks(const sla::v1::CaseClocks& state) {
    std::string text;
    for (const sla::v1::ClockRun* run : sla::reported_runs(state)) {
      absl::StrAppend(&text, run->clock(), " ", run->started_at_ms() - kOriginMs, " due ",
                      run->due_at_ms() - kOriginMs, " stopped ",
                      run->stopped_at_ms() == 0 ? 0 : run->stopped_at_ms() - kOriginMs, " ",
                      std::string(sla::verdict_text(sla::verdict(*run))), "; ");
    }
    return text;
  }

  // What was withdrawn may have been opened by one side alone: an answer that came late took the
  // breach back.
  static std::string settled_escalations(const escalation::v1::CaseEscalations& state) {
    std::vector<std::string> lines;
    for (const escalation::v1::Escalation& one : state.escalations()) {
      if (one.status() == escalation::v1::ESCALATION_STATUS_WITHDRAWN) {
        continue;
      }
      std::set<std::string> causes;
      for (const escalation::v1::CauseRecord& cause : one.causes()) {
        causes.insert(escalation::v1::Cause_Name(cause.cause()));
      }
      lines.push_back(absl::StrCat(one.rule(), " ", one.team(), " ",
                                   escalation::v1::EscalationStatus_Name(one.status()), " ",
                                   absl::StrJoin(causes, "+"), " ", one.outcome()));
    }
    std::sort(lines.begin(), lines.end());
    return absl::StrJoin(lines, "; ");
  }

  static void stamp(google::protobuf::Timestamp& at, absl::Duration since) {
    const std::int64_t ms = kOriginMs + absl::ToInt64Milliseconds(since);
    at.set_seconds(ms / 1000);
    at.set_nanos(static_cast<int>(ms % 1000) * 1'000'000);
  }

  static void say(simulated::Random& random, contact::v1::ContactEvent& event) {
    static constexpr std::array<const char*, 4> kTexts = {
        "Where is my parcel?", "Give me the manager!", "The house is on fire", "Thank you"};
    switch (random.below(10)) {
      case 0:
      case 1:
      case 2:
        event.mutable_agent_message()->set_text("I look into it.");
        return;
      case 3:
        event.mutable_status_changed()->set_status(random.chance(0.5) ? "waiting" : "open");
        return;
      case 4:
        event.mutable_ended();
        return;
      default:
        event.mutable_customer_message()->set_text(
            kTexts[random.below(10) < 7 ? 0 : random.below(4)]);
    }
  }

  static PlannedInput contact(simulated::Random& random, int number, absl::Duration at) {
    PlannedInput input;
    input.at = at;
    input.told_after = random.chance(0.05) ? random.between({}, absl::Seconds(4))
                                           : random.between({}, absl::Milliseconds(30));
    input.topic = "contact.events";
    auto event = std::make_shared<contact::v1::ContactEvent>();
    event->set_tenant("t");
    event->set_case_id(absl::StrCat("case-", random.below(kCases)));
    event->set_contact_id(event->case_id());
    event->set_channel("chat");
    event->set_event_id(absl::StrCat("e", random.chance(0.03) && number > 0 ? number - 1 : number));
    stamp(*event->mutable_occurred_at(), at);
    say(random, *event);
    input.key = make_key("t", event->case_id());
    input.id = absl::StrCat("t/", event->event_id());
    if (random.chance(0.001)) {
      event->mutable_customer_message()->set_text(std::string(kTooLarge, 'x'));
      input.set_aside = true;
    }
    input.message = std::move(event);
    if (random.chance(0.003)) {
      input.message = nullptr;
      input.set_aside = true;
    }
    return input;
  }

  static PlannedInput command(simulated::Random& random, std::uint64_t number, absl::Duration at) {
    PlannedInput input;
    input.at = at;
    input.told_after = random.between({}, absl::Milliseconds(30));
    input.topic = "commands";
    auto command = std::make_shared<command::v1::Command>();
    command->set_tenant("t");
    command->set_command_id(absl::StrCat("c", number));
    command->set_actor("grace");
    command->set_case_id(absl::StrCat("case-", number));
    stamp(*command->mutable_issued_at(), at);
    if (random.chance(0.6)) {
      command->mutable_resolve()->set_outcome("solved");
    } else {
      command->mutable_acknowledge();
    }
    input.key = make_key("t", command->case_id());
    input.id = absl::StrCat("t/", command->command_id());
    input.message = std::move(command);
    return input;
  }

  std::vector<const journal::Stage*> stages_{
      &classifier::classifier_stage(), &sla_timer::sla_stage(), &routing::escalation_stage(),
      &routing::team_stage(), &notification::notification_stage()};
  journal::Topology topology_;
  std::vector<std::string> plain_{"contact.events", "commands"};
  std::vector<std::shared_ptr<const journal::CompiledPolicy>> policies_;
};

}  // namespace

std::unique_ptr<MeshUnderTest> make_domain_mesh() {
  return std::make_unique<DomainMesh>();
}

}  // namespace escalon::simulation
