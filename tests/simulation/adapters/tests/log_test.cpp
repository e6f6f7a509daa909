#include "escalon/simulated/log.hpp"

#include <algorithm>
#include <optional>

#include "inbox.hpp"

namespace escalon::simulated {
namespace {

using absl::Minutes;
using absl::Seconds;

const journal::TopicPartition kJournal{"journal", 0};
const journal::TopicPartition kOther{"journal", 1};
const journal::TopicPartition kInputs{"inputs", 0};

// A broker and one process that appends the numbers 0, 1, 2 …
class World {
 public:
  explicit World(std::uint64_t seed = 1)
      : scheduler(seed),
        faults(scheduler.random().fork()),
        broker(scheduler, faults),
        process(scheduler, "p") {
    broker.add_topic("journal", 2, false);
    broker.add_topic("inputs", 1, true);
    log.emplace(broker, process);
  }
  ~World() { process.kill(); }

  void append(int count) {
    for (int i = 0; i < count; ++i) {
      log->append(kJournal, record_of(std::to_string(appended++)), static_cast<journal::Ticket>(i),
                  inbox);
    }
  }
  std::vector<std::string> stored(const journal::TopicPartition& at = kJournal) const {
    std::vector<std::string> bodies;
    for (const auto& record : broker.records(at)) {
      bodies.push_back(record.record->body);
    }
    return bodies;
  }
  void run(absl::Duration lasting) { scheduler.run_until(scheduler.now() + lasting); }

  Inbox inbox;
  Scheduler scheduler;
  Faults faults;
  Broker broker;
  Process process;
  std::optional<SimulatedLog> log;
  int appended = 0;
};

std::vector<std::string> numbered(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(std::to_string(i));
  }
  return all;
}

TEST(SimulatedLog, DoesNothingWithinACall) {
  World world;
  world.append(1);
  world.log->read_from(1, {kJournal, 0}, world.inbox);
  world.log->probe_ends(absl::UnixEpoch(), world.inbox);
  EXPECT_TRUE(world.inbox.messages.empty());
  EXPECT_TRUE(world.stored().empty());
}

TEST(SimulatedLog, FailsAnAppendInTheMidstOfOthers) {
  World world;
  world.faults.set_rate(Fault::kFailedAppend, 0.1);
  world.append(100);
  world.run(Minutes(1));
  const auto failures = world.inbox.all<journal::AppendFailed>();
  ASSERT_FALSE(failures.empty());
  EXPECT_FALSE(failures.front().fatal);
  EXPECT_EQ(world.stored().size() + failures.size(), 100U);
  EXPECT_EQ(world.faults.count(Fault::kFailedAppend), failures.size());
  EXPECT_NE(world.stored().back(), std::to_string(world.stored().size() - 1))
      << "later ones went on";
}

TEST(SimulatedLog, LosesAcknowledgementsOfWhatItKeeps) {
  World world;
  world.faults.set_rate(Fault::kLostAcknowledgement, 0.1);
  world.append(100);
  world.run(Minutes(1));
  EXPECT_EQ(world.stored(), numbered(100));
  EXPECT_FALSE(world.inbox.all<journal::AppendFailed>().empty());
}

TEST(SimulatedLog, AppendsTwice) {
  World world;
  world.faults.set_rate(Fault::kDuplicateAppend, 0.1);
  world.append(100);
  world.run(Minutes(1));
  auto stored = world.stored();
  EXPECT_GT(stored.size(), 100U);
  stored.erase(std::unique(stored.begin(), stored.end()), stored.end());
  EXPECT_EQ(stored, numbered(100));
}

TEST(SimulatedLog, KeepsTheOrderOfAPartitionWhateverIsLate) {
  World world;
  world.faults.set_rate(Fault::kLateAppend, 0.05);
  world.faults.set_rate(Fault::kLateReadBack, 0.05);
  world.faults.set_rate(Fault::kSlowReader, 0.05);
  world.log->read_from(1, {kJournal, 0}, world.inbox);
  std::vector<std::string> seen;
  for (int i = 0; i < 400; ++i) {
    world.append(1);
    world.run(absl::Milliseconds(20));
    for (std::string& body : world.inbox.bodies()) {
      seen.push_back(std::move(body));
    }
    world.inbox.messages.clear();
  }
  while (seen.size() < 400 && world.scheduler.step()) {
    for (std::string& body : world.inbox.bodies()) {
      seen.push_back(std::move(body));
    }
    world.inbox.messages.clear();
  }
  EXPECT_EQ(seen, numbered(400));
  EXPECT_GT(world.faults.count(Fault::kSlowReader), 0U);
}

TEST(SimulatedLog, DeliversPartitionsInAnyOrder) {
  bool journal_first = false;
  bool other_first = false;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    World world(seed);
    world.broker.append(kJournal, record_of("x"));
    world.broker.append(kOther, record_of("x"));
    world.log->read_from(1, {kJournal, 0}, world.inbox);
    world.log->read_from(1, {kOther, 0}, world.inbox);
    world.run(Seconds(1));
    const auto batches = world.inbox.all<journal::Records>();
    ASSERT_EQ(batches.size(), 2U);
    (batches.front().at == kJournal ? journal_first : other_first) = true;
  }
  EXPECT_TRUE(journal_first && other_first);
}

TEST(SimulatedLog, TellsEndsThatWereTrueAfterTheQuestionButMayArriveLate) {
  World world;
  world.faults.set_rate(Fault::kStaleEnds, 1);
  world.broker.append(kInputs, record_of("before"));
  world.log->probe_ends(absl::FromUnixSeconds(5), world.inbox);
  world.run(absl::Milliseconds(10));
  world.broker.append(kInputs, record_of("after"));
  world.run(Minutes(1));
  const auto ends = world.inbox.all<journal::Ends>();
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].asked_at, absl::FromUnixSeconds(5));
  EXPECT_EQ(ends[0].next.at(kInputs), 1U);
  EXPECT_FALSE(ends[0].next.contains(kJournal));
}

TEST(SimulatedLog, LetsAFirstPartOfWhatADeadProcessSentLand) {
  bool whole = false;
  bool part = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    World world(seed);
    world.append(30);
    world.run(absl::Milliseconds(1));
    world.process.kill();
    world.run(Minutes(1));
    const auto stored = world.stored();
    EXPECT_EQ(stored, numbered(static_cast<int>(stored.size())));
    EXPECT_LT(stored.size(), 30U) << "what was queued vanishes";
    (stored.empty() ? whole : part) = true;
  }
  EXPECT_TRUE(whole && part);
}

TEST(SimulatedLog, LetsAZombiesAppendsLandAndTellsItWhenItComesBack) {
  World world;
  world.log->read_from(1, {kJournal, 0}, world.inbox);
  world.run(Seconds(1));
  world.append(5);
  world.run(absl::Milliseconds(3));
  world.process.pause();
  const auto heard = world.inbox.messages.size();
  world.run(Minutes(1));
  EXPECT_EQ(world.inbox.messages.size(), heard);
  world.process.resume();
  world.run(Minutes(1));
  EXPECT_EQ(world.inbox.bodies(), numbered(5));
}

TEST(SimulatedLog, PurgesWhatIsNotYetOnItsWay) {
  World world;
  world.append(20);
  world.run(absl::Milliseconds(1));
  world.log->purge(kJournal);
  world.log->produce(kJournal, record_of("kept"), [](const Result<journal::Offset>&) {});
  world.run(Minutes(1));
  auto stored = world.stored();
  ASSERT_FALSE(stored.empty());
  EXPECT_EQ(stored.back(), "kept");
  stored.pop_back();
  EXPECT_LT(stored.size(), 20U);
  EXPECT_EQ(stored, numbered(static_cast<int>(stored.size())));
}

TEST(SimulatedLog, SaysWhereItStartsToWhoReadsFromBelow) {
  World world;
  world.append(10);
  world.run(Seconds(1));
  world.broker.trim(kJournal, 4);
  world.log->read_from(1, {kJournal, 2}, world.inbox);
  world.run(Seconds(1));
  ASSERT_EQ(world.inbox.all<journal::BelowStart>().size(), 1U);
  EXPECT_EQ(world.inbox.all<journal::BelowStart>()[0].start, 4U);
  EXPECT_TRUE(world.inbox.bodies().empty());
}

TEST(SimulatedLog, MayLeaveHolesAndTellsTheEndBehindThem) {
  Scheduler scheduler(1);
  Faults faults{Random(1)};
  BrokerTimes times;
  times.hole_rate = 0.5;
  Broker broker(scheduler, faults, times);
  broker.add_topic("journal", 1, false);
  for (int i = 0; i < 20; ++i) {
    broker.append(kJournal, record_of(std::to_string(i)));
  }
  EXPECT_GT(broker.end(kJournal), 20U);
  Inbox inbox;
  Process process(scheduler, "p");
  SimulatedLog log(broker, process);
  log.read_from(1, {kJournal, 0}, inbox);
  scheduler.run_until(Seconds(1));
  EXPECT_EQ(inbox.bodies(), numbered(20));
  EXPECT_EQ(inbox.all<journal::EndOfLog>().back().next, broker.end(kJournal));
}

std::string story_of(std::uint64_t seed) {
  World world(seed);
  for (const Fault fault :
       {Fault::kLateAppend, Fault::kFailedAppend, Fault::kDuplicateAppend,
        Fault::kLostAcknowledgement, Fault::kLateReadBack, Fault::kSlowReader}) {
    world.faults.set_rate(fault, 0.1);
  }
  world.log->read_from(1, {kJournal, 0}, world.inbox);
  std::string story;
  for (int i = 0; i < 200; ++i) {
    world.append(1);
    world.run(absl::Milliseconds(3));
    story += std::to_string(world.inbox.messages.size()) + " ";
  }
  return story;
}

TEST(SimulatedLog, TellsTheSameStoryForTheSameSeed) {
  EXPECT_EQ(story_of(11), story_of(11));
  EXPECT_NE(story_of(11), story_of(12));
}

}  // namespace
}  // namespace escalon::simulated
