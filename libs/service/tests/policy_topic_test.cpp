#include "escalon/service/policy_topic.hpp"

#include <gtest/gtest.h>

#include <future>

#include "escalon/policy/compile.hpp"

namespace escalon::service {
namespace {

std::shared_ptr<const policy::CompiledPolicy> named(const std::string& name) {
  return policy::compile({{"policy.yaml", "name: " + name +
                                              "\nteams:\n  desk: {}\ndefault_route:\n  team: desk\n"
                                              "  ask: {everyone: desk}\n"
                                              "  acknowledge_within: 24h\n"}})
      .value();
}

// One topic in memory, with one reader.
struct TopicLog final : journal::Log, journal::Producer {
  void read_from(journal::ReaderId reader, journal::Position, journal::Mailbox& mailbox) override {
    mailbox_ = &mailbox;
    reader_ = reader;
    if (!records.empty()) {
      mailbox.post(journal::Records{reader, {"policy", 0}, records, nullptr});
    }
    mailbox.post(journal::EndOfLog{reader, {"policy", 0}, records.size()});
  }
  void stop(journal::ReaderId, journal::TopicPartition) override {}
  void append(journal::TopicPartition, journal::RecordPtr, journal::Ticket,
              journal::Mailbox&) override {}
  void purge(journal::TopicPartition) override {}
  void probe_ends(absl::Time, journal::Mailbox&) override {}
  void produce(journal::TopicPartition, journal::RecordPtr record,
               std::function<void(Result<journal::Offset>)> done) override {
    if (away) {
      unanswered.push_back(std::move(done));
      return;
    }
    records.push_back({records.size(), std::move(record)});
    if (mailbox_ != nullptr) {
      mailbox_->post(journal::Records{reader_, {"policy", 0}, {records.back()}, nullptr});
    }
    done(records.back().offset);
  }

  std::vector<journal::LogRecord> records;
  bool away = false;  ///< The log answers nothing.
  std::vector<std::function<void(Result<journal::Offset>)>> unanswered;

 private:
  journal::Mailbox* mailbox_ = nullptr;
  journal::ReaderId reader_ = 0;
};

class Policies : public testing::Test {
 protected:
  void publish(const std::string& name) {
    ASSERT_TRUE(publish_policy(log, *named(name), absl::UnixEpoch()).ok());
  }

  TopicLog log;
  policy_book::MeshPolicyBook book;
};

TEST_F(Policies, AreAllKnownAndTheLastIsTheNewest) {
  publish("first");
  publish("second");
  PolicyTopic topic(log, book);
  const auto newest = topic.read();
  ASSERT_TRUE(newest.ok());
  EXPECT_EQ((*newest)->name, "second");
  EXPECT_NE(book.compiled(named("first")->hash), nullptr);
  EXPECT_EQ(topic.trouble(), "");
}

TEST_F(Policies, AreNotWaitedForWithoutAnEnd) {
  log.away = true;
  const Status published =
      publish_policy(log, *named("first"), absl::UnixEpoch(), absl::Milliseconds(1));
  ASSERT_FALSE(published.ok());
  EXPECT_EQ(published.error().kind, Error::Kind::kUnavailable);
  EXPECT_NE(published.error().message.find("the log has not taken the policy within 1ms"),
            std::string::npos);
  log.unanswered.front()(journal::Offset{0});  // too late, and harmless
}

TEST_F(Policies, MayBeAbsent) {
  PolicyTopic topic(log, book);
  const auto newest = topic.read();
  ASSERT_TRUE(newest.ok());
  EXPECT_EQ(*newest, nullptr);
}

TEST_F(Policies, ThatArePublishedLaterAreTold) {
  publish("first");
  std::promise<std::string> told;
  PolicyTopic topic(log, book, [&](const auto& policy) { told.set_value(policy->name); });
  ASSERT_TRUE(topic.read().ok());
  publish("second");
  EXPECT_EQ(told.get_future().get(), "second");
  EXPECT_EQ(topic.newest()->name, "second");
}

TEST_F(Policies, ThatCannotBeCompiledEndTheStartWithTheirPlace) {
  publish("first");
  auto record = std::make_shared<journal::Record>();
  record->body = "nonsense";
  log.records.push_back({1, record});
  publish("third");
  PolicyTopic topic(log, book);
  const auto newest = topic.read();
  ASSERT_FALSE(newest.ok());
  EXPECT_NE(newest.error().message.find("policy/0/1"), std::string::npos);
}

TEST_F(Policies, AreGivenUpWhenTheStartIs) {
  struct Silent final : journal::Log {
    void read_from(journal::ReaderId, journal::Position, journal::Mailbox&) override {}
    void stop(journal::ReaderId, journal::TopicPartition) override {}
    void append(journal::TopicPartition, journal::RecordPtr, journal::Ticket,
                journal::Mailbox&) override {}
    void purge(journal::TopicPartition) override {}
    void probe_ends(absl::Time, journal::Mailbox&) override {}
  } silent;
  PolicyTopic topic(silent, book);
  EXPECT_FALSE(topic.read([] { return true; }).ok());
}

}  // namespace
}  // namespace escalon::service
