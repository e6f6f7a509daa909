#include "escalon/service/trusted_time.hpp"

#include <gtest/gtest.h>

namespace escalon::service {
namespace {

// A machine whose two clocks the test moves.
class Machine {
 public:
  void pass(absl::Duration time) {
    wall_ += time;
    steady_ += time;
  }
  void step_wall(absl::Duration by) { wall_ += by; }
  journal::Trusted read() { return time_.observe(wall_, steady_); }
  void accept() { time_.accept(wall_, steady_); }
  // What a server says whose clock is that much ahead, and whose answer took `waited`.
  void hear_of_server(absl::Duration ahead, absl::Duration waited = absl::ZeroDuration()) {
    time_.compare(wall_ + ahead - waited, waited, steady_);
  }
  [[nodiscard]] const std::string& trouble() const { return time_.trouble(); }
  [[nodiscard]] absl::Time wall() const { return wall_; }

 private:
  absl::Time wall_ = absl::FromUnixSeconds(1'700'000'000);
  journal::SteadyTime steady_ = absl::Seconds(77);
  TrustedTime time_{wall_, steady_};
};

TEST(TrustedTime, FollowsTheWallClock) {
  Machine machine;
  machine.pass(absl::Minutes(5));
  EXPECT_EQ(machine.read().now, machine.wall());
  EXPECT_TRUE(machine.read().trusted);
}

TEST(TrustedTime, MakesUpForASmallStepSlowlyAndNeverRunsBackwards) {
  Machine machine;
  machine.step_wall(-absl::Seconds(1));
  absl::Time last = machine.read().now;
  EXPECT_EQ(last, machine.wall() + absl::Seconds(1));
  for (int second = 0; second < 20; ++second) {
    machine.pass(absl::Seconds(1));
    const journal::Trusted now = machine.read();
    EXPECT_TRUE(now.trusted);
    EXPECT_GT(now.now, last);
    last = now.now;
  }
  EXPECT_LE(absl::AbsDuration(last - machine.wall()), absl::Microseconds(1));
}

TEST(TrustedTime, DistrustsAJumpAndGoesOnBySteadyTime) {
  Machine machine;
  const absl::Time before = machine.read().now;
  machine.step_wall(absl::Hours(1));
  machine.pass(absl::Seconds(1));
  const journal::Trusted now = machine.read();
  EXPECT_FALSE(now.trusted);
  EXPECT_EQ(now.now, before + absl::Seconds(1));
}

TEST(TrustedTime, TrustsAgainAfterTenSecondsOfAgreement) {
  Machine machine;
  machine.step_wall(absl::Hours(1));
  EXPECT_FALSE(machine.read().trusted);
  machine.step_wall(-absl::Hours(1));
  machine.pass(absl::Seconds(1));
  EXPECT_FALSE(machine.read().trusted);
  machine.pass(absl::Seconds(9));
  EXPECT_FALSE(machine.read().trusted);
  machine.pass(absl::Seconds(1));
  EXPECT_TRUE(machine.read().trusted);
}

TEST(TrustedTime, AnOperatorMayAcceptTheNewTime) {
  Machine machine;
  machine.step_wall(absl::Hours(1));
  EXPECT_FALSE(machine.read().trusted);
  machine.accept();
  EXPECT_TRUE(machine.read().trusted);
  EXPECT_EQ(machine.read().now, machine.wall());
}

TEST(TrustedTime, DistrustsAClockThatIsFarFromAServers) {
  Machine machine;
  machine.hear_of_server(absl::Seconds(4));
  EXPECT_TRUE(machine.read().trusted);
  machine.hear_of_server(-absl::Seconds(6));
  EXPECT_FALSE(machine.read().trusted);
  EXPECT_EQ(machine.trouble(), "this machine's clock is 6s ahead of the server's");
}

TEST(TrustedTime, BlamesNoClockForASlowAnswer) {
  Machine machine;
  machine.hear_of_server(absl::ZeroDuration(), absl::Seconds(20));
  EXPECT_TRUE(machine.read().trusted);
  machine.hear_of_server(absl::Seconds(26), absl::Seconds(20));
  EXPECT_FALSE(machine.read().trusted);
  EXPECT_EQ(machine.trouble(), "this machine's clock is 6s behind the server's");
}

TEST(TrustedTime, TrustsAgainOnceTheServerAgreesForTenSeconds) {
  Machine machine;
  machine.hear_of_server(absl::Seconds(9));
  machine.pass(absl::Seconds(10));
  EXPECT_FALSE(machine.read().trusted) << "the wall clock alone is not enough";
  machine.hear_of_server(absl::Milliseconds(400));
  EXPECT_FALSE(machine.read().trusted);
  machine.pass(absl::Seconds(10));
  EXPECT_TRUE(machine.read().trusted);
}

TEST(TrustedTime, DoesNotWaitForAServerThatIsAway) {
  Machine machine;
  machine.hear_of_server(absl::Seconds(9));
  machine.pass(absl::Seconds(31));
  EXPECT_FALSE(machine.read().trusted);
  machine.pass(absl::Seconds(10));
  EXPECT_TRUE(machine.read().trusted);
}

TEST(TrustedTime, AnAcceptedServerMayStayWrongOrBePutRight) {
  Machine machine;
  machine.hear_of_server(absl::Hours(1));
  EXPECT_FALSE(machine.read().trusted);
  machine.accept();
  machine.hear_of_server(absl::Hours(1) + absl::Seconds(3));
  EXPECT_TRUE(machine.read().trusted);
  machine.hear_of_server(absl::ZeroDuration());
  EXPECT_TRUE(machine.read().trusted);
  machine.hear_of_server(absl::Minutes(30));
  EXPECT_FALSE(machine.read().trusted);
}

TEST(TrustedTime, AnAcceptedJumpIsHeldAgainstTheServerToo) {
  Machine machine;
  machine.hear_of_server(absl::ZeroDuration());
  machine.step_wall(absl::Hours(1));
  EXPECT_FALSE(machine.read().trusted);
  machine.accept();
  machine.hear_of_server(-absl::Hours(1));
  EXPECT_TRUE(machine.read().trusted);
}

}  // namespace
}  // namespace escalon::service
