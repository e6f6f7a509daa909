#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "escalon/testkit/free_port.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "redis_fixture.hpp"

namespace escalon::view_redis {
namespace {

namespace fs = std::filesystem;

/// A certificate that signs itself, NAME.pem, with its key, NAME.key.
void make_certificate(const fs::path& folder, const std::string& name, const std::string& host) {
  const std::string path = (folder / name).string();
  const std::string command =
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + host +
      " -addext subjectAltName=" + host + " -keyout " + path + ".key -out " + path +
      ".pem >/dev/null 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

class RedisByTls : public RedisTest {
 protected:
  void SetUp() override {
    if (!tls_supported()) {
      GTEST_SKIP() << "built with a hiredis that has no TLS";
    }
    make_certificate(folder_.path(), "server", "DNS:localhost");
    make_certificate(folder_.path(), "stranger", "DNS:localhost");
    port_ = testkit::free_port();
    const std::string server = (folder_.path() / "server").string();
    ASSERT_TRUE(start({"--tls-port", std::to_string(port_), "--tls-cert-file", server + ".pem",
                       "--tls-key-file", server + ".key", "--tls-ca-cert-file", server + ".pem",
                       "--tls-auth-clients", "optional"}));
  }
  [[nodiscard]] RedisOptions trusting(const std::string& ca, const std::string& host) const {
    RedisOptions options;
    options.address.tls = true;
    options.address.host = host;
    options.address.port = port_;
    options.address.certificates.ca_file = (folder_.path() / ca).string();
    return options;
  }
  [[nodiscard]] static std::string trouble_of(const RedisOptions& options) {
    const auto view = open(options);
    const auto troubles = view == nullptr ? std::vector<std::string>{} : view->health().troubles;
    return troubles.empty() ? "none" : troubles.front();
  }

  testkit::TempDir folder_;
  int port_ = 0;
};

TEST_F(RedisByTls, AnswersAsItDoesWithout) {
  const auto view = open(trusting("server.pem", "localhost"));
  ASSERT_NE(view, nullptr);
  OneOwner owner(*view, inbox_);
  EXPECT_EQ(owner.acquire(1).code, ViewCode::kOk);
  EXPECT_EQ(owner.apply(1, 0, 1, {}).code, ViewCode::kOk);
}

TEST_F(RedisByTls, IsRefusedByAServerThatAStrangerSigned) {
  const std::string trouble = trouble_of(trusting("stranger.pem", "localhost"));
  EXPECT_TRUE(contains(trouble, "certificate")) << trouble;
}

TEST_F(RedisByTls, IsRefusedByAServerOfAnotherName) {
  const std::string trouble = trouble_of(trusting("server.pem", "127.0.0.1"));
  EXPECT_TRUE(contains(trouble, "mismatch")) << trouble;
}

TEST_F(RedisByTls, SaysWhichFileCannotBeUsed) {
  const Error error = refused(trusting("absent.pem", "localhost"));
  EXPECT_EQ(error.kind, Error::Kind::kInvalid);
  EXPECT_TRUE(contains(error.message, "absent.pem")) << error.message;
}

class RedisWithoutTls : public RedisTest {};

TEST_F(RedisWithoutTls, IsRefusedWithTheWayRoundIt) {
  if (tls_supported()) {
    GTEST_SKIP() << "built with a hiredis that has TLS";
  }
  RedisOptions options;
  options.address.tls = true;
  const Error error = refused(options);
  EXPECT_EQ(error.kind, Error::Kind::kInvalid);
  EXPECT_TRUE(contains(error.message, "TLS proxy")) << error.message;
}

}  // namespace
}  // namespace escalon::view_redis
