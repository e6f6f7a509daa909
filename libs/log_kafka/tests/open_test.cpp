#include <thread>

#include "kafka_fixture.hpp"

namespace escalon::log_kafka {
namespace {

class Open : public KafkaTest {};

TEST_F(Open, MakesTopicsThatKeepWhatTheyMust) {
  KafkaOptions wanted = options();
  wanted.topics.push_back({"policy", 1, Keeps::kNewestOfEachKey});
  wanted.plain_retention = std::chrono::hours(24);
  { const auto log = open(wanted); }
  EXPECT_EQ(cluster().setting(prefix_ + "journal", "retention.ms"), "-1");
  EXPECT_EQ(cluster().setting(prefix_ + "journal", "retention.bytes"), "-1");
  EXPECT_EQ(cluster().setting(prefix_ + "journal", "cleanup.policy"), "delete");
  EXPECT_EQ(cluster().setting(prefix_ + "inputs", "retention.ms"), "86400000");
  EXPECT_EQ(cluster().setting(prefix_ + "policy", "cleanup.policy"), "compact");
  EXPECT_EQ(cluster().setting(prefix_ + "policy", "segment.ms"), "3600000") << "or never compacted";
  EXPECT_EQ(cluster().setting(prefix_ + "journal", "min.insync.replicas"), "1");
  EXPECT_EQ(refusal(wanted), "") << "what it has made it takes";
}

TEST_F(Open, RefusesAnotherNumberOfPartitions) {
  cluster().make_topic(prefix_ + "journal", 3, {{"retention.ms", "-1"}});
  const std::string why = refusal(options());
  EXPECT_TRUE(says(why, prefix_ + "journal has 3 partitions, but this mesh is set to 2"));
  EXPECT_TRUE(says(why, "set it to 3"));
}

TEST_F(Open, RefusesAJournalThatWouldForget) {
  struct Case {
    std::map<std::string, std::string> settings;
    std::string remedy;
  };
  const std::vector<Case> cases = {
      {{{"retention.ms", "604800000"}}, "set retention.ms=-1"},
      {{{"retention.ms", "-1"}, {"retention.bytes", "1000000"}}, "set retention.bytes=-1"},
      {{{"retention.ms", "-1"}, {"retention.bytes", "-1"}, {"cleanup.policy", "compact"}},
       "set cleanup.policy=delete"},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    KafkaOptions wanted = options();
    wanted.prefix += std::to_string(i) + ".";
    cluster().make_topic(wanted.prefix + "journal", 2, cases[i].settings);
    const std::string why = refusal(wanted);
    EXPECT_TRUE(says(why, wanted.prefix + "journal"));
    EXPECT_TRUE(says(why, cases[i].remedy));
  }
}

TEST_F(Open, RefusesATopicWhoseRecordsMustBeSmaller) {
  cluster().make_topic(prefix_ + "inputs", 2, {{"max.message.bytes", "5000"}});
  EXPECT_TRUE(says(refusal(options()), "set max.message.bytes=1000000"));
}

TEST_F(Open, RefusesFewerReplicasThanMustBeInSync) {
  { const auto log = open(options()); }
  KafkaOptions wanted = options();
  wanted.in_sync_replicas_min = 2;
  EXPECT_TRUE(says(refusal(wanted), "has 1 replicas, but 2 must be in sync"));
}

TEST_F(Open, SaysThatThereAreTooFewBrokers) {
  KafkaOptions wanted = options();
  wanted.replication_factor = 3;
  EXPECT_TRUE(says(refusal(wanted), "start more brokers, or ask for fewer replicas"));
}

TEST_F(Open, MakesNoTopicsWhereItMayNot) {
  KafkaOptions wanted = options();
  wanted.create_topics = false;
  EXPECT_TRUE(says(refusal(wanted), prefix_ + "inputs is not on the cluster; make it with 2"));
}

TEST_F(Open, LeavesTheRestToWhoComesFirst) {
  std::vector<std::unique_ptr<KafkaLog>> logs(3);
  {
    std::vector<std::jthread> together;
    for (auto& log : logs) {
      together.emplace_back([&] { log = open(options()); });
    }
  }
  for (const auto& log : logs) {
    EXPECT_TRUE(produce(*log, "one", kInputs0).ok());
  }
}

TEST_F(Open, NamesASettingThatIsNotKnownOrNotToBeSet) {
  KafkaOptions unknown = options();
  unknown.client["retry.backof.ms"] = "5";
  EXPECT_TRUE(says(refusal(unknown), "Kafka setting retry.backof.ms: No such configuration"));
  KafkaOptions ours = options();
  ours.client["enable.idempotence"] = "false";
  EXPECT_TRUE(says(refusal(ours), "Kafka setting enable.idempotence is not to be set"));
}

TEST_F(Open, NeedsAGroupForItsStages) {
  KafkaOptions wanted = options();
  wanted.group = "";
  EXPECT_TRUE(says(refusal(wanted), "needs a consumer group"));
  wanted.stages.clear();
  EXPECT_EQ(refusal(wanted), "");
}

TEST_F(Open, SaysThatNoBrokerAnswers) {
  KafkaOptions wanted = options();
  wanted.client["bootstrap.servers"] = "127.0.0.1:1";
  wanted.start_patience = std::chrono::milliseconds(300);
  EXPECT_TRUE(says(refusal(wanted), "no Kafka broker answers at 127.0.0.1:1"));
}

// A broker of its own that lets nobody in without a password.
TEST(Security, IsPassedOnToEveryClient) {
  const std::string users =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\" "
      "password=\"b\" user_broker=\"b\" user_escalon=\"right\";";
  testkit::KafkaBroker broker(
      {{"listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT"},
       {"sasl.enabled.mechanisms", "PLAIN"},
       {"sasl.mechanism.inter.broker.protocol", "PLAIN"},
       {"listener.name.plaintext.plain.sasl.jaas.config", users}});
  KafkaOptions options;
  options.client = {{"bootstrap.servers", broker.bootstrap_servers()},
                    {"security.protocol", "sasl_plaintext"},
                    {"sasl.mechanism", "PLAIN"},
                    {"sasl.username", "escalon"},
                    {"sasl.password", "wrong"}};
  options.topics = {{"journal", 1, Keeps::kForEver}};
  options.stages = {{"stage", "journal"}};
  options.group = "group";
  options.replication_factor = 1;
  options.in_sync_replicas_min = 1;
  options.start_patience = std::chrono::milliseconds(2'000);
  const auto refused = KafkaLog::open(options);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(says(refused.error().message, "security settings"));
  EXPECT_FALSE(says(refused.error().message, "wrong")) << "secrets are not shown";

  options.client["sasl.password"] = "right";
  options.start_patience = std::chrono::milliseconds(30'000);
  const auto log = KafkaLog::open(options);
  ASSERT_TRUE(log.ok()) << log.error().message;
  Inbox inbox;
  (*log)->ownership().follow("stage", inbox);
  EXPECT_EQ(inbox.wait_for<journal::Assigned>(1).size(), 1U);
  (*log)->log().append({"journal", 0}, std::make_shared<const journal::Record>(), 1, inbox);
  (*log)->log().read_from(1, {{"journal", 0}, 0}, inbox);
  EXPECT_EQ(inbox.wait_for_records(1).size(), 1U);
  (*log)->close();
}

}  // namespace
}  // namespace escalon::log_kafka
