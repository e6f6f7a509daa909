#include <gtest/gtest.h>

#include "escalon/policy/snapshot.hpp"
#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;

const PolicyFile kClocks{
    "sla.yaml", "clocks:\n  a: {target: 5m, start: {event: started}, stop: {event: ended}}\n"};
const PolicyFile kName{"a.yaml", "name: small\n"};

TEST(ContentHash, IsThatOfNamesAndContentsInAnyOrder) {
  const std::string hash = content_hash({kClocks, kName});
  EXPECT_EQ(hash.size(), 64U);
  EXPECT_EQ(content_hash({kName, kClocks}), hash);
  EXPECT_NE(content_hash({kName}), hash);
  EXPECT_NE(content_hash({kClocks, {kName.name, kName.content + "# a word\n"}}), hash);
  EXPECT_NE(content_hash({kClocks, {"b.yaml", kName.content}}), hash);
}

TEST(ContentHash, DoesNotConfuseWhereAFileEnds) {
  EXPECT_NE(content_hash({{"a", "bc"}}), content_hash({{"ab", "c"}}));
  EXPECT_NE(content_hash({{"a", "b"}, {"c", "d"}}), content_hash({{"a", "b1:c1:d"}}));
}

TEST(PolicyFiles, TogetherMakeOnePolicy) {
  const auto policy = compiled({kClocks, kName});
  EXPECT_EQ(policy->name, "small");
  EXPECT_EQ(policy->sla.clocks.size(), 1U);
  EXPECT_EQ(policy->hash, content_hash({kName, kClocks}));
  EXPECT_EQ(policy->sla.version, policy->hash);
  EXPECT_EQ(policy->files, (PolicyFiles{kName, kClocks}));
}

TEST(PolicyFiles, DoNotShareAKey) {
  EXPECT_EQ(errors({{"b.yaml", "\nname: b\n"}, {"a.yaml", "name: a\n"}}),
            "b.yaml:2:1: name: given twice; first at a.yaml:1:1\n");
}

TEST(PolicyFiles, HaveNamesOfTheirOwn) {
  EXPECT_EQ(errors({kName, kName}), "a.yaml: two files of one name, or a file without a name\n");
  EXPECT_EQ(errors({{"", "name: a"}}), "two files of one name, or a file without a name\n");
}

TEST(PolicyFiles, AreAtLeastOneAndNotTooLong) {
  EXPECT_EQ(errors(PolicyFiles{}), "the policy has no files\n");
  EXPECT_EQ(errors({{"a.yaml", "# " + std::string(kPolicyBytesMax, 'x')}}),
            "the policy has 900008 bytes; 900000 is the most\n");
}

TEST(PolicyFiles, ReportEveryErrorInOrder) {
  EXPECT_EQ(errors({{"b.yaml", "nam: a\n"}, {"a.yaml", "queue:\n  capacity: 0\n  typo: 1\n"}}),
            "a.yaml:2:13: queue.capacity: '0' is not a whole number from 1 to 1000\n"
            "a.yaml:3:3: queue.typo: unknown key\n"
            "b.yaml:1:1: nam: unknown key (did you mean 'name'?)\n");
}

TEST(PolicyFiles, ListAtMostAThousandErrors) {
  std::string text = "matrix:\n";
  for (int i = 0; i < 1200; ++i) {
    text += "  - 1\n";
  }
  const auto result = compile({{"a.yaml", text}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().size(), 1001U);
  EXPECT_EQ(result.error().back().message, "200 further errors are not listed");
}

TEST(PolicyError, ReadsAsPeopleNeedIt) {
  const auto result = compile({{"sla.yaml",
                                "clocks:\n  resolution:\n    calender: office\n    target: 1h\n"
                                "    start: always\n    stop: {event: ended}\n"}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().front().text().substr(0, 150),
            "sla.yaml:3:5: clocks.resolution.calender: unknown key (did you mean 'calendar'?)\n"
            "    use one of: applies, calendar, target, targets, due, start, while");
}

TEST(Snapshot, GivesBackTheSamePolicy) {
  const auto policy = compiled({kClocks, kName});
  const v1::PolicySnapshot snapshot = to_snapshot(*policy, absl::FromUnixMillis(42));
  EXPECT_EQ(snapshot.published_at_ms(), 42);
  EXPECT_EQ(snapshot.name(), "small");
  const auto again = from_snapshot(snapshot);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((*again)->hash, policy->hash);
  EXPECT_EQ((*again)->files, policy->files);
}

TEST(Snapshot, ThatIsDamagedIsRefused) {
  v1::PolicySnapshot snapshot = to_snapshot(*compiled({kName}), absl::UnixEpoch());
  snapshot.mutable_files(0)->set_content("name: other\n");
  const auto again = from_snapshot(snapshot);
  ASSERT_FALSE(again.ok());
  EXPECT_TRUE(again.error().front().message.starts_with(
      "the published policy 'small' is damaged: its hash is "));
}

TEST(Check, TellsWhatAPolicyHolds) {
  const CheckReport report = check({kClocks, kName});
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(
      report.text,
      "policy 'small' is valid\n    hash " + content_hash({kClocks, kName}) +
          "\n    2 files, 0 calendars, 1 clock, 0 triggers, 0 matrix rules, 0 ladders, 1 team, 0 "
          "rotas, 1 channel\n");
}

TEST(Check, CountsErrors) {
  const CheckReport report = check({{"a.yaml", "nam: a\n"}});
  EXPECT_FALSE(report.ok);
  EXPECT_TRUE(report.text.ends_with("\n1 error\n")) << report.text;
}

TEST(Check, ShowsWarnings) {
  const CheckReport report =
      check({{"a.yaml", "clocks: {a: {target: 5m, start: {event: started}}}\n"}});
  EXPECT_TRUE(report.ok);
  EXPECT_NE(report.text.find("1 warning\na.yaml:1:13: clocks.a: nothing stops this clock"),
            std::string::npos)
      << report.text;
}

}  // namespace
}  // namespace escalon::policy
