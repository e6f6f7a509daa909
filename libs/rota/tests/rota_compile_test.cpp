#include "rota_builder.hpp"

namespace escalon::rota {
namespace {

constexpr std::string_view kPlace = "rota 'billing', layer 'base', rotation 'daily': ";

TEST(RotaCompile, RefusesAnUnknownZone) {
  EXPECT_EQ(error_of(one_layer(daily({{"ana"}}), "Mars/Base")),
            "rota 'billing': unknown time zone 'Mars/Base'; use an IANA name such as Europe/Berlin "
            "(package tzdata must be installed)");
}

TEST(RotaCompile, RefusesARotationWithoutPeople) {
  EXPECT_EQ(error_of(one_layer(daily({}))),
            std::string(kPlace) + "it has no people; name at least one");
  EXPECT_EQ(error_of(one_layer(daily({{"ana"}, {}}))),
            std::string(kPlace) + "a turn has nobody in it; name somebody, or take the turn out");
  EXPECT_NE(error_of(one_layer(daily({{"ana", ""}}))), "");
}

TEST(RotaCompile, RefusesATurnOfZeroLength) {
  RotationSpec rotation = daily({{"ana"}});
  rotation.length = hours(0);
  EXPECT_NE(error_of(one_layer(rotation)).find("a turn has zero length"), std::string::npos);
}

TEST(RotaCompile, RefusesHoursThatNeverOpen) {
  RotaSpec spec = one_layer(daily({{"ana"}}));
  spec.layers[0].only = {{week_s(0, 9), week_s(0, 12)}, {week_s(0, 10), week_s(0, 17)}};
  spec.layers[0].rotations[0].only = {{week_s(0, 17), week_s(0, 20)}};
  EXPECT_EQ(error_of(spec),
            std::string(kPlace) +
                "its hours and those of its layer never overlap, so that it never opens; widen one "
                "of them");
}

TEST(RotaCompile, RefusesHoursOutsideOfAWeek) {
  for (const WeekSpan span : {WeekSpan{-1, 10}, WeekSpan{604'800, 10}, WeekSpan{0, 604'801}}) {
    RotationSpec rotation = daily({{"ana"}});
    rotation.only = {span};
    EXPECT_NE(error_of(one_layer(rotation)).find("outside of a week"), std::string::npos);
  }
}

TEST(RotaCompile, RefusesARotationThatEndsBeforeItStarts) {
  RotationSpec rotation = daily({{"ana"}});
  rotation.until = rotation.start;
  EXPECT_NE(error_of(one_layer(rotation)).find("it ends before it starts"), std::string::npos);
}

TEST(RotaCompile, RefusesEmptyAndRepeatedParts) {
  RotaSpec spec = one_layer(daily({{"ana"}}));
  spec.layers.push_back(spec.layers[0]);
  EXPECT_EQ(error_of(spec),
            "rota 'billing', layer 'base': there are two of that name; rename one of them");
  spec.layers = {{.name = "base"}};
  EXPECT_NE(error_of(spec).find("it has no rotations"), std::string::npos);
  spec.layers.clear();
  EXPECT_NE(error_of(spec).find("it has no layers"), std::string::npos);
  spec = one_layer(daily({{"ana"}}));
  spec.layers[0].rotations.push_back(daily({{"ben"}}));
  EXPECT_NE(error_of(spec).find("rotation 'daily': there are two"), std::string::npos);
}

TEST(RotaCompile, RefusesOverridesThatDoNothing) {
  RotaSpec spec = one_layer(daily({{"anabel"}}));
  OverrideSpec change;
  change.from = at("2026-01-05T09:00:00Z");
  change.until = at("2026-01-05T09:00:00Z");
  change.person = "ben";
  spec.overrides = {change};
  EXPECT_NE(error_of(spec).find("override 1: it ends before it begins"), std::string::npos);
  change.until = at("2026-01-05T10:00:00Z");
  change.instead_of = "anabell";
  spec.overrides = {change};
  EXPECT_EQ(error_of(spec),
            "rota 'billing', override 1: 'anabell' is in no rotation of it (did you mean "
            "'anabel'?); name somebody who is, or everyone");
  change.instead_of = change.person = "";
  spec.overrides = {change};
  EXPECT_NE(error_of(spec).find("override 1: it changes nothing"), std::string::npos);
}

TEST(RotaCompile, RefusesTemporarySchedulesThatDoNotFit) {
  RotaSpec spec = one_layer(daily({{"ana"}}));
  TemporarySpec move{
      .name = "move", .from = at("2026-01-05T10:00:00Z"), .until = at("2026-01-05T14:00:00Z")};
  TemporarySpec fair = move;
  fair.name = "fair";
  fair.from = at("2026-01-05T13:59:59Z");
  fair.until = at("2026-01-05T16:00:00Z");
  spec.temporary = {fair, move};
  EXPECT_NE(error_of(spec).find("temporary schedule 'fair': it overlaps 'move'"),
            std::string::npos);
  move.shifts = {{"ben", at("2026-01-05T13:00:00Z"), at("2026-01-05T14:00:01Z")}};
  spec.temporary = {move};
  EXPECT_NE(error_of(spec).find("the shift of 'ben' from 2026-01-05T13:00:00.000Z lies outside"),
            std::string::npos);
  move.shifts = {{"", at("2026-01-05T13:00:00Z"), at("2026-01-05T14:00:00Z")}};
  spec.temporary = {move};
  EXPECT_NE(error_of(spec).find("a shift has nobody in it"), std::string::npos);
  move.until = move.from;
  spec.temporary = {move};
  EXPECT_NE(error_of(spec).find("it ends before it begins"), std::string::npos);
}

TEST(RotaCompile, KnowsEveryoneWhoCanBeOnCall) {
  RotaSpec spec = one_layer(daily({{"chen"}, {"ana"}}));
  OverrideSpec change;
  change.from = at("2026-01-05T09:00:00Z");
  change.until = at("2026-01-05T10:00:00Z");
  change.person = "ben";
  spec.overrides = {change};
  EXPECT_EQ(compiled(spec).people(), (std::vector<std::string>{"ana", "ben", "chen"}));
}

}  // namespace
}  // namespace escalon::rota
