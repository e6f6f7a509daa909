#include "escalon/routing/public_topics.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

#include "escalon/service/mesh_metrics.hpp"
#include "journal_of_escalations.hpp"

namespace escalon::routing {
namespace {

using journal::Mailbox;
using journal::TopicPartition;
using Journal = JournalOfEscalations;

// Everything outside the publisher, on one thread: a log that answers at once, public topics whose
// acknowledgements come when the test says so, and a time that stands still.
class World : public journal::Log,
              public journal::Producer,
              public journal::OutsideLog,
              public journal::Ownership,
              public journal::Clock,
              public Mailbox {
 public:
  void post(journal::MailboxMessage message) override { mail.push_back(std::move(message)); }

  void read_from(journal::ReaderId reader, journal::Position position, Mailbox& to) override {
    std::vector<journal::LogRecord> records;
    const auto& all = position.at.topic == kPublished ? stored : journal_.records();
    for (std::size_t i = position.next; i < all.size(); ++i) {
      records.push_back(all[i]);
    }
    following[position.at.topic] = true;
    last_reader[position.at.topic] = reader;
    if (holds_reading) {
      return;
    }
    if (!records.empty()) {
      to.post(journal::Records{reader, position.at, records, nullptr});
    }
    to.post(journal::EndOfLog{reader, position.at, all.size()});
  }
  void stop(journal::ReaderId, TopicPartition at) override { following[at.topic] = false; }
  void append(TopicPartition, journal::RecordPtr, journal::Ticket, Mailbox&) override {}
  void purge(TopicPartition) override {}
  void probe_ends(absl::Time, Mailbox&) override {}

  void produce(TopicPartition, journal::RecordPtr record,
               std::function<void(Result<journal::Offset>)> done) override {
    stored.push_back({stored.size(), std::move(record)});
    done(stored.size() - 1);
  }
  Status make_topics(const std::vector<std::string>& topics, std::uint32_t) override {
    made.insert(made.end(), topics.begin(), topics.end());
    return topics_refused ? Status(invalid("no right to make topics")) : Status();
  }
  void write(journal::OutsideRecord record, std::function<void(Status)> done) override {
    written.push_back(std::move(record));
    waiting.push_back(std::move(done));
  }
  Result<std::unique_ptr<journal::OutsideReader>> share(const std::string&) override {
    return invalid("not asked for here");
  }
  void follow(const std::string& stage, Mailbox& to) override {
    to.post(journal::Assigned{{stage, 0}});
  }
  void confirm(journal::StagePartition, Mailbox&) override {}
  journal::Trusted trusted() override { return {}; }
  journal::SteadyTime steady() override { return now; }
  void wake_at(absl::Time, Mailbox&) override {}
  void wake_at_steady(journal::SteadyTime, Mailbox&) override { ++wakes_asked; }

  Journal journal_;
  std::deque<journal::MailboxMessage> mail;
  std::vector<journal::LogRecord> stored;
  std::vector<journal::OutsideRecord> written;
  std::deque<std::function<void(Status)>> waiting;
  std::vector<std::string> made;
  std::map<std::string, bool> following;
  std::map<std::string, journal::ReaderId> last_reader;
  bool holds_reading = false;
  bool topics_refused = false;
  journal::SteadyTime now = absl::Seconds(100);
  int wakes_asked = 0;
};

class PublisherStory : public testing::Test {
 protected:
  PublisherStory() {
    world.journal_.begin_epoch(1);
    world.journal_.decide("c1", {Journal::opened("a")});
    world.journal_.decide("c1", {Journal::acknowledged("a")});
    start();
  }
  // As after a kill: what was stored is all that is known.
  void start() {
    world.mail.clear();
    world.waiting.clear();
    maker = std::make_unique<TopicMaker>(world, 1, [this] { world.post(journal::Wake{}); });
    topics = std::make_unique<PublicTopics>(
        PublicPorts{world, world, world, world, world, *maker, metrics}, PublicOptions{1, 1, false},
        world);
    topics->follow();
    run();
    make();
  }
  void run() {
    do {
      while (!world.mail.empty()) {
        journal::MailboxMessage message = std::move(world.mail.front());
        world.mail.pop_front();
        topics->handle(std::move(message));
      }
      topics->step();
    } while (!world.mail.empty());
  }
  // What the thread that makes topics does.
  void make() {
    (void)maker->make_wanted();
    run();
  }
  void journal_brings(std::size_t index) {
    world.mail.push_back(journal::Records{world.last_reader[kPublishedJournal],
                                          {kPublishedJournal, 0},
                                          {world.journal_.records()[index]},
                                          {}});
    run();
    make();
  }
  void pass(absl::Duration time) {
    world.now += time;
    run();
  }
  void acknowledge(std::size_t count, const Status& status = {}) {
    for (std::size_t i = 0; i < count; ++i) {
      auto done = std::move(world.waiting.front());
      world.waiting.pop_front();
      done(status);
    }
    run();
  }
  std::vector<std::string> sources(std::size_t from = 0) {
    std::vector<std::string> all;
    for (std::size_t i = from; i < world.written.size(); ++i) {
      all.push_back(world.written[i].at.topic + " " + header(world.written[i], "ce_src"));
    }
    return all;
  }

  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  World world;
  std::unique_ptr<TopicMaker> maker;
  std::unique_ptr<PublicTopics> topics;
  const Error unavailable_{Error::Kind::kUnavailable, "the producer has failed"};
  const std::vector<std::string> whole_{
      "escalations escalation/0/1/0", "escalations.team.a escalation/0/1/0",
      "escalations escalation/0/2/0", "escalations.team.a escalation/0/2/0"};
};

TEST_F(PublisherStory, AJournalIsPublishedFromItsBeginningWhereNothingIsStored) {
  EXPECT_EQ(sources(), whole_);
  EXPECT_EQ(world.made, std::vector<std::string>{"escalations.team.a"}) << "once";
  EXPECT_EQ(topics->trouble(), "");
}

TEST_F(PublisherStory, WhatIsNotDurableIsPublishedAgainAfterAKill) {
  acknowledge(3);
  pass(absl::Seconds(20));
  EXPECT_TRUE(world.stored.empty()) << "one record is still under way";
  start();
  EXPECT_EQ(sources(4), whole_) << "from the beginning, identically";
}

TEST_F(PublisherStory, WhatIsDurableIsNotPublishedAgain) {
  pass(absl::Seconds(10));
  acknowledge(4);
  ASSERT_EQ(world.stored.size(), 1U);
  start();
  EXPECT_EQ(world.written.size(), 4U);
  world.journal_.decide("c2", {Journal::opened("b")});
  start();
  EXPECT_EQ(header(world.written.at(4), "ce_prev"), "escalation/0/2/0") << "the chain goes on";
  EXPECT_EQ(header(world.written.at(5), "ce_prev"), "(none)") << "that of team b begins";
}

TEST_F(PublisherStory, StoringWaitsForWhatWasWrittenBeforeAndForNothingElse) {
  pass(absl::Seconds(10));  // a snapshot is taken
  world.journal_.decide("c2", {Journal::opened("a")});
  journal_brings(3);
  acknowledge(4);
  ASSERT_EQ(world.stored.size(), 1U);
  publication::v1::PublicationState state;
  ASSERT_TRUE(state.ParseFromString(world.stored[0].record->body));
  EXPECT_EQ(state.next_offset(), 3U);
}

TEST_F(PublisherStory, ItStoresOnceInTenSecondsAtMost) {
  acknowledge(4);
  for (int second = 0; second < 40; ++second) {
    world.journal_.decide("c2", {Journal::acknowledged("a")});
    journal_brings(world.journal_.records().size() - 1);
    acknowledge(2);
    pass(absl::Seconds(1));
  }
  EXPECT_EQ(world.stored.size(), 4U);
}

TEST_F(PublisherStory, WhatFailsIsWrittenAgainFromThereAndNothingElseIs) {
  acknowledge(1);
  acknowledge(1, unavailable_);
  EXPECT_NE(topics->trouble().find("the producer has failed"), std::string::npos);
  acknowledge(2);
  EXPECT_EQ(world.written.size(), 4U);
  pass(absl::Seconds(1));
  EXPECT_EQ(sources(4), std::vector<std::string>(whole_.begin() + 1, whole_.end()));
  EXPECT_NE(topics->trouble(), "") << "until something is written";
  acknowledge(3);
  EXPECT_EQ(topics->trouble(), "");
}

TEST_F(PublisherStory, ALastingFailureIsTriedLessAndLessOften) {
  int tries = 0;
  for (int second = 0; second < 600; ++second) {
    if (!world.waiting.empty()) {
      ++tries;
      acknowledge(1, unavailable_);
      world.waiting.clear();
    }
    pass(absl::Seconds(1));
  }
  // After 1, 2, 4 … 32 s and then each minute.
  EXPECT_GE(tries, 12);
  EXPECT_LE(tries, 17);
  EXPECT_LE(world.written.size(), 4U * 17U);
}

TEST_F(PublisherStory, AfterAFailureThatIsOverTheNextRestsShortlyAgain) {
  for (const int seconds : {1, 2}) {
    acknowledge(1, unavailable_);
    world.waiting.clear();
    pass(absl::Seconds(seconds));
  }
  acknowledge(1);
  acknowledge(1, unavailable_);
  world.waiting.clear();
  const auto written = world.written.size();
  pass(absl::Seconds(1));
  EXPECT_EQ(world.written.size(), written + 3);
}

TEST_F(PublisherStory, NoMoreIsUnderWayThanOneFailureMayWriteAgain) {
  for (int i = 0; i < 1'000; ++i) {
    world.journal_.decide("c", {Journal::acknowledged("a")});
  }
  start();
  EXPECT_EQ(world.waiting.size(), 500U);
  acknowledge(100);
  EXPECT_EQ(world.waiting.size(), 500U);
  while (!world.waiting.empty()) {
    acknowledge(1);
  }
  std::set<std::string> sources_seen;
  for (const std::string& source : sources(4)) {
    EXPECT_TRUE(sources_seen.insert(source).second) << source;
  }
  EXPECT_EQ(sources_seen.size(), 2'004U);
}

TEST_F(PublisherStory, ATopicThatMayNotBeMadeIsToldAndNothingIsLeftOut) {
  acknowledge(4);
  world.topics_refused = true;
  world.journal_.decide("c2", {Journal::opened("b")});
  world.journal_.decide("c2", {Journal::acknowledged("b")});
  journal_brings(3);
  journal_brings(4);
  EXPECT_NE(topics->trouble().find("no right"), std::string::npos);
  acknowledge(1);
  pass(absl::Seconds(100));
  EXPECT_EQ(world.written.size(), 5U) << "nothing is written again, and nothing out of its order";
  world.topics_refused = false;
  make();
  EXPECT_EQ(sources(5), (std::vector<std::string>{"escalations.team.b escalation/0/3/0",
                                                  "escalations escalation/0/4/0",
                                                  "escalations.team.b escalation/0/4/0"}));
  EXPECT_EQ(topics->trouble(), "");
}

TEST_F(PublisherStory, APartitionThatIsTakenAwayIsLeftAlone) {
  topics->handle(journal::Revoked{{kPublication, 0}});
  EXPECT_FALSE(world.following[kPublishedJournal]);
  acknowledge(4);
  pass(absl::Seconds(50));
  EXPECT_TRUE(world.stored.empty());
}

TEST_F(PublisherStory, WhatComesForAnEarlierReadingRestoresNothing) {
  pass(absl::Seconds(10));
  acknowledge(4);
  ASSERT_EQ(world.stored.size(), 1U);
  world.holds_reading = true;
  world.following.clear();
  start();
  const auto earlier = world.last_reader[kPublished];
  topics->handle(journal::Revoked{{kPublication, 0}});
  topics->handle(journal::Assigned{{kPublication, 0}});
  topics->handle(journal::EndOfLog{earlier, {kPublished, 0}, 0});
  run();
  EXPECT_FALSE(world.following[kPublishedJournal]) << "it waits for the end of its own reading";
  world.holds_reading = false;
  const auto reader = world.last_reader[kPublished];
  topics->handle(journal::Records{reader, {kPublished, 0}, world.stored, nullptr});
  topics->handle(journal::EndOfLog{reader, {kPublished, 0}, 1});
  run();
  EXPECT_TRUE(world.following[kPublishedJournal]);
  EXPECT_EQ(world.written.size(), 4U);
}

TEST_F(PublisherStory, AQuietJournalStoresNothing) {
  pass(absl::Seconds(10));
  acknowledge(4);
  const auto stored = world.stored.size();
  EXPECT_EQ(stored, 1U);
  for (int i = 0; i < 20; ++i) {
    pass(absl::Seconds(10));
  }
  EXPECT_EQ(world.stored.size(), stored);
}

TEST_F(PublisherStory, ADamagedJournalIsReadAgainFromThereAndNothingIsWrittenAgain) {
  acknowledge(4);
  world.journal_.append(journal::RecordKind::kDecision, 1, 3, {"default/c1"}, "\xff truncated");
  journal_brings(3);
  EXPECT_NE(topics->trouble().find("offset 3: "), std::string::npos);
  pass(absl::Minutes(5));
  EXPECT_EQ(world.written.size(), 4U);
  world.journal_.restore_last("c1", {Journal::acknowledged("a")});
  pass(absl::Minutes(2));
  EXPECT_EQ(world.written.size(), 6U);
  EXPECT_EQ(topics->trouble(), "");
}

TEST_F(PublisherStory, AJournalShorterThanWhatWasPublishedIsTold) {
  publication::v1::PublicationState ahead;
  ahead.set_next_offset(1'000);
  auto record = std::make_shared<journal::Record>();
  record->header.keys = {kPublishedJournal};
  record->body = ahead.SerializeAsString();
  world.stored.push_back({0, record});
  start();
  EXPECT_NE(topics->trouble().find("shorter"), std::string::npos);
}

}  // namespace
}  // namespace escalon::routing
