#include "host_settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "escalon/testkit/temp_dir.hpp"

namespace escalon::service_host {
namespace {

using log_kafka::Keeps;

std::optional<std::string> nothing(const std::string&) {
  return std::nullopt;
}

// A part with one setting of its own, which it can refuse.
class Part final : public ServicePart {
 public:
  [[nodiscard]] Status configure(service::Settings& settings) override {
    return settings.text("data", "here") == "here" ? Status() : invalid("data: elsewhere");
  }
  [[nodiscard]] Result<void, StartError> start(const HostPorts&) override { return {}; }
  void stop() override {}
};

ServiceProgram program() {
  ServiceProgram made;
  made.name = "insight";
  made.http_port = 8082;
  made.topics = {{"contact.events", true}, {"sla", false}};
  made.part = std::make_unique<Part>();
  return made;
}

Result<HostSettings> read(std::map<std::string, std::string> flags,
                          service::Environment environment = nothing) {
  auto settings = service::Settings::load("", std::move(environment), std::move(flags));
  auto made = program();
  return read_host_settings(*settings, made);
}

TEST(HostSettings, HaveDefaultsThatWork) {
  const auto settings = read({});
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  EXPECT_EQ(settings->http_port, 8082);
  EXPECT_EQ(settings->partitions, 12U);
  EXPECT_EQ(settings->kafka.group, "escalon.insight");
  EXPECT_EQ(settings->kafka.instance.rfind("insight-", 0), 0U);
  EXPECT_EQ(settings->kafka.client.at("bootstrap.servers"), "127.0.0.1:9092");
  EXPECT_TRUE(settings->log.json);
}

TEST(HostSettings, NameTheGroupByThePrefixSoThatMeshesCanShareACluster) {
  EXPECT_EQ(read({{"kafka.prefix", "test."}})->kafka.group, "test.insight");
}

TEST(HostSettings, KeepEachTopicByWhatItIs) {
  const auto settings = read({{"kafka.partitions", "4"}});
  const auto keeps = [&](const std::string& name) {
    const auto& topics = settings->kafka.topics;
    return *std::ranges::find(topics, name, &log_kafka::TopicOptions::name);
  };
  EXPECT_EQ(keeps("contact.events").keeps, Keeps::kForAWhile);
  EXPECT_TRUE(keeps("contact.events").plain);
  EXPECT_EQ(keeps("contact.events").partitions, 4U);
  EXPECT_EQ(keeps("sla").keeps, Keeps::kForEver);
  EXPECT_EQ(keeps("policy").keeps, Keeps::kNewestOfEachKey);
  EXPECT_EQ(keeps("policy").partitions, 1U);
  EXPECT_EQ(keeps("dead-letter").keeps, Keeps::kForAWhile);
}

TEST(HostSettings, HandWhatLibrdkafkaWantsOn) {
  const testkit::TempDir dir;
  const auto file = dir.write("password", "hush\n");
  const auto settings = read(
      {{"kafka.client.sasl.password_file", file.string()}, {"kafka.client.client.rack", "b"}},
      [](const std::string& name) -> std::optional<std::string> {
        return name == "ESCALON_KAFKA_CLIENT_SECURITY_PROTOCOL" ? std::optional<std::string>("ssl")
                                                                : std::nullopt;
      });
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  EXPECT_EQ(settings->kafka.client.at("sasl.password"), "hush");
  EXPECT_EQ(settings->kafka.client.at("security.protocol"), "ssl");
  EXPECT_EQ(settings->kafka.client.at("client.rack"), "b");
}

TEST(HostSettings, PrintNoSecretOfLibrdkafka) {
  auto settings = service::Settings::load("", nothing,
                                          {{"kafka.client.sasl.password", "hush1"},
                                           {"kafka.client.ssl.keystore.password", "hush2"},
                                           {"kafka.client.ssl.key.pem", "hush3"}});
  auto made = program();
  const auto read_back = read_host_settings(*settings, made);
  ASSERT_TRUE(read_back.ok()) << read_back.error().message;
  EXPECT_EQ(read_back->kafka.client.at("ssl.keystore.password"), "hush2");
  EXPECT_EQ(read_back->kafka.client.at("ssl.key.pem"), "hush3");
  EXPECT_EQ(settings->print().find("hush"), std::string::npos) << settings->print();
}

TEST(HostSettings, KeepEventsAsLongAsIsAskedForAndNeverForLessThanAnHour) {
  EXPECT_EQ(read({})->kafka.plain_retention, std::chrono::hours(168));
  EXPECT_EQ(read({{"kafka.plain_retention", "90m"}})->kafka.plain_retention,
            std::chrono::minutes(90));
  EXPECT_EQ(read({})->kafka.gather, std::chrono::milliseconds(20));
  EXPECT_EQ(read({{"kafka.gather", "0ms"}})->kafka.gather, std::chrono::milliseconds(0));
  const auto too_long = read({{"kafka.gather", "2s"}});
  ASSERT_FALSE(too_long.ok());
  EXPECT_NE(too_long.error().message.find("kafka.gather: '2s' must be at most 500ms"),
            std::string::npos);
  const auto refused = read({{"kafka.plain_retention", "30m"}});
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("kafka.plain_retention: '30m' must be at least 1h"),
            std::string::npos);
}

TEST(HostSettings, OfAServiceWithoutStagesHaveNoRedis) {
  const auto settings = read({{"redis.url", "redis://127.0.0.1"}});
  ASSERT_FALSE(settings.ok());
  EXPECT_NE(settings.error().message.find("redis.url is not a setting"), std::string::npos);
}

TEST(HostSettings, AreThoseOfThePartToo) {
  const auto settings = read({{"data", "there"}});
  ASSERT_FALSE(settings.ok());
  EXPECT_EQ(settings.error().message, "data: elsewhere");
  const auto help = settings_of(program());
  EXPECT_TRUE(std::ranges::any_of(help, [](const auto& s) { return s.path == "http.port"; }));
  EXPECT_FALSE(std::ranges::any_of(help, [](const auto& s) { return s.path == "redis.url"; }));
}

}  // namespace
}  // namespace escalon::service_host
