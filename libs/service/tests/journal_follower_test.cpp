#include "escalon/service/journal_follower.hpp"

#include <gtest/gtest.h>

#include "escalon/journal/v1/journal.pb.h"

namespace escalon::service {
namespace {

const journal::TopicPartition kSla{"sla", 0};

struct SilentLog final : journal::Log {
  void read_from(journal::ReaderId, journal::Position position, journal::Mailbox&) override {
    started_at = position.next;
  }
  void stop(journal::ReaderId, journal::TopicPartition) override { ++stops; }
  void append(journal::TopicPartition, journal::RecordPtr, journal::Ticket,
              journal::Mailbox&) override {}
  void purge(journal::TopicPartition) override {}
  void probe_ends(absl::Time, journal::Mailbox&) override {}

  journal::Offset started_at = 0;
  int stops = 0;
};

struct SilentMailbox final : journal::Mailbox {
  void post(journal::MailboxMessage) override {}
};

struct Listener final : JournalSink {
  void decided(const journal::TopicPartition&, journal::Offset offset,
               const journal::DecodedRecordPtr& record) override {
    seen.push_back(std::to_string(offset) + ":" + record->body.decision().decision_id());
  }
  void advanced(const std::vector<Advance>& moved) override {
    next = moved.front().next;
    fold = moved.front().fold;
    ++advances;
  }
  void caught_up(const journal::TopicPartition&) override { ++ends; }

  std::vector<std::string> seen;
  journal::Offset next = 0;
  journal::Fold fold;
  int ends = 0;
  int advances = 0;
};

journal::LogRecord marker(journal::Offset offset, journal::Epoch epoch) {
  journal::Record record;
  record.header.kind = journal::RecordKind::kEpochStart;
  record.header.epoch = epoch;
  return {offset, std::make_shared<journal::Record>(record)};
}

journal::LogRecord decision(journal::Offset offset, journal::Epoch epoch, journal::Seq seq,
                            const std::string& id) {
  journal::Record record;
  record.header.kind = journal::RecordKind::kDecision;
  record.header.epoch = epoch;
  record.header.seq = seq;
  journal::v1::JournalRecord body;
  body.mutable_decision()->set_decision_id(id);
  record.body = body.SerializeAsString();
  return {offset, std::make_shared<journal::Record>(record)};
}

class FollowedJournal : public testing::Test {
 protected:
  void tell(std::vector<journal::LogRecord> records) {
    follower.handle(journal::Records{7, kSla, std::move(records), nullptr});
  }

  void end(journal::Offset next) { follower.handle(journal::EndOfLog{7, kSla, next}); }

  SilentLog log;
  SilentMailbox mailbox;
  Listener listener;
  std::vector<std::string> alarms;
  JournalFollower follower{log, mailbox, 7, listener,
                           [this](const std::string& text) { alarms.push_back(text); }};
};

TEST_F(FollowedJournal, HandsOutAcceptedDecisionsAloneAndOnce) {
  follower.follow(kSla, 0, {});
  tell({marker(0, 1), decision(1, 1, 1, "a"), decision(2, 1, 1, "a"), decision(3, 1, 3, "gap")});
  tell({marker(4, 2), decision(5, 1, 2, "zombie"), decision(6, 2, 2, "b")});
  EXPECT_EQ(listener.seen, (std::vector<std::string>{"1:a", "6:b"}));
  end(7);
  follower.step();
  EXPECT_EQ(listener.next, 7U);
  EXPECT_TRUE(alarms.empty());
}

TEST_F(FollowedJournal, GoesOnFromAStoredFold) {
  follower.follow(kSla, 2, journal::Fold(1, 1, {}));
  EXPECT_EQ(log.started_at, 2U);
  tell({decision(1, 1, 1, "old"), decision(2, 1, 2, "new")});
  EXPECT_EQ(listener.seen, (std::vector<std::string>{"2:new"}));
  end(3);
  follower.step();
  EXPECT_EQ(listener.fold.seq(), 2U);
}

TEST_F(FollowedJournal, TellsOnceATurnHowFarItHasCome) {
  follower.follow(kSla, 0, {});
  tell({marker(0, 1)});
  tell({decision(1, 1, 1, "a")});
  EXPECT_EQ(listener.advances, 0);
  end(2);
  EXPECT_FALSE(follower.step());
  EXPECT_EQ(listener.advances, 1);
  EXPECT_EQ(listener.next, 2U);
  follower.step();
  EXPECT_EQ(listener.advances, 1);
}

TEST_F(FollowedJournal, WaitsAMomentForWhatIsStillComing) {
  follower.follow(kSla, 0, {});
  tell({marker(0, 1)});
  follower.step();
  EXPECT_EQ(listener.advances, 0);
  while (listener.advances == 0) {  // but not for ever
    tell({});
    follower.step();
  }
  EXPECT_EQ(listener.next, 1U);
}

TEST_F(FollowedJournal, TellsHowFarItHasComeBeforeItSaysThatThereIsNothingMore) {
  follower.follow(kSla, 0, {});
  tell({marker(0, 1), decision(1, 1, 1, "a")});
  end(2);
  EXPECT_EQ(listener.advances, 0);
  follower.step();
  EXPECT_EQ(listener.advances, 1);
  EXPECT_EQ(listener.ends, 1);
}

TEST_F(FollowedJournal, SaysWhenThereIsNothingMore) {
  follower.follow(kSla, 0, {});
  end(0);
  follower.step();
  EXPECT_EQ(listener.ends, 1);
  follower.step();
  EXPECT_EQ(listener.ends, 1);
}

TEST_F(FollowedJournal, StopsWithAnAlarmWhereAMarkerIsMissing) {
  follower.follow(kSla, 0, {});
  tell({decision(0, 5, 1, "lost"), decision(1, 5, 2, "lost")});
  EXPECT_TRUE(listener.seen.empty());
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_NE(alarms[0].find("sla/0"), std::string::npos);
  EXPECT_EQ(log.stops, 1);
  tell({marker(2, 6), decision(3, 6, 1, "ignored")});
  EXPECT_TRUE(listener.seen.empty());
}

TEST_F(FollowedJournal, StopsWithAnAlarmAtABodyThatCannotBeParsed) {
  follower.follow(kSla, 0, {});
  journal::Record broken;
  broken.header.kind = journal::RecordKind::kDecision;
  broken.header.epoch = 1;
  broken.header.seq = 1;
  broken.body = "\xFF\xFF";
  tell({marker(0, 1), {1, std::make_shared<journal::Record>(broken)}});
  EXPECT_EQ(alarms.size(), 1U);
}

}  // namespace
}  // namespace escalon::service
