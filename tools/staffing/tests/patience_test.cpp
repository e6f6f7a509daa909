#include "escalon/staffing/patience.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "told_days.hpp"

namespace escalon::staffing {
namespace {

/// Of five who waited, two gave up; the one who was answered after 20 s counts for all of 10 s.
const Day& a_day() {
  static const Day day = day_of({gave_up("a", 0, 10), served("b", 1, 20, 60), gave_up("c", 2, 30),
                                 served("d", 3, 40, 60), served("e", 4, 40, 60)});
  return day;
}

TEST(Patience, FallsOnlyWhereSomebodyGaveUp) {
  const Patience patience({&a_day()});
  EXPECT_DOUBLE_EQ(patience.survival(absl::Seconds(9)), 1);
  EXPECT_DOUBLE_EQ(patience.survival(absl::Seconds(10)), 4.0 / 5);
  EXPECT_DOUBLE_EQ(patience.survival(absl::Seconds(29)), 4.0 / 5);
  EXPECT_DOUBLE_EQ(patience.survival(absl::Seconds(30)), 4.0 / 5 * 2 / 3)
      << "of the three who had not been answered by then one gave up";
}

TEST(Patience, IsDrawnFromThoseWhoWaitedAsLong) {
  const Patience patience({&a_day()});
  EXPECT_EQ(patience.draw(0.1, absl::ZeroDuration()), absl::Seconds(10));
  EXPECT_EQ(patience.draw(0.3, absl::ZeroDuration()), absl::Seconds(30));
  EXPECT_EQ(patience.draw(0.1, absl::Seconds(10)), absl::Seconds(30));
}

TEST(Patience, OfWhoHasWaitedIsMoreThanThatOfAll) {
  std::vector<Call> calls;
  for (int i = 1; i <= 10; ++i) {
    calls.push_back(gave_up("c" + std::to_string(i), i, 10 * i));
  }
  const Day day = day_of(std::move(calls));
  const Patience patience({&day});
  EXPECT_EQ(patience.draw(0.45, absl::ZeroDuration()), absl::Seconds(50));
  EXPECT_EQ(patience.draw(0.5, absl::Seconds(50)), absl::Seconds(80))
      << "half of the five who wait for longer than 50 s do so for less than 80 s";
}

TEST(Patience, OfWhoOutlastsTheRecordEndsWithIt) {
  const Patience patience({&a_day()});
  EXPECT_EQ(patience.draw(0.9, absl::ZeroDuration()), absl::Seconds(30));
  EXPECT_EQ(patience.draw(0.9, absl::Seconds(50)), absl::Seconds(50));
}

TEST(Patience, HasNoEndWhereNobodyGaveUp) {
  const Day day = day_of({served("a", 0, 10, 60)});
  EXPECT_EQ(Patience({&day}).draw(0.9, absl::ZeroDuration()), absl::InfiniteDuration());
}

}  // namespace
}  // namespace escalon::staffing
