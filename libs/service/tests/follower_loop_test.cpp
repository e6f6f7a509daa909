#include "escalon/service/follower_loop.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace escalon::service {
namespace {

// Tells each reader at once that there is nothing.
struct EmptyLog final : journal::Log {
  void read_from(journal::ReaderId reader, journal::Position position,
                 journal::Mailbox& mailbox) override {
    if (position.at != held_back) {
      mailbox.post(journal::EndOfLog{reader, position.at, position.next});
    } else {
      waiting = &mailbox;
    }
  }
  void stop(journal::ReaderId, journal::TopicPartition) override {}
  void append(journal::TopicPartition, journal::RecordPtr, journal::Ticket,
              journal::Mailbox&) override {}
  void purge(journal::TopicPartition) override {}
  void probe_ends(absl::Time, journal::Mailbox&) override {}

  journal::TopicPartition held_back{"sla", 1};
  journal::Mailbox* waiting = nullptr;
};

struct Sink final : JournalSink {
  void decided(const journal::TopicPartition&, journal::Offset,
               const journal::DecodedRecordPtr&) override {}
  void advanced(const std::vector<Advance>&) override {}
  void caught_up(const journal::TopicPartition&) override {
    ++ends;
    ends.notify_all();
  }
  void wait_for(int wanted) {
    for (int seen = ends; seen < wanted; seen = ends) {
      ends.wait(seen);
    }
  }
  std::atomic<int> ends = 0;
};

TEST(FollowerLoop, HasCaughtUpWhenEveryPartitionWasReadToItsEnd) {
  EmptyLog log;
  Sink sink;
  FollowerLoop loop("test", log, 7, sink);
  for (const auto& at : partitions_of({"sla"}, journal::Topology{2, {}})) {
    loop.follow(at, 0, {});
  }
  EXPECT_FALSE(loop.caught_up());
  EXPECT_EQ(loop.not_ready(), "reads the journals");
  loop.start();
  sink.wait_for(1);
  EXPECT_FALSE(loop.caught_up());
  log.waiting->post(journal::EndOfLog{7, log.held_back, 0});
  sink.wait_for(2);
  loop.stop();
  EXPECT_TRUE(loop.caught_up());
  EXPECT_EQ(loop.not_ready(), "");
}

TEST(Partitions, AreAllOfEachTopic) {
  const journal::Topology topology{2, {{"team", 1}}};
  EXPECT_EQ(partitions_of({"sla", "team"}, topology),
            (std::vector<journal::TopicPartition>{{"sla", 0}, {"sla", 1}, {"team", 0}}));
}

}  // namespace
}  // namespace escalon::service
