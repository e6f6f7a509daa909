#include "escalon/replay/replay.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/testkit/temp_dir.hpp"

namespace escalon::replay {
namespace {

constexpr const char* kPolicy = R"(name: replayed
retire_after: 10d
clocks:
  first_response:
    target: 15m
    start: {event: customer_message}
    stop: {event: agent_message}
    early_stop_counts: false
  'resolution, "all"':
    target: 1h
    start: {event: started}
    stop: {event: ended}
teams:
  supervisors: {}
default_route:
  team: supervisors
  ask: {everyone: supervisors}
  acknowledge_within: 15m
  repeat: 2
)";

/// Events of one tenant, written down and replayed.
class Story {
 public:
  void event(const std::string& at, const std::string& case_id, const std::string& body) {
    absl::StrAppend(&events_, R"({"tenant":"acme","channel":"chat","event_id":"e)", ++count_,
                    R"(","case_id":")", case_id, R"(","occurred_at":")", at, R"(",)", body, "}\n");
  }
  void customer(const std::string& at, const std::string& case_id) {
    event(at, case_id, R"("customer_message":{"text":"Where is my parcel?"})");
  }
  void agent(const std::string& at, const std::string& case_id) {
    event(at, case_id, R"("agent_message":{"text":"On its way."})");
  }
  void line(const std::string& text) { absl::StrAppend(&events_, text, "\n"); }

  ReplayReport replayed(std::string_view until = "") {
    ReplayOptions options;
    options.events = folder_.write("events.jsonl", events_).string();
    options.policy = *policy::compile({{"policy.yaml", kPolicy}});
    options.clocks = (folder_ / "clocks.csv").string();
    options.escalations = (folder_ / "escalations.csv").string();
    if (!until.empty()) {
      options.until = *parse_instant(until);
    }
    const auto report = replay(options, complaints_);
    EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().message);
    return report.ok() ? *report : ReplayReport();
  }

  std::string clocks() const { return folder_.read("clocks.csv"); }
  std::string escalations() const { return folder_.read("escalations.csv"); }
  std::string complaints() const { return complaints_.str(); }

 private:
  testkit::TempDir folder_;
  std::string events_;
  int count_ = 0;
  std::ostringstream complaints_;
};

constexpr const char* kHeader =
    "tenant,case_id,clock,target,started_at,due_at,stopped_at,breached_at,verdict\n";

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Rows, SayHowEachClockCameOut) {
  Story story;
  story.customer("2024-03-01T09:00:00Z", "in-time");
  story.customer("2024-03-01T09:00:00Z", "late");
  story.agent("2024-03-01T09:15:00Z", "in-time");
  story.agent("2024-03-01T09:15:00.001Z", "late");
  story.customer("2024-03-01T09:20:00Z", "open");
  const ReplayReport report = story.replayed();
  EXPECT_EQ(story.clocks(),
            std::string(kHeader) +
                "acme,in-time,first_response,15m,2024-03-01T09:00:00.000Z,"
                "2024-03-01T09:15:00.000Z,2024-03-01T09:15:00.000Z,,met\n"
                "acme,late,first_response,15m,2024-03-01T09:00:00.000Z,"
                "2024-03-01T09:15:00.000Z,2024-03-01T09:15:00.001Z,2024-03-01T09:15:00.000Z,"
                "breached\n"
                "acme,open,first_response,15m,2024-03-01T09:20:00.000Z,"
                "2024-03-01T09:35:00.000Z,,,running\n");
  EXPECT_EQ(report.events, 5U);
  EXPECT_EQ(report.cases, 3U);
  const auto& verdicts = report.verdicts.at("first_response");
  EXPECT_EQ(verdicts.at("met") + verdicts.at("breached") + verdicts.at("running"), 3U);
}

TEST(Rows, QuoteWhatACsvFileCannotHoldAsItIs) {
  Story story;
  story.event("2024-03-01T09:00:00Z", R"(a \"b\", c)", R"("started":{})");
  story.replayed();
  EXPECT_NE(story.clocks().find(R"(acme,"a ""b"", c","resolution, ""all""",1h,)"),
            std::string::npos)
      << story.clocks();
}

TEST(Until, EndsTheReplayWhereTimersAreDueByIt) {
  Story story;
  story.customer("2024-03-01T09:00:00Z", "c");
  story.agent("2024-03-01T10:00:00Z", "c");
  ReplayReport report = story.replayed("2024-03-01T09:14:59.999Z");
  EXPECT_TRUE(absl::EndsWith(story.clocks(), ",,,running\n")) << story.clocks();
  EXPECT_EQ(report.events, 1U);
  EXPECT_EQ(report.ignored, 1U) << "what happened later is no part of it";
  report = story.replayed("2024-03-01T09:15:00Z");
  EXPECT_TRUE(absl::EndsWith(story.clocks(), ",,2024-03-01T09:15:00.000Z,overdue\n"))
      << story.clocks();
  EXPECT_EQ(lines_in(story.escalations()), 2U) << "the breach is escalated";
  report = story.replayed("2024-03-01T10:00:00Z");
  EXPECT_EQ(report.ignored, 0U) << "an event at the very instant belongs to it";
  EXPECT_TRUE(absl::EndsWith(story.clocks(), ",breached\n"));
}

TEST(Refused, EventsAreCountedAndExplainedAndTheRestIsReplayed) {
  Story story;
  story.line("this is no event");
  story.event("2024-03-01T09:00:00Z", "c", R"("channel":"pigeon","started":{})");
  story.line(R"({"channel":"chat","occurred_at":"2024-03-01T09:00:00Z","started":{}})");
  story.customer("2024-03-01T09:00:00Z", "c");
  const ReplayReport report = story.replayed();
  EXPECT_EQ(report.events, 1U);
  EXPECT_EQ(report.refused, 3U);
  EXPECT_NE(story.complaints().find("events.jsonl:1: "), std::string::npos) << story.complaints();
  EXPECT_NE(story.complaints().find("events.jsonl:3: contact_id: is empty"), std::string::npos)
      << story.complaints();
}

TEST(RetiredCase, KeepsItsRowsBesideThoseOfItsNextLife) {
  Story story;
  story.customer("2024-03-01T09:00:00Z", "c");
  story.agent("2024-03-01T09:20:00Z", "c");
  story.customer("2024-04-01T09:00:00Z", "c");
  const ReplayReport report = story.replayed();
  EXPECT_EQ(lines_in(story.clocks()), 3U) << story.clocks();
  EXPECT_NE(story.clocks().find("2024-03-01T09:20:00.000Z,2024-03-01T09:15:00.000Z,breached\n"),
            std::string::npos);
  EXPECT_TRUE(absl::EndsWith(story.clocks(), "2024-04-01T09:15:00.000Z,,,running\n"));
  EXPECT_EQ(report.cases, 1U) << "it is one case all the same";
}

TEST(OpenCase, IsOneRowHoweverLongItWasSilent) {
  Story story;
  story.event("2024-03-01T09:00:00Z", "c", R"("started":{})");
  story.event("2024-04-01T09:00:00Z", "c", R"("ended":{})");
  story.replayed();
  EXPECT_EQ(lines_in(story.clocks()), 2U) << story.clocks();
  EXPECT_NE(story.clocks().find(",2024-04-01T09:00:00.000Z,2024-03-01T10:00:00.000Z,breached\n"),
            std::string::npos)
      << story.clocks();
}

TEST(Replay, GivesEqualBytesEachTime) {
  Story story;
  for (const char* name : {"c", "a", "b"}) {
    story.customer("2024-03-01T09:00:00Z", name);
  }
  story.replayed("2024-03-02T09:00:00Z");
  const std::string clocks = story.clocks();
  const std::string escalations = story.escalations();
  story.replayed("2024-03-02T09:00:00Z");
  EXPECT_EQ(story.clocks(), clocks);
  EXPECT_EQ(story.escalations(), escalations);
  EXPECT_EQ(lines_in(escalations), 4U);
}

TEST(Report, SaysTheSameToPeopleAndToPrograms) {
  Story story;
  story.customer("2024-03-01T09:00:00Z", "c");
  const ReplayReport report = story.replayed("2024-03-01T09:30:00Z");
  EXPECT_NE(render(report, ReportFormat::kText).find("clock first_response: overdue 1\n"),
            std::string::npos);
  google::protobuf::Struct json;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(render(report, ReportFormat::kJson), &json).ok());
  const auto& clocks = json.fields().at("clocks").struct_value().fields();
  EXPECT_EQ(clocks.at("first_response").struct_value().fields().at("overdue").number_value(), 1);
}

TEST(Replay, NamesTheFileThatCannotBeReadOrWritten) {
  ReplayOptions options;
  options.policy = *policy::compile({{"policy.yaml", kPolicy}});
  options.events = "/nowhere/events.jsonl";
  std::ostringstream complaints;
  const auto unread = replay(options, complaints);
  ASSERT_FALSE(unread.ok());
  EXPECT_NE(unread.error().message.find("/nowhere/events.jsonl"), std::string::npos);
  const testkit::TempDir folder;
  options.events = folder.write("events.jsonl", "").string();
  options.clocks = "/nowhere/clocks.csv";
  const auto unwritten = replay(options, complaints);
  ASSERT_FALSE(unwritten.ok());
  EXPECT_NE(unwritten.error().message.find("/nowhere/clocks.csv: cannot be written"),
            std::string::npos);
}

}  // namespace
}  // namespace escalon::replay
