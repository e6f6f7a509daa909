// A policy that is published into a running mesh, and what was said of it before.
#include <gtest/gtest.h>
#include <httplib.h>

#include <map>
#include <set>
#include <string>

#include "escalon/base/instant.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/insight/v1/insight_service.pb.h"
#include "escalon/policy/compile.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "escalon/up/mesh.hpp"

namespace escalon::up {
namespace {

constexpr const char* kRest = R"(
teams: {supervisors: {}}
ladders: {chain: {steps: [{ask: queue}]}}
matrix:
  - {name: gold, causes: '*', breaches: '*', when: {tier: gold}, team: supervisors, ladder: chain}
  - {name: late, causes: '*', breaches: '*', team: supervisors, ladder: chain}
)";

std::string before() {
  return std::string(R"(
name: before
clocks:
  answer: {target: 2h, start: {event: customer_message}, stop: {event: agent_message}}
  resolution:
    {target: 8h, start: {event: started}, pause: {status: waiting}, stop: {status: closed}}
  visit: {target: 3d, start: {event: started}, stop: {status: closed}}
)") + kRest;
}

// One clock is shorter, one goes by priority, one is gone and one is new.
std::string after() {
  return std::string(R"(
name: after
clocks:
  answer: {target: 1h, start: {event: customer_message}, stop: {event: agent_message}}
  resolution:
    targets: {by: priority, values: {1: 3h}, default: 9h}
    start: {event: started}
    pause: {status: waiting}
    stop: {status: closed}
  update: {target: 30m, start: {event: customer_message}, stop: {status: closed}}
)") + kRest;
}

struct ClockFacts {
  std::string target;
  std::string due_at;
  friend bool operator==(const ClockFacts&, const ClockFacts&) = default;
};
// By case, clock and start.
using Clocks = std::map<std::string, ClockFacts>;

std::string name_of(const std::string& case_id, const std::string& clock,
                    const std::string& started_at) {
  return case_id + " " + clock + " " + started_at;
}

class PublishedPolicy : public testing::Test {
 protected:
  void SetUp() override {
    MeshOptions options;
    options.data = dir.path() / "data";
    options.http_port = 0;
    options.grpc_port = 0;
    options.policy = policy::compile({{"policy.yaml", before()}}).value();
    auto opened = Mesh::open(options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    mesh = std::move(opened).value();
    ASSERT_TRUE(mesh->run(std::nullopt).ok());
  }

  std::string post(const std::string& path, const std::string& body) {
    httplib::Client client("127.0.0.1", mesh->http_port());
    client.set_read_timeout(60, 0);
    const auto answer = client.Post(path, body, "application/json");
    EXPECT_TRUE(answer && answer->status == 200) << (answer ? answer->body : "no answer");
    return answer ? answer->body : "";
  }

  // Something of the case, so many minutes ago.
  void tell(const std::string& case_id, const std::string& event_id, int minutes_ago,
            const std::string& body) {
    const absl::Time at = mesh->clock().trusted().now - absl::Minutes(minutes_ago);
    post("/v1/events", R"({"event_id":")" + case_id + event_id + R"(","case_id":")" + case_id +
                           R"(","contact_id":")" + case_id +
                           R"(","channel":"chat","occurred_at":")" + format_instant(at) + R"(",)" +
                           body + "}");
  }

  // Waits until nothing more happens before the next timer.
  void settle() {
    for (int quiet = 0; quiet < 5;) {
      mesh->read_model().wait_for_entry(newest_seen, absl::Milliseconds(50));
      const bool folded = mesh->read_model().newest_entry() == newest_seen;
      newest_seen = mesh->read_model().newest_entry();
      quiet = folded && mesh->quiet() ? quiet + 1 : 0;
    }
  }

  Clocks clocks() {
    Clocks all;
    for (const Key& key : mesh->read_model().case_keys()) {
      const std::string case_id = split_key(key).name;
      const auto view = mesh->read_model().find_case("default", case_id);
      EXPECT_TRUE(view.ok());
      for (const auto& clock : view->clocks()) {
        all[name_of(case_id, clock.clock(), clock.started_at())] = {clock.target(), clock.due_at()};
      }
    }
    return all;
  }

  static std::string snapshot(const std::string& text) {
    policy::v1::PolicySnapshot policy;
    policy.add_files()->set_name("policy.yaml");
    policy.mutable_files(0)->set_content(text);
    return events::to_json(policy);
  }

  insight::v1::PreviewPolicyResponse preview(const std::string& text) {
    insight::v1::PreviewPolicyResponse response;
    const std::string body =
        post("/v1/preview", R"({"examples":1000,"policy":)" + snapshot(text) + "}");
    EXPECT_TRUE(events::parse_json(body, response).ok()) << body;
    return response;
  }

  // Cases of every kind: answered or not, waiting, closed, urgent, late.
  void tell_forty_cases() {
    for (int i = 0; i < 40; ++i) {
      const std::string id = "c" + std::to_string(i);
      const int ago = 10 + 13 * i;
      tell(id, "started", ago, R"("started":{"subject":"it broke"})");
      tell(id, "asked", ago - 1, R"("customer_message":{"text":"hello?"})");
      if (i % 3 == 1) {
        tell(id, "answered", ago - 5, R"("agent_message":{"text":"one moment"})");
      }
      if (i % 4 == 2) {
        tell(id, "waits", ago - 6, R"("status_changed":{"status":"waiting"})");
      }
      if (i % 5 == 0) {
        tell(id, "closed", ago - 7, R"("status_changed":{"status":"closed"})");
      }
      if (i % 7 == 0) {
        tell(id, "urgent", ago - 8, R"("priority":1,"priority_changed":{})");
      }
    }
    settle();
  }

  testkit::TempDir dir;
  std::unique_ptr<Mesh> mesh;
  std::int64_t newest_seen = 0;
};

TEST_F(PublishedPolicy, DoesClockByClockWhatWasSaidOfIt) {
  tell_forty_cases();
  const Clocks old_clocks = clocks();
  const auto foretold = preview(after());
  EXPECT_TRUE(foretold.complete());
  settle();
  EXPECT_EQ(clocks(), old_clocks) << "a look changes nothing";

  Clocks at_once = old_clocks;
  Clocks when_touched;
  std::set<std::string> touched;
  std::int64_t shown = 0;
  int late_at_once = 0;
  for (const auto& group : foretold.groups()) {
    for (const auto& change : group.examples()) {
      ++shown;
      const std::string name = name_of(change.case_id(), change.clock(), change.started_at());
      const ClockFacts facts{change.new_target(), change.new_due_at()};
      if (!change.begins()) {
        EXPECT_EQ(old_clocks.at(name), (ClockFacts{change.old_target(), change.old_due_at()}));
      }
      if (change.when_touched()) {
        when_touched[name] = facts;
        touched.insert(change.case_id());
      } else {
        at_once[name] = facts;
        late_at_once += change.breached_at_once() ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(shown, foretold.clocks_affected()) << "each of them is listed";
  EXPECT_GT(foretold.clocks_affected(), 60);
  EXPECT_GT(late_at_once, 5);
  EXPECT_FALSE(when_touched.empty());

  post("/v1/policies", snapshot(after()));
  settle();
  EXPECT_EQ(clocks(), at_once) << "what was to change at once has, and nothing else";

  for (const std::string& case_id : touched) {
    tell(case_id, "touched", 0, R"("attributes_changed":{})");
  }
  settle();
  const Clocks in_the_end = clocks();
  for (const auto& [name, facts] : when_touched) {
    EXPECT_EQ(in_the_end.at(name), facts) << name;
  }
}

TEST_F(PublishedPolicy, ExplainsACaseByThePolicyThatWasInForceThen) {
  tell("c1", "asked", 180,
       R"("customer":{"id":"k","tier":"silver"},"customer_message":{"text":"hello?"})");
  settle();
  post("/v1/policies", snapshot(after()));
  settle();
  httplib::Client client("127.0.0.1", mesh->http_port());
  insight::v1::ExplainCaseResponse explained;
  ASSERT_TRUE(events::parse_json(client.Get("/v1/explain/c1")->body, explained).ok());
  ASSERT_GE(explained.reasons_size(), 1);
  const auto& reason = explained.reasons(0);
  EXPECT_EQ(reason.cause(), "sla_breach");
  EXPECT_EQ(reason.rule(), "late");
  EXPECT_EQ(reason.policy_name(), "before");
  EXPECT_EQ(reason.matrix_rules(), 2);
  ASSERT_EQ(reason.asked_rules().rules_size(), 2);
  EXPECT_EQ(reason.asked_rules().rules(0).rule(), "gold");
  ASSERT_EQ(reason.asked_rules().rules(0).why_not_size(), 1);
  EXPECT_EQ(reason.asked_rules().rules(0).why_not(0), "tier is silver, not gold");
  EXPECT_EQ(reason.asked_rules().rules(1).rule(), "late");
  EXPECT_EQ(reason.asked_rules().rules(1).why_not_size(), 0);
}

}  // namespace
}  // namespace escalon::up
