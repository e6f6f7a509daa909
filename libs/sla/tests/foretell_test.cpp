#include "escalon/sla/foretell.hpp"

#include "case_story.hpp"

namespace escalon::sla {
namespace {

CaseStory started(Teller& teller, SlaPolicy policy = policy_of({resolution()})) {
  CaseStory story(std::move(policy));
  story.tell(teller.started(minute(0)));
  return story;
}

TEST(Foretell, SaysWhereADueInstantMoves) {
  Teller teller;
  const CaseStory story = started(teller);
  const auto changes = foretell(story.state(), minute(10), two_hours());
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].before.target(), "8h");
  EXPECT_EQ(changes[0].before.due_at_ms(), to_ms(minute(480)));
  EXPECT_EQ(changes[0].after.target(), "2h");
  EXPECT_EQ(changes[0].after.due_at_ms(), to_ms(minute(120)));
  EXPECT_TRUE(changes[0].due_moves);
  EXPECT_FALSE(changes[0].breached_at_once || changes[0].begins || changes[0].loses_target ||
               changes[0].breach_withdrawn);
}

TEST(Foretell, SaysWhatWouldBeBreachedAtOnceFromItsDueInstantOn) {
  Teller teller;
  const CaseStory story = started(teller);
  EXPECT_FALSE(foretell(story.state(), minute(120) - absl::Milliseconds(1), two_hours())
                   .at(0)
                   .breached_at_once);
  EXPECT_TRUE(foretell(story.state(), minute(120), two_hours()).at(0).breached_at_once);
}

TEST(Foretell, SaysWhichBreachWouldBeTakenBack) {
  Teller teller;
  CaseStory story = started(teller, two_hours());
  story.wait_until(minute(130));
  const auto changes = foretell(story.state(), minute(130), policy_of({resolution()}, "v3"));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_TRUE(changes[0].breach_withdrawn);
  EXPECT_FALSE(changes[0].breached_at_once);
}

TEST(Foretell, SaysWhichClockWouldBeginAndWhichWouldRunOnWithoutATarget) {
  Teller teller;
  CaseStory story = started(teller);
  story.tell(teller.customer(minute(5)));
  const auto changes = foretell(story.state(), minute(20), policy_of({next_response()}, "v2"));
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].after.clock(), "next_response");
  EXPECT_TRUE(changes[0].begins);
  EXPECT_EQ(changes[0].after.due_at_ms(), to_ms(minute(35)));
  EXPECT_EQ(changes[1].after.clock(), "resolution");
  EXPECT_TRUE(changes[1].loses_target);
  EXPECT_EQ(changes[1].after.due_at_ms(), 0);
}

TEST(Foretell, SaysNothingWhereNothingChanges) {
  Teller teller;
  CaseStory story = started(teller);
  EXPECT_TRUE(foretell(story.state(), minute(10), policy_of({resolution()}, "v2")).empty());
  story.adopt(two_hours());
  EXPECT_TRUE(foretell(story.state(), minute(10), two_hours()).empty());
  EXPECT_TRUE(foretell({}, minute(10), two_hours()).empty());
}

TEST(Foretell, IsWhatHappensThen) {
  Teller teller;
  CaseStory story = started(teller);
  story.tell(teller.customer(minute(5)));
  story.tell(teller.status(minute(10), "waiting"));
  story.wait_until(minute(20));
  const SlaPolicy next = policy_of({two_hours().clocks[0], next_response()}, "v2");
  const auto changes = foretell(story.state(), minute(20), next);
  story.adopt(next);
  ASSERT_EQ(changes.size(), 2U);
  for (const ForetoldChange& change : changes) {
    const auto& runs = story.state().runs();
    const auto found = std::find_if(runs.begin(), runs.end(), [&](const ClockRun& run) {
      return run.run() == change.after.run();
    });
    ASSERT_NE(found, runs.end());
    EXPECT_EQ(found->SerializeAsString(), change.after.SerializeAsString());
  }
}

}  // namespace
}  // namespace escalon::sla
