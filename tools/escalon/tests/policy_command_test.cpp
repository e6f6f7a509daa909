#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "escalon/events/codec.hpp"
#include "escalon/insight/v1/policy_preview.pb.h"
#include "escalon/policy/v1/policy.pb.h"
#include "escalon/testkit/temp_dir.hpp"
#include "fake_mesh.hpp"

namespace escalon::cli {
namespace {

TEST(PolicyPublish, SendsEveryFileOfTheFolder) {
  const testkit::TempDir dir;
  dir.write("policy.yaml", "name: small\n");
  dir.write("teams.yaml", "teams: {supervisors: {}}\n");
  FakeMesh mesh;
  EXPECT_EQ(mesh.run({"policy", "publish", dir.path().string()}), service::ExitCode::kDone);
  ASSERT_EQ(mesh.bodies.size(), 1U);
  policy::v1::PolicySnapshot snapshot;
  ASSERT_TRUE(events::parse_json(mesh.bodies[0], snapshot).ok());
  ASSERT_EQ(snapshot.files_size(), 2);
  EXPECT_EQ(snapshot.files(1).name(), "teams.yaml");
  EXPECT_EQ(snapshot.files(1).content(), "teams: {supervisors: {}}\n");
}

TEST(PolicyPublish, SendsNothingThatIsWrong) {
  const testkit::TempDir dir;
  dir.write("policy.yaml", "teems: {}\n");
  FakeMesh mesh;
  EXPECT_EQ(mesh.run({"policy", "publish", dir.path().string()}),
            service::ExitCode::kConfiguration);
  EXPECT_TRUE(mesh.bodies.empty());
}

class PublishedPolicy : public ::testing::Test {
 protected:
  void SetUp() override { dir.write("policy.yaml", "name: small\nteams: {supervisors: {}}\n"); }
  // What `escalon policy publish DIR ARGUMENTS` prints to both outputs.
  std::string publish(std::vector<std::string> arguments, service::ExitCode code) {
    arguments.insert(arguments.begin(), {"policy", "publish", dir.path().string()});
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(mesh.run(std::move(arguments)), code);
    const std::string out = ::testing::internal::GetCapturedStdout();
    return out + ::testing::internal::GetCapturedStderr();
  }

  testkit::TempDir dir;
  FakeMesh mesh;
};

constexpr const char* kPreview =
    R"({"name":"small","hash":"abc","cases_open":"2","cases_looked_at":"2","complete":true,)"
    R"("cases_affected":"1","clocks_affected":"1","groups":[{"clock":"answer","team":"care",)"
    R"("counts":{"clocks":"1","due_moves":"1"}}]})";

TEST_F(PublishedPolicy, IsOnlyLookedAtByADryRun) {
  mesh.preview = kPreview;
  const std::string out =
      publish({"--dry-run", "--examples", "7", "--cases-max", "9"}, service::ExitCode::kDone);
  EXPECT_NE(out.find("changes 1 clock of 1 case"), std::string::npos) << out;
  EXPECT_NE(out.find("answer, team care: 1 clock (1 due at another instant)"), std::string::npos);
  EXPECT_TRUE(mesh.bodies.empty()) << "nothing is published";
  ASSERT_EQ(mesh.previewed.size(), 1U);
  insight::v1::PreviewPolicyRequest request;
  ASSERT_TRUE(events::parse_json(mesh.previewed[0], request).ok());
  EXPECT_EQ(request.policy().files_size(), 1);
  EXPECT_EQ(request.examples(), 7);
  EXPECT_EQ(request.cases_max(), 9);
  EXPECT_EQ(publish({"--dry-run", "--json"}, service::ExitCode::kDone), kPreview);
}

TEST_F(PublishedPolicy, IsLookedAtBeforeItIsPublished) {
  mesh.preview = kPreview;
  const std::string out = publish({}, service::ExitCode::kDone);
  EXPECT_LT(out.find("changes 1 clock of 1 case"), out.find("is published and decides")) << out;
  EXPECT_EQ(mesh.bodies.size(), 1U);
}

TEST_F(PublishedPolicy, IsPublishedThoughNobodyKnowsWhomItConcerns) {
  const std::string out = publish({}, service::ExitCode::kDone);
  EXPECT_NE(out.find("is not known"), std::string::npos) << out;
  EXPECT_NE(out.find("--insight HOST:PORT"), std::string::npos) << out;
  EXPECT_EQ(mesh.bodies.size(), 1U);
  publish({"--dry-run"}, service::ExitCode::kFailed);
  EXPECT_EQ(mesh.bodies.size(), 1U);
}

TEST_F(PublishedPolicy, IsLookedAtByInsightWhereThatIsAnother) {
  FakeMesh insight;
  insight.preview = kPreview;
  publish({"--insight", insight.to}, service::ExitCode::kDone);
  EXPECT_EQ(insight.previewed.size(), 1U);
  EXPECT_EQ(mesh.bodies.size(), 1U);
  EXPECT_TRUE(insight.bodies.empty());
}

TEST(PolicyExplain, AsksARunningMeshOfItsCase) {
  FakeMesh mesh;
  EXPECT_EQ(mesh.run({"policy", "explain", "c1"}), service::ExitCode::kFailed);
  mesh.explanation =
      R"({"case_id":"c1","reasons":[{"at":"2026-03-02T09:00:00.000Z","cause":"conflict",)"
      R"("escalation_id":"e1","opened":true,"rule":"rest","policy":"abc",)"
      R"("asked_rules":{"rules":[{"rule":"gold","why_not":["tier is silver"]},)"
      R"({"rule":"rest"}]}}]})";
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(mesh.run({"policy", "explain", "c1"}), service::ExitCode::kDone);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(),
            "2026-03-02T09:00:00.000Z conflict: opens escalation e1, by policy abc\n"
            "    gold no: tier is silver\n"
            "    rest decides\n");
  EXPECT_THROW(mesh.run({"policy", "explain", "c1", "--policy", "x"}), CLI::ParseError);
}

struct Answer {
  service::ExitCode code;
  std::string out;
};

// What `escalon policy ARGUMENTS` prints.
Answer policy(std::vector<std::string> arguments) {
  CLI::App app("test", "escalon");
  Action action;
  add_policy(app, action);
  arguments.insert(arguments.begin(), "policy");
  std::reverse(arguments.begin(), arguments.end());
  app.parse(arguments);
  ::testing::internal::CaptureStdout();
  const service::ExitCode code = action();
  return {code, ::testing::internal::GetCapturedStdout()};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

constexpr const char* kSmall = R"(
name: small
clocks: {answer: {target: 10m, start: {event: customer_message}, stop: {event: agent_message}}}
triggers: [{name: rude, cause: conflict, phrases: [nonsense]}]
teams: {supervisors: {}}
ladders: {chain: {steps: [{ask: queue}]}}
matrix:
  - {name: gold, causes: conflict, when: {tier: gold}, team: supervisors, ladder: chain}
  - {name: rest, causes: '*', breaches: '*', team: supervisors, ladder: chain}
)";

class PolicyFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    dir.write("policy.yaml", kSmall);
    std::filesystem::create_directory(dir.path() / "tests");
  }

  testkit::TempDir dir;
  std::string path = dir.path().string();
};

TEST_F(PolicyFolder, IsRefusedForWarningsOnlyWhenCheckedStrictly) {
  EXPECT_EQ(policy({"check", path, "--strict"}).code, service::ExitCode::kDone);
  dir.write("policy.yaml", std::string(kSmall) +
                               "  - {name: late, breaches: answer, team: supervisors, ladder: "
                               "chain}\n");
  EXPECT_EQ(policy({"check", path}).code, service::ExitCode::kDone);
  EXPECT_EQ(policy({"check", path, "--strict"}).code, service::ExitCode::kConfiguration);
}

TEST_F(PolicyFolder, IsCheckedForPrograms) {
  const Answer good = policy({"check", path, "--report", "json"});
  EXPECT_TRUE(has(good.out, R"({"ok":true,"name":"small","hash":")")) << good.out;
  EXPECT_TRUE(has(good.out, R"("matrix_rules":2,)")) << good.out;
  EXPECT_TRUE(has(good.out, R"("errors":0,"warnings":0,"notes":0,"findings":[]})")) << good.out;
  dir.write("policy.yaml", "teems: {}\n");
  const Answer wrong = policy({"check", path, "--report", "json"});
  EXPECT_EQ(wrong.code, service::ExitCode::kConfiguration);
  EXPECT_TRUE(has(wrong.out, R"({"severity":"error","file":"policy.yaml","line":1,"column":1,)"))
      << wrong.out;
  EXPECT_TRUE(has(wrong.out, "\"message\":\"unknown key (did you mean 'teams'?)\"")) << wrong.out;
}

TEST_F(PolicyFolder, IsTestedByItsStories) {
  const std::string story =
      "tests:\n- name: rude words\n  start: 2026-03-02T09:00:00Z\n"
      "  given: [{customer_message: nonsense}]\n  expect: [{escalation: opened, rule: ";
  dir.write("tests/t.yaml", story + "rest}]\n");
  const Answer good = policy({"test", path});
  EXPECT_EQ(good.code, service::ExitCode::kDone);
  EXPECT_EQ(good.out, "ok    rude words\n1 passed, 0 failed\n");
  dir.write("tests/t.yaml", story + "gold}]\n");
  const Answer bad = policy({"test", path});
  EXPECT_EQ(bad.code, service::ExitCode::kFailed);
  EXPECT_TRUE(
      has(bad.out, "FAIL  rude words\n  t.yaml:5: expected escalation opened with rule gold"))
      << bad.out;
}

TEST_F(PolicyFolder, ExplainsACaseConditionByCondition) {
  dir.write("events.jsonl",
            R"({"tenant":"default","case_id":"c1","event_id":"e1","channel":"chat",)"
            R"("occurred_at":"2026-03-02T09:00:00Z","customer":{"id":"k","tier":"silver"},)"
            R"("customer_message":{"text":"this is nonsense"}})"
            "\n"
            R"({"tenant":"default","case_id":"c2","event_id":"e2","channel":"chat",)"
            R"("occurred_at":"2026-03-02T09:30:00Z","customer_message":{"text":"hello"}})"
            "\n");
  const std::string events = (dir.path() / "events.jsonl").string();
  const Answer answer = policy({"explain", "c1", "--events", events, "--policy", path});
  EXPECT_EQ(answer.out,
            "2026-03-02T09:00:00.000Z conflict\n"
            "    gold no: tier is silver, not gold\n"
            "    rest decides: team supervisors, level 1, ladder chain\n"
            "    2 of 2 rules of the matrix are for it\n"
            "2026-03-02T09:10:00.000Z breach of answer\n"
            "    rest decides: team supervisors, level 1, ladder chain\n"
            "    1 of 2 rules of the matrix are for it\n"
            "clock answer\n"
            "    rule 1 applies\n");
  EXPECT_EQ(policy({"explain", "c9", "--events", events, "--policy", path}).code,
            service::ExitCode::kFailed);
}

TEST_F(PolicyFolder, IsComparedLikeFiles) {
  const testkit::TempDir other;
  other.write("all.yaml", std::string(kSmall) + "# the same\n");
  EXPECT_EQ(policy({"diff", path, other.path().string()}).code, service::ExitCode::kDone);
  other.write("all.yaml", std::string(kSmall) + "retire_after: 7d\n");
  const Answer answer = policy({"diff", path, other.path().string()});
  EXPECT_EQ(answer.code, service::ExitCode::kFailed);
  EXPECT_EQ(answer.out, "retire_after is added: 7d\n");
}

TEST(ReadingCommands, AskInsightWhereItIsNamed) {
  const auto address = [] {
    CLI::App app("test", "escalon");
    std::string to = "default";
    add_reading_to_option(app, to);
    app.parse(std::vector<std::string>{});
    return to;
  };
  ::unsetenv("ESCALON_TO");
  ::unsetenv("ESCALON_INSIGHT");
  EXPECT_EQ(address(), "default");
  ::setenv("ESCALON_TO", "intake:1", 1);
  EXPECT_EQ(address(), "intake:1");
  ::setenv("ESCALON_INSIGHT", "insight:2", 1);
  EXPECT_EQ(address(), "insight:2");
  ::unsetenv("ESCALON_TO");
  ::unsetenv("ESCALON_INSIGHT");
}

}  // namespace
}  // namespace escalon::cli
