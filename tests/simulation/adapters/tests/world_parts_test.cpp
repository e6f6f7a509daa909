#include "escalon/journal/stage.hpp"
#include "escalon/simulated/clock.hpp"
#include "escalon/simulated/executor.hpp"
#include "escalon/simulated/ownership.hpp"
#include "inbox.hpp"

namespace escalon::simulated {
namespace {

using absl::Milliseconds;
using absl::Minutes;
using absl::Seconds;

const journal::StagePartition kAt{"stage", 0};
const absl::Time kOrigin = absl::FromUnixSeconds(1'700'000'000);

TEST(SimulatedClock, WakesOnceForTheEarliestInstantAndNeverBefore) {
  Scheduler scheduler(1);
  SimulatedClock clock(Process(scheduler, "p"), kOrigin);
  Inbox inbox;
  clock.wake_at(kOrigin + Seconds(10), inbox);
  clock.wake_at(kOrigin + Seconds(5), inbox);
  clock.wake_at(kOrigin + Seconds(7), inbox);
  while (inbox.messages.empty()) {
    ASSERT_TRUE(scheduler.step());
  }
  EXPECT_GE(clock.trusted().now, kOrigin + Seconds(5));
  EXPECT_LT(clock.trusted().now, kOrigin + Seconds(6));
  scheduler.run_until(Minutes(1));
  EXPECT_EQ(inbox.messages.size(), 1U) << "the later instants were replaced";
  clock.wake_at(kOrigin, inbox);
  scheduler.run_until(Minutes(2));
  EXPECT_EQ(inbox.messages.size(), 2U) << "an instant that has passed wakes at once";
}

TEST(SimulatedClock, WakesForSteadyTimeApart) {
  Scheduler scheduler(1);
  SimulatedClock clock(Process(scheduler, "p"), kOrigin, Seconds(-30));
  Inbox inbox;
  clock.wake_at(kOrigin, inbox);
  clock.wake_at_steady(Seconds(5), inbox);
  scheduler.run_until(Seconds(10));
  EXPECT_EQ(inbox.messages.size(), 1U);
  scheduler.run_until(Seconds(40));
  EXPECT_EQ(inbox.messages.size(), 2U);
}

TEST(SimulatedClock, IsNotTrustedUntilAStepHasBeenUndoneForTenSeconds) {
  Scheduler scheduler(1);
  SimulatedClock clock(Process(scheduler, "p"), kOrigin);
  clock.step(Seconds(1), Seconds(5));
  EXPECT_TRUE(clock.trusted().trusted) << "a small step is slewed";
  const absl::Time before = clock.trusted().now;
  clock.step(-Seconds(3600), Seconds(5));
  EXPECT_FALSE(clock.trusted().trusted);
  EXPECT_EQ(clock.trusted().now, before) << "trusted time never steps";
  scheduler.run_until(Seconds(14));
  EXPECT_FALSE(clock.trusted().trusted);
  scheduler.run_until(Seconds(16));
  EXPECT_TRUE(clock.trusted().trusted);
}

TEST(SimulatedOwnership, TellsTheNewOwnerAndTheFormerOne) {
  Scheduler scheduler(1);
  Registrar registrar(scheduler);
  const Process one(scheduler, "one");
  const Process two(scheduler, "two");
  SimulatedOwnership of_one(registrar, one);
  SimulatedOwnership of_two(registrar, two);
  Inbox first;
  Inbox second;
  registrar.assign(kAt, one);
  of_one.follow("stage", first);
  of_two.follow("stage", second);
  scheduler.run_until(Seconds(1));
  EXPECT_EQ(first.all<journal::Assigned>().size(), 1U);
  EXPECT_TRUE(second.messages.empty());
  registrar.assign(kAt, two);
  scheduler.run_until(Seconds(2));
  EXPECT_EQ(first.all<journal::Revoked>().size(), 1U);
  EXPECT_EQ(second.all<journal::Assigned>().size(), 1U);
}

TEST(SimulatedOwnership, LeavesAFormerOwnerInItsBeliefUntilItAsks) {
  Scheduler scheduler(1);
  Registrar registrar(scheduler);
  const Process one(scheduler, "one");
  const Process two(scheduler, "two");
  SimulatedOwnership of_one(registrar, one);
  Inbox first;
  registrar.assign(kAt, one);
  of_one.follow("stage", first);
  scheduler.run_until(Seconds(1));
  registrar.assign(kAt, two, false);
  scheduler.run_until(Seconds(2));
  EXPECT_EQ(first.messages.size(), 1U) << "two owners";
  of_one.confirm(kAt, first);
  scheduler.run_until(Seconds(3));
  EXPECT_EQ(first.all<journal::NotOwner>().size(), 1U);
}

TEST(SimulatedExecutor, RecordsEveryAttemptAndTellsItsOutcome) {
  Scheduler scheduler(1);
  Faults faults{Random(1)};
  Outside outside(scheduler, faults, [](const journal::EffectRequest& request, bool delivered) {
    return request.effect_id + (delivered ? " delivered" : " failed");
  });
  Process process(scheduler, "p");
  SimulatedExecutor executor(outside, process);
  Inbox inbox;
  executor.execute({kAt, Key("default/a"), "effect", 1, nullptr}, inbox);
  EXPECT_TRUE(outside.executed().empty());
  scheduler.run_until(Seconds(1));
  ASSERT_EQ(inbox.all<journal::EffectOutcome>().size(), 1U);
  EXPECT_EQ(inbox.all<journal::EffectOutcome>()[0].payload, "effect delivered");
  faults.set_rate(Fault::kEffectFailed, 1);
  executor.execute({kAt, Key("default/a"), "effect", 2, nullptr}, inbox);
  scheduler.run_until(Seconds(2));
  EXPECT_EQ(inbox.all<journal::EffectOutcome>()[1].payload, "effect failed");
  ASSERT_EQ(outside.executed().size(), 2U);
  EXPECT_EQ(outside.executed()[1].attempt, 2U);
  EXPECT_FALSE(outside.executed()[1].delivered);
}

TEST(SimulatedExecutor, MayHaveReachedTheOutsideBeforeItsProcessDied) {
  bool reached = false;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Scheduler scheduler(seed);
    Faults faults{Random(seed)};
    Outside outside(scheduler, faults, [](const auto&, bool) { return std::string(); });
    Process process(scheduler, "p");
    SimulatedExecutor executor(outside, process);
    Inbox inbox;
    executor.execute({kAt, Key("default/a"), "effect", 1, nullptr}, inbox);
    scheduler.run_until(Milliseconds(150));
    process.kill();
    scheduler.run_until(Seconds(1));
    reached = reached || (!outside.executed().empty() && inbox.messages.empty());
  }
  EXPECT_TRUE(reached);
}

}  // namespace
}  // namespace escalon::simulated
