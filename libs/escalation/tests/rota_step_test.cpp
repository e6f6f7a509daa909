// Steps that ask whoever is on call.
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

Target rota_of(std::string name) {
  return {Target::Kind::kRota, std::move(name)};
}

rota::Rota compiled(const rota::RotaSpec& spec) {
  return *rota::Rota::compile(spec);
}

// Ana until 09:12, then ben; nobody before 08:00 and from 17:00 on.
rota::Rota first_line() {
  rota::RotationSpec rotation{.name = "minutes",
                              .turns = {{"ana"}, {"ben"}},
                              .length = rota::custom({absl::Minutes(72), absl::Hours(20)}),
                              .start = absl::CivilSecond(2024, 3, 1, 8, 0, 0),
                              .until = absl::CivilSecond(2024, 3, 1, 17, 0, 0)};
  return compiled({.name = "first_line", .layers = {{.name = "base", .rotations = {rotation}}}});
}

rota::Rota deserted() {
  rota::RotationSpec rotation{.name = "later",
                              .turns = {{"emil"}},
                              .length = rota::days(1),
                              .start = absl::CivilSecond(2030, 1, 1)};
  return compiled({.name = "deserted", .layers = {{.name = "base", .rotations = {rotation}}}});
}

// The ladder of `care` with its first step asking these.
EscalationPolicy policy_asking(std::vector<Target> targets) {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].steps[0].targets = std::move(targets);
  policy.rotas.emplace("first_line", first_line());
  policy.rotas.emplace("deserted", deserted());
  return policy;
}

std::string asked(const v1::StepStarted& started) {
  return absl::StrJoin(started.targets(), ", ", [](std::string* out, const v1::StepTarget& target) {
    out->append(!target.person().empty() ? target.person()
                : !target.team().empty() ? "queue " + target.team()
                                         : "everyone of " + target.everyone_of());
  });
}

std::string asked_last(const Events& events) {
  const auto last = std::find_if(events.rbegin(), events.rend(),
                                 [](const Event& event) { return event.has_step_started(); });
  return last == events.rend() ? "" : asked(last->step_started());
}

TEST(RotaStep, AsksWhoeverIsOnCallWhenItBegins) {
  TestedCase tested(policy_asking({rota_of("first_line")}));
  const Events events = tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(asked_last(events), "ana");
  EXPECT_EQ(first(events, Event::kStepStarted).step_started().targets(0).rota(), "first_line");
  EXPECT_EQ(tested.escalation().person(), "ana");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_ASSIGNED);
  EXPECT_EQ(kinds(tested.acknowledge("ana")), "acknowledged");
}

TEST(RotaStep, GoesByTheInstantAtWhichItIsDueNotByWhenItIsDecided) {
  EscalationPolicy policy = policy_asking({{Target::Kind::kPerson, "dora"}});
  policy.ladders["care"].steps[0].acknowledge_within = absl::Seconds(11 * 60 + 30);
  policy.ladders["care"].steps[1].targets = {rota_of("first_line")};
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(asked_last(tested.fire_late(absl::Seconds(50))), "ana") << "ben's turn began meanwhile";
}

TEST(RotaStep, ThatComesFarTooLateAsksWhoIsOnCallNow) {
  EscalationPolicy policy = policy_asking({{Target::Kind::kPerson, "dora"}});
  policy.ladders["care"].steps[1].targets = {rota_of("first_line")};
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(asked_last(tested.fire_late(absl::Minutes(3))), "ben");
}

TEST(RotaStep, AsksEverybodyOnCallOnce) {
  EscalationPolicy policy = policy_asking(
      {{Target::Kind::kPerson, "ana"}, rota_of("both"), {Target::Kind::kTeamQueue, ""}});
  rota::RotationSpec together{.name = "pair",
                              .turns = {{"ana", "chen"}},
                              .length = rota::days(1),
                              .start = absl::CivilSecond(2024, 1, 1)};
  policy.rotas.emplace(
      "both", compiled({.name = "both", .layers = {{.name = "base", .rotations = {together}}}}));
  TestedCase tested(policy);
  EXPECT_EQ(asked_last(tested.customer_says("I am furious", {"conflict"})),
            "ana, chen, queue care");
}

TEST(NobodyOnCall, IsAnEventAndTheNextStepBeginsAtOnce) {
  TestedCase tested(policy_asking({rota_of("deserted")}));
  const Events events = tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(events), "story_noted opened step_started nobody_available step_started");
  EXPECT_EQ(first(events, Event::kNobodyAvailable).nobody_available().rota(), "deserted");
  EXPECT_EQ(tested.escalation().person(), "dora");
  EXPECT_EQ(tested.escalation().acknowledge_by_ms(), to_ms(kNine + absl::Minutes(5)));
}

TEST(NobodyOnCall, IsSaidWhileTheOthersOfTheStepAreAsked) {
  TestedCase tested(policy_asking({rota_of("deserted"), {Target::Kind::kPerson, "fay"}}));
  const Events events = tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(events), "story_noted opened step_started nobody_available");
  EXPECT_EQ(tested.escalation().person(), "fay");
}

TEST(NobodyOnCall, AtTheEndOfTheLadderLeadsToTheDefaultRouteWithoutAnotherRound) {
  EscalationPolicy policy = policy_asking({rota_of("deserted")});
  policy.ladders["care"].steps[1].targets = {rota_of("gone from the policy")};
  policy.ladders["care"].repeat = 100;
  TestedCase tested(policy);
  const Events events = tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(events),
            "story_noted opened step_started nobody_available step_started nobody_available "
            "step_started");
  EXPECT_TRUE(tested.escalation().default_route());
  EXPECT_EQ(asked_last(events), "everyone of supervisors");
}

TEST(NobodyOnCall, OnTheDefaultRouteAsksItsTeam) {
  EscalationPolicy policy = tested_policy();
  policy.default_route.team = "network";
  policy.default_route.step.targets = {rota_of("deserted")};
  policy.rotas.emplace("deserted", deserted());
  TestedCase tested(policy);
  const Events events = tested.customer_says("I will leave", {"churn_threat"});
  EXPECT_EQ(asked_last(events), "everyone of network");
  EXPECT_EQ(first(events, Event::kNobodyAvailable).nobody_available().rota(), "deserted");
  EXPECT_FALSE(first(events, Event::kNobodyAvailable).nobody_available().exhausted());
}

TEST(RotaStep, WhoseOnlyPersonDeclinesClimbs) {
  TestedCase tested(policy_asking({rota_of("first_line")}));
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(tested.decline("ana")), "declined step_started");
  EXPECT_EQ(tested.escalation().person(), "dora");
}

}  // namespace
}  // namespace escalon::escalation
