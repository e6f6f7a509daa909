#include "escalon/insight/wallboard.hpp"

#include <gtest/gtest.h>

#include "escalon/insight/read_model.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "story_journal.hpp"

namespace escalon::insight {
namespace {

class OnTheWall : public testing::Test {
 protected:
  v1::GetWallboardResponse shown(const std::string& tenant = "", int limit = 0) {
    v1::GetWallboardRequest request;
    request.set_tenant(tenant);
    request.set_limit(limit);
    return wallboard->show(request).value();
  }
  void tell_team(const team::v1::TeamEvent& event, const std::string& key = "default/billing") {
    story.tell("team", event, key);
  }
  void comes(const std::string& person, const std::string& presence, int capacity) {
    team::v1::TeamEvent event;
    event.mutable_presence_changed()->set_person(person);
    event.mutable_presence_changed()->set_presence(presence);
    event.mutable_presence_changed()->set_capacity(capacity);
    tell_team(event, "default/supervisors");
  }
  void waits(const std::string& escalation, std::int64_t since_ms, const std::string& key) {
    team::v1::TeamEvent event;
    event.set_escalation_id(escalation);
    event.set_effective_at_ms(since_ms);
    event.mutable_enqueued();
    tell_team(event, key);
  }
  void assigned_to(const std::string& person) {
    auto event = story.escalation(kNoon + 2000);
    event.mutable_assigned()->set_person(person);
    story.tell("escalation", event);
  }

  testkit::TempDir dir;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  std::unique_ptr<ReadModel> model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  std::unique_ptr<Wallboard> wallboard =
      Wallboard::open(dir / "insight.db", [] { return absl::FromUnixMillis(kNoon); }).value();
  StoryJournal story{*model};
};

TEST_F(OnTheWall, AnEmptyMeshShowsNothing) {
  const auto board = shown();
  EXPECT_EQ(board.tenant(), "default");
  EXPECT_EQ(board.now(), "2023-11-15T12:00:00.000Z");
  EXPECT_EQ(board.open_cases() + board.escalations_size() + board.queues_size() +
                board.people_size() + board.due_size() + board.newest_entry(),
            0);
  EXPECT_EQ(board.policy(), "");
}

TEST_F(OnTheWall, OpenEscalationsAreCountedByTeamAndLevelUntilTheyAreResolved) {
  story.escalation_opened();
  auto board = shown();
  EXPECT_EQ(board.open_cases(), 1);
  EXPECT_EQ(board.cases_read(), 1);
  ASSERT_EQ(board.escalations_size(), 1);
  EXPECT_EQ(board.escalations(0).team(), "supervisors");
  EXPECT_EQ(board.escalations(0).level(), 1);
  EXPECT_EQ(board.escalations(0).open(), 1);
  EXPECT_EQ(board.escalations(0).unacknowledged(), 1);
  EXPECT_EQ(board.escalations(0).oldest_opened_at(), "2023-11-15T12:00:01.000Z");
  EXPECT_EQ(board.policy(), "policy1");
  EXPECT_EQ(board.newest_entry(), 1);
  auto acknowledged = story.escalation(kNoon + 3000);
  acknowledged.mutable_acknowledged();
  story.tell("escalation", acknowledged);
  EXPECT_EQ(shown().escalations(0).unacknowledged(), 0);
  story.escalation_resolved();
  board = shown();
  EXPECT_EQ(board.open_cases(), 0);
  EXPECT_EQ(board.escalations_size(), 0);
}

TEST_F(OnTheWall, QueuesSayHowManyWaitAndSinceWhenTheOldestDoes) {
  waits("esc2", kNoon + 5000, "default/billing");
  waits("esc1", kNoon, "default/billing");
  waits("esc3", kNoon, "acme/billing");
  const auto board = shown();
  ASSERT_EQ(board.queues_size(), 1);
  EXPECT_EQ(board.queues(0).team(), "billing");
  EXPECT_EQ(board.queues(0).depth(), 2);
  EXPECT_EQ(board.queues(0).oldest_since(), "2023-11-15T12:00:00.000Z");
  EXPECT_EQ(shown("acme").queues(0).depth(), 1);
}

TEST_F(OnTheWall, PeopleAreShownWithWhatTheyHaveUntilTheyGo) {
  story.escalation_opened();
  comes("grace", "present", 5);
  comes("hugo", "away", 3);
  assigned_to("grace");
  auto board = shown();
  ASSERT_EQ(board.people_size(), 2);
  EXPECT_EQ(board.people(0).person(), "grace");
  EXPECT_EQ(board.people(0).capacity(), 5);
  EXPECT_EQ(board.people(0).load(), 1);
  EXPECT_EQ(board.people(1).presence(), "away");
  EXPECT_EQ(board.people(1).load(), 0);
  comes("hugo", "offline", 3);
  EXPECT_EQ(shown().people_size(), 1);
  EXPECT_EQ(shown("acme").people_size(), 0);
}

TEST_F(OnTheWall, ClocksAreListedByTheirDueInstantUntilTheyStop) {
  story.customer_says("hello");
  story.clock(kNoon + 900'000, 0);
  auto board = shown();
  ASSERT_EQ(board.due_size(), 1);
  EXPECT_EQ(board.due(0).case_id(), "c1");
  EXPECT_EQ(board.due(0).clock(), "first_response");
  EXPECT_EQ(board.due(0).target(), "15m");
  EXPECT_EQ(board.due(0).due_at(), "2023-11-15T12:15:00.000Z");
  EXPECT_EQ(board.clocks_breached(), 0);
  story.clock(kNoon + 900'000, kNoon + 60'000);
  EXPECT_EQ(shown().due_size(), 0);
}

TEST_F(OnTheWall, AMissedClockThatRunsOnIsAmongTheBreached) {
  story.customer_says("hello");
  sla::v1::SlaEvent event;
  event.set_clock("first_response");
  event.set_run_number(1);
  event.set_effective_at_ms(kNoon + 900'000);
  event.mutable_breached();
  auto& run = *event.mutable_run();
  run.set_run(1);
  run.set_clock("first_response");
  run.set_started_at_ms(kNoon);
  run.set_due_at_ms(kNoon + 900'000);
  run.set_breach_id("breach1");
  story.tell("sla", event);
  const auto board = shown();
  EXPECT_EQ(board.due_size(), 0);
  EXPECT_EQ(board.clocks_breached(), 1);
  ASSERT_EQ(board.breached_size(), 1);
  EXPECT_EQ(board.breached(0).due_at(), "2023-11-15T12:15:00.000Z");
}

TEST_F(OnTheWall, OfManyClocksThoseThatAreDueFirstAreListed) {
  for (int number = 9; number > 0; --number) {
    sla::v1::SlaEvent event;
    event.set_clock("first_response");
    event.set_run_number(1);
    event.set_effective_at_ms(kNoon);
    event.mutable_started();
    auto& run = *event.mutable_run();
    run.set_run(1);
    run.set_clock("first_response");
    run.set_started_at_ms(kNoon);
    run.set_due_at_ms(kNoon + number * 1000);
    story.tell("sla", event, "default/c" + std::to_string(number));
  }
  const auto board = shown("", 3);
  ASSERT_EQ(board.due_size(), 3);
  EXPECT_EQ(board.due(0).case_id(), "c1");
  EXPECT_EQ(board.due(2).case_id(), "c3");
}

TEST_F(OnTheWall, ALimitThatIsNoneIsRefused) {
  for (const int wrong : {-1, 101}) {
    v1::GetWallboardRequest request;
    request.set_limit(wrong);
    EXPECT_EQ(wallboard->show(request).error().kind, Error::Kind::kInvalid) << wrong;
  }
}

TEST_F(OnTheWall, AFileThatIsNoReadModelIsRefused) {
  const auto refused = Wallboard::open(dir / "other.db", nullptr);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("must be open"), std::string::npos);
}

}  // namespace
}  // namespace escalon::insight
