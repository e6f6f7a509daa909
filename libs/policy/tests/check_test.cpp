#include "escalon/policy/check.hpp"

#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::one_file;
using testing::shipped;

const absl::Time kNow = *parse_instant("2026-01-05T00:00:00Z");

// What is found in one file, a line each: `warning policy.yaml:3:5: path: message`.
std::string found(std::string_view text, std::optional<absl::Time> now = {}) {
  const CheckReport report = check(one_file(text), now);
  std::string lines;
  for (Finding finding : report.findings) {
    finding.what.remedy.clear();
    lines += std::string(severity_name(finding.severity)) + " " + finding.what.text() + "\n";
  }
  return lines;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// A rule of the matrix with these keys, besides its team and ladder.
std::string rule(std::string_view name, std::string_view keys) {
  return "  - {name: " + std::string(name) + ", " + std::string(keys) +
         ", team: supervisors, ladder: chain}\n";
}

// A policy with these rules, and a last one for everything.
std::string with_rules(std::string_view rules, bool rest = true) {
  return "clocks: {answer: {target: 1h, start: {event: started}, stop: {event: ended}}}\n"
         "teams: {supervisors: {}}\n"
         "ladders: {chain: {steps: [{ask: queue}]}}\n"
         "matrix:\n" +
         std::string(rules) +
         (rest ? "  - {name: rest, causes: '*', breaches: '*', team: supervisors, ladder: chain}\n"
               : "");
}

TEST(Check, FindsNothingWhereAllIsWell) {
  EXPECT_EQ(found(with_rules("")), "");
}

TEST(Check, ShowsARuleThatANarrowerOneComesAfterWithAnExample) {
  EXPECT_EQ(found(with_rules(
                rule("valued", "causes: [conflict, churn_threat], when: {tier: [gold, vip]}") +
                rule("golden_chat", "causes: conflict, when: {tier: gold, channel: chat}"))),
            "warning policy.yaml:6:5: matrix[1]: never reached: rule 'valued' takes all of it "
            "first, for example cause conflict, tier gold, channel chat\n");
}

TEST(Check, LetsARuleBeThatTakesOnlySomeFromAnother) {
  EXPECT_EQ(found(with_rules(
                rule("golden", "causes: conflict, when: {tier: gold}") +
                rule("chats", "causes: conflict, when: {channel: chat}") +
                rule("german_or_golden", "causes: conflict, when: [{tier: gold}, {language: de}]") +
                rule("golden_threats", "causes: [conflict, churn_threat], when: {tier: gold}"))),
            "");
}

TEST(Check, SeesThatEachWayIsTakenByAnotherRule) {
  EXPECT_TRUE(has(
      found(with_rules(
          rule("golden", "causes: conflict, when: {tier: gold}") +
          rule("urgent", "causes: conflict, when: {urgency: {at_least: 0.5}}") +
          rule("either", "causes: conflict, when: [{tier: gold}, {urgency: {at_least: 0.8}}]"))),
      "matrix[2]: never reached: rule 'urgent' takes all of it first"));
}

TEST(Check, SeesAConditionThatContradictsItself) {
  EXPECT_EQ(found(with_rules("  - {name: both, causes: conflict, when: {all: [{tier: gold}, {tier: "
                             "vip}]}, team: supervisors, ladder: chain}\n")),
            "warning policy.yaml:5:36: matrix[0].when: never used: the condition contradicts "
            "itself\n");
}

TEST(Check, GivesAnExampleOfAContactThatNoRuleMatches) {
  const std::string text = found(with_rules(
      "  - {name: text, causes: '*', breaches: '*', when: {channel: {not: voice}}, team: "
      "supervisors, ladder: chain}\n",
      false));
  EXPECT_TRUE(has(text,
                  "warning policy.yaml:4:1: matrix: a breach of answer may find no rule and "
                  "then goes to the default route, for example clock answer, channel voice"))
      << text;
  EXPECT_TRUE(has(text, "note policy.yaml:4:1: matrix: conflict may find no rule"))
      << "only people bring it: nothing in this policy does\n"
      << text;
}

TEST(Check, WarnsOfACauseThatThePolicyItselfRaises) {
  EXPECT_TRUE(has(found("triggers: [{name: t, cause: conflict, phrases: [rude]}]\n" +
                        with_rules("  - {name: other, causes: churn_threat, breaches: '*', team: "
                                   "supervisors, ladder: chain}\n",
                                   false)),
                  "warning policy.yaml:5:1: matrix: conflict may find no rule"));
}

TEST(Check, LeavesAPolicyWithoutAMatrixAlone) {
  EXPECT_EQ(
      found("clocks: {answer: {target: 1h, start: {event: started}, stop: {event: ended}}}\n"), "");
}

TEST(Check, SeesStepsBelowEveryRule) {
  EXPECT_EQ(found(R"(
ladders:
  chain: {steps: [{ask: queue, level: 1}, {ask: everyone, level: 2}]}
  spare: {steps: [{ask: queue}]}
teams: {supervisors: {}}
matrix: [{name: all, causes: '*', breaches: '*', team: supervisors, level: 2, ladder: chain}]
)"),
            "warning policy.yaml:2:19: ladders.chain.steps[0]: level 1 is not reached: every rule "
            "with this ladder begins at level 2 or above\n"
            "warning policy.yaml:3:3: ladders.spare: no rule climbs this ladder\n");
}

TEST(Check, SeesARouteThatWaitsForEverAndIsToBeRepeated) {
  EXPECT_TRUE(has(found("teams: {supervisors: {}}\ndefault_route: {team: supervisors, "
                        "acknowledge_within: 0s, repeat: 3}\n"),
                  "default_route.repeat: never repeated: the route waits for ever"));
}

// A clock with one hour a week, and these keys.
std::string with_clock(std::string_view keys) {
  return "calendars: {rare: {zone: UTC, hours: {mon: '09:00-10:00'}}}\n"
         "clocks: {answer: {start: {event: started}, stop: {event: ended}, " +
         std::string(keys) + "}}\n";
}

TEST(Check, SeesATargetThatNoCalendarCanMeet) {
  const std::string text = found(with_clock("calendar: rare, target: 600h"), kNow);
  EXPECT_TRUE(has(text,
                  "warning policy.yaml:2:10: clocks.answer: the calendar 'rare' cannot meet "
                  "the target 600h (every other case): started 2026-01-05T00:00:00.000Z it "
                  "is due 2037-"))
      << text;
  EXPECT_EQ(found(with_clock("calendar: rare, target: 500h"), kNow), "");
}

TEST(Check, SeesACalendarWithoutEffect) {
  EXPECT_TRUE(has(found(with_clock("calendar: rare, target: 8h wall")),
                  "the calendar 'rare' has no effect: every target counts wall time"));
}

TEST(Check, SeesAWarningAsOldAsTheClock) {
  EXPECT_TRUE(has(found(with_clock("targets: {by: priority, values: {1: 30m}, default: 4h}, "
                                   "warnings: [1h]")),
                  "clocks.answer: warns 1h before a target of 30m (priority 1), which is as soon"));
}

TEST(Check, SeesAClockRuleThatAnEarlierOneHides) {
  EXPECT_EQ(
      found(R"(
clocks:
  answer:
    - {applies: {channel: [chat, voice]}, target: 1h, start: {event: started}, stop: {event: ended}}
    - {applies: {channel: chat, tier: gold}, target: 5m, start: {event: started}, stop: {status: x}}
)"),
      "warning policy.yaml:4:7: clocks.answer[1]: never used: rule 1 of this clock applies to "
      "all of it, for example channel chat, tier gold\n");
}

TEST(Check, SeesAClockThatItsOwnBreachStartsAnew) {
  const std::string clock =
      "clocks: {care: {target: 1h, restart: always, stop: {event: ended}, "
      "start: {event: escalation_step_started}}}\n";
  EXPECT_TRUE(has(found(clock), "clocks.care: repeats without an end: escalation_step_started"));
  EXPECT_FALSE(has(found("clocks: {care: {target: 1h, stop: {event: ended}, start: {event: "
                         "escalation_step_started}}}\n"),
                   "repeats without an end"));
  EXPECT_EQ(found(clock + "matrix: [{name: rest, causes: '*', team: supervisors, ladder: l}, "
                          "{name: late, breaches: care, ignore: true}]\nteams: {supervisors: "
                          "{}}\nladders: {l: {steps: [{ask: queue}]}}\n"),
            "");
}

std::string with_rota(std::string_view rotation) {
  return "teams: {supervisors: {people: [ana]}}\nladders: {l: {steps: [{ask: {rota: first}}]}}\n"
         "matrix: [{name: all, causes: '*', breaches: '*', team: supervisors, ladder: l}]\n"
         "rotas: {first: {zone: Europe/Berlin, layers: [{name: base, rotations: [{name: weekly, " +
         std::string(rotation) + "}]}]}}\n";
}

TEST(Check, SaysWhenNobodyIsOnCall) {
  EXPECT_EQ(
      found(with_rota("people: ana, only: 'daily 06:00-24:00'"),
            *parse_instant("2026-01-05T05:00:00Z")),
      "warning policy.yaml:4:9: rotas.first: nobody is on call for 22d11h of the next 90 days, "
      "90 times, first from 2026-01-05T23:00:00.000Z to 2026-01-06T05:00:00.000Z\n");
}

TEST(Check, NotesClockChangesAmongOnCallHours) {
  EXPECT_EQ(found(with_rota("people: ana"), kNow),
            "note policy.yaml:4:9: rotas.first: the clocks of Europe/Berlin go on from 02:00 to "
            "03:00 on 2026-03-29 while ana is on call\n"
            "note policy.yaml:4:9: rotas.first: the clocks of Europe/Berlin go back from 03:00 to "
            "02:00 on 2026-10-25 while ana is on call\n");
  EXPECT_EQ(found(with_rota("people: ana")), "")
      << "without an instant there is no year to look at";
}

TEST(Check, NotesClockChangesAmongOpeningHoursAlone) {
  const auto with_hours = [](const std::string& hours) {
    return "calendars: {office: {zone: Europe/London, hours: " + hours + "}}\n";
  };
  EXPECT_EQ(found(with_hours("{daily: '08:00-18:00'}"), kNow), "");
  EXPECT_EQ(found(with_hours("{sun: '01:15-01:45'}"), kNow),
            "note policy.yaml:1:13: calendars.office: the clocks of Europe/London go back from "
            "02:00 to 01:00 on 2026-10-25, within opening hours\n")
      << "in spring these hours are missing as a whole";
}

TEST(Check, HoldsForEveryPolicyThatIsShipped) {
  for (const char* folder : {"default", "uci", "boston311", "twitter_support",
                             "twitter_support_staffed", "anonymous_bank_calls"}) {
    const CheckReport report = check(shipped(folder), kNow);
    EXPECT_TRUE(report.ok);
    EXPECT_EQ(report.count(Severity::kWarning), 0U) << folder << "\n" << report.text;
  }
}

}  // namespace
}  // namespace escalon::policy
