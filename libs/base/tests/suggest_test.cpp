#include "escalon/base/suggest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace escalon {
namespace {

TEST(Suggestion, NamesTheNearestKnownWordOrNothing) {
  constexpr std::array<std::string_view, 3> kKnown{"calendar", "targets", "priority"};
  EXPECT_EQ(did_you_mean("calender", kKnown), " (did you mean 'calendar'?)");
  EXPECT_EQ(did_you_mean("taregts", kKnown), " (did you mean 'targets'?)");
  EXPECT_EQ(did_you_mean("zzz", kKnown), "");
}

}  // namespace
}  // namespace escalon
