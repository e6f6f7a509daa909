#include <gtest/gtest.h>

#include "escalon/insight/canonical_case.hpp"
#include "escalon/insight/case_text.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "resolved_story.hpp"

namespace escalon::insight {
namespace {

class Knowledge : public testing::Test {
 protected:
  // Two settled cases about parcels, one about a bill.
  void settle() {
    resolved_case("p1", "My parcel never left the depot in Leeds", "delivery", "lost at the depot",
                  1);
    resolved_case("p2", "the parcel came but it was wet", "delivery", "rain", 2);
    resolved_case("b1", "The invoice shows a fee twice", "billing", "two contracts", 3);
  }
  void resolved_case(const std::string& id, const std::string& words, const std::string& intent,
                     const std::string& root_cause, int second) {
    story.says(id, words, intent);
    story.opened(id, second, words);
    story.acknowledged(id, second + 1, "mia");
    story.resolved(id, second + 100, "solved", root_cause);
  }
  std::vector<std::string> similar_ids(const std::string& case_id, const std::string& tenant = "",
                                       int limit = 0) {
    v1::FindSimilarRequest request;
    request.set_case_id(case_id);
    request.set_tenant(tenant);
    request.set_limit(limit);
    std::vector<std::string> ids;
    const auto found = model->find_similar(request);
    for (const auto& similar : found.value().similar()) {
      ids.push_back(similar.resolved().case_id());
    }
    return ids;
  }
  v1::SimilarCase nearest(const std::string& case_id) {
    v1::FindSimilarRequest request;
    request.set_case_id(case_id);
    return model->find_similar(request).value().similar(0);
  }

  testkit::TempDir dir;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  std::unique_ptr<ReadModel> model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  ResolvedStory story{*model};
};

TEST_F(Knowledge, FindsTheNearestByWordsAndIntentAndSaysWhy) {
  settle();
  story.says("new", "Where is my parcel? It is at the depot for a week", "delivery");
  EXPECT_EQ(similar_ids("new"), (std::vector<std::string>{"p1", "p2"}));
  const v1::SimilarCase found = nearest("new");
  EXPECT_EQ(found.resolved().root_cause(), "lost at the depot");
  EXPECT_EQ(found.resolved().outcome(), "solved");
  EXPECT_EQ(found.resolved().person(), "mia");
  EXPECT_EQ(found.resolved().tried(0), "restarted it");
  ASSERT_GE(found.reasons_size(), 2);
  EXPECT_EQ(found.reasons(0), "same intent delivery");
  EXPECT_EQ(found.reasons(1), "words depot, parcel, the");
}

TEST_F(Knowledge, FindsByWordsWithoutAnIntentAndByIntentWithoutWords) {
  settle();
  story.says("words", "parcel depot");
  EXPECT_EQ(similar_ids("words").front(), "p1");
  story.says("intent", "hm", "billing");
  EXPECT_EQ(similar_ids("intent"), (std::vector<std::string>{"b1"}));
  story.says("nothing", "xylophone");
  EXPECT_TRUE(similar_ids("nothing").empty());
}

TEST_F(Knowledge, KnowsOnlyWhatIsResolved) {
  settle();
  story.says("new", "parcel at the depot", "delivery");
  story.reopened("p1", 500);
  EXPECT_EQ(similar_ids("new"), (std::vector<std::string>{"p2"}));
  story.resolved("p1", 600, "refused");
  EXPECT_EQ(nearest("new").resolved().outcome(), "refused");
}

TEST_F(Knowledge, KeepsTenantsApart) {
  settle();
  story.tenant = "acme";
  story.says("new", "parcel at the depot", "delivery");
  EXPECT_TRUE(similar_ids("new", "acme").empty());
  resolved_case("a1", "parcel in the depot", "delivery", "strike", 5);
  EXPECT_EQ(similar_ids("new", "acme"), (std::vector<std::string>{"a1"}));
  EXPECT_EQ(similar_ids("p1"), (std::vector<std::string>{"p2"})) << "and never the case itself";
}

TEST_F(Knowledge, ListsWhatSaysTheSameOnceTheNewestOfThem) {
  for (const std::string id : {"p1", "p2", "p3"}) {
    resolved_case(id, "the parcel is late", "delivery", "strike", id.back() - '0');
  }
  resolved_case("p4", "the parcel is late", "delivery", "storm", 1);
  story.says("new", "late parcel", "delivery");
  EXPECT_EQ(similar_ids("new"), (std::vector<std::string>{"p3", "p4"}));
  EXPECT_EQ(nearest("new").times(), 3);
}

TEST_F(Knowledge, GivesTheSameWhateverTheOrderOfTheJournals) {
  story.opened("p1", 1, "my parcel is lost");
  story.resolved("p1", 2, "solved", "depot");
  story.says("new", "hello", "delivery");
  EXPECT_TRUE(similar_ids("new").empty()) << "the intent of p1 is not yet known";
  story.says("p1", "my parcel is lost", "delivery");
  EXPECT_EQ(similar_ids("new"), (std::vector<std::string>{"p1"}));
}

TEST_F(Knowledge, TakesWordsAsTheyAreHoweverTheyLook) {
  resolved_case("p1", "\"quotes\" AND (NEAR) issue:* parcel", "", "it", 1);
  story.says("new", "\"NEAR\" ) OR parcel* -x ^", "weird\"intent");
  EXPECT_EQ(similar_ids("new"), (std::vector<std::string>{"p1"}));
}

TEST_F(Knowledge, RefusesUnknownCasesAndLimits) {
  v1::FindSimilarRequest request;
  request.set_case_id("nobody");
  EXPECT_EQ(model->find_similar(request).error().kind, Error::Kind::kNotFound);
  request.set_limit(51);
  EXPECT_EQ(model->find_similar(request).error().kind, Error::Kind::kInvalid);
  settle();
  story.says("new", "parcel", "delivery");
  EXPECT_EQ(similar_ids("new", "", 1).size(), 1U);
}

TEST_F(Knowledge, StandsBesideAnOpenEscalationAlone) {
  settle();
  story.says("new", "parcel at the depot", "delivery");
  EXPECT_EQ(model->find_case("", "new")->similar_size(), 0);
  story.opened("new", 700, "parcel at the depot");
  const auto view = model->find_case("", "new").value();
  ASSERT_EQ(view.similar_size(), 2);
  const std::string text = render_case(view, {});
  EXPECT_NE(text.find("what worked in similar cases\np1  "), std::string::npos) << text;
  EXPECT_NE(text.find("    cause lost at the depot\n"), std::string::npos) << text;
  EXPECT_EQ(canonical_json(view).find("lost at the depot"), std::string::npos)
      << "two runs may know different cases";
  story.resolved("new", 800);
  EXPECT_EQ(model->find_case("", "new")->similar_size(), 0);
}

}  // namespace
}  // namespace escalon::insight
