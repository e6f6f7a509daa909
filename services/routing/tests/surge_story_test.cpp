// A surge from the first case to the last, through the three stages that take part in it.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "escalon/escalation/escalation.hpp"
#include "escalon/notify/notify.hpp"
#include "escalon/queue/queue.hpp"

namespace escalon::routing {
namespace {

using escalation::v1::EscalationEvent;
using team::v1::TeamEvent;

const absl::Time kNine = absl::FromUnixSeconds(1709283600);
const Key kTeam("default/network");

/// Cases of an outage, the team that gets them, and whoever is told.
class Outage {
 public:
  explicit Outage(bool settles_members = true) {
    escalation_.matrix = {
        {.name = "angry", .causes = {"conflict"}, .team = "network", .ladder = "direct"}};
    escalation_.ladders["direct"].steps = {
        {.targets = {{escalation::Target::Kind::kPerson, "dora"}}}};
    escalation_.teams = {"network", "supervisors"};
    escalation_.care.surges["network"] = {
        .intents = {"outage"}, .settles_members = settles_members, .ladder = "direct"};
    queue_.teams["network"].surge.count = 5;
    notify_.channels["console"] = {.name = "console"};
  }

  void customer_is_angry(int number) {
    classification::v1::ClassificationEvent event;
    auto& classified = *event.mutable_classified();
    auto& contact = *classified.mutable_contact();
    contact.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(now_));
    contact.mutable_customer_message()->set_text("the line is dead");
    classified.set_intent("outage");
    classified.add_triggers()->set_cause("conflict");
    const Key key = make_key("default", absl::StrCat("case-", number));
    const std::string id = next_id();
    accept(key, decide(cases_[key.str()], escalation::Input{key, id, &event}, now_, escalation_));
  }

  void settle(const std::string& case_id) {
    command::v1::Command command;
    command.set_actor("dora");
    command.set_case_id(case_id);
    command.mutable_resolve()->set_outcome("solved");
    command.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(now_));
    const Key key = make_key("default", case_id);
    const std::string id = next_id();
    accept(key, decide(cases_[key.str()], escalation::Input{key, id, &command}, now_, escalation_));
  }

  void pass(absl::Duration time) {
    now_ += time;
    for (auto& [key, state] : cases_) {
      for (const DueTimer& timer : escalation::timers(state)) {
        if (timer.due <= now_) {
          accept(Key(key), escalation::decide(state, timer, now_, escalation_));
        }
      }
    }
  }

  [[nodiscard]] int pages() const { return pages_; }
  [[nodiscard]] std::string parent() const {
    return team_.surges_size() == 0 ? "" : team_.surges(0).parent_case_id();
  }
  [[nodiscard]] int with_status(escalation::v1::EscalationStatus status) const {
    int count = 0;
    for (const auto& [key, state] : cases_) {
      for (const auto& one : state.escalations()) {
        count += one.status() == status ? 1 : 0;
      }
    }
    return count;
  }

 private:
  std::string next_id() { return absl::StrCat("input-", ++inputs_); }

  // Applies what a case decided, tells the team and whoever is to be told, and goes on until nobody
  // has anything left to say.
  void accept(const Key& key, const escalation::Events& events) {
    for (const EscalationEvent& event : events) {
      escalation::evolve(cases_[key.str()], event);
      told_.push_back({key, event});
    }
    if (busy_) {
      return;
    }
    busy_ = true;
    while (!told_.empty()) {
      const auto [from, event] = std::move(told_.front());
      told_.pop_front();
      tell_people(from, event);
      for (const std::string& team : escalation::addressed_teams(event)) {
        ASSERT_EQ(team, "network");
        tell_team(from, event);
      }
    }
    busy_ = false;
  }

  void tell_people(const Key& key, const EscalationEvent& event) {
    const std::string id = next_id();
    notify::CaseNotifications& state = notices_[key.str()];
    for (const notify::Event& told :
         notify::decide(state, notify::Input{key, id, &event}, now_, notify_)) {
      notify::evolve(state, told);
      pages_ += told.planned().kind() == notification::v1::NOTIFICATION_KIND_PAGE ? 1 : 0;
    }
  }

  void tell_team(const Key& key, const EscalationEvent& event) {
    const std::string id = next_id();
    const std::string case_id = split_key(key).name;
    for (const TeamEvent& said :
         queue::decide(team_, queue::Input{kTeam, id, case_id, &event}, now_, queue_)) {
      queue::evolve(team_, said);
      for (const std::string& name : queue::concerned_cases(said)) {
        const Key concerned = make_key("default", name);
        const std::string answer = next_id();
        accept(concerned, decide(cases_[concerned.str()],
                                 escalation::Input{concerned, answer, &said}, now_, escalation_));
      }
    }
  }

  escalation::EscalationPolicy escalation_;
  queue::QueuePolicy queue_;
  notify::NotifyPolicy notify_;
  std::map<std::string, escalation::CaseEscalations> cases_;
  std::map<std::string, notify::CaseNotifications> notices_;
  team::v1::TeamState team_;
  std::deque<std::pair<Key, EscalationEvent>> told_;
  absl::Time now_ = kNine;
  int inputs_ = 0;
  int pages_ = 0;
  bool busy_ = false;
};

TEST(SurgeStory, FortyCasesOfOneOutagePageOnce) {
  Outage outage;
  for (int number = 1; number <= 40; ++number) {
    outage.customer_is_angry(number);
    outage.pass(absl::Seconds(1));
  }
  outage.pass(absl::Minutes(1));
  EXPECT_EQ(outage.pages(), 1);
  EXPECT_EQ(outage.with_status(escalation::v1::ESCALATION_STATUS_OPEN), 40);
  EXPECT_EQ(outage.with_status(escalation::v1::ESCALATION_STATUS_ASSIGNED), 1) << "the parent";
  outage.settle(outage.parent());
  EXPECT_EQ(outage.with_status(escalation::v1::ESCALATION_STATUS_RESOLVED), 41);
  EXPECT_EQ(outage.pages(), 1);
}

TEST(SurgeStory, AFewCasesPageEachAfterTheHold) {
  Outage outage;
  for (int number = 1; number <= 4; ++number) {
    outage.customer_is_angry(number);
  }
  EXPECT_EQ(outage.pages(), 0);
  outage.pass(absl::Seconds(10));
  EXPECT_EQ(outage.pages(), 4);
}

TEST(SurgeStory, MembersGoOnByTheirOwnLaddersWhereThePolicySaysSo) {
  Outage outage(false);
  for (int number = 1; number <= 40; ++number) {
    outage.customer_is_angry(number);
  }
  outage.settle(outage.parent());
  EXPECT_EQ(outage.pages(), 41);
  EXPECT_EQ(outage.with_status(escalation::v1::ESCALATION_STATUS_RESOLVED), 1);
}

}  // namespace
}  // namespace escalon::routing
