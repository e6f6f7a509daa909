#include <gtest/gtest.h>

#include "escalon/insight/case_text.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "resolved_story.hpp"

namespace escalon::insight {
namespace {

class Kpi : public testing::Test {
 protected:
  v1::GetKpiResponse kpi(const std::string& by = "", const std::string& since = "") {
    v1::GetKpiRequest request;
    request.set_by(by);
    request.set_since(since);
    return model->kpi(request).value();
  }
  void settled(const std::string& id, int opened, int acknowledged, int resolved,
               const std::string& person) {
    story.says(id, "help", "refund", opened);
    story.opened(id, opened);
    story.acknowledged(id, acknowledged, person);
    story.resolved(id, resolved);
  }

  testkit::TempDir dir;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  std::unique_ptr<ReadModel> model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  ResolvedStory story{*model};
};

TEST_F(Kpi, OfNothingIsZero) {
  const auto answer = kpi("team");
  EXPECT_EQ(answer.cases(), 0);
  EXPECT_EQ(answer.total().escalations(), 0);
  EXPECT_EQ(answer.total().escalation_rate(), 0);
  EXPECT_EQ(answer.lines_size(), 0);
}

TEST_F(Kpi, CountsEscalatedCasesAgainstAllCases) {
  settled("c1", 0, 10, 60, "mia");
  story.opened("c1", 30, "", "second");
  for (const std::string id : {"c2", "c3", "c4"}) {
    story.says(id, "hello");
  }
  const auto answer = kpi();
  EXPECT_EQ(answer.cases(), 4);
  EXPECT_EQ(answer.total().escalations(), 2);
  EXPECT_EQ(answer.total().cases_escalated(), 1);
  EXPECT_DOUBLE_EQ(answer.total().escalation_rate(), 0.25);
  EXPECT_EQ(answer.total().resolved(), 1);
  EXPECT_EQ(answer.total().open(), 1);
  EXPECT_EQ(answer.total().automatic(), 2);
  EXPECT_EQ(answer.total().functional(), 2);
}

TEST_F(Kpi, TakesMediansAndNearestRanks) {
  int case_number = 0;
  for (const int seconds : {10, 20, 30, 40, 50, 60, 70, 80, 90, 1000}) {
    settled("c" + std::to_string(++case_number), 0, seconds, 2 * seconds, "mia");
  }
  const auto line = kpi().total();
  EXPECT_EQ(line.acknowledge_median_ms(), 50'000);
  EXPECT_EQ(line.acknowledge_p90_ms(), 90'000);
  EXPECT_EQ(line.resolve_median_ms(), 100'000);
  EXPECT_EQ(line.resolve_p90_ms(), 180'000);
}

TEST_F(Kpi, CallsAnEscalationARepeatWhereOneWasResolvedBeforeOrItCameBack) {
  settled("c1", 0, 10, 60, "mia");
  story.opened("c1", 59, "", "at the same time");
  story.opened("c1", 61, "", "afterwards");
  EXPECT_EQ(kpi().total().repeats(), 1);
  story.reopened("c1", 90);
  EXPECT_EQ(kpi().total().repeats(), 1) << "c1 itself; nothing is resolved before the others now";
  EXPECT_NEAR(kpi().total().repeat_rate(), 1.0 / 3, 1e-9);
}

TEST_F(Kpi, GivesASurveyToTheEscalationThatWasResolvedLast) {
  story.answers_survey("c1", 1, 0);
  settled("c1", 0, 10, 60, "mia");
  story.answers_survey("c1", 4, 70);
  story.team = "supervisors";
  story.opened("c1", 80, "", "second");
  story.resolved("c1", 90, "solved", "", "second");
  story.answers_survey("c1", 5, 95);
  const auto answer = kpi("team");
  ASSERT_EQ(answer.lines_size(), 2);
  EXPECT_EQ(answer.lines(0).name(), "billing");
  EXPECT_EQ(answer.lines(0).surveys(), 1);
  EXPECT_DOUBLE_EQ(answer.lines(0).satisfaction(), 0.8);
  EXPECT_DOUBLE_EQ(answer.lines(1).satisfaction(), 1);
  EXPECT_DOUBLE_EQ(answer.total().satisfaction(), 0.9) << "the one before any does not count";
}

TEST_F(Kpi, GroupsByAgentRuleAndIntent) {
  settled("c1", 0, 10, 60, "mia");
  story.rule = "late";
  settled("c2", 0, 30, 90, "tom");
  story.opened("c3", 5);
  const auto by_agent = kpi("agent");
  ASSERT_EQ(by_agent.lines_size(), 3);
  EXPECT_EQ(by_agent.lines(0).name(), "") << "nobody has it";
  EXPECT_EQ(by_agent.lines(1).name(), "mia");
  EXPECT_EQ(by_agent.lines(2).resolve_median_ms(), 90'000);
  EXPECT_EQ(kpi("rule").lines(1).name(), "late");
  EXPECT_EQ(kpi("rule").lines(1).escalations(), 2);
  EXPECT_EQ(kpi("intent").lines(1).name(), "refund");
}

TEST_F(Kpi, LooksAtCasesThatBeganSinceAndAtOneTenant) {
  settled("early", 0, 10, 60, "mia");
  settled("later", 3600, 3610, 3700, "mia");
  story.tenant = "acme";
  settled("other", 3600, 3610, 3700, "mia");
  const auto answer = kpi("", "2023-11-15T14:00:00+01:00");
  EXPECT_EQ(answer.since(), "2023-11-15T13:00:00.000Z");
  EXPECT_EQ(answer.cases(), 1);
  EXPECT_EQ(answer.total().escalations(), 1);
  EXPECT_EQ(kpi().cases(), 2);
}

TEST_F(Kpi, RefusesWhatItCannotGroupByAndWhatIsNoInstant) {
  v1::GetKpiRequest request;
  request.set_by("teem");
  EXPECT_NE(model->kpi(request).error().message.find("did you mean 'team'"), std::string::npos)
      << model->kpi(request).error().message;
  request.set_by("team");
  request.set_since("yesterday");
  EXPECT_EQ(model->kpi(request).error().kind, Error::Kind::kInvalid);
}

TEST_F(Kpi, IsShownAsATable) {
  settled("c1", 0, 10, 3700, "mia");
  story.answers_survey("c1", 4, 3800);
  const std::string text = render_kpi(kpi("team"));
  EXPECT_NE(text.find("1 cases, 1 escalated"), std::string::npos) << text;
  EXPECT_NE(text.find("billing       1   100.0 %"), std::string::npos) << text;
  EXPECT_NE(text.find("0m10s"), std::string::npos) << text;
  EXPECT_NE(text.find("1h01m"), std::string::npos) << text;
  EXPECT_NE(text.find("80 % (1)"), std::string::npos) << text;
}

}  // namespace
}  // namespace escalon::insight
