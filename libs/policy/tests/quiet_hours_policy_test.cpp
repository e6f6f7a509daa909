#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "escalon/policy/check.hpp"
#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;
using testing::one_file;

constexpr std::string_view kTop =
    "calendars: {nights: {zone: Europe/Berlin, hours: {daily: '22:00-07:00'}}}\n"
    "teams: {supervisors: {people: [dora, emil]}}\n";

std::string notifications(std::string_view keys) {
  return std::string(kTop) +
         "notifications:\n"
         "  channels: {sms: {kind: console}, mail: {kind: console}}\n"
         "  default_channel: sms\n" +
         std::string(keys);
}

std::string quiet(std::string_view keys) {
  return notifications("  quiet_hours: [{name: night, during: nights, " + std::string(keys) +
                       "}]\n");
}

TEST(QuietHoursPolicy, TakesEveryKey) {
  const auto policy =
      compiled(quiet("people: dora, channels: [sms], let_through: 2, instead: mail"));
  ASSERT_EQ(policy->notify.quiet_hours.size(), 1U);
  const notify::QuietHours& read = policy->notify.quiet_hours.front();
  EXPECT_EQ(read.name, "night");
  ASSERT_NE(read.during, nullptr);
  EXPECT_TRUE(read.during->is_open(*parse_instant("2026-01-05T05:59:00Z")));
  EXPECT_FALSE(read.during->is_open(*parse_instant("2026-01-05T06:00:00Z")));
  EXPECT_EQ(read.people, (std::vector<std::string>{"dora"}));
  EXPECT_EQ(read.channels, (std::vector<std::string>{"sms"}));
  EXPECT_EQ(read.let_through, 2);
  EXPECT_EQ(read.instead, "mail");
}

TEST(QuietHoursPolicy, AreForEverybodyAndNothingIsUrgentUnlessItSaysSo) {
  const auto policy = compiled(quiet("people: '*'"));
  EXPECT_TRUE(policy->notify.quiet_hours.front().people.empty());
  EXPECT_TRUE(policy->notify.quiet_hours.front().channels.empty());
  EXPECT_EQ(policy->notify.quiet_hours.front().let_through, 0);
}

TEST(QuietHoursPolicy, RefuseNamesThatDoNotExist) {
  EXPECT_EQ(errors(quiet("people: dola, channels: smss, instead: fax")),
            "policy.yaml:6:55: notifications.quiet_hours[0].people: there is no person 'dola' "
            "(did you mean 'dora'?)\n"
            "policy.yaml:6:71: notifications.quiet_hours[0].channels: there is no channel 'smss' "
            "(did you mean 'sms'?)\n"
            "policy.yaml:6:86: notifications.quiet_hours[0].instead: there is no channel 'fax'\n");
  EXPECT_EQ(errors(notifications("  quiet_hours: [{name: night, during: night}]\n")),
            "policy.yaml:6:39: notifications.quiet_hours[0].during: there is no calendar 'night' "
            "(did you mean 'nights'?)\n");
}

TEST(QuietHoursPolicy, RefuseAChannelThatIsQuietItself) {
  EXPECT_EQ(errors(quiet("channels: [sms, mail], instead: mail")),
            "policy.yaml:6:17: notifications.quiet_hours[0]: 'mail' is quiet and is to be used "
            "instead\n");
}

TEST(QuietHoursPolicy, RefuseAPriorityThatThereIsNot) {
  EXPECT_EQ(errors(quiet("let_through: 10")),
            "policy.yaml:6:60: notifications.quiet_hours[0].let_through: '10' is not a whole "
            "number from 0 to 9\n");
}

TEST(QuietHoursPolicy, HaveNamesOfTheirOwn) {
  EXPECT_EQ(errors(notifications("  quiet_hours:\n    - {name: a, during: nights}\n"
                                 "    - {name: a, during: nights}\n")),
            "policy.yaml:8:7: notifications.quiet_hours[1]: the name 'a' is used by earlier quiet "
            "hours\n");
  EXPECT_EQ(errors(notifications("  quiet_hours: [{name: a}]\n")),
            "policy.yaml:6:17: notifications.quiet_hours[0]: 'during' is missing\n");
}

TEST(GroupingPolicy, TakesEveryKey) {
  const auto policy =
      compiled(notifications("  grouping: {wait: 1m, pages: 10s, channels: [sms]}\n"));
  EXPECT_EQ(policy->notify.grouping.wait, absl::Minutes(1));
  EXPECT_EQ(policy->notify.grouping.pages, absl::Seconds(10));
  EXPECT_EQ(policy->notify.grouping.channels, (std::vector<std::string>{"sms"}));
  EXPECT_EQ(compiled(notifications(""))->notify.grouping.wait, absl::ZeroDuration());
}

TEST(GroupingPolicy, LetsNoPageWaitLongerThanOtherNotices) {
  EXPECT_EQ(errors(notifications("  grouping: {wait: 1m, pages: 2m}\n")),
            "policy.yaml:6:13: notifications.grouping: pages wait longer than other notices\n");
  EXPECT_EQ(errors(notifications("  grouping: {pages: 2m}\n")),
            "policy.yaml:6:3: notifications.grouping: 'wait' is missing\n");
  EXPECT_EQ(errors(notifications("  grouping: {wait: 0s}\n")),
            "policy.yaml:6:20: notifications.grouping.wait: '0s' is out of range\n");
}

// What is found about notices, a line each.
std::string found(std::string_view keys, std::string_view step = "ask: {person: dora}",
                  std::string_view top = "") {
  const std::string text =
      notifications(keys) + std::string(top) + "ladders: {chain: {steps: [{" + std::string(step) +
      ", acknowledge_within: 15m}, {ask: queue}]}}\n"
      "matrix: [{name: all, causes: '*', breaches: '*', team: supervisors, ladder: chain}]\n"
      "clocks: {answer: {target: 1h, start: {event: started}, stop: {event: ended}}}\n";
  std::string lines;
  for (Finding finding : check(one_file(text), *parse_instant("2026-01-05T00:00:00Z")).findings) {
    if (finding.what.path.starts_with("notifications")) {
      EXPECT_NE(finding.what.remedy, "");
      finding.what.remedy.clear();
      lines += finding.what.text() + "\n";
    }
  }
  return lines;
}

TEST(Check, SeesPagesThatQuietHoursKeepUntilTheyAreUseless) {
  const std::string night = "  quiet_hours: [{name: night, during: nights}]\n";
  const std::string expected =
      "policy.yaml:6:17: notifications.quiet_hours[0]: quiet for up to 10h, but step 1 of ladder "
      "chain gives dora 15m: a page that waits is never sent\n";
  EXPECT_EQ(found(night), expected) << "ten hours where the clock is put back";
  EXPECT_EQ(found(night, "ask: {everyone: supervisors}"), expected);
}

// What is found where the step asks a rota that has dora in those hours of each day.
std::string found_on_call(std::string_view hours) {
  return found(
      "  quiet_hours: [{name: night, during: nights}]\n", "ask: {rota: first}",
      "rotas: {first: {team: supervisors, zone: Europe/Berlin, layers: [{name: base, only: "
      "['daily " +
          std::string(hours) +
          "'], rotations: [{name: main, people: [dora], every: week, start: '2026-01-05 "
          "09:00'}]}]}}\n");
}

TEST(Check, SeesWhomARotaHasOnCallWhileItIsQuiet) {
  const auto expected = [](std::string_view wait) {
    return "policy.yaml:6:17: notifications.quiet_hours[0]: quiet for up to " + std::string(wait) +
           " while rota first has dora, but step 1 of ladder chain gives dora 15m: a page that "
           "waits is never sent\n";
  };
  EXPECT_EQ(found_on_call("20:00-08:00"), expected("9h"));
  EXPECT_EQ(found_on_call("06:30-12:00"), expected("30m"));
  EXPECT_EQ(found_on_call("06:45-12:00"), "") << "a page of 6:45 still arrives in time";
  EXPECT_EQ(found_on_call("07:00-22:00"), "");
}

TEST(Check, SeesQuietHoursThatLetEveryEscalationThrough) {
  EXPECT_EQ(found("  quiet_hours: [{name: night, during: nights, let_through: 9}]\n"),
            "policy.yaml:6:47: notifications.quiet_hours[0].let_through: escalations of every "
            "priority, 1 to 9, are let through: only what belongs to none is kept\n")
      << "and no page waits";
  EXPECT_NE(found("  quiet_hours: [{name: night, during: nights, let_through: 8}]\n").find("dora"),
            std::string::npos);
}

TEST(Check, LetsQuietHoursBeThatLeaveAWay) {
  EXPECT_EQ(found("  quiet_hours: [{name: a, during: nights, channels: [mail]}]\n"), "");
  EXPECT_EQ(found("  quiet_hours: [{name: a, during: nights, people: [emil]}]\n"), "");
  EXPECT_EQ(found("  quiet_hours: [{name: a, during: nights, channels: [sms], instead: mail}]\n"),
            "");
}

TEST(Check, SeesAQuietThatNeverEnds) {
  std::string text = notifications("  quiet_hours: [{name: a, during: always}]\n");
  text.replace(text.find("calendars: {"), 12,
               "calendars: {always: {zone: UTC, hours: {daily: '00:00-24:00'}}, ");
  const CheckReport report = check(one_file(text), *parse_instant("2026-01-05T00:00:00Z"));
  EXPECT_NE(report.text.find("calendar always stays open for over 7 days"), std::string::npos)
      << report.text;
}

TEST(Check, SeesPagesThatHaveNoTimeToWait) {
  EXPECT_EQ(found("  grouping: {wait: 20m, pages: 15m}\n"),
            "policy.yaml:6:25: notifications.grouping.pages: step 1 of ladder chain is to be "
            "acknowledged within 15m: its pages do not wait\n");
  EXPECT_EQ(found("  grouping: {wait: 20m, pages: 9m}\n"), "");
}

}  // namespace
}  // namespace escalon::policy
