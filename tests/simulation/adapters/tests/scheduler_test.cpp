#include "escalon/simulated/scheduler.hpp"

#include <set>

#include "escalon/simulated/faults.hpp"
#include "escalon/simulated/process.hpp"
#include "inbox.hpp"

namespace escalon::simulated {
namespace {

using absl::Milliseconds;

std::vector<int> order_of_ten(std::uint64_t seed) {
  Scheduler scheduler(seed);
  std::vector<int> order;
  for (int i = 0; i < 10; ++i) {
    scheduler.after(Milliseconds(5), [&order, i] { order.push_back(i); });
  }
  scheduler.run_until(Milliseconds(5));
  return order;
}

TEST(Scheduler, DoesThingsInTheOrderOfTheirInstants) {
  Scheduler scheduler(1);
  std::string story;
  scheduler.after(Milliseconds(20), [&] { story += "b"; });
  scheduler.after(Milliseconds(10), [&] {
    story += "a";
    EXPECT_EQ(scheduler.now(), Milliseconds(10));
    scheduler.at(Milliseconds(3), [&] { story += "past is now,"; });
  });
  scheduler.run_until(Milliseconds(30));
  EXPECT_EQ(story, "apast is now,b");
  EXPECT_EQ(scheduler.now(), Milliseconds(30));
  EXPECT_FALSE(scheduler.step());
}

TEST(Scheduler, LetsTheSeedOrderWhatFallsTogether) {
  EXPECT_EQ(order_of_ten(1), order_of_ten(1));
  std::set<std::vector<int>> orders;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    orders.insert(order_of_ten(seed));
  }
  EXPECT_GT(orders.size(), 15U);
}

TEST(Random, IsTheSameForTheSameSeedAndSpreadsEvenly) {
  Random one(42);
  Random two(42);
  Random other(43);
  int below_half = 0;
  bool differs = false;
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t drawn = one.next();
    EXPECT_EQ(drawn, two.next());
    differs = differs || drawn != other.next();
    below_half += other.chance(0.5) ? 1 : 0;
  }
  EXPECT_TRUE(differs);
  EXPECT_NEAR(below_half, 5'000, 300);
}

TEST(Random, StaysWithinItsBounds) {
  Random random(7);
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_LT(random.below(3), 3U);
    const auto delay = random.between(Milliseconds(2), Milliseconds(5));
    EXPECT_GE(delay, Milliseconds(2));
    EXPECT_LT(delay, Milliseconds(5));
  }
  EXPECT_EQ(random.between(Milliseconds(4), Milliseconds(4)), Milliseconds(4));
}

TEST(Process, HearsNothingOnceItIsDead) {
  Scheduler scheduler(1);
  Process process(scheduler, "p");
  bool heard = false;
  process.later(Milliseconds(1), [&] { heard = true; });
  process.kill();
  scheduler.run_until(Milliseconds(10));
  EXPECT_FALSE(heard);
}

TEST(Process, HearsEverythingInOrderWhenItGoesOn) {
  Scheduler scheduler(1);
  Process process(scheduler, "zombie");
  std::string story;
  process.pause();
  process.later(Milliseconds(1), [&] { story += "a"; });
  process.later(Milliseconds(2), [&] { story += "b"; });
  scheduler.run_until(Milliseconds(10));
  EXPECT_EQ(story, "");
  process.resume();
  process.later(Milliseconds(1), [&] { story += "c"; });
  scheduler.run_until(Milliseconds(20));
  EXPECT_EQ(story, "abc");
}

TEST(Faults, StrikeAtTheirRateAndAreCounted) {
  Faults faults{Random(3)};
  EXPECT_FALSE(faults.strikes(Fault::kViewWiped)) << "nothing strikes by itself";
  faults.set_rate(Fault::kViewWiped, 0.1);
  int struck = 0;
  for (int i = 0; i < 10'000; ++i) {
    struck += faults.strikes(Fault::kViewWiped) ? 1 : 0;
  }
  EXPECT_NEAR(struck, 1'000, 150);
  EXPECT_EQ(faults.count(Fault::kViewWiped), static_cast<std::uint64_t>(struck));
  EXPECT_EQ(faults.total(), static_cast<std::uint64_t>(struck));
  EXPECT_EQ(fault_name(Fault::kViewWiped), "view_wiped");
  EXPECT_EQ(fault_name(Fault::kPolicyChange), "policy_change");
}

TEST(Faults, CanBeLeftOutOneByOneBoundedAndSwitchedOff) {
  Faults faults{Random(3)};
  faults.set_filter([](const Strike& strike) { return strike.number != 1; });
  EXPECT_TRUE(faults.force(Fault::kCrash));
  EXPECT_FALSE(faults.force(Fault::kCrash)) << "the second is left out";
  EXPECT_TRUE(faults.force(Fault::kZombie));
  faults.set_most(Fault::kCrash, 1);
  EXPECT_FALSE(faults.force(Fault::kCrash));
  faults.set_enabled(false);
  EXPECT_FALSE(faults.force(Fault::kZombie));
  EXPECT_EQ(faults.total(), 2U);
}

}  // namespace
}  // namespace escalon::simulated
