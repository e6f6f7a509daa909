#include "escalon/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace escalon {
namespace {

TEST(Result, HoldsAValueOrAReason) {
  const Result<int> good = 7;
  EXPECT_TRUE(good);
  EXPECT_EQ(*good, 7);
  const Result<int> bad = invalid("no");
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error().message, "no");
}

TEST(Result, MovesWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(3);
  const std::unique_ptr<int> taken = *std::move(made);
  EXPECT_EQ(*taken, 3);
}

TEST(ResultDeathTest, StopsWhenAFailureIsTakenForAValue) {
  const Result<int> bad = invalid("no");
  EXPECT_DEATH(static_cast<void>(bad.value()), "INVARIANT broken");
}

}  // namespace
}  // namespace escalon
