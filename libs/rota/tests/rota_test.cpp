#include "rota_builder.hpp"

namespace escalon::rota {
namespace {

OverrideSpec covers(std::string_view person, std::string_view instead_of, std::string_view from,
                    std::string_view until) {
  OverrideSpec spec;
  spec.person = std::string(person);
  spec.instead_of = std::string(instead_of);
  spec.from = at(from);
  spec.until = at(until);
  return spec;
}

TEST(Rota, GivesEverybodyTheirTurn) {
  const Rota rota = compiled(one_layer(daily({{"ana"}, {"ben"}, {"chen"}})));
  EXPECT_EQ(who(rota, "2026-01-05T09:00:00Z"), "ana");
  EXPECT_EQ(who(rota, "2026-01-06T08:59:59.999Z"), "ana");
  EXPECT_EQ(who(rota, "2026-01-06T09:00:00Z"), "ben");
  EXPECT_EQ(who(rota, "2026-01-08T09:00:00Z"), "ana");
  EXPECT_EQ(why(rota, "2026-01-06T09:00:00Z"), "layer base, rotation daily");
}

TEST(Rota, HasNobodyBeforeARotationStartsOrAfterItEnds) {
  RotationSpec rotation = daily({{"ana"}});
  rotation.until = absl::CivilSecond(2026, 1, 7, 9, 0, 0);
  const Rota rota = compiled(one_layer(rotation));
  EXPECT_EQ(who(rota, "2026-01-05T08:59:59Z"), "nobody");
  EXPECT_EQ(who(rota, "2026-01-07T08:59:59Z"), "ana");
  EXPECT_EQ(who(rota, "2026-01-07T09:00:00Z"), "nobody");
}

TEST(Rota, CallsThoseOfOneTurnTogether) {
  const Rota rota = compiled(one_layer(daily({{"ana", "ben"}, {"chen"}})));
  EXPECT_EQ(who(rota, "2026-01-05T10:00:00Z"), "ana, ben");
  EXPECT_EQ(who(rota, "2026-01-06T10:00:00Z"), "chen");
}

TEST(Hours, KeepTheTurnsGoingWhileTheyAreClosed) {
  RotationSpec rotation = daily({{"ana"}, {"ben"}});
  rotation.only = office_hours();
  const Rota rota = compiled(one_layer(rotation));
  EXPECT_EQ(who(rota, "2026-01-05T16:59:59Z"), "ana");
  EXPECT_EQ(who(rota, "2026-01-05T17:00:00Z"), "nobody");
  EXPECT_EQ(who(rota, "2026-01-10T12:00:00Z"), "nobody") << "a Saturday";
  EXPECT_EQ(who(rota, "2026-01-12T09:00:00Z"), "ben") << "the eighth turn";
}

TEST(Hours, RunOverTheEndOfTheWeek) {
  RotationSpec rotation = daily({{"ana"}});
  rotation.only = {{week_s(4, 18), week_s(0, 8)}};  // Friday evening to Monday morning
  const Rota rota = compiled(one_layer(rotation));
  EXPECT_EQ(who(rota, "2026-01-09T17:59:59Z"), "nobody");
  EXPECT_EQ(who(rota, "2026-01-09T18:00:00Z"), "ana");
  EXPECT_EQ(who(rota, "2026-01-12T07:59:59Z"), "ana");
  EXPECT_EQ(who(rota, "2026-01-12T08:00:00Z"), "nobody");
}

TEST(Hours, OpenAtTheFirstOfTwoReadingsAndCloseAtTheLast) {
  RotationSpec rotation = daily({{"ana"}});
  rotation.only = {{week_s(6, 2, 15), week_s(6, 2, 45)}};  // Sunday 02:15 to 02:45
  const Rota rota = compiled(one_layer(rotation, "Europe/Berlin"));
  EXPECT_EQ(who(rota, "2026-10-25T00:14:59Z"), "nobody");
  EXPECT_EQ(who(rota, "2026-10-25T00:15:00Z"), "ana");
  EXPECT_EQ(who(rota, "2026-10-25T01:00:00Z"), "ana") << "the second 02:00 lies between";
  EXPECT_EQ(who(rota, "2026-10-25T01:44:59Z"), "ana");
  EXPECT_EQ(who(rota, "2026-10-25T01:45:00Z"), "nobody");
}

TEST(Hours, ThatTheClockSkipsBeginAtTheFirstInstantAfter) {
  RotationSpec rotation = daily({{"ana"}});
  rotation.only = {{week_s(6, 2, 15), week_s(6, 3, 30)}};
  const Rota rota = compiled(one_layer(rotation, "Europe/Berlin"));
  EXPECT_EQ(who(rota, "2026-03-29T00:59:59Z"), "nobody");
  EXPECT_EQ(who(rota, "2026-03-29T01:00:00Z"), "ana");
  EXPECT_EQ(who(rota, "2026-03-29T01:30:00Z"), "nobody");
}

TEST(Layer, CoversTheOnesBelowWheneverItHasSomebody) {
  RotaSpec spec = one_layer(daily({{"ana"}}));
  RotationSpec nights = daily({{"ben"}});
  nights.only = {{week_s(0, 20), week_s(1, 8)}};
  spec.layers.push_back({.name = "nights", .rotations = {nights}});
  const Rota rota = compiled(spec);
  EXPECT_EQ(why(rota, "2026-01-12T19:00:00Z"), "layer base, rotation daily");
  EXPECT_EQ(why(rota, "2026-01-12T20:00:00Z"), "layer nights, rotation daily");
  EXPECT_EQ(who(rota, "2026-01-13T08:00:00Z"), "ana");
}

TEST(Layer, CallsItsRotationsTogetherAndNobodyTwice) {
  RotaSpec spec = one_layer(daily({{"ana"}, {"ben"}}));
  RotationSpec second = daily({{"ben"}, {"chen"}});
  second.name = "second";
  spec.layers[0].rotations.push_back(second);
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-01-05T10:00:00Z"), "ana, ben");
  EXPECT_EQ(who(rota, "2026-01-06T10:00:00Z"), "ben, chen");
}

TEST(Layer, BoundsTheHoursOfItsRotations) {
  RotaSpec spec = one_layer(daily({{"ana"}}));
  spec.layers[0].only = office_hours();
  spec.layers[0].rotations[0].only = {{week_s(2, 12), week_s(3, 12)}};
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-01-07T13:00:00Z"), "ana") << "Wednesday afternoon";
  EXPECT_EQ(who(rota, "2026-01-07T18:00:00Z"), "nobody");
  EXPECT_EQ(who(rota, "2026-01-08T13:00:00Z"), "nobody");
}

TEST(Override, PutsSomebodyInAnothersPlaceWhileThatOneIsScheduled) {
  RotaSpec spec = one_layer(daily({{"ana"}, {"ben"}}));
  spec.overrides = {covers("chen", "ben", "2026-01-05T12:00:00Z", "2026-01-06T12:00:00Z")};
  spec.overrides[0].reason = "dentist";
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-01-05T13:00:00Z"), "ana") << "ben is not scheduled yet";
  EXPECT_EQ(why(rota, "2026-01-06T09:00:00Z"), "override instead of ben: dentist");
  EXPECT_EQ(who(rota, "2026-01-06T11:59:59Z"), "chen");
  EXPECT_EQ(who(rota, "2026-01-06T12:00:00Z"), "ben");
}

TEST(Override, AddsOrTakesAway) {
  RotaSpec spec = one_layer(daily({{"ana"}}));
  spec.overrides = {covers("ben", "", "2026-01-05T12:00:00Z", "2026-01-05T13:00:00Z"),
                    covers("", "ana", "2026-01-05T12:30:00Z", "2026-01-05T13:30:00Z")};
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-01-05T12:00:00Z"), "ana, ben");
  EXPECT_EQ(who(rota, "2026-01-05T12:30:00Z"), "ben");
  EXPECT_EQ(who(rota, "2026-01-05T13:00:00Z"), "nobody");
  EXPECT_EQ(who(rota, "2026-01-05T13:30:00Z"), "ana");
}

TEST(Override, LetsTwoPeopleSwap) {
  RotaSpec spec = one_layer(daily({{"ana"}, {"ben"}}));
  spec.overrides = {covers("ben", "ana", "2026-01-05T09:00:00Z", "2026-01-07T09:00:00Z"),
                    covers("ana", "ben", "2026-01-05T09:00:00Z", "2026-01-07T09:00:00Z")};
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-01-05T10:00:00Z"), "ben");
  EXPECT_EQ(who(rota, "2026-01-06T10:00:00Z"), "ana");
}

TEST(Override, OfWhoeverCoversDoesNotTakeTheCoverAway) {
  RotaSpec spec = one_layer(daily({{"ana", "ben"}}));
  spec.overrides = {covers("ana", "ben", "2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z"),
                    covers("chen", "ana", "2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z")};
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-01-05T10:00:00Z"), "ana, chen");
}

TEST(Override, InsteadOfEveryoneFillsGapsToo) {
  RotationSpec rotation = daily({{"ana", "ben"}});
  rotation.only = office_hours();
  RotaSpec spec = one_layer(rotation);
  spec.overrides = {covers("chen", "", "2026-01-05T08:00:00Z", "2026-01-05T18:00:00Z")};
  spec.overrides[0].instead_of_everyone = true;
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-01-05T08:00:00Z"), "chen");
  EXPECT_EQ(why(rota, "2026-01-05T12:00:00Z"), "override instead of everyone");
  EXPECT_EQ(who(rota, "2026-01-05T18:00:00Z"), "nobody");
}

TEST(Override, AShortOneBeginningLaterDoesNotHideALongOne) {
  RotaSpec spec = one_layer(daily({{"ana"}}));
  spec.overrides = {covers("ben", "", "2026-01-05T09:00:00Z", "2026-02-05T09:00:00Z"),
                    covers("chen", "", "2026-01-20T09:00:00Z", "2026-01-20T10:00:00Z")};
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-01-20T09:30:00Z"), "ana, ben, chen");
  EXPECT_EQ(who(rota, "2026-02-04T09:30:00Z"), "ana, ben");
}

TEST(TemporarySchedule, ReplacesEverythingInsideItsSpan) {
  RotaSpec spec = one_layer(daily({{"ana"}}));
  spec.overrides = {covers("ben", "", "2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z")};
  TemporarySpec move{
      .name = "move", .from = at("2026-01-05T10:00:00Z"), .until = at("2026-01-05T14:00:00Z")};
  move.shifts = {{"chen", at("2026-01-05T11:00:00Z"), at("2026-01-05T12:00:00Z")}};
  spec.temporary = {move};
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-01-05T09:59:59Z"), "ana, ben");
  EXPECT_EQ(who(rota, "2026-01-05T10:00:00Z"), "nobody");
  EXPECT_EQ(why(rota, "2026-01-05T11:00:00Z"), "temporary schedule move");
  EXPECT_EQ(who(rota, "2026-01-05T12:00:00Z"), "nobody");
  EXPECT_EQ(who(rota, "2026-01-05T14:00:00Z"), "ana, ben");
}

TEST(Moment, OnTheWallClockTakesTheFirstBeginAndTheLastEnd) {
  RotaSpec spec = one_layer(daily({{"ana"}}), "Europe/Berlin");
  OverrideSpec twice = covers("ben", "ana", "2026-10-25T00:00:00Z", "2026-10-25T00:00:00Z");
  twice.from = absl::CivilSecond(2026, 10, 25, 2, 30, 0);
  twice.until = absl::CivilSecond(2026, 10, 25, 2, 30, 0);
  spec.overrides = {twice};
  const Rota rota = compiled(spec);
  EXPECT_EQ(who(rota, "2026-10-25T00:29:59Z"), "ana");
  EXPECT_EQ(who(rota, "2026-10-25T00:30:00Z"), "ben");
  EXPECT_EQ(who(rota, "2026-10-25T01:29:59Z"), "ben");
  EXPECT_EQ(who(rota, "2026-10-25T01:30:00Z"), "ana");
}

TEST(Shifts, AreCutToTheSpanAndJoinWhatIsOne) {
  RotationSpec rotation = daily({{"ana"}, {"ana"}, {"ben"}});
  const Rota rota = compiled(one_layer(rotation));
  const auto shifts = rota.shifts(at("2026-01-05T12:00:00Z"), at("2026-01-08T12:00:00Z"));
  ASSERT_EQ(shifts.size(), 3U);
  EXPECT_EQ(shifts[0].person, "ana");
  EXPECT_EQ(text_of(shifts[0].period), "2026-01-05T12:00:00.000Z to 2026-01-07T09:00:00.000Z");
  EXPECT_EQ(shifts[1].person, "ben");
  EXPECT_EQ(text_of(shifts[2].period), "2026-01-08T09:00:00.000Z to 2026-01-08T12:00:00.000Z");
}

TEST(Shifts, OfOnePersonForTwoReasonsAreTwo) {
  RotaSpec spec = one_layer(daily({{"ana"}, {"ben"}}));
  spec.overrides = {covers("ana", "ben", "2026-01-06T09:00:00Z", "2026-01-07T09:00:00Z")};
  const auto shifts = compiled(spec).shifts(at("2026-01-05T09:00:00Z"), at("2026-01-07T09:00:00Z"));
  ASSERT_EQ(shifts.size(), 2U);
  EXPECT_EQ(shifts[0].person, "ana");
  EXPECT_EQ(shifts[1].person, "ana");
  EXPECT_EQ(shifts[1].reason.text(), "override instead of ben");
}

TEST(Gaps, AreWhereNobodyIsOnCall) {
  RotationSpec rotation = daily({{"ana"}, {"ben"}});
  rotation.only = office_hours();
  const Rota rota = compiled(one_layer(rotation));
  const auto gaps = rota.gaps(at("2026-01-08T12:00:00Z"), at("2026-01-12T12:00:00Z"));
  ASSERT_EQ(gaps.size(), 2U);
  EXPECT_EQ(text_of(gaps[0]), "2026-01-08T17:00:00.000Z to 2026-01-09T09:00:00.000Z");
  EXPECT_EQ(text_of(gaps[1]), "2026-01-09T17:00:00.000Z to 2026-01-12T09:00:00.000Z");
}

TEST(Gaps, AreNoneWhereTurnsTouch) {
  const Rota rota = compiled(one_layer(daily({{"ana"}, {"ben"}}), "America/New_York"));
  const absl::Time from = at("2026-01-06T00:00:00Z");
  EXPECT_TRUE(rota.gaps(from, from + kGapHorizon).empty());
}

}  // namespace
}  // namespace escalon::rota
