#include "escalon/policy_test/run.hpp"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "judge.hpp"
#include "story.hpp"

namespace escalon::policy_test {
namespace {

using policy::Expected;
using policy::StoryTest;

std::string where(const Expected& expected) {
  return absl::StrCat(expected.file, ":", expected.line, ": ");
}

// Clocks that are looked at while the story goes on, by instant.
std::vector<const Expected*> looks(const StoryTest& test) {
  std::vector<const Expected*> found;
  for (const Expected& expected : test.expect) {
    if (expected.kind == Expected::Kind::kClock && expected.at) {
      found.push_back(&expected);
    }
  }
  std::ranges::stable_sort(found, {}, [](const Expected* expected) { return *expected->at; });
  return found;
}

void check(const Expected& expected, const Story& story, Outcome& out) {
  if (const std::string wrong = judge(expected, story); !wrong.empty()) {
    out.failures.push_back(where(expected) + wrong);
  }
}

Outcome run_one(const std::shared_ptr<const policy::CompiledPolicy>& policy,
                const StoryTest& test) {
  Outcome outcome{test.name, {}};
  Story story(policy, test.tenant);
  const auto waiting = looks(test);
  auto look = waiting.begin();
  const auto look_before = [&](absl::Time at) {
    for (; look != waiting.end() && *(*look)->at < at; ++look) {
      story.advance(*(*look)->at);
      check(**look, story, outcome);
    }
  };
  for (const policy::Given& given : test.given) {
    look_before(given.at);
    if (const std::string refused = story.tell(given); !refused.empty()) {
      outcome.failures.push_back(
          absl::StrCat(test.file, ":", test.line, ": what is given is refused: ", refused));
    }
  }
  look_before(absl::InfiniteFuture());
  story.advance(test.until);
  for (const Expected& expected : test.expect) {
    if (expected.kind != Expected::Kind::kClock || !expected.at) {
      check(expected, story, outcome);
    }
  }
  return outcome;
}

}  // namespace

std::vector<Outcome> run(const std::shared_ptr<const policy::CompiledPolicy>& policy,
                         const std::vector<StoryTest>& tests) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(tests.size());
  for (const StoryTest& test : tests) {
    outcomes.push_back(run_one(policy, test));
  }
  return outcomes;
}

}  // namespace escalon::policy_test
