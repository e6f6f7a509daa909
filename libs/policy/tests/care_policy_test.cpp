// Surges, promises, what follows an escalation, and what customers hear.
#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;
using testing::remedy;

std::string team(const std::string& surge) {
  return "ladders: {up: {steps: [{ask: queue}]}}\nteams:\n  care:\n    surge: {" + surge +
         "}\ndefault_route: {team: care, ask: everyone}\n";
}

TEST(SurgePolicy, SaysWhenCasesAreOneTroubleAndWhatIsDone) {
  const auto policy = compiled(
      team("intents: [outage], count: 5, within: 15m, hold: 20s, members: go_on, level: 1, "
           "priority: 2, ladder: up"));
  EXPECT_EQ(policy->queue.teams.at("care").surge.count, 5);
  EXPECT_EQ(policy->queue.teams.at("care").surge.within, absl::Minutes(15));
  const auto& rule = policy->escalation.care.surges.at("care");
  EXPECT_EQ(rule.intents, std::vector<std::string>{"outage"});
  EXPECT_EQ(rule.hold, absl::Seconds(20));
  EXPECT_FALSE(rule.settles_members);
  EXPECT_EQ(rule.level, 1);
  EXPECT_EQ(rule.priority, 2);
  EXPECT_EQ(rule.ladder, "up");
}

TEST(SurgePolicy, WatchesForNoneWithoutTheKey) {
  const auto policy = compiled("teams: {care: {}}\ndefault_route: {team: care, ask: everyone}\n");
  EXPECT_EQ(policy->queue.teams.at("care").surge.count, 0);
  EXPECT_TRUE(policy->escalation.care.surges.empty());
}

TEST(SurgePolicy, RefusesWhatMakesNoSense) {
  EXPECT_EQ(errors(team("intents: '*', count: 1, ladder: up")),
            "policy.yaml:4:34: teams.care.surge.count: '1' is not a whole number from 2 to 100\n");
  EXPECT_EQ(
      errors(team("intents: '*', count: 101, ladder: up")),
      "policy.yaml:4:34: teams.care.surge.count: '101' is not a whole number from 2 to 100\n");
  EXPECT_EQ(errors(team("intents: '*', count: 5, hold: 11m, within: 1h, ladder: up")),
            "policy.yaml:4:43: teams.care.surge.hold: longer than 10m, in which nobody is asked\n");
  EXPECT_EQ(errors(team("intents: '*', count: 5, hold: 2m, within: 1m, ladder: up")),
            "policy.yaml:4:12: teams.care.surge: hold is longer than within, in which the cases "
            "are counted\n");
  EXPECT_EQ(errors(team("intents: '*', count: 5, members: stay, ladder: up")),
            "policy.yaml:4:46: teams.care.surge.members: unknown end of a surge 'stay'\n");
  EXPECT_EQ(errors(team("count: 5, ladder: up")),
            "policy.yaml:4:5: teams.care.surge: 'intents' is missing\n");
  EXPECT_EQ(errors(team("intents: '*', count: 5, ladder: down")),
            "policy.yaml:4:45: teams.care.surge.ladder: there is no ladder 'down'\n");
  EXPECT_EQ(errors(team("intents: '*', count: 5, level: 10, ladder: up")),
            "policy.yaml:4:44: teams.care.surge.level: '10' is not a whole number from 1 to 9\n");
  EXPECT_EQ(errors(team("intents: '*', count: 5, priority: 0, ladder: up")),
            "policy.yaml:4:47: teams.care.surge.priority: '0' is not a whole number from 1 to "
            "9\n");
}

TEST(CarePolicy, TimesPromisesAndWhatFollowsByItsCalendars) {
  const auto policy = compiled(R"(
calendars: {office: {zone: UTC, hours: {mon-fri: "08:00-18:00"}}}
people: {ines: {methods: console}, omar: {methods: console}}
care:
  promise: {within: 4h, calendar: office}
  root_cause: {after: 1h}
  follow_up: {after: 2d, calendar: office}
  survey: {after: 30m}
  manager: {'*': ines, acme: omar}
)");
  const auto& care = policy->escalation.care;
  EXPECT_EQ(care.promise.time, absl::Hours(4));
  EXPECT_EQ(care.promise.calendar, policy->calendars.at("office"));
  EXPECT_EQ(care.root_cause.time, absl::Hours(1));
  EXPECT_EQ(care.root_cause.calendar, nullptr);
  EXPECT_EQ(care.follow_up.time, absl::Hours(48));
  EXPECT_EQ(care.survey.time, absl::Minutes(30));
  EXPECT_EQ(care.managers.at("*"), "ines");
  EXPECT_EQ(care.managers.at("acme"), "omar");
}

TEST(CarePolicy, NamesOneManagerForEveryTenant) {
  const auto policy = compiled("people: {ines: {methods: console}}\ncare: {manager: ines}\n");
  EXPECT_EQ(policy->escalation.care.managers.at("*"), "ines");
}

TEST(CarePolicy, RefusesWhatMakesNoSense) {
  EXPECT_EQ(errors("care: {promise: {calendar: office}}\n"),
            "policy.yaml:1:8: care.promise: 'within' is missing\n"
            "policy.yaml:1:28: care.promise.calendar: there is no calendar 'office'\n");
  EXPECT_EQ(errors("care: {follow_up: {after: 0s}}\n"),
            "policy.yaml:1:27: care.follow_up.after: '0s' is out of range\n");
  EXPECT_EQ(errors("care: {survey: {within: 2h}}\n"),
            "policy.yaml:1:8: care.survey: 'after' is missing\n"
            "policy.yaml:1:17: care.survey.within: unknown key\n");
  EXPECT_EQ(errors("care: {manager: nobody}\npeople: {ines: {methods: console}}\n"),
            "policy.yaml:1:17: care.manager: there is no person 'nobody'\n");
  EXPECT_EQ(errors("care: {root_cause: soon}\n"),
            "policy.yaml:1:20: care.root_cause: expected a map, found a single value\n");
}

TEST(CustomerPolicy, SaysWhatCustomersHearAndHow) {
  const auto policy = compiled(R"(
teams: {care: {}}
default_route: {team: care, ask: everyone}
notifications:
  channels: {console: {kind: console}, mail: {kind: file, path: mail.jsonl}}
  customer:
    channel: console
    channels: {email: mail}
    reasons: {sla_breach: we were late}
    names: {care: our customer care}
    zone: Europe/London
    opened: {subject: "Passed on", body: "{why}, {who}, {promised}"}
  feedback: {subject: "{case_id} ended", body: "{outcome}"}
  root_cause: {subject: "Why {case_id}?", body: "Please tell us."}
)");
  const auto& notify = policy->notify;
  EXPECT_EQ(notify.customer.channel, "console");
  EXPECT_EQ(notify.customer.channels.at("email"), "mail");
  EXPECT_EQ(notify.customer.reasons.at("sla_breach"), "we were late");
  EXPECT_EQ(notify.customer.names.at("care"), "our customer care");
  EXPECT_EQ(notify.customer.zone.name(), "Europe/London");
  EXPECT_EQ(notify.customer.opened.body, "{why}, {who}, {promised}");
  EXPECT_EQ(notify.customer.resolved.subject, "Your request is settled") << "as it is without it";
  EXPECT_EQ(notify.feedback.subject, "{case_id} ended");
  EXPECT_EQ(notify.root_cause.subject, "Why {case_id}?");
}

TEST(CustomerPolicy, RefusesWhatMakesNoSense) {
  const auto of = [](const std::string& keys) {
    return errors("notifications:\n  customer: {" + keys + "}\n");
  };
  EXPECT_EQ(of("zone: UTC"), "policy.yaml:2:3: notifications.customer: 'channel' is missing\n");
  EXPECT_EQ(of("channel: console, zone: Europe/Londn"),
            "policy.yaml:2:38: notifications.customer.zone: there is no time zone 'Europe/Londn' "
            "(did you mean 'Europe/London'?)\n");
  EXPECT_EQ(of("channel: console, reasons: {sla_breech: late}"),
            "policy.yaml:2:42: notifications.customer.reasons.sla_breech: there is no cause "
            "'sla_breech' (did you mean 'sla_breach'?)\n");
  EXPECT_EQ(of("channel: console, names: {care: us}"),
            "policy.yaml:2:40: notifications.customer.names.care: there is no team 'care'\n");
  EXPECT_EQ(of("channel: console, channels: {sms: phone}"),
            "policy.yaml:2:48: notifications.customer.channels.sms: there is no channel 'phone'\n");
  EXPECT_EQ(of("channel: console, opened: {subject: '{whoo}', body: a}"),
            "policy.yaml:2:50: notifications.customer.opened.subject: There is no placeholder "
            "{whoo} (did you mean 'who'?)\n");
}

}  // namespace
}  // namespace escalon::policy
