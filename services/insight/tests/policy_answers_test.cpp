#include "escalon/insight/policy_answers.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "escalon/base/instant.hpp"
#include "escalon/insight/policy_text.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/sla/sla.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "sqlite.hpp"
#include "story_journal.hpp"
#include "turns.hpp"

namespace escalon::insight {
namespace {

std::string policy_text(const std::string& target) {
  return "name: next\n"
         "clocks: {answer: {target: " +
         target +
         ", start: {event: customer_message}, stop: {event: agent_message}}}\n"
         "teams: {supervisors: {}}\n"
         "ladders: {chain: {steps: [{ask: queue}]}}\n"
         "matrix:\n"
         "- {name: gold, breaches: '*', when: {tier: gold}, team: supervisors, ladder: chain}\n"
         "- {name: late, breaches: '*', team: supervisors, ladder: chain}\n";
}

std::shared_ptr<const policy::CompiledPolicy> compiled(const std::string& target) {
  return policy::compile({{"policy.yaml", policy_text(target)}}).value();
}

v1::PreviewPolicyRequest asked(const std::string& target) {
  v1::PreviewPolicyRequest request;
  auto& file = *request.mutable_policy()->add_files();
  file.set_name("policy.yaml");
  file.set_content(policy_text(target));
  return request;
}

constexpr std::size_t kMuch = (1U << 20U) + 1000;  // more than is left unfolded of some cases

class PolicyQuestion : public testing::Test {
 protected:
  // A customer of the case has waited since noon, by the policy in force.
  void waits(const std::string& case_id) {
    contact::v1::ContactEvent contact;
    contact.set_tenant("default");
    contact.set_case_id(case_id);
    contact.mutable_customer_message()->set_text("hello?");
    sla::Input input;
    input.id = case_id;
    input.occurred_at = from_ms(kNoon);
    input.contact = &contact;
    for (const auto& event : sla::decide({}, input, from_ms(kNoon), in_force->sla)) {
      story.tell("sla", event, "default/" + case_id, in_force->hash);
    }
  }
  // One decision with an event of so many bytes for each case.
  void tell_at_once(const std::vector<std::string>& cases, std::size_t bytes,
                    const std::string& policy = "newest") {
    sla::v1::SlaEvent event;
    event.set_clock("answer");
    event.mutable_fact_noted()->set_tenant(std::string(bytes, 'x'));
    auto record = std::make_shared<journal::DecodedRecord>();
    journal::v1::Decision& decision = *record->body.mutable_decision();
    decision.set_policy(policy);
    for (const std::string& case_id : cases) {
      auto& change = *decision.add_changes();
      change.set_key("default/" + case_id);
      change.add_events(event.SerializeAsString());
    }
    model->decided({"sla", 0}, next, record);
    next += 1;
    model->advanced({{{"sla", 0}, next, journal::Fold(1, next, {})}});
  }
  // How many rows of events are not folded yet.
  int events_left() {
    sqlite3* file = nullptr;
    EXPECT_EQ(sqlite3_open((dir / "insight.db").c_str(), &file), SQLITE_OK);
    sqlite3_stmt* count = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(file, "SELECT COUNT(*) FROM clock_events", -1, &count, nullptr),
              SQLITE_OK);
    EXPECT_EQ(sqlite3_step(count), SQLITE_ROW);
    const int rows = sqlite3_column_int(count, 0);
    sqlite3_finalize(count);
    sqlite3_close(file);
    return rows;
  }
  v1::PreviewPolicyResponse preview(const v1::PreviewPolicyRequest& request) {
    auto response = answers->preview(request);
    EXPECT_TRUE(response.ok()) << response.error().message;
    return response ? *response : v1::PreviewPolicyResponse();
  }

  testkit::TempDir dir;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  policy_book::MeshPolicyBook book;
  std::unique_ptr<ReadModel> model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  StoryJournal story{*model};
  journal::Offset next = 0;
  std::int64_t now_ms = kNoon + 300'000;
  std::function<void()> while_it_looks;
  std::unique_ptr<PolicyAnswers> answers = PolicyAnswers::open(*model, book, [this] {
                                             if (while_it_looks) {
                                               while_it_looks();
                                             }
                                             return from_ms(now_ms);
                                           }).value();
  std::shared_ptr<const policy::CompiledPolicy> in_force = compiled("1h");
};

TEST_F(PolicyQuestion, TellsWhoseClocksMoveAndRecordsNothing) {
  waits("c1");
  waits("c2");
  const auto response = preview(asked("30m"));
  EXPECT_EQ(response.hash(), compiled("30m")->hash);
  EXPECT_EQ(response.cases_open(), 2);
  EXPECT_EQ(response.cases_looked_at(), 2);
  EXPECT_TRUE(response.complete());
  EXPECT_EQ(response.clocks_affected(), 2);
  ASSERT_EQ(response.groups_size(), 1);
  EXPECT_EQ(response.groups(0).clock(), "answer");
  EXPECT_EQ(response.groups(0).counts().due_moves(), 2);
  EXPECT_EQ(response.groups(0).counts().breached_at_once(), 0);
  EXPECT_EQ(response.groups(0).examples(0).case_id(), "c1");
  EXPECT_EQ(response.groups(0).examples(0).old_due_at(), "2023-11-15T13:00:00.000Z");
  EXPECT_EQ(response.groups(0).examples(0).new_due_at(), "2023-11-15T12:30:00.000Z");
  EXPECT_EQ(preview(asked("30m")).clocks_affected(), 2) << "nothing was recorded";
}

TEST_F(PolicyQuestion, HasItsTurnWhileOthersWriteWithoutAPause) {
  waits("c1");
  std::atomic<bool> written = false;
  const std::jthread writing([&](const std::stop_token& stop) {
    Database file(dir / "insight.db");
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      const Turns::Turn turn(model->turns());
      file.execute("BEGIN IMMEDIATE");
      written = true;
      never.wait_for(lock, stop, std::chrono::milliseconds(20), [] { return false; });
      file.execute("COMMIT");
    }
  });
  while (!written) {
    std::this_thread::yield();
  }
  EXPECT_EQ(preview(asked("30m")).clocks_affected(), 1);
}

TEST_F(PolicyQuestion, LetsTheModelWriteInItsTurnAlone) {
  std::optional<Turns::Turn> turn(std::in_place, model->turns());
  const std::jthread writing([&] { story.customer_says("hello"); });
  model->wait_for_entry(0, absl::Milliseconds(50));
  EXPECT_EQ(model->newest_entry(), 0);
  turn.reset();
  model->wait_for_entry(0, absl::Seconds(30));
  EXPECT_EQ(model->newest_entry(), 1);
}

TEST(Turn, IsNotWaitedForWithoutEndAndPassesOverWhoHasGone) {
  const auto turns = std::make_shared<Turns>(std::chrono::milliseconds(20));
  auto first = std::make_unique<Turns::Turn>(turns);
  EXPECT_THROW(Turns::Turn second(turns), std::runtime_error);
  first.reset();
  EXPECT_NO_THROW(Turns::Turn third(turns));
}

TEST_F(PolicyQuestion, TellsWhatWouldBeBreachedAtOnce) {
  waits("c1");
  const auto response = preview(asked("5m"));
  EXPECT_EQ(response.groups(0).counts().breached_at_once(), 1);
  EXPECT_EQ(render_preview(response),
            "policy next (" + response.hash().substr(0, 12) +
                ") changes 1 clock of 1 case; looked at 1 of 1 case with clocks that run\n"
                "  answer, no team: 1 clock (1 due at another instant, 1 breached at once)\n"
                "    default/c1  due 2023-11-15T13:00:00.000Z -> 2023-11-15T12:05:00.000Z (1h -> "
                "5m), breached at once\n");
}

TEST_F(PolicyQuestion, TellsNothingOfAPolicyThatDecidesAlready) {
  waits("c1");
  const auto response = preview(asked("1h"));
  EXPECT_EQ(response.cases_looked_at(), 1);
  EXPECT_EQ(response.clocks_affected(), 0);
}

TEST_F(PolicyQuestion, LooksAtSoManyCasesAndSaysSo) {
  for (int i = 0; i < 450; ++i) {
    waits("c" + std::to_string(i));
  }
  auto some = asked("30m");
  some.set_cases_max(250);
  some.set_examples(2);
  const auto response = preview(some);
  EXPECT_EQ(response.cases_open(), 450);
  EXPECT_EQ(response.cases_looked_at(), 250);
  EXPECT_FALSE(response.complete());
  EXPECT_EQ(response.groups(0).counts().clocks(), 250);
  EXPECT_EQ(response.groups(0).examples_size(), 2);
  EXPECT_NE(render_preview(response).find("not all cases were looked at"), std::string::npos);
  EXPECT_NE(render_preview(response).find("and 248 more"), std::string::npos);
  const auto all = preview(asked("30m"));
  EXPECT_TRUE(all.complete());
  EXPECT_EQ(all.groups(0).counts().clocks(), 450);
}

TEST_F(PolicyQuestion, KnowsTheClocksAfterARestartAndForgetsThoseOfAForgottenCase) {
  waits("c1");
  waits("c2");
  sla::v1::SlaEvent retired;
  retired.mutable_case_retired();
  story.tell("sla", retired, "default/c2", in_force->hash);
  answers.reset();
  model.reset();
  model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  answers = PolicyAnswers::open(*model, book, [this] { return from_ms(now_ms); }).value();
  const auto response = preview(asked("30m"));
  EXPECT_EQ(response.cases_open(), 1);
  EXPECT_EQ(response.clocks_affected(), 1);
  v1::ExplainCaseRequest forgotten;
  forgotten.set_case_id("c2");
  EXPECT_EQ(answers->explain(forgotten)->clocks_policy(), "");
}

TEST_F(PolicyQuestion, KnowsThePolicyOfEventsThatWereDecidedTogether) {
  sla::v1::SlaEvent event;
  event.mutable_fact_noted()->set_tenant("default");
  event.set_clock("answer");
  auto record = std::make_shared<journal::DecodedRecord>();
  journal::v1::Decision& decision = *record->body.mutable_decision();
  decision.set_policy(in_force->hash);
  decision.add_changes()->set_key("default/c1");
  decision.mutable_changes(0)->add_events(event.SerializeAsString());
  decision.mutable_changes(0)->add_events(event.SerializeAsString());
  model->decided({"sla", 0}, 0, record);
  model->advanced({{{"sla", 0}, 1, journal::Fold(1, 1, {})}});
  v1::ExplainCaseRequest request;
  request.set_case_id("c1");
  EXPECT_EQ(answers->explain(request)->clocks_policy(), in_force->hash);
}

TEST_F(PolicyQuestion, LeavesFewEventsUnfoldedWhileNobodyAsks) {
  sla::v1::SlaEvent large;
  large.mutable_fact_noted()->set_tenant(std::string(1U << 20U, 'x'));
  for (int i = 0; i < 20; ++i) {
    story.tell("sla", large, "default/c1", in_force->hash);
  }
  EXPECT_LT(events_left(), 3);
}

TEST_F(PolicyQuestion, FoldsTheEventsOfFewCasesAtATime) {
  tell_at_once({"c1", "c2", "c3", "c4"}, kMuch);
  EXPECT_EQ(events_left(), 3);
  tell_at_once({"c5"}, 1);
  EXPECT_EQ(events_left(), 3) << "one more was folded, and a new one has come";
  v1::ExplainCaseRequest request;
  request.set_case_id("c5");
  EXPECT_EQ(answers->explain(request)->clocks_policy(), "newest");
  EXPECT_EQ(events_left(), 2) << "nobody asked about the others";
  (void)preview(asked("30m"));
  EXPECT_EQ(events_left(), 0);
}

TEST_F(PolicyQuestion, GoesOnWithTheEventsThatAnEarlierProcessLeft) {
  tell_at_once({"c1"}, kMuch / 2);
  EXPECT_EQ(events_left(), 1);
  model.reset();
  model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  tell_at_once({"c1"}, kMuch / 2, "newer");
  EXPECT_EQ(events_left(), 0) << "together they are many";
  v1::ExplainCaseRequest request;
  request.set_case_id("c1");
  EXPECT_EQ(answers->explain(request)->clocks_policy(), "newer");
}

TEST_F(PolicyQuestion, RefusesAWrongPolicyWithItsErrorsAndBoundsThatAreNone) {
  v1::PreviewPolicyRequest wrong;
  wrong.mutable_policy()->add_files()->set_name("policy.yaml");
  wrong.mutable_policy()->mutable_files(0)->set_content("teems: {}\n");
  const auto refused = answers->preview(wrong);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, Error::Kind::kInvalid);
  EXPECT_NE(refused.error().message.find("did you mean 'teams'"), std::string::npos);
  auto many = asked("1h");
  many.set_examples(1001);
  EXPECT_EQ(answers->preview(many).error().kind, Error::Kind::kInvalid);
  auto none = asked("1h");
  none.set_cases_max(-1);
  EXPECT_EQ(answers->preview(none).error().kind, Error::Kind::kInvalid);
}

TEST_F(PolicyQuestion, LooksAtOnePolicyAtATime) {
  waits("c1");
  Error::Kind second = Error::Kind::kInternal;
  while_it_looks = [&] {
    while_it_looks = nullptr;
    second = answers->preview(asked("5m")).error().kind;
  };
  EXPECT_EQ(preview(asked("30m")).clocks_affected(), 1);
  EXPECT_EQ(second, Error::Kind::kExhausted);
}

TEST_F(PolicyQuestion, ExplainsWhichRulesWereAskedByThePolicyInForce) {
  book.keep(in_force);
  waits("c1");
  escalation::v1::EscalationEvent event = story.escalation(kNoon + 1000);
  auto& opened = *event.mutable_opened();
  opened.set_rule("late");
  opened.mutable_cause()->set_cause(escalation::v1::CAUSE_SLA_BREACH);
  opened.mutable_cause()->set_detail("answer");
  auto& asked = *opened.mutable_asked_rules();
  asked.add_rules()->set_rule("gold");
  asked.mutable_rules(0)->add_why_not("tier is silver, not gold");
  asked.add_rules()->set_rule("late");
  story.tell("escalation", event, "default/c1", in_force->hash);
  v1::ExplainCaseRequest request;
  request.set_case_id("c1");
  const auto explained = answers->explain(request);
  ASSERT_TRUE(explained.ok());
  EXPECT_EQ(render_explanation(*explained),
            "2023-11-15T12:00:01.000Z sla_breach “answer”: opens escalation esc1, by policy next "
            "(" +
                in_force->hash.substr(0, 12) +
                ")\n"
                "    gold no: tier is silver, not gold\n"
                "    late decides\n"
                "    2 of 2 rules of the matrix were asked\n"
                "clock answer\n"
                "    rule 1 applies\n");
}

TEST_F(PolicyQuestion, ExplainsWhyTheDefaultRouteWasTaken) {
  escalation::v1::EscalationEvent event = story.escalation(kNoon + 1000);
  auto& added = *event.mutable_cause_added();
  added.set_rule("default_route");
  added.mutable_cause()->set_cause(escalation::v1::CAUSE_CONFLICT);
  auto& asked = *added.mutable_asked_rules()->add_rules();
  asked.set_rule("gold");
  asked.add_why_not("tier is silver, not gold");
  asked.add_why_not("channel is chat, not voice");
  added.mutable_asked_rules()->set_left_out(151);
  story.tell("escalation", event);
  v1::ExplainCaseRequest request;
  request.set_case_id("c1");
  EXPECT_EQ(render_explanation(*answers->explain(request)),
            "2023-11-15T12:00:01.000Z conflict: is added to escalation esc1, by policy policy1\n"
            "    gold no: tier is silver, not gold; channel is chat, not voice\n"
            "    and 151 more, which are not recorded, no\n"
            "    no rule decides: default_route\n");
}

TEST_F(PolicyQuestion, KeepsTheAskedRulesOfTheNewestReasonsOfACase) {
  for (int i = 0; i < 22; ++i) {
    escalation::v1::EscalationEvent event = story.escalation(kNoon + i);
    event.mutable_cause_added()->set_rule("late");
    event.mutable_cause_added()->mutable_asked_rules()->add_rules()->set_rule("late");
    story.tell("escalation", event);
  }
  v1::ExplainCaseRequest request;
  request.set_case_id("c1");
  const auto explained = answers->explain(request);
  ASSERT_EQ(explained->reasons_size(), 22);
  for (int i = 0; i < 22; ++i) {
    EXPECT_EQ(explained->reasons(i).has_asked_rules(), i >= 2) << i;
    EXPECT_EQ(explained->reasons(i).rule(), "late");
  }
}

TEST_F(PolicyQuestion, ExplainsWhatAnEarlierVersionHasWrittenAsFarAsItIsRecorded) {
  story.escalation_opened();
  v1::ExplainCaseRequest request;
  request.set_case_id("c1");
  const auto explained = answers->explain(request);
  ASSERT_TRUE(explained.ok());
  EXPECT_EQ(render_explanation(*explained),
            "2023-11-15T12:00:01.000Z conflict: opens escalation esc1, by policy policy1\n"
            "    angry_customers decides; no other rule is recorded\n");
  request.set_case_id("nobody");
  EXPECT_EQ(answers->explain(request).error().kind, Error::Kind::kNotFound);
}

}  // namespace
}  // namespace escalon::insight
