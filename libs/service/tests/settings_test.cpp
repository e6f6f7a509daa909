#include "escalon/service/settings.hpp"

#include <gtest/gtest.h>

#include "escalon/testkit/temp_dir.hpp"

namespace escalon::service {
namespace {

Environment with(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
}

TEST(Settings, AFlagBeatsAVariableWhichBeatsTheFile) {
  const testkit::TempDir dir;
  const auto file =
      dir.write("mesh.yaml", "http:\n  port: 1\ngrpc:\n  port: 2\nlog:\n  level: debug\n");
  auto settings =
      Settings::load(file, with({{"ESCALON_HTTP_PORT", "10"}, {"ESCALON_GRPC_PORT", "20"}}),
                     {{"grpc.port", "200"}});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->number("http.port", 8080, 1, 65535), 10);
  EXPECT_EQ(settings->number("grpc.port", 8081, 1, 65535), 200);
  EXPECT_EQ(settings->text("log.level", "info"), "debug");
  EXPECT_EQ(settings->text("log.format", "text"), "text");
  EXPECT_TRUE(settings->finish().ok());
}

TEST(Settings, AnUnknownKeyIsNamedWithItsPathAndTheNearestKnownOne) {
  const testkit::TempDir dir;
  const auto file = dir.write("mesh.yaml", "http:\n  prot: 1\n");
  auto settings = Settings::load(file, with({}), {});
  ASSERT_TRUE(settings.ok());
  std::ignore = settings->number("http.port", 8080, 1, 65535);
  const Status status = settings->finish();
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("http.prot"), std::string::npos) << status.error().message;
  EXPECT_NE(status.error().message.find("'http.port'"), std::string::npos)
      << status.error().message;
}

TEST(Settings, WhatIsWrongInTheFileIsNamedWithItsLine) {
  const testkit::TempDir dir;
  const auto file = dir.write("mesh.yaml", "log:\n  level: info\nhttp:\n  port: none\n");
  auto settings = Settings::load(file, with({}), {});
  std::ignore = settings->text("log.level", "info");
  std::ignore = settings->number("http.port", 8080, 1, 65535);
  EXPECT_NE(settings->finish().error().message.find("mesh.yaml:4: http.port"), std::string::npos)
      << settings->finish().error().message;
  auto unknown = Settings::load(file, with({}), {{"http.port", "1"}});
  std::ignore = unknown->number("http.port", 8080, 1, 65535);
  EXPECT_NE(unknown->finish().error().message.find("mesh.yaml:2: log.level"), std::string::npos)
      << unknown->finish().error().message;
}

TEST(Settings, AListIsNoValue) {
  const testkit::TempDir dir;
  auto settings = Settings::load(dir.write("mesh.yaml", "brokers: [a, b]\n"), with({}), {});
  std::ignore = settings->text("brokers", "");
  ASSERT_FALSE(settings->finish().ok());
  EXPECT_NE(settings->finish().error().message.find("mesh.yaml:1: brokers"), std::string::npos);
}

TEST(Settings, WhatIsHandedOnIsTakenAsItIs) {
  const testkit::TempDir dir;
  const auto file =
      dir.write("mesh.yaml", "kafka:\n  client:\n    a.b: 1\n    c: {d: 2}\n    password: x\n");
  auto settings = Settings::load(file, with({}), {{"kafka.client.c.d", "3"}});
  EXPECT_EQ(settings->secret("kafka.client.password"), "x");
  EXPECT_EQ(settings->below("kafka.client"),
            (std::map<std::string, std::string>{{"a.b", "1"}, {"c.d", "3"}}));
  EXPECT_TRUE(settings->finish().ok());
  settings->print_as("kafka.client.a.b", "shown");
  EXPECT_EQ(settings->print(),
            "kafka.client.a.b: shown\nkafka.client.c.d: 3\nkafka.client.password: ***\n"
            "kafka.client.password_file: \n");
}

TEST(Settings, AListIsNotHandedOn) {
  const testkit::TempDir dir;
  const auto file = dir.write("mesh.yaml", "kafka:\n  client:\n    a: [1, 2]\n");
  auto settings = Settings::load(file, with({}), {});
  (void)settings->below("kafka.client");
  const Status status = settings->finish();
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("mesh.yaml:3: kafka.client.a: must be one value"),
            std::string::npos)
      << status.error().message;
}

TEST(Settings, AValueOutOfRangeNamesTheRangeAndTheVariable) {
  auto settings = Settings::load("", with({{"ESCALON_HTTP_PORT", "70000"}}), {});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->number("http.port", 8080, 1, 65535), 8080);
  const Status status = settings->finish();
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("1 to 65535"), std::string::npos);
  EXPECT_NE(status.error().message.find("ESCALON_HTTP_PORT"), std::string::npos);
}

TEST(Settings, WrongDurationsAndSwitchesAreRefused) {
  auto settings = Settings::load("", with({}), {{"wait", "soon"}});
  EXPECT_EQ(settings->duration("wait", absl::Seconds(3)), absl::Seconds(3));
  EXPECT_FALSE(settings->finish().ok());
  auto other = Settings::load("", with({}), {{"colour", "perhaps"}});
  EXPECT_FALSE(other->flag("colour", false));
  EXPECT_FALSE(other->finish().ok());
}

TEST(Settings, ASecretComesFromAFileAndIsNeverPrinted) {
  const testkit::TempDir dir;
  const auto file = dir.write("key", "whsec_abc\n");
  auto settings = Settings::load("", with({}), {{"webhook.secret_file", file.string()}});
  EXPECT_EQ(settings->secret("webhook.secret"), "whsec_abc");
  EXPECT_TRUE(settings->finish().ok());
  EXPECT_EQ(settings->print().find("whsec_abc"), std::string::npos);
}

TEST(Settings, AFileThatIsNoYamlIsRefusedWithItsLine) {
  const testkit::TempDir dir;
  const auto settings = Settings::load(dir.write("mesh.yaml", "a: 1\nb: [\n"), with({}), {});
  ASSERT_FALSE(settings.ok());
  EXPECT_NE(settings.error().message.find("mesh.yaml:"), std::string::npos);
  EXPECT_FALSE(Settings::load(dir / "absent.yaml", with({}), {}).ok());
}

}  // namespace
}  // namespace escalon::service
