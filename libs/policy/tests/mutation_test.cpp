#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>

#include "escalon/policy/snapshot.hpp"
#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using Random = std::mt19937;

constexpr int kRounds = 300;

std::size_t below(Random& random, std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}

// Files whose texts are short, so that a change hits something that matters.
PolicyFiles seed_files() {
  PolicyFiles files = testing::shipped("default");
  std::erase_if(files, [](const PolicyFile& file) { return file.name == "triggers.yaml"; });
  return files;
}

void change(Random& random, std::string& text) {
  static constexpr std::string_view kBytes = "{}[]:,-'\"&*#\n \t%x0\xff";
  if (text.empty()) {
    text = "a: b";
  }
  const std::size_t at = below(random, text.size());
  const std::size_t length = std::min(below(random, 40), text.size() - at);
  switch (below(random, 4)) {
    case 0:
      text[at] = kBytes[below(random, kBytes.size())];
      break;
    case 1:
      text.insert(at, 1, kBytes[below(random, kBytes.size())]);
      break;
    case 2:
      text.erase(at, length);
      break;
    default:
      text.insert(below(random, text.size()), text.substr(at, length));
      break;
  }
}

// Each error of a changed policy names a place that exists.
void expect_places(const PolicyErrors& errors, const PolicyFiles& files) {
  for (const PolicyError& error : errors) {
    EXPECT_FALSE(error.message.empty());
    if (error.file.empty()) {
      continue;
    }
    const auto file = std::ranges::find(files, error.file, &PolicyFile::name);
    ASSERT_NE(file, files.end()) << error.text();
    EXPECT_LE(error.line, std::ranges::count(file->content, '\n') + 1) << error.text();
  }
}

TEST(ChangedPolicy, IsCompiledOrRefusedWithItsPlace) {
  Random random(20260101);  // NOLINT: the same walk in every run
  int refused = 0;
  for (int round = 0; round < kRounds; ++round) {
    PolicyFiles files = seed_files();
    for (std::size_t changes = 1 + below(random, 3); changes > 0; --changes) {
      change(random, files[below(random, files.size())].content);
    }
    const CompileResult result = compile(files);
    if (!result) {
      ++refused;
      EXPECT_FALSE(result.error().empty());
      expect_places(result.error(), files);
      continue;
    }
    const CompileResult again = from_snapshot(to_snapshot(**result, absl::UnixEpoch()));
    ASSERT_TRUE(again.ok()) << text(again.error());
    EXPECT_EQ((*again)->hash, (*result)->hash);
    PolicyErrors found;
    for (Finding& finding : check(files, absl::UnixEpoch()).findings) {
      found.push_back(std::move(finding.what));
    }
    expect_places(found, files);
  }
  EXPECT_GT(refused, kRounds / 4);
  EXPECT_LT(refused, kRounds);
}

TEST(ChangedPolicy, DecidesAlikeInWhateverOrderItsFilesCome) {
  Random random(7);  // NOLINT: the same walk in every run
  PolicyFiles files = seed_files();
  const auto policy = testing::compiled(files);
  for (int round = 0; round < 10; ++round) {
    std::ranges::shuffle(files, random);
    EXPECT_EQ(testing::compiled(files)->hash, policy->hash);
    EXPECT_EQ(testing::compiled(files)->escalation.matrix.size(), policy->escalation.matrix.size());
  }
}

}  // namespace
}  // namespace escalon::policy
