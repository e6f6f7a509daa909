#include "escalon/service/mesh_clock.hpp"

#include <gtest/gtest.h>

#include <future>

namespace escalon::service {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'500'000'000);

// Clocks that stand still until the test moves them. Shared with the clock's thread.
struct StillMachine {
  std::mutex mutex;
  absl::Time wall = absl::FromUnixSeconds(1'700'000'000);
  journal::SteadyTime steady = absl::Seconds(5);

  void pass(absl::Duration time) {
    const std::lock_guard lock(mutex);
    wall += time;
    steady += time;
  }
  MachineClocks clocks() {
    return {[this] {
              const std::lock_guard lock(mutex);
              return wall;
            },
            [this] {
              const std::lock_guard lock(mutex);
              return steady;
            }};
  }
};

class WakeCounter final : public journal::Mailbox {
 public:
  void post(journal::MailboxMessage message) override {
    if (std::holds_alternative<journal::Wake>(message)) {
      woken_.set_value();
    }
  }
  [[nodiscard]] bool woken_within(std::chrono::seconds longest) {
    return woken_.get_future().wait_for(longest) == std::future_status::ready;
  }

 private:
  std::promise<void> woken_;
};

TEST(MeshClock, WakesAMailboxWhenItsInstantHasCome) {
  MeshClock clock;
  WakeCounter mailbox;
  const absl::Time at = clock.trusted().now + absl::Milliseconds(20);
  clock.wake_at(at, mailbox);
  EXPECT_TRUE(mailbox.woken_within(std::chrono::seconds(20)));
  EXPECT_GE(clock.trusted().now, at);
}

TEST(MeshClock, TheEarliestWakeWins) {
  MeshClock clock;
  WakeCounter mailbox;
  clock.wake_at(clock.trusted().now + absl::Hours(5), mailbox);
  clock.wake_at(clock.trusted().now + absl::Milliseconds(5), mailbox);
  clock.wake_at(clock.trusted().now + absl::Hours(7), mailbox);
  EXPECT_TRUE(mailbox.woken_within(std::chrono::seconds(20)));
}

TEST(MeshClock, WakesTheNextOneToo) {
  MeshClock clock;
  for (int i = 0; i < 3; ++i) {
    WakeCounter mesh;
    WakeCounter steady;
    clock.wake_at(clock.trusted().now + absl::Milliseconds(5), mesh);
    clock.wake_at_steady(clock.steady() + absl::Milliseconds(5), steady);
    ASSERT_TRUE(mesh.woken_within(std::chrono::seconds(20)));
    ASSERT_TRUE(steady.woken_within(std::chrono::seconds(20)));
  }
}

TEST(MeshClock, WakesBySteadyTimeEvenWhileMeshTimeIsHeld) {
  MeshClock clock({kStart, 1.0, false, kStart}, MachineClocks::real());
  WakeCounter held;
  WakeCounter mailbox;
  clock.wake_at(kStart + absl::Milliseconds(1), held);
  clock.wake_at_steady(clock.steady() + absl::Milliseconds(5), mailbox);
  EXPECT_TRUE(mailbox.woken_within(std::chrono::seconds(20)));
  EXPECT_FALSE(held.woken_within(std::chrono::seconds(0)));
}

TEST(PlayedTime, RunsByItsSpeed) {
  StillMachine machine;
  MeshClock clock({kStart, 60.0, false, absl::InfiniteFuture()}, machine.clocks());
  EXPECT_EQ(clock.trusted().now, kStart);
  machine.pass(absl::Seconds(2));
  EXPECT_EQ(clock.trusted().now, kStart + absl::Minutes(2));
}

TEST(PlayedTime, NeverPassesItsBoundAndGoesOnFromThereWhenItIsRaised) {
  StillMachine machine;
  MeshClock clock({kStart, 60.0, false, kStart + absl::Seconds(30)}, machine.clocks());
  machine.pass(absl::Seconds(10));
  EXPECT_EQ(clock.trusted().now, kStart + absl::Seconds(30));
  clock.set_bound(absl::InfiniteFuture());
  EXPECT_EQ(clock.trusted().now, kStart + absl::Seconds(30));
  machine.pass(absl::Seconds(1));
  EXPECT_EQ(clock.trusted().now, kStart + absl::Seconds(90));
}

TEST(PlayedTime, JoinsTheWallClockAndThenRunsAtItsPace) {
  StillMachine machine;
  MeshClock clock({machine.wall - absl::Seconds(59), 60.0, true, absl::InfiniteFuture()},
                  machine.clocks());
  machine.pass(absl::Seconds(1));
  EXPECT_EQ(clock.trusted().now, machine.wall);
  machine.pass(absl::Seconds(10));
  EXPECT_EQ(clock.trusted().now, machine.wall);
}

TEST(PlayedTime, SleepsInMeshTime) {
  MeshClock clock({kStart, 100'000.0, false, absl::InfiniteFuture()}, MachineClocks::real());
  std::stop_source stop;
  EXPECT_TRUE(clock.sleep_until(kStart + absl::Minutes(10), stop.get_token()));
  EXPECT_GE(clock.trusted().now, kStart + absl::Minutes(10));
  stop.request_stop();
  EXPECT_FALSE(clock.sleep_until(absl::InfiniteFuture(), stop.get_token()));
}

}  // namespace
}  // namespace escalon::service
