// Surges against a model that keeps everything it was told and looks at all of it each time.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tested_team.hpp"

namespace escalon::queue {
namespace {

using escalation::v1::EscalationEvent;

constexpr int kCount = 4;
constexpr absl::Duration kWithin = absl::Minutes(10);

struct Opening {
  std::string case_id;
  absl::Time at;
};

struct OpenSurge {
  std::string intent;
  absl::Time newest;
  int members = 0;
};

class Model {
 public:
  /// What the team says when the case is opened, as kinds().
  std::string opens(const std::string& intent, const std::string& case_id, absl::Time at) {
    const auto last = std::find_if(surges.rbegin(), surges.rend(),
                                   [&](const OpenSurge& surge) { return surge.intent == intent; });
    if (last != surges.rend() && at - last->newest <= kWithin) {
      last->newest = at;
      ++last->members;
      return "surge_member";
    }
    auto& before = openings_[intent];
    before.push_back({case_id, at});
    std::set<std::string> cases;
    for (const Opening& opening : before) {
      if (at - opening.at <= kWithin) {
        cases.insert(opening.case_id);
      }
    }
    if (cases.size() < kCount) {
      return "surge_watched";
    }
    if (surges.size() == kOpenSurgesMax) {
      return "surge_watched surges_full";
    }
    before.clear();
    surges.push_back({intent, at, static_cast<int>(cases.size())});
    std::string said = "surge_opened";
    for (std::size_t i = 0; i < cases.size(); ++i) {
      said += " surge_member";
    }
    return said;
  }

  std::vector<OpenSurge> surges;

 private:
  std::map<std::string, std::vector<Opening>> openings_;
};

class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) { team_.rule().surge = {kCount, kWithin}; }

  /// One of so many steps closes a surge; none where that is 0.
  void step(int closing) {
    team_.pass(absl::Milliseconds(below(120'000)));
    if (closing > 0 && below(closing) == 0 && !model_.surges.empty()) {
      close(below(static_cast<int>(model_.surges.size())));
    } else {
      open();
    }
    check();
  }

  /// Time in which every surge is forgotten.
  void calm() { team_.pass(2 * kWithin); }

  [[nodiscard]] int surges_seen() const { return surges_seen_; }
  [[nodiscard]] int full_seen() const { return full_seen_; }

 private:
  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  void open() {
    const std::string intent = absl::StrCat("intent-", below(3));
    const std::string case_id = absl::StrCat("case-", below(40));
    EscalationEvent event;
    event.mutable_opened()->set_team("care");
    event.mutable_opened()->mutable_care()->set_surge_intent(intent);
    const Events events = team_.tell_of_case(case_id, absl::StrCat("e", ++opened_), event);
    const std::string expected = model_.opens(intent, case_id, team_.now());
    ASSERT_EQ(kinds(events), expected);
    surges_seen_ += expected.starts_with("surge_opened") ? 1 : 0;
    full_seen_ += expected.ends_with("surges_full") ? 1 : 0;
  }

  void close(int index) {
    EscalationEvent event;
    event.set_surge_team("care");
    event.mutable_resolved()->set_outcome("solved");
    const team::v1::Surge surge = team_.state().surges(index);
    const Events events = team_.tell_of_case(surge.parent_case_id(), "parent", event);
    ASSERT_EQ(kinds(events), "surge_closed");
    const auto place = model_.surges.begin() + index;
    ASSERT_EQ(events[0].surge_closed().members_size(), place->members);
    model_.surges.erase(place);
  }

  void check() {
    ASSERT_EQ(team_.state().surges_size(), static_cast<int>(model_.surges.size()));
    for (int i = 0; i < team_.state().surges_size(); ++i) {
      const OpenSurge& expected = model_.surges[static_cast<std::size_t>(i)];
      ASSERT_EQ(team_.state().surges(i).intent(), expected.intent);
      ASSERT_EQ(team_.state().surges(i).members_size(), expected.members);
    }
  }

  std::mt19937 random_;
  TestedTeam team_;
  Model model_;
  int opened_ = 0;
  int surges_seen_ = 0;
  int full_seen_ = 0;
};

TEST(SurgeWalk, AgreesWithAModelThatForgetsNothing) {
  int surges = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Walk walk(seed);
    for (int i = 0; i < 300 && !::testing::Test::HasFatalFailure(); ++i) {
      walk.step(12);
    }
    surges += walk.surges_seen();
  }
  EXPECT_GT(surges, 100) << "the walks must see surges";
}

TEST(SurgeWalk, AgreesWithItWhereNobodySettlesThemForAWhile) {
  int full = 0;
  int after = 0;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    Walk walk(seed);
    for (int i = 0; i < 1000 && !::testing::Test::HasFatalFailure(); ++i) {
      if (i % 25 == 0) {
        walk.calm();
      }
      walk.step(0);
    }
    full += walk.full_seen();
    const int before = walk.surges_seen();
    for (int i = 0; i < 200 && !::testing::Test::HasFatalFailure(); ++i) {
      walk.step(4);
    }
    after += walk.surges_seen() - before;
  }
  EXPECT_GT(full, 100) << "the walks must see a team whose surges are full";
  EXPECT_GT(after, 50) << "and one that has room again";
}

}  // namespace
}  // namespace escalon::queue
