#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using notify::Channel;
using testing::compiled;
using testing::errors;

std::string channel(const std::string& keys) {
  return "notifications:\n  default_channel: c\n  channels:\n    c: {" + keys + "}\n";
}

TEST(ChannelPolicy, HasTheSettingsOfItsKind) {
  EXPECT_EQ(compiled(channel("kind: console"))->notify.channels.at("c").kind,
            Channel::Kind::kConsole);
  const Channel file = compiled(channel("kind: file, path: a.jsonl"))->notify.channels.at("c");
  EXPECT_EQ(file.kind, Channel::Kind::kFile);
  EXPECT_EQ(file.settings.at("path"), "a.jsonl");
  const Channel hook =
      compiled(channel("kind: webhook, url: 'https://example.com/a', secret_file: s, "
                       "timeout: 5s"))
          ->notify.channels.at("c");
  EXPECT_EQ(hook.kind, Channel::Kind::kWebhook);
  EXPECT_EQ(hook.name, "c");
  EXPECT_EQ(hook.settings.at("timeout"), "5s");
}

TEST(ChannelPolicy, RefusesOtherSettings) {
  EXPECT_EQ(
      errors(channel("kind: console, path: a")),
      "policy.yaml:4:5: notifications.channels.c: a channel of this kind has no setting 'path'\n");
  EXPECT_EQ(errors(channel("kind: file")),
            "policy.yaml:4:5: notifications.channels.c: 'path' is missing\n");
  EXPECT_EQ(errors(channel("kind: fax")),
            "policy.yaml:4:15: notifications.channels.c.kind: unknown kind of channel 'fax'\n");
}

TEST(ChannelPolicy, MayLimitWhatOneRecipientGets) {
  const Channel limited =
      compiled(channel("kind: console, limit: '10 per 1m, 60 per 1h'"))->notify.channels.at("c");
  EXPECT_EQ(limited.settings.at("limit"), "10 per 1m, 60 per 1h");
  EXPECT_EQ(errors(channel("kind: console, limit: 10")),
            "policy.yaml:4:31: notifications.channels.c.limit: '10' is not a limit\n");
  EXPECT_EQ(errors(channel("kind: console, limit: '0 per 1m'")),
            "policy.yaml:4:31: notifications.channels.c.limit: '0 per 1m' is out of range\n");
}

TEST(ChannelPolicy, NeedsLeaveForPlainHttp) {
  EXPECT_EQ(errors(channel("kind: webhook, url: 'http://127.0.0.1:9/a'")),
            "policy.yaml:4:5: notifications.channels.c: 'http://127.0.0.1:9' is not encrypted\n");
  EXPECT_EQ(errors(channel("kind: webhook, url: 'http://127.0.0.1:9/a', allow_private: true")), "");
  EXPECT_EQ(errors(channel("kind: webhook, url: 'ftp://a'")),
            "policy.yaml:4:5: notifications.channels.c: 'ftp://a' is no web address\n");
}

TEST(ChannelPolicy, IsTheConsoleWhereThePolicySaysNothing) {
  const auto policy = compiled("name: a\n");
  EXPECT_EQ(policy->notify.default_channel, "console");
  EXPECT_TRUE(policy->notify.channels.contains("console"));
}

TEST(ChannelPolicy, NeedsADefault) {
  EXPECT_EQ(errors("notifications: {channels: {log: {kind: file, path: a}}}\n"),
            "notifications.default_channel: missing, and there is no channel 'console'\n");
  EXPECT_EQ(
      errors("notifications: {default_channel: lgo, channels: {log: {kind: file, path: a}}}\n"),
      "policy.yaml:1:34: notifications.default_channel: there is no channel 'lgo' (did you mean "
      "'log'?)\n");
}

TEST(RetryPolicy, TakesEveryKey) {
  const auto policy = compiled(
      "notifications:\n  retry: {attempts: 3, backoff_base: 1s, backoff_max: 1m, jitter: 0.5, "
      "give_up_after: 1h}\n");
  EXPECT_EQ(policy->notify.retry.attempts, 3);
  EXPECT_EQ(policy->notify.retry.backoff_base, absl::Seconds(1));
  EXPECT_EQ(policy->notify.retry.backoff_max, absl::Minutes(1));
  EXPECT_EQ(policy->notify.retry.jitter, 0.5);
  EXPECT_EQ(policy->notify.retry.give_up_after, absl::Hours(1));
}

TEST(RetryPolicy, IsBounded) {
  EXPECT_EQ(
      errors("notifications: {retry: {attempts: 1000, jitter: 2}}\n"),
      "policy.yaml:1:35: notifications.retry.attempts: '1000' is not a whole number from 1 to 100\n"
      "policy.yaml:1:49: notifications.retry.jitter: '2' is not a number from 0 to 1\n");
}

std::string rule(const std::string& keys) {
  return "teams: {supervisors: {people: [grace]}}\nnotifications:\n  rules:\n    - {name: r, " +
         keys + "}\n";
}

TEST(NotifyRule, TakesEveryKey) {
  const auto policy =
      compiled(rule("on: '*', tell: [owner_team, 'team:supervisors', 'person:grace'], channel: "
                    "console, kind: breach, "
                    "subject: 'Case {case_id}', body: text"));
  ASSERT_EQ(policy->notify.rules.size(), 1U);
  const notify::NotifyRule& read = policy->notify.rules.front();
  EXPECT_EQ(read.events, (std::vector<std::string>{"*"}));
  EXPECT_EQ(read.recipients,
            (std::vector<std::string>{"owner_team", "team:supervisors", "person:grace"}));
  EXPECT_EQ(read.channel, "console");
  EXPECT_EQ(read.kind, notification::v1::NOTIFICATION_KIND_BREACH);
  EXPECT_EQ(read.text.subject, "Case {case_id}");
}

TEST(NotifyRule, RefusesRecipientsThatDoNotExist) {
  EXPECT_EQ(errors(rule("on: '*', tell: ['team:bosses', 'person:greta', somebody], subject: a")),
            "policy.yaml:4:33: notifications.rules[0].tell[0]: there is no team 'bosses'\n"
            "policy.yaml:4:48: notifications.rules[0].tell[1]: there is no person 'greta'\n"
            "policy.yaml:4:64: notifications.rules[0].tell[2]: unknown recipient 'somebody'\n");
}

TEST(NotifyRule, RefusesUnknownEventsAndPlaceholders) {
  const std::string text =
      errors(rule("on: escalation.exploded, tell: asked, subject: 'Case {cse_id}'"));
  EXPECT_NE(text.find("notifications.rules[0].on: unknown event type 'escalation.exploded'"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("notifications.rules[0].subject: "), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean 'case_id'?"), std::string::npos) << text;
}

}  // namespace
}  // namespace escalon::policy
