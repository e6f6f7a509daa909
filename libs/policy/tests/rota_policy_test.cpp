#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;
using testing::remedy;

absl::Time at(std::string_view text) {
  return *parse_instant(text);
}

std::string who(const CompiledPolicy& policy, std::string_view instant) {
  std::string names;
  for (const rota::OnCall& held : policy.escalation.rotas.at("first_line").on_call(at(instant))) {
    names += (names.empty() ? "" : ", ") + held.person + " by " + held.reason.text();
  }
  return names;
}

// A rota of the team `billing` with one layer of one rotation, given by its keys.
std::string with_rotation(std::string_view keys, std::string_view more = "") {
  return "teams: {supervisors: {}, billing: {people: [ana, ben, chen]}}\n"
         "rotas:\n"
         "  first_line:\n"
         "    team: billing\n"
         "    zone: Europe/Berlin\n"
         "    layers:\n"
         "      - name: base\n"
         "        rotations: [{name: main, " +
         std::string(keys) + "}]\n" + std::string(more);
}

TEST(RotaPolicy, SaysWhoIsOnCall) {
  const auto policy = compiled(R"(
teams: {supervisors: {}, billing: {people: [ana, ben, chen, dora]}}
rotas:
  first_line:
    team: billing
    zone: Europe/Berlin
    layers:
      - name: base
        rotations:
          - {name: weekly, people: [ana, [ben, chen]], every: week, start: "2026-01-05 09:00"}
      - name: nights
        only: [daily 20:00-08:00]
        rotations: [{name: night, people: dora}]
    overrides:
      - {from: "2026-01-06 10:00", until: "2026-01-06 12:00",
         person: ben, instead_of: ana, reason: dentist}
      - {from: 2026-01-07T09:00:00Z, until: 2026-01-07T10:00:00Z, instead_of: everyone}
    temporary:
      - name: fair
        from: "2026-01-08 00:00"
        until: "2026-01-09 00:00"
        shifts: [{person: chen, from: "2026-01-08 08:00", until: "2026-01-08 24:00"}]
)");
  EXPECT_EQ(who(*policy, "2026-01-05T08:00:00Z"), "ana by layer base, rotation weekly");
  EXPECT_EQ(who(*policy, "2026-01-12T08:00:00Z"),
            "ben by layer base, rotation weekly, chen by layer base, rotation weekly");
  EXPECT_EQ(who(*policy, "2026-01-05T19:00:00Z"), "dora by layer nights, rotation night");
  EXPECT_EQ(who(*policy, "2026-01-06T09:00:00Z"), "ben by override instead of ana: dentist");
  EXPECT_EQ(who(*policy, "2026-01-07T09:30:00Z"), "");
  EXPECT_EQ(who(*policy, "2026-01-08T22:59:00Z"), "chen by temporary schedule fair");
  EXPECT_EQ(who(*policy, "2026-01-08T06:00:00Z"), "");
  EXPECT_EQ(policy->rota_teams.at("first_line"), "billing");
}

TEST(RotaPolicy, ReadsHoursOfTheWeek) {
  const auto open = [](std::string_view only, std::string_view instant) {
    const auto policy = compiled(with_rotation("people: ana, only: " + std::string(only)));
    return !policy->escalation.rotas.at("first_line").on_call(at(instant)).empty();
  };
  EXPECT_TRUE(open("mon-fri 09:00-17:00", "2026-01-09T15:59:59Z"));
  EXPECT_FALSE(open("mon-fri 09:00-17:00", "2026-01-09T16:00:00Z"));
  EXPECT_TRUE(open("[fri-mon 22:00-06:00]", "2026-01-13T04:59:59Z")) << "Tuesday morning";
  EXPECT_FALSE(open("[fri-mon 22:00-06:00]", "2026-01-13T22:00:00Z"));
  EXPECT_TRUE(open("'sun 22:00-06:00'", "2026-01-12T04:00:00Z")) << "over the end of the week";
  EXPECT_TRUE(open("sat-sun", "2026-01-11T22:59:59Z"));
  EXPECT_FALSE(open("sat-sun", "2026-01-11T23:00:00Z"));
  EXPECT_TRUE(open("'fri 18:00 - mon 08:00'", "2026-01-12T06:59:59Z"));
  EXPECT_FALSE(open("'fri 18:00 - mon 08:00'", "2026-01-12T07:00:00Z"));
  EXPECT_TRUE(open("'wed 00:00 - sun 24:00'", "2026-01-11T22:59:59Z"));
}

TEST(RotaPolicy, ReadsTheLengthOfTurns) {
  const auto second_turn = [](std::string_view every) {
    const auto policy = compiled(with_rotation(
        "people: [ana, ben], start: '2026-01-05 09:00', every: " + std::string(every)));
    const auto shifts = policy->escalation.rotas.at("first_line")
                            .shifts(at("2026-01-05T08:00:00Z"), at("2026-06-01T00:00:00Z"));
    return format_instant(shifts.at(1).period.from);
  };
  EXPECT_EQ(second_turn("hour"), "2026-01-05T09:00:00.000Z");
  EXPECT_EQ(second_turn("12 hours"), "2026-01-05T20:00:00.000Z");
  EXPECT_EQ(second_turn("1 day"), "2026-01-06T08:00:00.000Z");
  EXPECT_EQ(second_turn("2 weeks"), "2026-01-19T08:00:00.000Z");
  EXPECT_EQ(second_turn("month"), "2026-02-05T08:00:00.000Z");
  EXPECT_EQ(second_turn("90m"), "2026-01-05T09:30:00.000Z");
  EXPECT_EQ(second_turn("[5 days, 2 days]"), "2026-01-10T08:00:00.000Z");
}

TEST(RotaPolicy, NamesTheLineOfWhatIsWrong) {
  EXPECT_EQ(
      errors(with_rotation("people: [ana, benn], start: '2026-01-05 09:00'")),
      "policy.yaml:8:48: rotas.first_line.layers[0].rotations[0].people[1]: there is no person "
      "'benn' (did you mean 'ben'?)\n");
  EXPECT_EQ(errors(with_rotation("people: []")),
            "policy.yaml:8:42: rotas.first_line.layers[0].rotations[0].people: the rotation has no "
            "people\n");
  EXPECT_EQ(
      errors(with_rotation("people: [[]]")),
      "policy.yaml:8:43: rotas.first_line.layers[0].rotations[0].people[0]: a turn has nobody "
      "in it\n");
  EXPECT_EQ(
      errors(with_rotation("people: ana, every: 0 days")),
      "policy.yaml:8:54: rotas.first_line.layers[0].rotations[0].every: a turn has zero length "
      "or more than ten years\n");
  EXPECT_EQ(
      errors(with_rotation("people: ana, every: fortnight")),
      "policy.yaml:8:54: rotas.first_line.layers[0].rotations[0].every: 'fortnight' is not the "
      "length of a turn\n");
  EXPECT_EQ(
      errors(with_rotation("people: ana, every: [1 day, month]")),
      "policy.yaml:8:62: rotas.first_line.layers[0].rotations[0].every[1]: a month has no fixed "
      "length\n");
  EXPECT_EQ(
      errors(with_rotation("people: ana, only: monday")),
      "policy.yaml:8:53: rotas.first_line.layers[0].rotations[0].only: 'monday' is not hours of "
      "a week\n");
  EXPECT_EQ(errors(with_rotation("people: ana, evry: day")),
            "policy.yaml:8:47: rotas.first_line.layers[0].rotations[0].evry: unknown key (did you "
            "mean 'every'?)\n");
  EXPECT_EQ(
      errors(with_rotation("people: [ana, ben]")),
      "policy.yaml:8:21: rotas.first_line.layers[0].rotations[0]: 'start' is missing, so that "
      "nobody knows whose turn it is\n");
  EXPECT_EQ(
      errors(with_rotation("people: ana, start: tomorrow")),
      "policy.yaml:8:54: rotas.first_line.layers[0].rotations[0].start: 'tomorrow' is not a date "
      "and time of the wall clock\n");
}

TEST(RotaPolicy, TellsTheRemedy) {
  EXPECT_EQ(remedy(with_rotation("people: ana, only: monday")),
            "write it like \"mon-fri 09:00-17:00\", sat-sun, or \"fri 18:00 - mon 08:00\"");
  EXPECT_EQ(remedy("rotas: {r: {zone: Europe/Berlim, layers: []}}\n"),
            "write an IANA name as Europe/Berlin, America/New_York or UTC; if the name is right, "
            "install the package tzdata");
}

TEST(RotaPolicy, RefusesARotaThatCannotBe) {
  EXPECT_EQ(
      errors(with_rotation("people: ana, only: tue-wed") + "        only: fri\n"),
      "policy.yaml:4:5: rotas.first_line: rota 'first_line', layer 'base', rotation 'main': its "
      "hours and those of its layer never overlap, so that it never opens\n");
  EXPECT_EQ(errors(with_rotation("people: ana",
                                 "    overrides:\n"
                                 "      - {from: '2026-01-06 10:00', until: "
                                 "'2026-01-06 12:00', person: chen, instead_of: "
                                 "ben}\n")),
            "policy.yaml:4:5: rotas.first_line: rota 'first_line', override 1: 'ben' is in no "
            "rotation of it\n");
}

TEST(RotaPolicy, LaddersAskRotasByName) {
  const std::string ladders =
      "ladders:\n  l: {steps: [{ask: {rota: first_line}, each_must_acknowledge: true}]}\n";
  const auto policy = compiled(with_rotation("people: ana", ladders));
  const escalation::LadderStep& step = policy->escalation.ladders.at("l").steps[0];
  EXPECT_EQ(step.targets[0].kind, escalation::Target::Kind::kRota);
  EXPECT_EQ(step.targets[0].name, "first_line");
  EXPECT_TRUE(step.each_must_acknowledge);
  EXPECT_EQ(
      errors(with_rotation("people: ana", "ladders:\n  l: {steps: [{ask: {rota: firstline}}]}\n")),
      "policy.yaml:10:28: ladders.l.steps[0].ask.rota: there is no rota 'firstline' (did you "
      "mean 'first_line'?)\n");
}

TEST(RotaPolicy, WantsEveryoneOfPeopleAlone) {
  EXPECT_EQ(
      errors(with_rotation(
          "people: ana",
          "ladders:\n  l: {steps: [{ask: everyone, each_must_acknowledge: true}]}\n")),
      "policy.yaml:10:15: ladders.l.steps[0]: each_must_acknowledge, but it asks a queue or a "
      "team\n");
}

}  // namespace
}  // namespace escalon::policy
