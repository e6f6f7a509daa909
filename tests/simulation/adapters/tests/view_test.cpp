#include "escalon/simulated/view.hpp"

#include "inbox.hpp"

namespace escalon::simulated {
namespace {

using absl::Minutes;
using journal::ViewCode;

const journal::StagePartition kAt{"stage", 0};

journal::ViewBatch batch_to(journal::Offset version) {
  journal::PostImage image;
  image.key = Key("default/a");
  image.envelope = std::make_shared<const std::string>(std::to_string(version));
  const auto timer = [&](journal::Offset due) {
    journal::TimerRow row;
    row.key = image.key;
    row.timer = "t";
    row.due_ms = static_cast<std::int64_t>(due);
    return row;
  };
  image.timers = {timer(version)};
  image.removed = {timer(version - 1)};
  return {version, "state " + std::to_string(version), {image}};
}

class World {
 public:
  explicit World(std::uint64_t seed = 1)
      : scheduler(seed),
        faults(scheduler.random().fork()),
        store(scheduler, faults),
        process(scheduler, "p"),
        view(store, process) {}

  void apply(journal::Offset from) {
    view.apply({kAt, 1, from}, batch_to(from + 1), ++ticket, inbox);
  }
  void run(absl::Duration lasting) { scheduler.run_until(scheduler.now() + lasting); }
  // A view of epoch 1 with versions 1 … count.
  void fill(journal::Offset count) {
    view.acquire(kAt, 1, journal::OnAcquire::kKeep, ++ticket, inbox);
    for (journal::Offset i = 0; i < count; ++i) {
      apply(i);
    }
    run(Minutes(1));
    inbox.messages.clear();
  }

  Inbox inbox;
  Scheduler scheduler;
  Faults faults;
  ViewStore store;
  Process process;
  SimulatedView view;
  journal::Ticket ticket = 0;
};

TEST(SimulatedView, CarriesCallsOutInOrderAndAnswersInOrder) {
  World world;
  world.view.acquire(kAt, 1, journal::OnAcquire::kKeep, ++world.ticket, world.inbox);
  for (journal::Offset i = 0; i < 50; ++i) {
    world.apply(i);
  }
  EXPECT_TRUE(world.inbox.messages.empty()) << "nothing is answered within a call";
  world.run(Minutes(1));
  const auto answers = world.inbox.all<journal::ViewAnswer>();
  ASSERT_EQ(answers.size(), 51U);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i].ticket, i + 1);
    EXPECT_EQ(answers[i].code, ViewCode::kOk);
  }
}

TEST(ViewStore, GoesBackToAnOlderPrefix) {
  World world;
  world.fill(10);
  world.store.roll_back(kAt, 3);
  const StoredView* view = world.store.find(kAt);
  ASSERT_NE(view, nullptr);
  EXPECT_EQ(view->meta.version, 7U);
  EXPECT_EQ(view->meta.partition_state, "state 7");
  EXPECT_EQ(view->states.at("default/a"), "7");
  ASSERT_EQ(view->timers.size(), 1U);
  EXPECT_EQ(view->timers.begin()->second.due_ms, 7);
}

TEST(ViewStore, ForgetsAnAcquireWhenItGoesBack) {
  World world;
  world.fill(2);
  EXPECT_EQ(world.store.acquire(kAt, 5, journal::OnAcquire::kRebuild).code, ViewCode::kOk);
  EXPECT_TRUE(world.store.find(kAt)->states.empty());
  world.store.roll_back(kAt, 1);
  EXPECT_EQ(world.store.find(kAt)->meta.epoch, 1U);
  EXPECT_EQ(world.store.find(kAt)->states.at("default/a"), "2");
}

TEST(ViewStore, IsAbsentOnceItIsWiped) {
  World world;
  world.fill(2);
  world.store.wipe(kAt);
  EXPECT_EQ(world.store.find(kAt), nullptr);
  world.apply(2);
  world.run(Minutes(1));
  EXPECT_EQ(world.inbox.all<journal::ViewAnswer>().at(0).code, ViewCode::kStale);
}

TEST(SimulatedView, MayHaveCarriedOutWhatItDidNotAnswer) {
  bool carried_out = false;
  bool not_carried_out = false;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    World world(seed);
    world.fill(1);
    world.store.cut_off(absl::Seconds(10));
    world.apply(1);
    world.run(absl::Seconds(5));
    ASSERT_EQ(world.inbox.all<journal::ViewAnswer>().at(0).code, ViewCode::kUnreachable);
    (world.store.find(kAt)->meta.version == 2 ? carried_out : not_carried_out) = true;
    world.run(absl::Seconds(10));
    world.view.load({kAt, 1, 0}, {}, ++world.ticket, world.inbox);
    world.run(absl::Seconds(1));
    EXPECT_EQ(world.inbox.all<journal::ViewAnswer>().at(1).code, ViewCode::kOk);
  }
  EXPECT_TRUE(carried_out && not_carried_out);
}

TEST(SimulatedView, StrikesByItself) {
  World world;
  for (const Fault fault :
       {Fault::kViewRolledBack, Fault::kViewWiped, Fault::kViewSlow, Fault::kViewUnreachable}) {
    world.faults.set_rate(fault, 0.05);
  }
  world.fill(300);
  for (const Fault fault :
       {Fault::kViewRolledBack, Fault::kViewWiped, Fault::kViewSlow, Fault::kViewUnreachable}) {
    EXPECT_GT(world.faults.count(fault), 0U) << fault_name(fault);
  }
}

TEST(SimulatedView, TellsADeadProcessNothing) {
  World world;
  world.fill(1);
  world.apply(1);
  world.process.kill();
  world.run(Minutes(1));
  EXPECT_TRUE(world.inbox.messages.empty());
}

}  // namespace
}  // namespace escalon::simulated
