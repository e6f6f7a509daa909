#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;
using google::protobuf::util::MessageDifferencer;

/// What a few lines can foretell of one escalation.
struct Modelled {
  bool open = false;
  std::string holder;  ///< Who acknowledged or accepted; empty = nobody.
  bool accepted = false;
  bool wants_approval = false;
  std::uint64_t assignment = 0;
};

/// A walk of random inputs over one case, checked after each of them.
class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed), tested_(walk_policy(seed)) {}

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      step();
      check();
      ASSERT_TRUE(refolded()) << "a second fold of the same events differs";
    }
    tested_.pass(absl::Hours(24 * 20));
    check_quiet();
  }

 private:
  static EscalationPolicy walk_policy(unsigned seed) {
    EscalationPolicy policy = tested_policy();
    policy.ladders["care"].repeat = static_cast<int>(seed % 3);
    policy.transfers_max = 2;
    policy.ladders["care"].steps[0].repeat = static_cast<int>(seed % 2);
    policy.ladders["care"].skip_to = {{1, 2}};
    policy.matrix[1].priority = 1;
    if (seed % 4 != 0) {
      policy.ladders["care"].steps[seed % 4 == 1 ? 0 : 1].window = after_ten(seed);
    }
    return policy;
  }

  static Window after_ten(unsigned seed) {
    calendar::CalendarSpec spec;
    spec.weekly.fill({{10 * 3600, 12 * 3600}, {13 * 3600, 18 * 3600}});
    return {std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(spec)),
            seed % 3 == 0 ? Window::Outside::kSkip : Window::Outside::kWait};
  }

  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  std::string person() { return std::vector<std::string>{"ann", "bob", "dora"}[at(3)]; }
  std::size_t at(int below) { return static_cast<std::size_t>(pick(below)); }

  void step() {
    switch (pick(8)) {
      case 0:
        tested_.pass(absl::Minutes(pick(20)));
        return follow();
      case 1:
        return words();
      case 2:
        tested_.breach("first_response", "breach-" + std::to_string(pick(4)));
        return follow();
      case 3:
        tested_.withdraw_breach("first_response", "breach-" + std::to_string(pick(4)));
        return follow();
      case 4:
        return answer_of_team();
      default:
        return order();
    }
  }

  void words() {
    contact::v1::ContactEvent said;
    said.set_agent(pick(2) == 0 ? "sam" : "tess");
    said.mutable_customer_message()->set_text("words");
    tested_.happens(said, {std::vector<std::string>{"conflict", "needs_specialist", "churn_threat",
                                                    "needs_approval"}[at(4)]});
    follow();
  }

  void answer_of_team() {
    if (tested_.state().escalations().empty()) {
      return;
    }
    const auto assignment = static_cast<std::uint64_t>(1 + pick(6));
    if (pick(2) == 0) {
      tested_.offered(person(), assignment);
    } else {
      tested_.nobody_free(assignment);
    }
    follow();
  }

  Command any_command() {
    Command command;
    switch (pick(12)) {
      case 8:
        command.mutable_assist()->set_mode(pick(2) == 0 ? "take_over" : "whisper");
        break;
      case 9:
        command.mutable_ask_help()->set_team(pick(2) == 0 ? "network" : "supervisors");
        break;
      case 10:
        command.mutable_end_help()->set_team("network");
        break;
      case 11:
        pick(2) == 0 ? command.mutable_approve()->set_amount("10")
                     : command.mutable_refuse()->set_reason("no");
        break;
      case 0:
        command.mutable_acknowledge();
        break;
      case 1:
        command.mutable_accept();
        break;
      case 2:
        command.mutable_decline();
        break;
      case 3:
        command.mutable_reassign()->set_to_team(pick(2) == 0 ? "network" : "care");
        break;
      case 4:
        command.mutable_raise();
        break;
      case 5:
        command.mutable_de_escalate();
        break;
      case 6:
        command.mutable_resolve()->set_outcome(pick(3) == 0 ? "" : "solved");
        break;
      default:
        command.mutable_reopen();
        break;
    }
    return command;
  }

  void order() {
    Command command = any_command();
    command.set_command_id("walk-" + std::to_string(++commands_));
    const std::string who = person();
    const auto& escalations = tested_.state().escalations();
    if (!escalations.empty()) {
      command.set_escalation_id(escalations[pick(escalations.size())].escalation_id());
    }
    const Events events = tested_.order(command, who);
    ASSERT_FALSE(events.empty()) << "every new command has an outcome";
    const bool refused = events.front().has_command_refused();
    for (const Event& event : events) {
      EXPECT_EQ(event.command_id(), command.command_id());
    }
    expect_as_modelled(command, who, refused);
    follow();
    EXPECT_TRUE(tested_.order(command, who).empty()) << "a repeat does nothing";
  }

  void expect_as_modelled(const Command& command, const std::string& who, bool refused) {
    const auto found = model_.find(command.escalation_id());
    if (found == model_.end()) {
      EXPECT_TRUE(refused);
      return;
    }
    const Modelled& modelled = found->second;
    if (command.has_reopen()) {
      EXPECT_TRUE(!modelled.open || refused);
    } else if (!modelled.open) {
      EXPECT_TRUE(refused);
    } else if (command.has_acknowledge()) {
      EXPECT_EQ(refused, !modelled.holder.empty());
    } else if (command.has_accept()) {
      const bool others = !modelled.holder.empty() && modelled.holder != who;
      EXPECT_EQ(refused, others || modelled.accepted);
    } else if (command.has_approve() || command.has_refuse()) {
      EXPECT_EQ(refused, !modelled.wants_approval);
    } else if (command.has_resolve()) {
      EXPECT_EQ(refused, command.resolve().outcome().empty());
    }
  }

  /// Brings the model up to what was decided since.
  void follow() {
    for (; followed_ < tested_.all().size(); ++followed_) {
      follow(tested_.all()[followed_]);
    }
  }

  void follow(const Event& event) {
    if (event.escalation_id().empty() || event.has_no_rule_matched()) {
      return;
    }
    if (event.has_opened()) {
      EXPECT_FALSE(model_.contains(event.escalation_id())) << "an id is used once";
      model_[event.escalation_id()].open = true;
      model_[event.escalation_id()].wants_approval =
          event.opened().cause().cause() == v1::CAUSE_NEEDS_APPROVAL;
      return;
    }
    if (event.has_command_refused()) {
      return;
    }
    Modelled& modelled = model_.at(event.escalation_id());
    EXPECT_GE(event.assignment(), modelled.assignment) << "assignments never fall";
    modelled.assignment = event.assignment();
    follow(event, modelled);
  }

  static void follow(const Event& event, Modelled& modelled) {
    if (event.has_acknowledged()) {
      modelled.holder = event.acknowledged().person();
    } else if (event.has_accepted()) {
      modelled.holder = event.accepted().person();
      modelled.accepted = true;
    } else if (event.has_cause_added()) {
      modelled.wants_approval = modelled.wants_approval ||
                                event.cause_added().cause().cause() == v1::CAUSE_NEEDS_APPROVAL;
    } else if (event.has_cause_removed()) {
      modelled.wants_approval =
          modelled.wants_approval && event.cause_removed().source_id() != "needs_approval";
    } else if (event.has_resolved() || event.has_withdrawn()) {
      EXPECT_TRUE(modelled.open);
      EXPECT_TRUE(!event.has_withdrawn() || modelled.holder.empty());
      modelled.open = false;
      modelled.holder.clear();
      modelled.accepted = false;
    } else if (event.has_reopened()) {
      modelled.open = true;
    } else if (event.has_step_started() || event.has_step_postponed() || event.has_raised() ||
               event.has_reassigned() || event.has_de_escalated() ||
               (event.has_declined() && event.declined().person() == modelled.holder)) {
      modelled.holder.clear();
      modelled.accepted = false;
    }
  }

  void check() {
    std::set<std::string> open_causes;
    for (const v1::Escalation& escalation : tested_.state().escalations()) {
      const Modelled& modelled = model_.at(escalation.escalation_id());
      EXPECT_EQ(is_open(escalation.status()), modelled.open);
      const bool held = escalation.status() == v1::ESCALATION_STATUS_ACKNOWLEDGED ||
                        escalation.status() == v1::ESCALATION_STATUS_ACCEPTED;
      EXPECT_EQ(held, modelled.open && !modelled.holder.empty());
      EXPECT_TRUE(!held || escalation.person() == modelled.holder);
      EXPECT_TRUE(escalation.acknowledge_by_ms() == 0 || (modelled.open && !held))
          << "only what waits for an answer has a time-out";
      EXPECT_TRUE(escalation.begins_at_ms() == 0 ||
                  (modelled.open && !held && escalation.acknowledge_by_ms() == 0))
          << "only what asks nobody waits for a window";
      check_causes(escalation, open_causes);
    }
  }

  static void check_causes(const v1::Escalation& escalation, std::set<std::string>& open_causes) {
    if (!is_open(escalation.status())) {
      return;
    }
    for (const v1::CauseRecord& cause : escalation.causes()) {
      EXPECT_TRUE(open_causes.insert(cause.source_id()).second)
          << cause.source_id() << " is open twice";
    }
  }

  /// Nobody has done anything for weeks: every ladder has ended.
  void check_quiet() {
    for (const DueTimer& timer : timers(tested_.state())) {
      EXPECT_EQ(timer.kind, kRetirementTimer) << "a ladder without an end";
    }
  }

  bool refolded() {
    CaseEscalations again;
    for (const Event& event : tested_.all()) {
      evolve(again, event);
    }
    return MessageDifferencer::Equals(again, tested_.state());
  }

  std::mt19937 random_;
  TestedCase tested_;
  std::map<std::string, Modelled> model_;
  std::size_t followed_ = 0;
  int commands_ = 0;
};

TEST(RandomWalk, AgreesWithASimpleModel) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk(seed).run(60);
    if (HasFailure()) {
      return;
    }
  }
}

}  // namespace
}  // namespace escalon::escalation
