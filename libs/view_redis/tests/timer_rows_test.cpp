#include "timer_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

namespace escalon::view_redis {
namespace {

journal::TimerRow row(std::int64_t due_ms, std::string key, std::string timer) {
  return {Key(std::move(key)), std::move(timer), 7, due_ms, -2};
}

const std::vector<std::int64_t> kDues = {
    -100'000'000'000'000, -1'700'000'000'000, -10, -9, -1, 0, 1, 9, 10,
    1'700'000'000'000,    999'999'999'999'999};
const std::vector<std::string> kTexts = {"",  std::string("\0", 1),  "\1",  "\1\1", "\2", " ",
                                         "a", std::string("a\0", 2), "a\1", "ab",   "b",  "\xff"};

TEST(TimerRow, ReadsBackWhatItWrote) {
  for (const std::int64_t due : kDues) {
    for (const std::string& key : kTexts) {
      for (const std::string& timer : kTexts) {
        const auto expected = row(due, key, timer);
        EXPECT_EQ(decode_row(encode_row(expected)), expected) << due;
      }
    }
  }
}

TEST(TimerRow, ComparesByDueKeyAndTimer) {
  std::vector<journal::TimerRow> rows;
  for (const std::int64_t due : kDues) {
    for (const std::string& key : kTexts) {
      for (const std::string& timer : kTexts) {
        rows.push_back(row(due, key, timer));
      }
    }
  }
  const auto place = [](const journal::TimerRow& one) {
    return std::make_tuple(one.due_ms, one.key.str(), one.timer);
  };
  for (std::size_t i = 0; i < rows.size(); i += 3) {
    for (const journal::TimerRow& other : rows) {
      ASSERT_EQ(encode_row(rows[i]) < encode_row(other), place(rows[i]) < place(other));
    }
  }
}

TEST(TimerRow, StandsBehindItsOwnPositionAndBeforeTheNext) {
  const std::string encoded = encode_row(row(500, "k", "t"));
  EXPECT_TRUE(encoded.starts_with(encode_position({500, "k", "t"})));
  EXPECT_LT(encode_position({500, "k", "s"}) + "\1", encoded);
  EXPECT_LT(encode_position({499, "z", "z"}), encoded);
  EXPECT_GT(encode_position({500, "k", "tt"}), encoded);
  EXPECT_EQ(encode_position({}), "");
}

TEST(TimerRow, HoldsDuesThatAreTooFarAtTheBound) {
  EXPECT_EQ(encode_due(INT64_MAX), encode_due(999'999'999'999'999));
  EXPECT_EQ(encode_due(INT64_MIN), encode_due(-100'000'000'000'000));
}

TEST(TimerRow, RefusesWhatIsNone) {
  const std::string good = encode_row(row(1, "k", "t"));
  EXPECT_TRUE(decode_row(good));
  for (const std::string& bad :
       {std::string(), good + "x", good.substr(1), good.substr(0, good.size() - 3),
        std::string("00000000000000x\0k\0t\0"
                    "1\0"
                    "2",
                    23)}) {
    EXPECT_EQ(decode_row(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace escalon::view_redis
