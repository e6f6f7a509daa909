#include "escalon/base/trace_context.hpp"

#include <gtest/gtest.h>

namespace escalon {
namespace {

const std::string kGiven = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Traceparent, IsWhatTheStandardSays) {
  EXPECT_TRUE(is_traceparent(kGiven));
  EXPECT_TRUE(is_traceparent("cc" + kGiven.substr(2) + "-what-the-future-will-be-like"));
  for (const std::string& wrong :
       {std::string(), kGiven.substr(1), kGiven + "-more", kGiven + "0", "ff" + kGiven.substr(2),
        "0G" + kGiven.substr(2), "cc" + kGiven.substr(2) + ".more",
        std::string("00-00000000000000000000000000000000-00f067aa0ba902b7-01"),
        std::string("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"),
        std::string("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"),
        std::string("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01")}) {
    EXPECT_FALSE(is_traceparent(wrong)) << wrong;
  }
}

TEST(Traceparent, ThatIsGivenIsKept) {
  EXPECT_EQ(traceparent_of(kGiven, Key("default/c1")), kGiven);
  EXPECT_EQ(trace_id_of(kGiven, Key("default/c1")), "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST(Traceparent, ThatIsMissingIsTheKeysOwn) {
  const std::string made = traceparent_of("", Key("default/c1"));
  EXPECT_TRUE(is_traceparent(made)) << made;
  EXPECT_EQ(made, traceparent_of("", Key("default/c1")));
  EXPECT_NE(made, traceparent_of("", Key("default/c2")));
  EXPECT_EQ(made.substr(3, 32), trace_id_of("", Key("default/c1")));
  EXPECT_EQ(traceparent_of("00", Key("default/c1")), made) << "written by who knows no standard";
  EXPECT_EQ(trace_id_of("00", Key("default/c1")), trace_id_of("", Key("default/c1")));
}

}  // namespace
}  // namespace escalon
