#include <gtest/gtest.h>

#include "escalon/insight/case_text.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "resolved_story.hpp"

namespace escalon::insight {
namespace {

constexpr int kDay = 24 * 3600;

/// Escalations of mrs-jones.
class Repeats : public testing::Test {
 protected:
  Repeats() { story.customer = "mrs-jones"; }

  void escalated(const std::string& id, int second) {
    story.says(id, "help", "refund", second);
    story.opened(id, second);
  }
  /// `count` of them, a second apart from second 100 on.
  void false_alarms(int count) {
    for (int i = 0; i < count; ++i) {
      escalated("alarm" + std::to_string(i), 100 + i);
      story.withdrawn("alarm" + std::to_string(i), 100 + i);
    }
  }
  void settled(const std::string& id, int opened, int resolved) {
    escalated(id, opened);
    story.resolved(id, resolved);
  }
  /// Whose repeat the case's last escalation is, as `escalation of case`.
  std::string repeat_of(const std::string& id) {
    const v1::CaseView view = model->find_case(story.tenant, id).value();
    const auto& last = *view.escalations().rbegin();
    return last.repeat_of().empty() ? "" : last.repeat_of() + " of " + last.repeat_of_case_id();
  }
  v1::KpiLine kpi() {
    v1::GetKpiRequest request;
    request.set_tenant(story.tenant);
    return model->kpi(request).value().total();
  }

  testkit::TempDir dir;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  std::unique_ptr<ReadModel> model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  ResolvedStory story{*model};
};

TEST_F(Repeats, AreEscalationsOfAnotherCaseOfTheCustomer) {
  settled("c1", 0, 60);
  escalated("c2", kDay);
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1");
  EXPECT_EQ(repeat_of("c1"), "");
  EXPECT_EQ(kpi().repeats(), 1);
  EXPECT_EQ(kpi().repeat_customers(), 1);
}

TEST_F(Repeats, AreOfOneCustomerAndOneTenant) {
  settled("c1", 0, 60);
  story.customer = "mr-smith";
  escalated("c2", kDay);
  EXPECT_EQ(repeat_of("c2"), "");
  story.customer = "";
  escalated("c3", kDay);
  escalated("c4", kDay);
  EXPECT_EQ(repeat_of("c4"), "") << "nobody knows who that is";
  story.customer = "mrs-jones";
  story.tenant = "acme";
  escalated("c5", kDay);
  EXPECT_EQ(repeat_of("c5"), "");
  EXPECT_EQ(kpi().repeats(), 0);
}

TEST_F(Repeats, EndAfterThirtyDays) {
  settled("c1", 0, 60);
  escalated("c2", 30 * kDay + 59);
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1");
  story.resolved("c2", 30 * kDay + 59);
  escalated("c3", 60 * kDay + 59);
  EXPECT_EQ(repeat_of("c3"), "");
}

TEST_F(Repeats, AreOfWhatIsStillOpenHoweverOld) {
  escalated("c1", 0);
  escalated("c2", 90 * kDay);
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1");
  story.resolved("c1", 91 * kDay);
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1") << "what happens afterwards changes nothing";
}

TEST_F(Repeats, AreNotOfAFalseAlarm) {
  escalated("c1", 0);
  story.withdrawn("c1", 60);
  escalated("c2", 120);
  EXPECT_EQ(repeat_of("c2"), "");
  escalated("c3", 180);
  story.withdrawn("c2", 240);
  EXPECT_EQ(repeat_of("c3"), "esc-c2 of c2") << "nobody knew yet that it was one";
}

TEST_F(Repeats, AreOfWhatWasWithdrawnAndTakenUpAgain) {
  escalated("c1", 0);
  story.withdrawn("c1", 60);
  story.reopened("c1", 100);
  EXPECT_EQ(model->find_case(story.tenant, "c1")->escalations(0).withdrawn_at(), "");
  escalated("c2", 120);
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1");
}

TEST_F(Repeats, OfOneCaseComeAfterItWasResolved) {
  escalated("c1", 0);
  story.opened("c1", 10, "", "second");
  EXPECT_EQ(repeat_of("c1"), "");
  story.resolved("c1", 60);
  story.opened("c1", 70, "", "third");
  EXPECT_EQ(repeat_of("c1"), "esc-c1 of c1");
  EXPECT_EQ(kpi().repeats(), 1);
  EXPECT_EQ(kpi().repeat_customers(), 0);
}

TEST_F(Repeats, NameTheLastOneBefore) {
  settled("c1", 0, 60);
  settled("c2", 100, 160);
  escalated("c3", 200);
  EXPECT_EQ(repeat_of("c3"), "esc-c2 of c2");
}

TEST_F(Repeats, AreSoughtBehindFalseAlarms) {
  settled("c1", 0, 60);
  false_alarms(99);
  escalated("c2", 1000);
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1");
}

TEST_F(Repeats, AreSoughtAmongTheHundredBeforeAlone) {
  settled("c1", 0, 60);
  false_alarms(100);
  escalated("c2", 1000);
  EXPECT_EQ(repeat_of("c2"), "");
}

TEST_F(Repeats, OpenedInOneInstantGoByTheirIds) {
  escalated("c2", 0);
  escalated("c1", 0);
  EXPECT_EQ(repeat_of("c1"), "");
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1");
}

TEST_F(Repeats, AreThoseOfWhomTheCaseIsKnownToBeAbout) {
  settled("c1", 0, 60);
  escalated("c2", kDay);
  story.customer = "mr-smith";
  story.says("c2", "this is not mrs jones", "", kDay + 1);
  EXPECT_EQ(repeat_of("c2"), "");
  EXPECT_EQ(kpi().repeats(), 0);
}

TEST_F(Repeats, AreOfOneReadAgainToo) {
  escalated("c1", 0);
  escalated("c2", kDay);
  story.withdrawn("c2", kDay + 10);
  model.reset();
  model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1") << "a repeat that was a false alarm is still told";
  EXPECT_EQ(kpi().repeat_customers(), 1);
}

TEST_F(Repeats, AreTheSameInWhateverOrderJournalsAreRead) {
  escalated("c2", kDay);
  settled("c1", 0, 60);
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1");
  EXPECT_EQ(repeat_of("c1"), "");
}

TEST_F(Repeats, AreKnownWhereTheCustomerIsHeardOfLater) {
  settled("c1", 0, 60);
  story.opened("c2", kDay);
  EXPECT_EQ(repeat_of("c2"), "");
  story.says("c2", "it is me again", "", kDay + 1);
  EXPECT_EQ(repeat_of("c2"), "esc-c1 of c1");
}

TEST_F(Repeats, AreShownWithTheCaseAndAmongTheFigures) {
  settled("c1", 0, 60);
  escalated("c2", kDay);
  const std::string text = render_case(model->find_case("default", "c2").value(), {});
  EXPECT_NE(text.find("    repeat of esc-c1, case c1\n"), std::string::npos) << text;
  const std::string figures = render_kpi(model->kpi({}).value());
  EXPECT_NE(figures.find("of 1 repeats 1 of another case of the customer\n"), std::string::npos)
      << figures;
}

TEST_F(Repeats, AreCountedOnce) {
  settled("c1", 0, 60);
  escalated("c2", kDay);
  story.acknowledged("c2", kDay + 10, "mia");
  const std::string text = registry.render();
  EXPECT_NE(text.find("escalon_repeat_escalations_total{team=\"billing\"} 1"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace escalon::insight
