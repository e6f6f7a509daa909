#include <gtest/gtest.h>

#include "escalon/insight/case_text.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "resolved_story.hpp"

namespace escalon::insight {
namespace {

/// The case c1 was escalated and resolved by mia, c2 was never escalated.
class SurveyAnswers : public testing::Test {
 protected:
  SurveyAnswers() {
    story.says("c1", "help");
    story.opened("c1", 0);
    story.acknowledged("c1", 10, "mia");
    story.resolved("c1", 60);
    story.says("c2", "hello");
  }

  v1::GetKpiResponse kpi(const std::string& by = "", const std::string& since = "") {
    v1::GetKpiRequest request;
    request.set_tenant(story.tenant);
    request.set_by(by);
    request.set_since(since);
    return model->kpi(request).value();
  }
  static std::vector<std::int64_t> numbers(const auto& list) { return {list.begin(), list.end()}; }

  testkit::TempDir dir;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  std::unique_ptr<ReadModel> model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  ResolvedStory story{*model};
};

using Numbers = std::vector<std::int64_t>;

TEST_F(SurveyAnswers, AreToldApartByWhetherTheCaseWasEscalated) {
  story.answers_survey("c1", 3, 100);
  story.answers_survey("c1", 4, 110);
  story.answers_survey("c2", 5, 100);
  const auto answer = kpi();
  EXPECT_EQ(answer.total().surveys(), 2);
  EXPECT_DOUBLE_EQ(answer.total().satisfaction(), 0.7);
  EXPECT_EQ(numbers(answer.total().survey_fifths()), (Numbers{0, 0, 1, 1, 0}));
  EXPECT_EQ(answer.unescalated().surveys(), 1);
  EXPECT_DOUBLE_EQ(answer.unescalated().mean(), 1);
  EXPECT_EQ(numbers(answer.unescalated().fifths()), (Numbers{0, 0, 0, 0, 1}));
}

TEST_F(SurveyAnswers, OfNobodyAreFiveZeros) {
  EXPECT_EQ(kpi().unescalated().surveys(), 0);
  EXPECT_EQ(kpi().unescalated().mean(), 0);
  EXPECT_EQ(numbers(kpi().total().survey_fifths()), (Numbers{0, 0, 0, 0, 0}));
}

TEST_F(SurveyAnswers, LieInTheFifthThatEndsWithThem) {
  for (const int score : {0, 1, 2, 3, 4, 5}) {
    story.answers_survey("c2", score, 100 + score);
  }
  EXPECT_EQ(numbers(kpi().unescalated().fifths()), (Numbers{2, 1, 1, 1, 1}));
}

TEST_F(SurveyAnswers, OfOneContactCountOnceAsTheCustomerSaidLast) {
  story.answers_survey("c2", 1, 100, "call");
  story.answers_survey("c2", 5, 200, "call");
  story.answers_survey("c2", 2, 150, "call");
  EXPECT_EQ(kpi().unescalated().surveys(), 1);
  EXPECT_DOUBLE_EQ(kpi().unescalated().mean(), 1);
}

TEST_F(SurveyAnswers, OfOneCaseAreThoseAboutTheLastHundredContacts) {
  story.answers_survey("c2", 0, 100, "first");
  for (int i = 0; i < 100; ++i) {
    story.answers_survey("c2", 5, 101 + i);
  }
  EXPECT_EQ(numbers(kpi().unescalated().fifths()), (Numbers{0, 0, 0, 0, 100}));
}

TEST_F(SurveyAnswers, TheOldestAnswerGoesFirstHoweverLateItComes) {
  for (int i = 0; i < 100; ++i) {
    story.answers_survey("c2", 5, 200 + i, "contact" + std::to_string(i));
  }
  story.answers_survey("c2", 0, 400, "contact0");  // anew: now the newest
  story.answers_survey("c2", 0, 401, "another");   // in the place of contact1's
  story.answers_survey("c2", 0, 100, "late");      // older than all that are kept
  EXPECT_EQ(numbers(kpi().unescalated().fifths()), (Numbers{2, 0, 0, 0, 98}));
}

TEST_F(SurveyAnswers, AreOfOneTenantAndOfCasesThatBeganSince) {
  story.answers_survey("c2", 5, 100);
  story.says("c3", "hello", "", 3600);
  story.answers_survey("c3", 1, 3700);
  EXPECT_EQ(kpi().unescalated().surveys(), 2);
  EXPECT_EQ(numbers(kpi("", "2023-11-15T13:00:00Z").unescalated().fifths()),
            (Numbers{1, 0, 0, 0, 0}));
  story.tenant = "acme";
  EXPECT_EQ(kpi().unescalated().surveys(), 0);
}

TEST_F(SurveyAnswers, OffTheirScaleOrWithoutOneSayNothing) {
  story.answers_survey("c2", 6, 100);
  story.answers_survey("c2", -1, 110);
  story.answers_survey("c2", 4, 120, "", 0);
  EXPECT_EQ(kpi().unescalated().surveys(), 0);
}

TEST_F(SurveyAnswers, OfACaseThatNobodyKnowsWaitForIt) {
  story.answers_survey("c9", 5, 100);
  EXPECT_EQ(kpi().unescalated().surveys(), 0);
  EXPECT_EQ(model->find_case("default", "c9").value().timeline_size(), 1) << "but it is told";
  story.says("c9", "hello");
  EXPECT_EQ(kpi().unescalated().surveys(), 1);
}

TEST_F(SurveyAnswers, LeaveTheOthersWhenTheirCaseIsEscalated) {
  story.answers_survey("c2", 5, 100);
  story.opened("c2", 200);
  EXPECT_EQ(kpi().unescalated().surveys(), 0);
  EXPECT_EQ(kpi().total().surveys(), 0) << "it is about what was before";
}

TEST_F(SurveyAnswers, AreAFigureOfTheAgent) {
  story.answers_survey("c1", 4, 100);
  const auto answer = kpi("agent");
  ASSERT_EQ(answer.lines_size(), 1);
  EXPECT_EQ(answer.lines(0).name(), "mia");
  EXPECT_DOUBLE_EQ(answer.lines(0).satisfaction(), 0.8);
  EXPECT_EQ(numbers(answer.lines(0).survey_fifths()), (Numbers{0, 0, 0, 1, 0}));
}

TEST_F(SurveyAnswers, AreInTheTimelineAndAmongTheFigures) {
  story.answers_survey("c1", 4, 100);
  const auto view = model->find_case("default", "c1").value();
  EXPECT_EQ(view.timeline().rbegin()->text(), "customer answers the survey: 4 of 5");
  const std::string text = render_kpi(kpi());
  EXPECT_NE(text.find("satisfied after escalation 80 % (1; from the worst fifth to the best: "
                      "0 0 0 1 0), without -\n"),
            std::string::npos)
      << text;
}

TEST_F(SurveyAnswers, AreCountedByFifth) {
  story.answers_survey("c1", 4, 100);
  story.answers_survey("c2", 1, 100);
  const std::string text = registry.render();
  EXPECT_NE(text.find("escalon_survey_answers_total{escalated=\"true\",fifth=\"4\"} 1"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("escalon_survey_answers_total{escalated=\"false\",fifth=\"1\"} 1"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace escalon::insight
