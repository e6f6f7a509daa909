#include "escalon/intake/ingress.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

#include "escalon/events/codec.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "fake_producer.hpp"

namespace escalon::intake {
namespace {

using journal::OutsideRecord;

// The topics that are shared with others: what is to be read, and the dead letters.
class FakeOutside final : public journal::OutsideReader, public journal::OutsideLog {
 public:
  std::vector<OutsideRecord> poll(int records_max, std::chrono::milliseconds) override {
    std::vector<OutsideRecord> batch;
    while (!to_read.empty() && static_cast<int>(batch.size()) < records_max) {
      batch.push_back(to_read.front());
      to_read.pop_front();
    }
    return batch;
  }
  void commit() override { ++commits; }
  Status make_topics(const std::vector<std::string>&, std::uint32_t) override { return {}; }
  void write(OutsideRecord record, std::function<void(Status)> done) override {
    std::size_t bytes = record.key.size() + record.value.size();
    for (const auto& [name, value] : record.headers) {
      bytes += name.size() + value.size();
    }
    ++tries;
    if (bytes > letter_bytes_max) {
      done(invalid("too large"));
    } else if (failures > 0) {
      --failures;
      done(Error{Error::Kind::kUnavailable, "no broker"});
    } else {
      letters.push_back(std::move(record));
      done({});
    }
  }
  Result<std::unique_ptr<journal::OutsideReader>> share(const std::string&) override {
    return invalid("not asked for here");
  }

  std::deque<OutsideRecord> to_read;
  std::vector<OutsideRecord> letters;
  std::size_t letter_bytes_max = 1'000'000;
  std::atomic<int> tries = 0;
  int failures = 0;
  int commits = 0;
};

class IngressStory : public testing::Test {
 protected:
  IngressOptions quick() {
    IngressOptions options;
    options.steady = [this] { return absl::Seconds(seconds.load()); };
    options.group = "escalon.intake";
    options.version = "1.2.3";
    options.rest = std::chrono::milliseconds(4);
    options.rest_longest = std::chrono::milliseconds(16);
    return options;
  }
  static std::string event(const std::string& contact) {
    return R"({"event_id":"e-)" + contact + R"(","contact_id":")" + contact +
           R"(","channel":"chat","customer_message":{"text":"hello"}})";
  }
  void arrives(const std::string& value, const std::string& key = "any key") {
    const auto offset = static_cast<journal::Offset>(outside.to_read.size());
    outside.to_read.push_back({{kIngress, 7}, offset, 1'700'000'000'123, key, {{"h", "1"}}, value});
  }
  static std::string header(const OutsideRecord& record, const std::string& name) {
    return std::string(record.header(name).value_or("(none)"));
  }

  std::atomic<int> seconds = 100;
  std::stop_source stop;
  FakeOutside outside;
  FakeProducer log;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  Intake intake{log, [this] { return now; }, {{12, {}}, 3}, metrics};
  Ingress ingress{outside, outside, intake, quick(), metrics};
};

TEST_F(IngressStory, WhateverItsKeyAndPartitionAnEventGoesToThatOfItsCase) {
  arrives(event("c1"));
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  ASSERT_EQ(log.entries().size(), 1U);
  const auto& entry = log.entries()[0];
  EXPECT_EQ(entry.at,
            (journal::TopicPartition{kContactEvents, partition_of(make_key("default", "c1"), 12)}));
  EXPECT_EQ(entry.record->header.keys, std::vector<std::string>{"default/c1"});
  EXPECT_EQ(entry.record->header.id, "default/e-c1") << "the id by which a repetition is known";
  EXPECT_EQ(outside.commits, 1);
  EXPECT_TRUE(outside.letters.empty());
}

TEST_F(IngressStory, WhatIsWrongIsSetAsideByteForByteWithTheReasonAndHoldsNobodyUp) {
  arrives("\x0a\xff nonsense", "some key");
  arrives(R"({"contact_id":"c2","channel":"chat"})");
  arrives(event("c1"));
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  EXPECT_EQ(log.entries().size(), 1U);
  ASSERT_EQ(outside.letters.size(), 2U);
  const OutsideRecord& letter = outside.letters[0];
  EXPECT_EQ(letter.at, (journal::TopicPartition{"dead-letter", 0}));
  EXPECT_EQ(letter.key, "some key");
  EXPECT_EQ(letter.value, "\x0a\xff nonsense");
  EXPECT_EQ(header(letter, "h"), "1");
  EXPECT_EQ(header(letter, "dlq_original_topic"), "contact.ingress");
  EXPECT_EQ(header(letter, "dlq_original_partition"), "7");
  EXPECT_EQ(header(letter, "dlq_original_offset"), "0");
  EXPECT_EQ(header(letter, "dlq_original_timestamp"), "1700000000123");
  EXPECT_EQ(header(letter, "dlq_consumer_group"), "escalon.intake");
  EXPECT_EQ(header(letter, "dlq_error_class"), "invalid");
  EXPECT_NE(header(letter, "dlq_error_message").find("not a ContactEvent"), std::string::npos);
  EXPECT_EQ(header(letter, "dlq_service_version"), "1.2.3");
  EXPECT_EQ(header(outside.letters[1], "dlq_original_offset"), "1") << "validated as by HTTP";
  EXPECT_EQ(outside.commits, 1);
}

TEST_F(IngressStory, NothingIsDoneWithBeforeItIsDurable) {
  log.hold();
  arrives(event("c1"));
  std::jthread reading([this] { EXPECT_FALSE(ingress.take_batch(stop.get_token())); });
  stop.request_stop();
  reading.join();
  EXPECT_EQ(outside.commits, 0) << "it is read again after the restart";
  log.release();
  EXPECT_EQ(outside.commits, 0);
}

TEST_F(IngressStory, MoreThanIntakeTakesAtOnceIsTriedAgainAndNotSetAside) {
  log.hold();
  for (int i = 0; i < 10; ++i) {
    arrives(event("c" + std::to_string(i)));
  }
  std::jthread reading([this] { EXPECT_TRUE(ingress.take_batch(stop.get_token())); });
  const std::jthread durable([this](const std::stop_token& ended) {
    while (!ended.stop_requested()) {
      log.release();
      std::this_thread::yield();
    }
  });
  reading.join();
  EXPECT_TRUE(outside.letters.empty());
  EXPECT_EQ(outside.commits, 1);
}

TEST_F(IngressStory, ADeadLetterThatCannotBeWrittenNowIsWrittenLater) {
  outside.failures = 2;
  arrives("nonsense");
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  EXPECT_EQ(outside.letters.size(), 1U);
  EXPECT_EQ(outside.commits, 1);
}

TEST_F(IngressStory, ThatNothingGoesOnIsTold) {
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  EXPECT_EQ(ingress.trouble(), "");
  outside.failures = 1'000'000;
  arrives("nonsense");
  std::jthread reading([this] { EXPECT_FALSE(ingress.take_batch(stop.get_token())); });
  // Less and less often, up to the longest rest.
  while (ingress.trouble().find("no broker; it is tried again after 16 ms") == std::string::npos) {
    ++seconds;
    std::this_thread::yield();
  }
  EXPECT_NE(ingress.trouble().find("contact.ingress stands still since"), std::string::npos);
  const int tries = outside.tries;
  while (outside.tries < tries + 2) {
    std::this_thread::yield();
  }
  EXPECT_NE(ingress.trouble().find("after 16 ms"), std::string::npos);
  stop.request_stop();
}

TEST_F(IngressStory, OnceSomethingGoesOnAgainNothingIsTold) {
  log.hold();
  arrives(event("c1"));
  std::jthread reading([this] { EXPECT_TRUE(ingress.take_batch(stop.get_token())); });
  while (ingress.trouble().find("does not answer") == std::string::npos) {
    ++seconds;
    std::this_thread::yield();
  }
  log.release();
  reading.join();
  seconds += 1'000;
  EXPECT_EQ(ingress.trouble(), "") << "it waits for others";
}

TEST_F(IngressStory, AnEventWithoutIdAndInstantIsNamedAfterItsPlace) {
  const std::string nameless =
      R"({"contact_id":"c1","channel":"chat","customer_message":{"text":"hello"}})";
  arrives(nameless);
  arrives(nameless);
  const auto twice = outside.to_read;
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  outside.to_read = twice;  // read again, and at another instant
  now += absl::Seconds(7);
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  ASSERT_EQ(log.entries().size(), 4U);
  const auto id = [this](std::size_t index) { return log.entries()[index].record->header.id; };
  EXPECT_NE(id(0), id(1)) << "two records are two events";
  EXPECT_EQ(id(0), id(2));
  EXPECT_EQ(id(1), id(3));
}

TEST_F(IngressStory, TheTraceOfItsWriterGoesOn) {
  const std::string traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  arrives(event("c1"));
  outside.to_read.back().headers.emplace_back("traceparent", traceparent);
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  EXPECT_EQ(log.entries()[0].record->header.traceparent, traceparent);
}

TEST_F(IngressStory, OfARecordTooLargeForADeadLetterTheBeginningIsKept) {
  outside.letter_bytes_max = 100'000;
  arrives(std::string(150'000, 'x'));
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  ASSERT_EQ(outside.letters.size(), 1U);
  EXPECT_EQ(outside.letters[0].value, std::string(65'536, 'x'));
  EXPECT_EQ(outside.letters[0].key, "any key");
  EXPECT_EQ(header(outside.letters[0], "h"), "1");
  EXPECT_EQ(header(outside.letters[0], "dlq_cut"),
            "of 150000 bytes, a key of 7 bytes and 1 headers");
}

TEST_F(IngressStory, KeysAndHeadersThatAreTooLargeAreCutToo) {
  outside.letter_bytes_max = 100'000;
  arrives("nonsense", std::string(150'000, 'k'));
  arrives("nonsense");
  outside.to_read.back().headers.emplace_back("large", std::string(150'000, 'x'));
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  ASSERT_EQ(outside.letters.size(), 2U);
  EXPECT_EQ(outside.letters[0].key, std::string(1'000, 'k'));
  EXPECT_EQ(header(outside.letters[1], "h"), "1");
  EXPECT_EQ(header(outside.letters[1], "large"), "(none)");
  EXPECT_EQ(header(outside.letters[1], "dlq_original_offset"), "1");
  EXPECT_EQ(outside.tries, 4) << "once whole, once cut";
}

TEST_F(IngressStory, WhereNothingElseFitsTheReasonAndThePlaceAreKept) {
  outside.letter_bytes_max = 2'000;
  arrives(std::string(3'000, 'x'), std::string(1'500, 'k'));
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  ASSERT_EQ(outside.letters.size(), 1U);
  EXPECT_EQ(outside.letters[0].value + outside.letters[0].key, "");
  EXPECT_EQ(header(outside.letters[0], "h"), "(none)");
  EXPECT_EQ(header(outside.letters[0], "dlq_original_partition"), "7");
}

TEST_F(IngressStory, AnEventLargerThanAllowedIsSetAside) {
  arrives(event(std::string(950'000, 'c')));
  EXPECT_TRUE(ingress.take_batch(stop.get_token()));
  EXPECT_TRUE(log.entries().empty());
  EXPECT_EQ(outside.letters.size(), 1U);
}

}  // namespace
}  // namespace escalon::intake
