#include "escalon/service/shutdown.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "escalon/service/random_id.hpp"

namespace escalon::service {
namespace {

TEST(ShutdownSignal, ARequestEndsTheWait) {
  ShutdownSignal shutdown;
  EXPECT_FALSE(shutdown.wait(absl::ZeroDuration()));
  shutdown.request();
  EXPECT_TRUE(shutdown.wait());
}

TEST(ShutdownSignal, ASignalEndsTheWaitInsteadOfTheProcess) {
  ShutdownSignal shutdown;
  ASSERT_EQ(std::raise(SIGTERM), 0);
  EXPECT_TRUE(shutdown.wait());
}

TEST(RandomId, IsThirtyTwoHexadecimalDigitsAndAnotherEachTime) {
  const std::string id = random_id();
  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(id, random_id());
}

}  // namespace
}  // namespace escalon::service
