// What is owed to customers, through the doors that people use.
#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>

#include "escalon/base/instant.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/insight/v1/insight_service.pb.h"
#include "escalon/policy/compile.hpp"
#include "escalon/queue/queue_policy.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "escalon/up/mesh.hpp"

namespace escalon::up {
namespace {

constexpr const char* kPolicy = R"(
name: care
triggers: [{name: angry, cause: conflict, said_by: customer, phrases: [furious]}]
matrix: [{name: angry, causes: conflict, team: network, ladder: chain}]
ladders: {chain: {steps: [{ask: {person: dora}, acknowledge_within: 1h, level: 1}]}}
default_route: {team: network}
people: {dora: {methods: console}}
care: {promise: {within: 1h}}
notifications:
  channels: {console: {kind: console}}
  default_channel: console
  customer: {channel: console}
)";

// Two cases of any intent are a surge; `troublea` is the first of the intents.
std::string surging() {
  std::string intents = "intents:\n";
  for (char letter = 'a'; letter < 'a' + queue::kOpenSurgesMax + 1; ++letter) {
    const std::string name = std::string("trouble") + letter;
    intents += "  - {intent: " + name + ", phrases: [" + name + "]}\n";
  }
  return kPolicy + intents +
         "teams: {network: {people: [dora], surge: {intents: '*', count: 2, within: 10m, hold: 0s, "
         "members: settle, ladder: chain}}}\n";
}

class CareStory : public testing::Test {
 protected:
  void start(const std::string& policy) {
    MeshOptions options;
    options.data = dir.path() / "data";
    options.http_port = 0;
    options.grpc_port = 0;
    options.policy = policy::compile({{"policy.yaml", policy}}).value();
    auto opened = Mesh::open(options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    mesh = std::move(opened).value();
    ASSERT_TRUE(mesh->run(std::nullopt).ok());
  }

  void post(const std::string& path, const std::string& body, const std::string& answered) {
    httplib::Client client("127.0.0.1", mesh->http_port());
    client.set_read_timeout(60, 0);
    const auto answer = client.Post(path, body, "application/json");
    ASSERT_TRUE(answer && answer->status == 200) << (answer ? answer->body : "no answer");
    EXPECT_NE(answer->body.find(answered), std::string::npos) << answer->body;
  }

  void says(const std::string& case_id, const std::string& text) {
    post("/v1/events",
         R"({"contact_id":")" + case_id + R"(","channel":"chat","customer_message":{"text":")" +
             text + R"("}})",
         case_id);
  }

  void orders(const std::string& case_id, const std::string& order) {
    post("/v1/commands", R"({"case_id":")" + case_id + R"(","actor":"dora",)" + order + "}",
         "COMMAND_OUTCOME_DONE");
  }

  // The case once it is so; the last answer, and a failure, after a minute.
  insight::v1::CaseView case_when(const std::string& case_id,
                                  const std::function<bool(const insight::v1::CaseView&)>& is_so) {
    httplib::Client client("127.0.0.1", mesh->http_port());
    insight::v1::CaseView found;
    for (int entry = 0; entry < 600; ++entry) {
      const std::int64_t seen = mesh->read_model().newest_entry();
      if (const auto answer = client.Get("/v1/cases/" + case_id); answer && answer->status == 200) {
        found.Clear();
        EXPECT_TRUE(events::parse_json(answer->body, found).ok()) << answer->body;
      }
      if (is_so(found)) {
        return found;
      }
      mesh->read_model().wait_for_entry(seen, absl::Milliseconds(100));
    }
    ADD_FAILURE() << case_id << "\n" << found.DebugString();
    return found;
  }

  insight::v1::CaseView case_with(const std::string& case_id, const std::string& what) {
    return case_when(case_id, [&](const auto& found) { return !text_of(found, what).empty(); });
  }

  // The newest words of that kind.
  static std::string text_of(const insight::v1::CaseView& found, const std::string& what) {
    std::string text;
    for (const auto& entry : found.timeline()) {
      text = entry.what() == what ? entry.text() : text;
    }
    return text;
  }

  // How often the customer was told something.
  static std::int64_t notices_of(const insight::v1::CaseView& found) {
    return std::ranges::count_if(found.timeline(), [](const auto& entry) {
      return entry.what() == "notification_planned" && entry.text().starts_with("customer");
    });
  }

  testkit::TempDir dir;
  std::unique_ptr<Mesh> mesh;
};

TEST_F(CareStory, WhatIsReopenedIsPromisedAnewAndToldToTheCustomer) {
  start(std::string(kPolicy) + "teams: {network: {people: [dora]}}\n");
  says("c1", "I am furious");
  const auto opened = case_with("c1", "escalation_step_started");
  EXPECT_NE(opened.escalations(0).promised_by(), "");
  orders("c1", R"("resolve":{"outcome":"solved"})");
  EXPECT_EQ(case_with("c1", "escalation_resolved").escalations(0).promised_by(), "");
  const absl::Time before = mesh->clock().trusted().now;
  orders("c1", R"("reopen":{"reason":"it broke again"})");
  const auto again = case_when("c1", [](const auto& found) { return notices_of(found) == 3; });
  const auto promised = parse_instant(again.escalations(0).promised_by());
  ASSERT_TRUE(promised) << again.DebugString();
  EXPECT_GE(*promised, before + absl::Hours(1) - absl::Milliseconds(1));
}

TEST_F(CareStory, WhatWouldBeOneSurgeTooManyGoesOnByItselfUntilThereIsRoom) {
  start(surging());
  const auto words = [](int surge) {
    return std::string("furious, trouble") + static_cast<char>('a' + surge);
  };
  std::string parent;
  for (int surge = 0; surge < queue::kOpenSurgesMax; ++surge) {
    const std::string one = "c" + std::to_string(surge);
    says(one + "-1", words(surge));
    says(one + "-2", words(surge));
    case_with(one + "-1", "escalation_surge_joined");
    parent = case_with(one + "-2", "escalation_surge_joined").escalations(0).surge_case_id();
  }
  says("late-1", words(queue::kOpenSurgesMax));
  case_with("late-1", "escalation_step_started");
  says("late-2", words(queue::kOpenSurgesMax));
  const auto full = case_with("late-2", "team_surges_full");
  EXPECT_EQ(text_of(full, "team_surges_full"),
            "2 cases of troubleu would be a surge, but the team has 20 already: each is asked for "
            "by itself");
  orders(parent, R"("resolve":{"outcome":"solved"})");
  case_with(parent, "team_surge_closed");
  says("late-3", words(queue::kOpenSurgesMax));
  case_with("late-1", "escalation_surge_joined");
}

}  // namespace
}  // namespace escalon::up
