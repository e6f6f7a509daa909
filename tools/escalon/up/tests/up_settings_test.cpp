#include "up_settings.hpp"

#include <gtest/gtest.h>

#include "escalon/testkit/temp_dir.hpp"

namespace escalon::up {
namespace {

std::optional<std::string> nothing(const std::string&) {
  return std::nullopt;
}

TEST(UpSettings, HaveDefaultsThatWork) {
  const auto settings = read_up_settings("", nothing, {});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->data, ".escalon");
  EXPECT_EQ(settings->http_port, 8080);
  EXPECT_EQ(settings->grpc_port, 8081);
  EXPECT_EQ(settings->log.level, "warning");
}

TEST(UpSettings, AreReadFromAFileAndFlagsBeatIt) {
  const testkit::TempDir dir;
  const auto file =
      dir.write("mesh.yaml", "data: /srv/escalon\nhttp: {port: 9000}\nlog: {format: json}\n");
  const auto settings = read_up_settings(file, nothing, {{"http.port", "9001"}});
  ASSERT_TRUE(settings.ok()) << settings.error().message;
  EXPECT_EQ(settings->data, "/srv/escalon");
  EXPECT_EQ(settings->http_port, 9001);
  EXPECT_TRUE(settings->log.json);
  EXPECT_NE(settings->printed.find("http.port: 9001"), std::string::npos);
}

TEST(UpSettings, AMisspeltKeyIsNamedWithTheRightOne) {
  const testkit::TempDir dir;
  const auto settings = read_up_settings(dir.write("mesh.yaml", "grcp: {port: 1}\n"), nothing, {});
  ASSERT_FALSE(settings.ok());
  EXPECT_NE(settings.error().message.find("grcp.port"), std::string::npos);
  EXPECT_NE(settings.error().message.find("'grpc.port'"), std::string::npos)
      << settings.error().message;
  EXPECT_FALSE(read_up_settings("", nothing, {{"log.format", "xml"}}).ok());
}

}  // namespace
}  // namespace escalon::up
