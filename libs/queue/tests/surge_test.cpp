#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "tested_team.hpp"

namespace escalon::queue {
namespace {

using escalation::v1::EscalationEvent;

/// A team that takes five cases within ten minutes for one trouble.
TestedTeam watching(int count = 5) {
  TestedTeam team;
  team.rule().surge.count = count;
  return team;
}

EscalationEvent opened(const std::string& intent, const std::string& team = "care") {
  EscalationEvent event;
  event.mutable_opened()->set_team(team);
  event.mutable_opened()->mutable_care()->set_surge_intent(intent);
  return event;
}

Events opens(TestedTeam& team, int number, const std::string& intent = "outage") {
  return team.happens(absl::StrCat("e", number), 0, opened(intent));
}

Events closes_parent(TestedTeam& team, const std::string& outcome) {
  EscalationEvent event;
  event.set_surge_team("care");
  event.mutable_resolved()->set_outcome(outcome);
  return team.tell_of_case(team.state().surges(0).parent_case_id(), "parent", std::move(event));
}

int count_of(const Events& events, Event::BodyCase kind) {
  return static_cast<int>(std::ranges::count(events, kind, &Event::body_case));
}

TEST(Surge, FortyCasesOfOneOutageHaveOneParent) {
  TestedTeam team = watching();
  for (int number = 1; number <= 40; ++number) {
    opens(team, number);
    team.pass(absl::Seconds(1));
  }
  EXPECT_EQ(count_of(team.all(), Event::kSurgeOpened), 1);
  EXPECT_EQ(count_of(team.all(), Event::kSurgeMember), 40);
  ASSERT_EQ(team.state().surges_size(), 1);
  EXPECT_EQ(team.state().surges(0).members_size(), 40);
}

TEST(Surge, BeginsWithTheCaseThatMakesTheNumberFull) {
  TestedTeam team = watching(3);
  EXPECT_EQ(kinds(opens(team, 1)), "surge_watched");
  EXPECT_EQ(kinds(opens(team, 2)), "surge_watched");
  const Events third = opens(team, 3);
  EXPECT_EQ(kinds(third), "surge_opened surge_member surge_member surge_member");
  EXPECT_EQ(third[0].surge_opened().count(), 3);
  EXPECT_EQ(third[0].surge_opened().intent(), "outage");
  EXPECT_EQ(third[3].case_id(), "case-e3");
  EXPECT_EQ(third[3].surge_member().count(), 3);
  EXPECT_EQ(third[3].surge_member().parent_case_id(), third[0].case_id());
  EXPECT_EQ(kinds(opens(team, 4)), "surge_member");
}

TEST(Surge, CountsOneIntentAlone) {
  TestedTeam team = watching(2);
  opens(team, 1, "outage");
  EXPECT_EQ(kinds(opens(team, 2, "refund")), "surge_watched");
  EXPECT_EQ(count_of(opens(team, 3, "refund"), Event::kSurgeOpened), 1);
}

TEST(Surge, CountsACaseOnceHoweverOftenItEscalates) {
  TestedTeam team = watching(2);
  opens(team, 1);
  EXPECT_EQ(kinds(team.happens("e1", 0, opened("outage"))), "surge_watched");
}

TEST(Surge, IsNoneWhereTheCasesAreFarApart) {
  TestedTeam team = watching(2);
  opens(team, 1);
  team.pass(absl::Minutes(10) + absl::Milliseconds(1));
  EXPECT_EQ(kinds(opens(team, 2)), "surge_watched");
  team.pass(absl::Minutes(10));
  EXPECT_EQ(count_of(opens(team, 3), Event::kSurgeOpened), 1);
}

TEST(Surge, TakesNothingInOnceItsIntentHasBeenQuiet) {
  TestedTeam team = watching(2);
  opens(team, 1);
  opens(team, 2);
  team.pass(absl::Minutes(11));
  EXPECT_EQ(kinds(opens(team, 3)), "surge_watched");
  EXPECT_EQ(count_of(opens(team, 4), Event::kSurgeOpened), 1);
  EXPECT_EQ(team.state().surges_size(), 2);
}

TEST(Surge, EndsWithItsParentAndTellsEveryMember) {
  TestedTeam team = watching(2);
  opens(team, 1);
  opens(team, 2);
  const Events closed = closes_parent(team, "solved");
  ASSERT_EQ(kinds(closed), "surge_closed");
  EXPECT_EQ(closed[0].surge_closed().outcome(), "solved");
  EXPECT_EQ(concerned_cases(closed[0]), (std::vector<std::string>{"case-e1", "case-e2"}));
  EXPECT_EQ(team.state().surges_size(), 0);
  EXPECT_EQ(kinds(opens(team, 3)), "surge_watched");
}

TEST(Surge, StaysWithinItsBoundsWhateverComes) {
  TestedTeam team = watching(2);
  for (int number = 0; number < kSurgeMembersMax + 10; ++number) {
    opens(team, number);
  }
  ASSERT_EQ(team.state().surges_size(), 2);
  EXPECT_EQ(team.state().surges(0).members_size(), kSurgeMembersMax);
  for (int number = 0; number < 3 * kSurgeCountMax; ++number) {
    team.happens("again", 0, opened("refund"));
  }
  EXPECT_LE(team.state().surge_watches(0).escalations_size(), kSurgeCountMax);
}

TEST(Surge, IsOneOfSoManyOfATeamAndWhatIsOverThemGoesOnByItself) {
  TestedTeam team = watching(2);
  int number = 0;
  for (int surge = 0; surge < kOpenSurgesMax; ++surge) {
    opens(team, ++number, absl::StrCat("intent-", surge));
    opens(team, ++number, absl::StrCat("intent-", surge));
  }
  ASSERT_EQ(team.state().surges_size(), kOpenSurgesMax);
  EXPECT_EQ(kinds(opens(team, ++number)), "surge_watched");
  const Events full = opens(team, ++number);
  ASSERT_EQ(kinds(full), "surge_watched surges_full");
  EXPECT_EQ(full[1].surges_full().intent(), "outage");
  EXPECT_EQ(full[1].surges_full().open(), kOpenSurgesMax);
  EXPECT_EQ(full[1].surges_full().count(), 2);
  EXPECT_EQ(full[1].escalation_id(), full[0].escalation_id());
  EXPECT_EQ(team.state().surges_size(), kOpenSurgesMax);
  closes_parent(team, "solved");
  EXPECT_EQ(kinds(opens(team, ++number)), "surge_opened surge_member surge_member surge_member")
      << "there is room again, and nobody was forgotten";
}

TEST(Surge, IsNotLookedForWhereTheTeamHasNoRule) {
  TestedTeam team = watching(0);
  EXPECT_EQ(kinds(opens(team, 1)), "");
  team.rule().surge.count = 2;
  EXPECT_EQ(kinds(team.happens("e2", 0, opened(""))), "");
  EXPECT_EQ(kinds(team.happens("e3", 0, opened("outage", "billing"))), "");
}

TEST(Surge, LetsGoOfWorkThatItsParentStandsFor) {
  TestedTeam team = watching();
  team.presence("bob", "present");
  team.ask({.id = "e1"});
  EscalationEvent joined;
  joined.mutable_surge_joined();
  const Events events = team.happens("e1", 1, std::move(joined));
  ASSERT_EQ(kinds(events), "released");
  EXPECT_EQ(events[0].released().reason(), "surge");
  EXPECT_EQ(team.holder("e1"), "");
}

}  // namespace
}  // namespace escalon::queue
