#include "partition_feed.hpp"

#include <gtest/gtest.h>

namespace escalon::log_kafka {
namespace {

class Ends final : public journal::Mailbox {
 public:
  void post(journal::MailboxMessage message) override {
    if (const auto* end = std::get_if<journal::EndOfLog>(&message)) {
      told.push_back(end->next);
    }
  }
  std::vector<journal::Offset> told;
};

std::vector<journal::LogRecord> records(journal::Offset first, journal::Offset after_last) {
  std::vector<journal::LogRecord> all;
  for (journal::Offset offset = first; offset < after_last; ++offset) {
    all.push_back({offset, std::make_shared<journal::Record>()});
  }
  return all;
}

class Feed : public testing::Test {
 protected:
  PartitionFeed make() {
    return {{"journal", 0}, {500, 1 << 20, 1 << 20, 4, false}, [] {}, furthest_};
  }
  SubscriptionPtr reader_at(journal::Offset next) {
    auto subscription = std::make_shared<Subscription>();
    subscription->next = next;
    subscription->mailbox = &ends_;
    return subscription;
  }

  std::shared_ptr<journal::Offset> furthest_ = std::make_shared<journal::Offset>(0);
  Ends ends_;
};

TEST_F(Feed, TellsAReaderWhoWantsMoreThanThereIs) {
  PartitionFeed feed = make();
  feed.add(reader_at(5));
  feed.restarted(0);
  feed.took(records(0, 4), 4);
  feed.serve();
  EXPECT_EQ(ends_.told, std::vector<journal::Offset>{4});
}

TEST_F(Feed, TellsNoEndThatAnotherFeedOfThePartitionHasPassed) {
  PartitionFeed behind = make();
  behind.restarted(4);
  behind.took({}, 4);
  PartitionFeed ahead = make();
  ahead.restarted(0);
  ahead.took(records(0, 5), 5);
  behind.add(reader_at(5));
  behind.serve();
  EXPECT_TRUE(ends_.told.empty());
  behind.took(records(4, 5), 5);
  behind.serve();
  EXPECT_EQ(ends_.told, std::vector<journal::Offset>{5});
}

}  // namespace
}  // namespace escalon::log_kafka
