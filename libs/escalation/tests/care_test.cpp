// What the customer is promised, and what follows after an escalation was settled.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "escalon/base/instant.hpp"
#include "escalon/calendar/calendar_spec.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

EscalationPolicy promising(absl::Duration within = absl::Minutes(30)) {
  EscalationPolicy policy = tested_policy();
  policy.care.promise.time = within;
  return policy;
}

TestedCase angry(EscalationPolicy policy) {
  TestedCase one(std::move(policy));
  one.customer_says("I am furious", {"conflict"});
  return one;
}

EscalationPolicy caring() {
  EscalationPolicy policy = tested_policy();
  policy.care.root_cause.time = absl::Hours(1);
  policy.care.follow_up.time = absl::Hours(48);
  policy.care.survey.time = absl::Hours(2);
  return policy;
}

command::v1::Command root_cause(const std::string& words) {
  command::v1::Command command;
  command.mutable_note_root_cause()->set_root_cause(words);
  return command;
}

TEST(Promise, IsMadeWhenACaseIsEscalatedAndIsAClock) {
  TestedCase one = angry(promising());
  EXPECT_EQ(one.escalation().care().promised_by_ms(), to_ms(kNine + absl::Minutes(30)));
  one.acknowledge("bob");
  const Events events = one.pass(absl::Minutes(30));
  EXPECT_EQ(kinds(events), "promise_missed raised step_started");
  EXPECT_EQ(events[0].effective_at_ms(), to_ms(kNine + absl::Minutes(30)));
  EXPECT_EQ(events[1].raised().level(), 2);
  EXPECT_EQ(events[2].step_started().targets(0).person(), "dora");
}

TEST(Promise, IsKeptByWhoHasTheCaseAndSpeaksToTheCustomer) {
  TestedCase one = angry(promising());
  EXPECT_EQ(kinds(one.agent_says("I pass it on")), "story_noted") << "nobody has it yet";
  one.acknowledge("bob");
  EXPECT_EQ(kinds(one.customer_says("and now?")), "story_noted");
  EXPECT_EQ(kinds(one.agent_says("We send a new one")), "story_noted promise_kept");
  EXPECT_EQ(kinds(one.agent_says("Anything else?")), "story_noted") << "it is kept once";
  EXPECT_EQ(kinds(one.pass(absl::Hours(10))), "");
}

TEST(Promise, IsMadeAnewWhenACaseIsRaisedAndEndsWithIt) {
  TestedCase one = angry(promising());
  one.pass(absl::Minutes(5));
  command::v1::Command command;
  command.mutable_raise();
  const Event raised = first(one.order(command), Event::kRaised);
  EXPECT_EQ(raised.raised().promised_by_ms(), to_ms(kNine + absl::Minutes(35)));
  one.acknowledge("dora");
  one.resolve("solved");
  EXPECT_EQ(one.escalation().care().promised_by_ms(), 0);
  EXPECT_EQ(kinds(one.pass(absl::Hours(10))), "");
}

TEST(Promise, IsNotMadeOverAndOverOnceNobodyIsAbove) {
  TestedCase one = angry(promising(absl::Minutes(1)));
  one.acknowledge("bob");
  int missed = 0;
  for (const Event& event : one.pass(absl::Hours(24))) {
    missed += event.has_promise_missed() ? 1 : 0;
  }
  EXPECT_EQ(missed, 3) << "at level 1, at level 2, and with the supervisors";
  EXPECT_TRUE(one.escalation().default_route());
}

TEST(Promise, IsMadeAnewWhenWhatWasSettledIsTakenUpAgain) {
  TestedCase one = angry(promising());
  one.acknowledge("bob");
  one.resolve("solved");
  one.pass(absl::Hours(5));
  command::v1::Command command;
  command.mutable_reopen()->set_reason("it broke again");
  const Event reopened = first(one.order(command), Event::kReopened);
  const std::int64_t by_ms = to_ms(kNine + absl::Hours(5) + absl::Minutes(30));
  EXPECT_EQ(reopened.reopened().promised_by_ms(), by_ms);
  EXPECT_EQ(one.escalation().care().promised_by_ms(), by_ms);
  one.acknowledge("bob");
  EXPECT_EQ(kinds(one.pass(absl::Minutes(30))), "promise_missed raised step_started");
}

TEST(Promise, IsNoneOfWhatAnEarlierVersionHasTakenUpAgain) {
  TestedCase one = angry(promising());
  one.acknowledge("bob");
  one.resolve("solved");
  CaseEscalations state = one.state();
  Event reopened;
  reopened.set_escalation_id(one.escalation().escalation_id());
  reopened.mutable_reopened()->set_reason("it broke again");
  evolve(state, reopened);
  EXPECT_EQ(state.escalations(0).status(), v1::ESCALATION_STATUS_OPEN);
  EXPECT_EQ(state.escalations(0).care().promised_by_ms(), 0);
}

TEST(Promise, CountsTheOpenTimeOfItsCalendar) {
  calendar::CalendarSpec spec;
  spec.weekly[4] = {{.open_s = 8 * 3600, .close_s = 10 * 3600}};  // a Friday, as kNine is
  spec.weekly[0] = {{.open_s = 9 * 3600, .close_s = 12 * 3600}};
  EscalationPolicy policy = promising(absl::Hours(2));
  policy.care.promise.calendar =
      std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(spec));
  TestedCase one = angry(policy);
  EXPECT_EQ(one.escalation().care().promised_by_ms(), to_ms(kNine + absl::Hours(3 * 24 + 1)))
      << "on Monday at ten";
}

TEST(AfterResolve, TheRootCauseIsAskedForWhereItIsMissing) {
  TestedCase one = angry(caring());
  one.acknowledge("bob");
  one.resolve("solved");
  const Events events = one.pass(absl::Hours(1));
  ASSERT_EQ(kinds(events), "root_cause_asked");
  EXPECT_EQ(events[0].root_cause_asked().person(), "bob");
  EXPECT_EQ(kinds(one.order(root_cause("a broken cable"))), "root_cause_noted");
}

TEST(AfterResolve, TheRootCauseIsNotAskedForWhereItWasTold) {
  TestedCase with_it = angry(caring());
  command::v1::Command command;
  command.mutable_resolve()->set_outcome("solved");
  command.mutable_resolve()->set_root_cause("a broken cable");
  command.mutable_resolve()->set_compensation("refund 20 EUR");
  command.mutable_resolve()->set_avoidable(true);
  const Event resolved = first(with_it.order(command), Event::kResolved);
  EXPECT_EQ(resolved.resolved().compensation(), "refund 20 EUR");
  EXPECT_TRUE(resolved.resolved().avoidable());
  EXPECT_EQ(kinds(with_it.pass(absl::Hours(1))), "");

  TestedCase in_time = angry(caring());
  in_time.resolve("solved");
  in_time.order(root_cause("a broken cable"));
  EXPECT_EQ(kinds(in_time.pass(absl::Hours(1))), "");
}

TEST(AfterResolve, TheCustomerIsAskedHowItWentAndWhetherAllIsWell) {
  TestedCase one = angry(caring());
  one.resolve("solved");
  EXPECT_EQ(kinds(one.pass(absl::Hours(2))), "root_cause_asked survey_due");
  EXPECT_EQ(kinds(one.pass(absl::Hours(46))), "follow_up_due");
  EXPECT_EQ(kinds(one.pass(absl::Hours(46))), "") << "each comes once";
}

TEST(AfterResolve, NothingIsAskedOfWhatWasTakenUpAgain) {
  TestedCase one = angry(caring());
  one.resolve("solved");
  command::v1::Command command;
  command.mutable_reopen();
  one.order(command);
  one.acknowledge("bob");
  EXPECT_EQ(kinds(one.pass(absl::Hours(100))), "");
}

TEST(AfterResolve, TheRecordOfTheCaseWaitsForWhatIsStillToCome) {
  EscalationPolicy policy = caring();
  policy.retire_after = absl::Hours(24);
  TestedCase one = angry(policy);
  one.resolve("solved");
  EXPECT_EQ(kinds(one.pass(absl::Hours(48))).find("case_retired"), std::string::npos);
  EXPECT_NE(kinds(one.pass(absl::Hours(100))).find("case_retired"), std::string::npos);
}

TEST(AfterResolve, TheRootCauseOfWhatIsOpenOrOfNothingIsRefused) {
  TestedCase one = angry(caring());
  const Event open = first(one.order(root_cause("a cable")), Event::kCommandRefused);
  EXPECT_NE(open.command_refused().reason().find("no closed escalation"), std::string::npos);
  one.resolve("solved");
  const Event empty = first(one.order(root_cause("")), Event::kCommandRefused);
  EXPECT_NE(empty.command_refused().reason().find("Nothing is told"), std::string::npos);
}

TEST(AfterResolve, FeedbackIsForTheAgentWhoHadTheContact) {
  TestedCase one(caring());
  contact::v1::ContactEvent contact;
  contact.set_agent("li");
  contact.mutable_agent_joined();
  one.happens(std::move(contact));
  one.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(first(one.resolve("solved"), Event::kResolved).resolved().agent(), "li");
}

}  // namespace
}  // namespace escalon::escalation
