#include "escalon/insight/read_model.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <thread>

#include "escalon/base/trace_context.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "story_journal.hpp"

namespace escalon::insight {
namespace {

class ReadModelStory : public testing::Test {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    model.reset();
    model = ReadModel::open(dir / "insight.db", metrics,
                            [](const sla::v1::ClockRun& run, const std::string& policy) {
                              return std::vector<std::string>{run.target() + " by " + policy};
                            })
                .value();
  }

  testkit::TempDir dir;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  std::unique_ptr<ReadModel> model;
};

TEST_F(ReadModelStory, GivenUpWhileItCannotBeWrittenEndsAndIsFoldedAgainByTheNextStart) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((dir / "insight.db").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  std::jthread folding([&] { StoryJournal(*model).customer_says("is anybody there?"); });
  model->give_up();
  folding.join();
  EXPECT_EQ(sqlite3_close(other), SQLITE_OK);
  EXPECT_EQ(model->start_of({"classified", 0}).next, 0U);
  reopen();
  StoryJournal(*model).customer_says("is anybody there?");
  EXPECT_EQ(model->find_case("", "c1")->timeline_size(), 1);
}

TEST_F(ReadModelStory, ACaseHasItsClocksEscalationsAndTimelineInOrder) {
  StoryJournal story(*model);
  story.escalation_opened();
  story.customer_says("this is terrible");
  story.clock(kNoon + 900'000, 0);
  const auto view = model->find_case("", "c1");
  ASSERT_TRUE(view.ok());
  EXPECT_EQ(view->tenant(), "default");
  EXPECT_EQ(view->channel(), "chat");
  ASSERT_EQ(view->clocks_size(), 1);
  EXPECT_EQ(view->clocks(0).verdict(), "running");
  EXPECT_EQ(view->clocks(0).due_at(), "2023-11-15T12:15:00.000Z");
  EXPECT_EQ(view->clocks(0).explanation(0), "15m by policy1");
  ASSERT_EQ(view->escalations_size(), 1);
  ASSERT_EQ(view->timeline_size(), 3);
  EXPECT_EQ(view->timeline(0).what(), "customer_message");
  EXPECT_EQ(view->timeline(2).what(), "escalation_opened");
  EXPECT_EQ(view->timeline(2).position(), "escalation/0/0");
}

TEST_F(ReadModelStory, EachEntryNamesItsTraceWhichIsTheCasesWhereNoneWasGiven) {
  StoryJournal story(*model);
  story.customer_says("hello");
  story.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  story.customer_says("is anybody there?");
  const auto view = model->find_case("", "c1");
  ASSERT_TRUE(view.ok());
  ASSERT_EQ(view->timeline_size(), 2);
  EXPECT_EQ(view->timeline(0).trace_id(), trace_id_of("", make_key("default", "c1")));
  EXPECT_EQ(view->timeline(1).trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST_F(ReadModelStory, AnErrorOfTheFileLeavesNothingOfTheQuestionToTheNextOne) {
  StoryJournal story(*model);
  const std::string longer = "a case of a longer name";
  classification::v1::ClassificationEvent event;
  event.mutable_classified()->mutable_contact()->mutable_customer_message()->set_text("hello");
  story.tell("classified", event, "default/c1");
  story.tell("classified", event, "default/" + longer);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((dir / "insight.db").c_str(), &other), SQLITE_OK);
  const auto change = [&](const char* sql) {
    EXPECT_EQ(sqlite3_exec(other, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  };
  change("ALTER TABLE timeline RENAME TO kept");
  change("CREATE VIEW timeline AS SELECT abs(entry) AS entry, key, item FROM kept");
  EXPECT_EQ(model->find_case("", "c1")->timeline_size(), 1);
  change("INSERT INTO kept SELECT -9223372036854775807 - 1, key, item FROM kept WHERE entry = 1");
  EXPECT_THROW((void)model->find_case("", "c1"), std::runtime_error) << "an integer overflow";
  change("DELETE FROM kept WHERE entry < 0");
  EXPECT_EQ(model->find_case("", longer)->timeline_size(), 1);
  EXPECT_EQ(sqlite3_close(other), SQLITE_OK);
}

TEST_F(ReadModelStory, AnUnknownCaseIsNotFound) {
  const auto view = model->find_case("default", "nobody");
  ASSERT_FALSE(view.ok());
  EXPECT_EQ(view.error().kind, Error::Kind::kNotFound);
}

TEST_F(ReadModelStory, KeepsWhereItStandsOverRestarts) {
  StoryJournal(*model).escalation_opened();
  reopen();
  EXPECT_EQ(model->start_of({"escalation", 0}).next, 1U);
  EXPECT_EQ(model->start_of({"escalation", 0}).fold.seq(), 1U);
  EXPECT_EQ(model->start_of({"sla", 0}).next, 0U);
  EXPECT_TRUE(model->find_case("", "c1").ok());
  EXPECT_EQ(model->newest_entry(), 1);
  EXPECT_EQ(model->last_decided_at(), absl::FromUnixMillis(kNoon));
}

TEST_F(ReadModelStory, CountsOpenCases) {
  StoryJournal story(*model);
  EXPECT_EQ(model->open_cases().count, 0);
  story.escalation_opened();
  EXPECT_EQ(model->open_cases().count, 1);
  EXPECT_EQ(absl::ToUnixMillis(model->open_cases().since), kNoon + 1000);
  story.escalation_resolved();
  EXPECT_EQ(model->open_cases().count, 0);
  EXPECT_NE(registry.render().find(R"(escalon_cases{state="open"} 0)"), std::string::npos);
}

TEST_F(ReadModelStory, AQuestionCanWaitForAPosition) {
  StoryJournal story(*model);
  EXPECT_EQ(model->wait_for("escalation/0/0", absl::ZeroDuration()).error().kind,
            Error::Kind::kUnavailable);
  std::jthread writer([&] { story.escalation_opened(); });
  EXPECT_TRUE(model->wait_for("escalation/0/0", absl::Minutes(1)).ok());
}

TEST_F(ReadModelStory, APositionThatIsNoneIsRefused) {
  for (const char* position :
       {"", "escalation", "escalation/0", "escalation/x/1", "/0/1", "weather/0/1"}) {
    EXPECT_EQ(model->wait_for(position, absl::ZeroDuration()).error().kind, Error::Kind::kInvalid)
        << position;
  }
}

TEST_F(ReadModelStory, WatchersSeeEntriesByTenantAndCase) {
  StoryJournal story(*model);
  story.customer_says("hello");
  story.escalation_opened();
  v1::WatchRequest all;
  EXPECT_EQ(model->entries_after(all, 0, 10).size(), 2U);
  EXPECT_EQ(model->entries_after(all, 1, 10).size(), 1U);
  v1::WatchRequest other;
  other.set_case_id("c2");
  EXPECT_TRUE(model->entries_after(other, 0, 10).empty());
  model->wait_for_entry(1, absl::Hours(1));
}

TEST_F(ReadModelStory, KnowsTheDepthOfQueuesOverRestarts) {
  StoryJournal story(*model);
  team::v1::TeamEvent event;
  event.set_case_id("c1");
  event.set_escalation_id("esc1");
  event.mutable_enqueued()->set_priority(1);
  story.tell("team", event, "default/billing");
  story.tell("team", event, "default/billing");
  EXPECT_NE(registry.render().find(R"(escalon_queue_depth{team="billing"} 1)"), std::string::npos);
  reopen();
  EXPECT_NE(registry.render().find(R"(escalon_queue_depth{team="billing"} 1)"), std::string::npos);
  event.mutable_offered()->set_person("mia");
  StoryJournal(*model).tell("team", event, "default/billing");
  EXPECT_NE(registry.render().find(R"(escalon_queue_depth{team="billing"} 0)"), std::string::npos);
}

TEST_F(ReadModelStory, KnowsSinceWhenTheOldestOfAQueueWaitsOverRestarts) {
  StoryJournal story(*model);
  team::v1::TeamEvent event;
  const auto tell = [&](const std::string& escalation, std::int64_t at_ms) {
    event.set_escalation_id(escalation);
    event.set_effective_at_ms(at_ms);
    event.mutable_enqueued();
    story.tell("team", event, "default/billing");
  };
  const auto oldest = [&](const std::string& value) {
    return registry.render().find(R"(escalon_queue_oldest_timestamp_seconds{team="billing"} )" +
                                  value + "\n") != std::string::npos;
  };
  tell("late", kNoon + 5000);
  EXPECT_TRUE(oldest("1700049605")) << registry.render();
  tell("early", kNoon);
  EXPECT_TRUE(oldest("1700049600")) << registry.render();
  event.mutable_offered();
  story.tell("team", event, "default/billing");
  EXPECT_TRUE(oldest("1700049605")) << registry.render();
  metrics.queue_oldest.set("billing", 0);
  reopen();
  EXPECT_TRUE(oldest("1700049605")) << registry.render();
  event.set_escalation_id("late");
  StoryJournal(*model).tell("team", event, "default/billing");
  EXPECT_TRUE(oldest("0")) << registry.render();
}

TEST_F(ReadModelStory, TwoTenantsMayHaveTeamsOfOneName) {
  StoryJournal story(*model);
  team::v1::TeamEvent event;
  event.set_escalation_id("esc1");
  event.mutable_enqueued();
  story.tell("team", event, "north/billing");
  story.tell("team", event, "south/billing");
  EXPECT_NE(registry.render().find(R"(escalon_queue_depth{team="billing"} 2)"), std::string::npos);
  event.mutable_released();
  story.tell("team", event, "north/billing");
  EXPECT_NE(registry.render().find(R"(escalon_queue_depth{team="billing"} 1)"), std::string::npos);
}

TEST_F(ReadModelStory, ShowsWhatMayBeCountedBeforeItIs) {
  StoryJournal story(*model);
  story.clock(kNoon + 900'000, 0);
  notification::v1::NotificationEvent event;
  event.set_notification_id("n1");
  event.mutable_planned()->set_channel("sms");
  story.tell("notification", event);
  const std::string shown = registry.render();
  for (const char* line : {R"(escalon_breaches_total{clock="first_response"} 0)",
                           R"(escalon_breaches_withdrawn_total{clock="first_response"} 0)",
                           R"(escalon_dead_letters_total{stage="classifier"} 0)",
                           R"(escalon_notifications_total{channel="sms",result="given_up"} 0)"}) {
    EXPECT_NE(shown.find(line), std::string::npos) << line << "\n" << shown;
  }
}

TEST_F(ReadModelStory, CountsWhatHappens) {
  StoryJournal story(*model);
  story.customer_says("hello");
  story.escalation_opened();
  const std::string metrics_text = registry.render();
  EXPECT_NE(metrics_text.find(R"(escalon_contact_events_total{channel="chat"} 1)"),
            std::string::npos);
  EXPECT_NE(
      metrics_text.find(R"(cause="conflict",level="1",team="supervisors",type="hierarchical"} 1)"),
      std::string::npos);
  EXPECT_NE(metrics_text.find(R"(escalon_decisions_total{stage="classifier"} 1)"),
            std::string::npos);
}

TEST_F(ReadModelStory, CountsADeliveryByItsChannelThoughItWasPlannedBeforeARestart) {
  notification::v1::NotificationEvent event;
  event.set_notification_id("n1");
  event.mutable_planned()->set_channel("sms");
  StoryJournal(*model).tell("notification", event);
  reopen();
  StoryJournal story(*model);
  event.mutable_attempt_failed();
  story.tell("notification", event);
  event.mutable_delivered();
  story.tell("notification", event);
  const std::string shown = registry.render();
  for (const char* line :
       {R"(escalon_notifications_total{channel="sms",result="attempt_failed"} 1)",
        R"(escalon_notifications_total{channel="sms",result="delivered"} 1)"}) {
    EXPECT_NE(shown.find(line), std::string::npos) << line << "\n" << shown;
  }
}

TEST_F(ReadModelStory, AFileThatCannotBeOpenedIsSaidWithTheRemedy) {
  const auto refused = ReadModel::open(dir / "no/such/folder/insight.db", metrics, nullptr);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("rebuilt from the log"), std::string::npos);
}

TEST_F(ReadModelStory, SaysWhenItHasCaughtUp) {
  EXPECT_FALSE(model->caught_up_with({{"sla", 0}}));
  model->caught_up({"sla", 0});
  EXPECT_TRUE(model->caught_up_with({{"sla", 0}}));
}

}  // namespace
}  // namespace escalon::insight
