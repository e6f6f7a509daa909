#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "escalon/base/instant.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/replay/replay.hpp"
#include "escalon/testkit/temp_dir.hpp"

namespace escalon::replay {
namespace {

constexpr const char* kPolicy = R"(name: NAME
clocks:
  first_response:
    target: TARGET
    start: {event: customer_message}
    stop: {event: agent_message}
    early_stop_counts: false
matrix:
  - name: late_LEVEL
    breaches: first_response
    type: hierarchical
    team: desk
    level: LEVEL
    ladder: standard
default_route: {team: desk, ask: {everyone: desk}}
ladders:
  standard: {steps: [{ask: queue, acknowledge_within: 10m, level: LEVEL}]}
teams:
  desk: {people: {ana: {present: true}}}
)";

std::shared_ptr<const policy::CompiledPolicy> policy_of(const std::string& name,
                                                        const std::string& target, int level) {
  const auto compiled = policy::compile(
      {{"policy.yaml",
        absl::StrReplaceAll(
            kPolicy, {{"NAME", name}, {"TARGET", target}, {"LEVEL", absl::StrCat(level)}})}});
  EXPECT_TRUE(compiled.ok());
  return *compiled;
}

// Three customers, answered after 10 and 20 minutes and never; the last one writes at night.
std::string three_customers() {
  std::string events;
  int count = 0;
  const auto say = [&](const char* of_case, const char* at, const char* body) {
    absl::StrAppend(&events, R"({"tenant":"acme","channel":"chat","event_id":"e)", ++count,
                    R"(","case_id":")", of_case, R"(","occurred_at":")", at, R"(",")", body,
                    R"(":{"text":"Hello"}})", "\n");
  };
  say("quick", "2024-03-01T09:00:00Z", "customer_message");
  say("slow", "2024-03-01T09:01:00Z", "customer_message");
  say("quick", "2024-03-01T09:10:00Z", "agent_message");
  say("slow", "2024-03-01T09:21:00Z", "agent_message");
  say("night", "2024-03-01T23:00:00Z", "customer_message");
  say("other", "2024-03-01T23:40:00Z", "agent_message");
  return events;
}

struct Asked {
  explicit Asked(int threads = 1) {
    options.events = folder.write("events.jsonl", three_customers()).string();
    options.policy = policy_of("strict", "5m", 1);
    options.threads = threads;
    std::ostringstream complaints;
    const auto answer = what_if(options, policy_of("lax", "15m", 2), complaints);
    EXPECT_TRUE(answer.ok());
    outcome = *answer;
  }
  std::string rendered(ReportFormat format) const { return render(outcome, options.night, format); }

  testkit::TempDir folder;
  ReplayOptions options;
  WhatIf outcome;
};

bool has_line(const std::string& text, std::initializer_list<const char*> words) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream said(line);
    std::string joined;
    for (std::string word; said >> word;) {
      absl::StrAppend(&joined, joined.empty() ? "" : " ", word);
    }
    std::string wanted;
    for (const char* word : words) {
      absl::StrAppend(&wanted, wanted.empty() ? "" : " ", word);
    }
    if (joined == wanted) {
      return true;
    }
  }
  return false;
}

TEST(WhatIf, SaysWhatWouldHaveChanged) {
  const std::string text = Asked().rendered(ReportFormat::kText);
  EXPECT_TRUE(absl::StartsWith(text,
                               "6 events of 4 cases until 2024-03-01T23:40:00.000Z; 3 cases "
                               "come out otherwise\n"))
      << text;
  EXPECT_TRUE(has_line(text, {"A", "strict", "B", "lax", "change"})) << text;
  EXPECT_TRUE(has_line(text, {"breaches", "3", "2", "-1"})) << text;
  EXPECT_TRUE(has_line(text, {"first_response", "3", "2", "-1"})) << text;
  EXPECT_TRUE(has_line(text, {"escalations", "3", "2", "-1"})) << text;
  EXPECT_TRUE(has_line(text, {"type", "hierarchical", "3", "2", "-1"})) << text;
}

TEST(WhatIf, NamesWhatOnlyOnePolicyHas) {
  const std::string text = Asked().rendered(ReportFormat::kText);
  EXPECT_TRUE(has_line(text, {"rule", "late_2", "0", "2", "+2"})) << text;
  EXPECT_TRUE(has_line(text, {"rule", "late_1", "3", "0", "-3"})) << text;
}

TEST(WhatIf, TellsCasesApartThatGoToAnotherLevel) {
  Asked asked;
  asked.options.until = *parse_instant("2024-03-01T09:07:00Z");
  std::ostringstream complaints;
  const auto higher = what_if(asked.options, policy_of("higher", "5m", 2), complaints);
  ASSERT_TRUE(higher.ok());
  EXPECT_EQ(higher->cases_that_differ, 2U);
  EXPECT_EQ(higher->a.escalations_by_level, (Counts{{"1", 2}}));
  EXPECT_EQ(higher->b.escalations_by_level, (Counts{{"2", 2}}));
}

// A level is the one that an escalation has climbed to; nobody is left on the first one here.
TEST(WhatIf, TellsLevelsApart) {
  const Asked asked;
  EXPECT_EQ(asked.outcome.a.escalations_by_level, (Counts{{"2", 3}}));
  EXPECT_EQ(asked.outcome.b.escalations_by_level, (Counts{{"2", 2}}));
}

TEST(WhatIf, CountsPagesThoseAtNightAndTheLoadOfQueues) {
  const Asked asked;
  const std::string text = asked.rendered(ReportFormat::kText);
  EXPECT_EQ(asked.outcome.a.pages, 11U) << text;
  EXPECT_EQ(asked.outcome.a.night_pages, 3U) << "at 23:05, 23:15 and 23:30";
  EXPECT_TRUE(absl::StrContains(text, "at night, 22:00-06:00 UTC")) << text;
  EXPECT_EQ(asked.outcome.a.teams.at("acme/desk").queued, 3U);
  EXPECT_EQ(asked.outcome.b.teams.at("acme/desk").queued, 2U);
  EXPECT_TRUE(has_line(text, {"acme/desk", "queued", "3", "2", "-1"})) << text;
}

TEST(WhatIf, GivesEqualBytesEachTimeAndWithAnyNumberOfThreads) {
  for (const ReportFormat format : {ReportFormat::kText, ReportFormat::kJson}) {
    const std::string once = Asked().rendered(format);
    EXPECT_EQ(Asked().rendered(format), once);
    EXPECT_EQ(Asked(2).rendered(format), once);
    EXPECT_EQ(Asked(5).rendered(format), once);
  }
}

TEST(WhatIf, TellsProgramsTheSame) {
  google::protobuf::Struct json;
  const Asked asked;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(asked.rendered(ReportFormat::kJson), &json).ok());
  EXPECT_EQ(json.fields().at("a").struct_value().fields().at("policy").string_value(), "strict");
  const auto& change = json.fields().at("change").struct_value().fields();
  EXPECT_EQ(change.at("breaches/first_response").number_value(), -1);
  EXPECT_EQ(change.at("queues/acme/desk/most_waiting").number_value(), 0);
  EXPECT_EQ(json.fields().at("cases_that_differ").number_value(), 3);
}

TEST(WhatIf, OfAPolicyAgainstItselfIsNothing) {
  Asked asked;
  std::ostringstream complaints;
  const auto same = what_if(asked.options, asked.options.policy, complaints);
  ASSERT_TRUE(same.ok());
  EXPECT_EQ(same->cases_that_differ, 0U);
  const std::string text = render(*same, asked.options.night, ReportFormat::kText);
  EXPECT_EQ(text.find('+'), std::string::npos) << text;
}

}  // namespace
}  // namespace escalon::replay
