// Each rule of the stage protocol under the one fault that it holds off, on the two counter stages.
// The world checks every invariant on the raw logs and views and compares with the mesh that never
// fails.

#include <gtest/gtest.h>

#include "counter/counter_mesh.hpp"
#include "domain/domain_mesh.hpp"
#include "world/world.hpp"

namespace escalon::simulation {
namespace {

using simulated::Fault;

constexpr std::uint64_t kSchedules = 25;
constexpr int kInputs = 120;

/// Runs schedules in which only `fault` strikes; returns how often it did.
std::uint64_t hold_against(Fault fault, journal::OwnerStatistics* statistics = nullptr) {
  const auto mesh = counter::make_counter_mesh();
  std::uint64_t struck = 0;
  for (std::uint64_t seed = 1; seed <= kSchedules; ++seed) {
    Schedule schedule;
    schedule.seed = seed;
    schedule.inputs = kInputs;
    schedule.only = fault;
    const Outcome outcome = run(*mesh, schedule);
    for (const std::string& failure : outcome.failures) {
      ADD_FAILURE() << "seed " << seed << ": " << failure;
    }
    struck += outcome.faults.at(std::string(simulated::fault_name(fault)));
    if (statistics != nullptr) {
      statistics->takeovers += outcome.statistics.takeovers;
      statistics->refused_seq += outcome.statistics.refused_seq;
      statistics->refused_fenced += outcome.statistics.refused_fenced;
      statistics->refused_epoch += outcome.statistics.refused_epoch;
      statistics->dead_letters += outcome.statistics.dead_letters;
    }
  }
  return struck;
}

TEST(TakeOver, GoesOnWhereADeadOwnerStopped) {
  EXPECT_GT(hold_against(Fault::kCrash), 0U);
}

TEST(Ownership, FencesAZombieThatComesBack) {
  journal::OwnerStatistics statistics;
  EXPECT_GT(hold_against(Fault::kZombie, &statistics), 0U);
  EXPECT_GT(statistics.refused_fenced, 0U);
}

TEST(Fold, SurvivesALostAcknowledgement) {
  EXPECT_GT(hold_against(Fault::kLostAcknowledgement), 0U);
}

TEST(Fold, DropsARecordThatWasAppendedTwice) {
  journal::OwnerStatistics statistics;
  EXPECT_GT(hold_against(Fault::kDuplicateAppend, &statistics), 0U);
  EXPECT_GT(statistics.refused_seq, 0U);
}

TEST(Fold, DropsWhatFollowsAFailedAppend) {
  journal::OwnerStatistics statistics;
  EXPECT_GT(hold_against(Fault::kFailedAppend, &statistics), 0U);
  EXPECT_GT(statistics.takeovers, 0U);
}

TEST(Fold, HoldsForAppendsThatLandLate) {
  EXPECT_GT(hold_against(Fault::kLateAppend), 0U);
}

TEST(View, IsRolledForwardAfterARollBack) {
  EXPECT_GT(hold_against(Fault::kViewRolledBack), 0U);
}

TEST(View, IsRebuiltAfterAWipe) {
  EXPECT_GT(hold_against(Fault::kViewWiped), 0U);
}

TEST(View, MayBeOutOfReachForAWhile) {
  EXPECT_GT(hold_against(Fault::kViewUnreachable), 0U);
}

TEST(View, MayBeSlow) {
  EXPECT_GT(hold_against(Fault::kViewSlow), 0U);
}

TEST(Gate, IsNotOpenedByStaleEnds) {
  EXPECT_GT(hold_against(Fault::kStaleEnds), 0U);
}

TEST(Gate, WaitsForASlowReader) {
  EXPECT_GT(hold_against(Fault::kSlowReader), 0U);
}

TEST(Clock, FiresNothingWhileItIsNotTrusted) {
  EXPECT_GT(hold_against(Fault::kClockStep), 0U);
}

TEST(Effects, AreMadeAgainWhenAnAttemptFails) {
  EXPECT_GT(hold_against(Fault::kEffectFailed), 0U);
}

TEST(Policy, IsAdoptedInMidFlight) {
  EXPECT_GT(hold_against(Fault::kPolicyChange), 0U);
}

TEST(DeadLetters, SetAsideWhatCannotBeRead) {
  journal::OwnerStatistics statistics;
  EXPECT_GT(hold_against(Fault::kBadRecord, &statistics), 0U);
  EXPECT_GT(statistics.dead_letters, 0U);
}

TEST(DeadLetters, SetAsideWhatIsTooLargeOrThrows) {
  journal::OwnerStatistics statistics;
  EXPECT_GT(hold_against(Fault::kOversizeDecision, &statistics), 0U);
  EXPECT_GT(statistics.dead_letters, 0U);
}

TEST(WholeMesh, AgreesWithTheMeshThatNeverFails) {
  const auto mesh = make_domain_mesh();
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Schedule schedule;
    schedule.seed = seed;
    const Outcome outcome = run(*mesh, schedule);
    EXPECT_TRUE(outcome.failures.empty()) << "seed " << seed << ": " << outcome.failures.front();
    EXPECT_GT(outcome.statistics.firings, 30U);
  }
}

}  // namespace
}  // namespace escalon::simulation
