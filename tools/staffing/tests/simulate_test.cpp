#include "escalon/staffing/simulate.hpp"

#include <gtest/gtest.h>

#include "told_days.hpp"

namespace escalon::staffing {
namespace {

/// A team `desk` whose people have one call at a time, in the order of arrival.
queue::QueuePolicy desk_policy() {
  queue::QueuePolicy policy;
  policy.teams["desk"].by_age = true;
  return policy;
}

Outcome run(const Day& day, const queue::QueuePolicy& policy = desk_policy(), int wrap_up = 0,
            int more_people = 0) {
  const Patience patience({&day});
  const std::vector<absl::Duration> services{absl::Seconds(60)};
  return simulate(day, {.policy = policy,
                        .team = "desk",
                        .target = absl::Seconds(20),
                        .wrap_up = absl::Seconds(wrap_up),
                        .patience = patience,
                        .services = services,
                        .more_people = more_people});
}

TEST(Simulate, AnswersAtOnceWhileSomebodyIsFree) {
  const Outcome outcome = run(day_of({served("a", 0, 99, 30), served("b", 60, 99, 30)}));
  EXPECT_EQ(outcome.answered, 2);
  EXPECT_EQ(outcome.mean_wait(), absl::ZeroDuration()) << "what is on record is not looked at";
  EXPECT_DOUBLE_EQ(outcome.in_time_share(), 1);
}

TEST(Simulate, LetsCallsWaitForTheEndOfTheOneBefore) {
  const Outcome outcome = run(day_of({served("a", 0, 0, 60), served("b", 10, 0, 60)}));
  EXPECT_EQ(outcome.mean_wait(), absl::Seconds(25)) << "b waits 50 s";
  EXPECT_EQ(outcome.answered_in_time, 1);
}

TEST(Simulate, KeepsPeopleBusyWithWhatFollowsACall) {
  const Day day = day_of({served("a", 0, 0, 60), served("b", 10, 0, 60)});
  EXPECT_EQ(run(day, desk_policy(), 30).mean_wait(), absl::Seconds(40));
}

TEST(Simulate, LetsCustomersGiveUpAsTheyDid) {
  const Day day = day_of({served("a", 0, 0, 60), gave_up("b", 10, 49)});
  EXPECT_EQ(run(day).gave_up, 1);
  const Day patient = day_of({served("a", 0, 0, 60), gave_up("b", 10, 51)});
  EXPECT_EQ(run(patient).gave_up, 0) << "who is answered by then does not";
  EXPECT_EQ(run(patient).answered, 2);
}

TEST(Simulate, DrawsThePatienceOfAllWhereItIsToldTo) {
  const Day day = day_of({served("a", 0, 0, 60), gave_up("b", 10, 49), gave_up("c", 20, 300)});
  const Day fitted = day_of({gave_up("x", 0, 5)});
  const Patience impatient({&fitted});
  const queue::QueuePolicy policy = desk_policy();
  const std::vector<absl::Duration> services{absl::Seconds(60)};
  Assumptions assumptions{.policy = policy,
                          .team = "desk",
                          .target = absl::Seconds(20),
                          .wrap_up = absl::ZeroDuration(),
                          .patience = impatient,
                          .services = services};
  EXPECT_EQ(simulate(day, assumptions).gave_up, 1) << "c waits for five minutes on record";
  assumptions.all_patience_drawn = true;
  EXPECT_EQ(simulate(day, assumptions).gave_up, 2);
}

TEST(Simulate, GivesCallsToNobodyWhoIsAway) {
  Day day = day_of({served("a", 0, 0, 60)});
  day.presences = {{"ann", at(300), at(400)}};
  EXPECT_EQ(run(day).mean_wait(), absl::Seconds(300)) << "ann is there after five minutes";
}

TEST(Simulate, LetsPeopleFinishWhatTheyHaveWhenTheyGo) {
  Day day = day_of({served("a", 0, 0, 60), served("b", 10, 0, 60)});
  day.presences = {{"ann", at(0), at(30)}, {"bob", at(100), at(200)}};
  EXPECT_EQ(run(day).mean_wait(), absl::Seconds(45)) << "b waits for bob, 90 s";
}

TEST(Simulate, GoesByThePolicyOfTheTeam) {
  Day day = day_of({served("a", 0, 0, 60), served("b", 10, 0, 60), served("vip", 20, 0, 60)});
  day.calls[2].priority = 1;
  queue::QueuePolicy policy = desk_policy();
  policy.teams["desk"].credit = {{1, absl::Seconds(90)}};
  const Outcome plain = run(day);
  const Outcome credited = run(day, policy);
  EXPECT_EQ(plain.waited, credited.waited) << "somebody waits in any case";
  EXPECT_EQ(credited.answered, 3);
}

TEST(Simulate, ShowsWhatOneMoreWouldDo) {
  const Day day = day_of({served("a", 0, 0, 60), served("b", 10, 0, 60)});
  EXPECT_EQ(run(day, desk_policy(), 0, 1).mean_wait(), absl::ZeroDuration());
}

TEST(Recorded, CountsWhatIsOnRecord) {
  const Outcome outcome =
      recorded(day_of({served("a", 0, 20, 60), served("b", 1, 21, 60), gave_up("c", 2, 5)}),
               absl::Seconds(20));
  EXPECT_EQ(outcome.answered, 2);
  EXPECT_EQ(outcome.answered_in_time, 1);
  EXPECT_EQ(outcome.gave_up, 1);
  EXPECT_EQ(outcome.waited, absl::Seconds(41));
}

}  // namespace
}  // namespace escalon::staffing
