#include "escalon/service/health.hpp"

#include <gtest/gtest.h>

namespace escalon::service {
namespace {

TEST(Health, IsReadyWhenEveryCheckIs) {
  Health health;
  health.add("store", [] { return std::string(); });
  EXPECT_TRUE(health.report().ready);
  health.add("stages", [] { return std::string("taking over"); });
  EXPECT_FALSE(health.report().ready);
  EXPECT_EQ(health.report().text, "store: ok\nstages: taking over\n");
}

TEST(Health, IsNotReadyOnceItStops) {
  Health health;
  EXPECT_TRUE(health.report().ready);
  health.stopping();
  EXPECT_FALSE(health.report().ready);
}

}  // namespace
}  // namespace escalon::service
