// Cases that run by themselves and those that meet others must come to what one mesh over all of
// them would have decided.

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "escalon/classifier/classifier_stage.hpp"
#include "escalon/direct_mesh/direct_mesh.hpp"
#include "escalon/events/event_reader.hpp"
#include "escalon/notification/notification_stage.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/replay/replay.hpp"
#include "escalon/routing/routing_stages.hpp"
#include "escalon/sla/report.hpp"
#include "escalon/sla_timer/sla_stage.hpp"
#include "escalon/testkit/csv_file.hpp"
#include "escalon/testkit/temp_dir.hpp"

namespace escalon::replay {
namespace {

constexpr const char* kPolicy = R"(name: company
retire_after: 2h
clocks:
  first_response:
    target: 15m
    start: {event: customer_message}
    stop: {event: agent_message}
    early_stop_counts: false
    warnings: [50%]
  resolution:
    target: 1h
    start: {event: customer_message}
    pause: {status: waiting}
    stop: {event: ended}
matrix:
  - {name: late, breaches: first_response, ignore: true}
  - {name: asked, causes: agent_asked, team: second_line, ladder: standard}
  - name: overdue
    breaches: resolution
    type: hierarchical
    team: second_line
    level: 2
    ladder: standard
ladders:
  standard: {repeat: 1, steps: [{ask: queue, acknowledge_within: 10m, level: 2}]}
default_route: {team: second_line, ask: {everyone: second_line}, acknowledge_within: 20m, repeat: 1}
teams:
  second_line: {capacity: 2, people: {ana: {present: true}, ben: {present: true}}}
)";

constexpr int kCases = 40;
constexpr int kEvents = 400;
constexpr std::int64_t kBegan = 1'700'000'000;

std::string event_line(int number, int of_case, std::int64_t at, const std::string& body) {
  return absl::StrCat(R"({"tenant":"acme","channel":"chat","event_id":"e)", number,
                      R"(","case_id":"c)", of_case, R"(","occurred_at":")",
                      format_instant(absl::FromUnixSeconds(at)), R"(",)", body, "}\n");
}

// Chats of half a day in no good order: every fourth event is told late.
std::string random_events(unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](unsigned bound) { return static_cast<int>(random() % bound); };
  std::string text;
  for (int i = 0; i < kEvents; ++i) {
    const std::int64_t on_time = kBegan + std::int64_t{i} * 100;
    const std::int64_t at = below(4) == 0 ? on_time - below(3'000) : on_time;
    const int dice = below(20);
    text += event_line(i, below(kCases), at,
                       dice < 9    ? R"("customer_message":{"text":"Where is it?"})"
                       : dice < 14 ? R"("agent_message":{"text":"On its way."})"
                       : dice < 16 ? R"("status_changed":{"status":"waiting"})"
                       : dice < 18 ? R"("status_changed":{"status":"open"})"
                       : dice < 19 ? R"("ended":{"reason":"done"})"
                                   : R"("escalation_asked":{"by":"agent","note":"Help"})");
  }
  return text;
}

std::shared_ptr<const policy::CompiledPolicy> company_policy() {
  const auto compiled = policy::compile({{"policy.yaml", kPolicy}});
  EXPECT_TRUE(compiled.ok());
  return *compiled;
}

std::string instant(std::int64_t ms) {
  return ms == 0 ? "" : format_instant(from_ms(ms));
}

using Lines = std::multiset<std::string>;

// What one mesh over all cases comes to.
struct OneMesh {
  explicit OneMesh(const std::string& path)
      : mesh(
            {&classifier::classifier_stage(), &sla_timer::sla_stage(), &routing::escalation_stage(),
             &routing::team_stage(), &notification::notification_stage()},
            std::make_shared<const policy_book::MeshPolicy>(company_policy()),
            [this](const direct_mesh::Decided& decided) { hear(decided); }, {}) {
    absl::Time until = absl::InfinitePast();
    const auto events = events::read_events(path);
    for (const contact::v1::ContactEvent& event : *events) {
      const absl::Time at = absl::FromUnixSeconds(event.occurred_at().seconds());
      until = std::max(until, at);
      mesh.tell("contact.events", make_key(event.tenant(), event.case_id()), event,
                event.tenant() + "/" + event.event_id(), at);
    }
    mesh.advance(until);
    mesh.for_each("sla", [this](const Key& key, const journal::Message& state) {
      note_clocks(key, static_cast<const sla::v1::CaseClocks&>(state));
    });
    mesh.for_each("escalation", [this](const Key& key, const journal::Message& state) {
      note_escalations(key, static_cast<const escalation::v1::CaseEscalations&>(state));
    });
  }

  void hear(const direct_mesh::Decided& decided) {
    if (&decided.stage == &sla_timer::sla_stage()) {
      withdrawn += static_cast<const sla::v1::SlaEvent&>(decided.event).has_breach_withdrawn();
    }
    if (&decided.stage == &sla_timer::sla_stage() &&
        static_cast<const sla::v1::SlaEvent&>(decided.event).has_case_retired()) {
      note_clocks(decided.key, static_cast<const sla::v1::CaseClocks&>(decided.before));
    }
    if (&decided.stage == &routing::escalation_stage() &&
        static_cast<const escalation::v1::EscalationEvent&>(decided.event).has_case_retired()) {
      note_escalations(decided.key,
                       static_cast<const escalation::v1::CaseEscalations&>(decided.before));
    }
  }
  void note_clocks(const Key& key, const sla::v1::CaseClocks& state) {
    for (const sla::v1::ClockRun* run : sla::reported_runs(state)) {
      clocks.insert(absl::StrCat(split_key(key).name, " ", run->clock(), " ",
                                 instant(run->due_at_ms()), " ", instant(run->stopped_at_ms()), " ",
                                 instant(sla::breached_at_ms(*run)), " ",
                                 std::string(sla::verdict_text(sla::verdict(*run)))));
    }
  }
  void note_escalations(const Key& key, const escalation::v1::CaseEscalations& state) {
    for (const escalation::v1::Escalation& one : state.escalations()) {
      escalations.insert(absl::StrCat(split_key(key).name, " ", one.escalation_id(), " ",
                                      one.rule(), " ", one.level(), " ",
                                      instant(one.assigned_at_ms())));
    }
  }

  Lines clocks;
  Lines escalations;
  std::uint64_t withdrawn = 0;
  direct_mesh::DirectMesh mesh;
};

// What the replay comes to, with its files as they are.
struct Replayed {
  Replayed(const testkit::TempDir& folder, const std::string& path, int threads) {
    ReplayOptions options;
    options.events = path;
    options.policy = company_policy();
    options.threads = threads;
    options.clocks = (folder / "clocks.csv").string();
    options.escalations = (folder / "escalations.csv").string();
    options.classified = (folder / "classified.csv").string();
    std::ostringstream complaints;
    report = *replay(options, complaints);
    report.seconds = 0;
    for (const char* name : {"clocks.csv", "escalations.csv", "classified.csv"}) {
      files += folder.read(name);
    }
    note(folder);
  }

  void note(const testkit::TempDir& folder) {
    const auto clock_rows = testkit::read_csv(folder.read("clocks.csv"));
    const auto escalation_rows = testkit::read_csv(folder.read("escalations.csv"));
    for (std::size_t i = 0; i < clock_rows.rows.size(); ++i) {
      clocks.insert(joined(clock_rows, i,
                           {"case_id", "clock", "due_at", "stopped_at", "breached_at", "verdict"}));
    }
    for (std::size_t i = 0; i < escalation_rows.rows.size(); ++i) {
      escalations.insert(
          joined(escalation_rows, i, {"case_id", "escalation_id", "rule", "level", "assigned_at"}));
    }
  }
  static std::string joined(const testkit::CsvTable& table, std::size_t row,
                            std::initializer_list<const char*> columns) {
    std::string text;
    for (const char* column : columns) {
      absl::StrAppend(&text, text.empty() ? "" : " ", table.at(row, column));
    }
    return text;
  }

  ReplayReport report;
  std::string files;
  Lines clocks;
  Lines escalations;
};

class Company : public testing::TestWithParam<unsigned> {};

TEST_P(Company, ComesToWhatOneMeshOverAllCasesDecides) {
  const testkit::TempDir folder;
  const std::string path = folder.write("events.jsonl", random_events(GetParam())).string();
  const OneMesh one(path);
  const Replayed replayed(folder, path, 2);
  EXPECT_EQ(replayed.clocks, one.clocks);
  EXPECT_EQ(replayed.escalations, one.escalations);
  EXPECT_EQ(replayed.report.withdrawn_breaches, one.withdrawn);
  EXPECT_EQ(replayed.report.firings, one.mesh.firings());
  EXPECT_EQ(replayed.report.set_aside, one.mesh.set_aside());
  EXPECT_EQ(replayed.report.events, static_cast<std::uint64_t>(kEvents));
}

TEST_P(Company, IsTheSameWithAnyNumberOfThreads) {
  const testkit::TempDir folder;
  const std::string path = folder.write("events.jsonl", random_events(GetParam())).string();
  const Replayed alone(folder, path, 1);
  EXPECT_GT(alone.report.pages, 0U);
  EXPECT_GT(alone.report.teams.at("acme/second_line").queued, 1U) << "cases met";
  for (const int threads : {2, 7}) {
    const Replayed shared(folder, path, threads);
    EXPECT_EQ(shared.files, alone.files);
    EXPECT_EQ(render(shared.report, ReportFormat::kText),
              render(alone.report, ReportFormat::kText));
  }
}

// Somebody else's event is an hour ahead of a question and its answer, which come late.
TEST(LateEvents, OfACaseWaitForNobodyElse) {
  const testkit::TempDir folder;
  const std::string ask = R"("customer_message":{"text":"Where is it?"})";
  const std::string answer = R"("agent_message":{"text":"On its way."})";
  const std::string path = folder
                               .write("events.jsonl", event_line(1, 1, kBegan + 3'600, ask) +
                                                          event_line(2, 2, kBegan, ask) +
                                                          event_line(3, 2, kBegan + 600, answer))
                               .string();
  const Replayed replayed(folder, path, 1);
  EXPECT_EQ(OneMesh(path).withdrawn, 0U) << "the answer is told before the clock is looked at";
  EXPECT_EQ(replayed.report.withdrawn_breaches, 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Company, testing::Range(1U, 9U));

}  // namespace
}  // namespace escalon::replay
