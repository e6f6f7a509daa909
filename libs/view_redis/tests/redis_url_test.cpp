#include <gtest/gtest.h>

#include "escalon/view_redis/options.hpp"

namespace escalon::view_redis {
namespace {

TEST(RedisUrl, NamesHostPortUserAndPassword) {
  const auto address = parse_redis_url("redis://escalon:p%40ss%3Aw@redis.example:6380/0");
  ASSERT_TRUE(address.ok()) << address.error().message;
  EXPECT_EQ(address->host, "redis.example");
  EXPECT_EQ(address->port, 6380);
  EXPECT_EQ(address->user, "escalon");
  EXPECT_EQ(address->password, "p@ss:w");
  EXPECT_FALSE(address->tls);
  EXPECT_EQ(address->text(), "redis://escalon@redis.example:6380");
}

TEST(RedisUrl, NeedsNoMoreThanAHost) {
  const auto address = parse_redis_url("redis://localhost");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->text(), "redis://localhost:6379");
  EXPECT_EQ(parse_redis_url("redis://:secret@h/")->user, "");
  EXPECT_EQ(parse_redis_url("redis://:secret@h/")->password, "secret");
  EXPECT_EQ(parse_redis_url("redis://[::1]:7000")->text(), "redis://[::1]:7000");
  EXPECT_EQ(parse_redis_url("redis://[::1]")->port, 6379);
  EXPECT_TRUE(parse_redis_url("rediss://h")->tls);
}

TEST(RedisUrl, NamesASocket) {
  const auto address = parse_redis_url("unix://u:p@/run/redis/redis.sock");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->unix_socket, "/run/redis/redis.sock");
  EXPECT_EQ(address->text(), "unix://u@/run/redis/redis.sock");
}

TEST(RedisUrl, SaysWhatIsWrongWithoutRepeatingThePassword) {
  for (const char* url : {"", "localhost:6379", "http://u:secret@h", "redis://", "redis://:secret@",
                          "redis://secret@h", "redis://u:secret%4@h", "redis://u:secret%zz@h",
                          "redis://u:secret@h:0", "redis://u:secret@h:65536", "redis://u:secret@h:",
                          "redis://u:secret@h:1x", "redis://u:secret@h/1", "redis://u:secret@[::1",
                          "redis://u:secret@[::1]x", "unix://u:secret@relative"}) {
    const auto address = parse_redis_url(url);
    ASSERT_FALSE(address.ok()) << url;
    EXPECT_EQ(address.error().kind, Error::Kind::kInvalid);
    EXPECT_NE(address.error().message.find("write redis://"), std::string::npos);
    EXPECT_EQ(address.error().message.find("secret"), std::string::npos) << address.error().message;
  }
}

}  // namespace
}  // namespace escalon::view_redis
