#include "rehearse/rehearsal.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "escalon/base/instant.hpp"
#include "escalon/policy/compile.hpp"

namespace escalon::cli {
namespace {

constexpr const char* kPolicy = R"(
clocks:
  first_response: {target: 15m, start: {event: customer_message}, stop: {event: agent_message}}
matrix:
  - {name: late, breaches: first_response, team: care, ladder: short}
  - {name: approval, causes: needs_approval, team: care, ladder: short}
ladders:
  short: {steps: [{ask: queue, acknowledge_within: 5m}, {ask: {person: dora}, level: 2}]}
teams:
  care: {people: {ana: {present: true}, dora: {}}}
  supervisors: {people: [grace]}
)";

std::shared_ptr<const policy::CompiledPolicy> compiled() {
  auto result = policy::compile({{"policy.yaml", kPolicy}});
  return *result;
}

struct Told {
  Status status;
  std::string text;
};

Told told(const std::string& story, const std::string& until = "") {
  std::istringstream in(story);
  std::ostringstream out;
  std::optional<absl::Time> end;
  if (!until.empty()) {
    end = *parse_instant(until);
  }
  Told result{rehearse(in, compiled(), end, out), ""};
  result.text = out.str();
  return result;
}

bool in_order(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t from = 0;
  for (const std::string& part : parts) {
    from = text.find(part, from);
    if (from == std::string::npos) {
      ADD_FAILURE() << "missing: " << part << "\n" << text;
      return false;
    }
    from += part.size();
  }
  return true;
}

/// A contact event on case c1, at a time of the morning; `what` is the rest of its JSON.
std::string event(const std::string& at, const std::string& what) {
  return R"({"contact_id":"c1","channel":"chat","occurred_at":"2026-01-05T)" + at + R"(:00Z",)" +
         what + "}\n";
}

/// A command on case c1.
std::string order(const std::string& at, const std::string& actor, const std::string& what) {
  return R"({"case_id":"c1","issued_at":"2026-01-05T)" + at + R"(:00Z","actor":")" + actor +
         R"(",)" + what + "}\n";
}

const std::string kAsked = event("09:00", R"("customer_message":{"text":"Hello?"})");

TEST(Rehearsal, TellsAWithdrawnBreachThatClosesAnUnacknowledgedEscalationAndWhoIsTold) {
  const Told result = told(kAsked + event("09:17", R"("status_changed":{"status":"open"})") + "\n" +
                           event("09:10", R"("agent":"sam","agent_message":{"text":"Hello!"})"));
  ASSERT_TRUE(result.status.ok()) << result.status.error().message;
  in_order(result.text,
           {"09:15:00.000Z  clock_breached", "escalation_opened", "team care asks ana",
            "page to ana", "withdrawn", "to ana by console: Withdrawn:", "case c1, chat",
            "withdrawn  automatic functional, team care, level 1, rule late"});
}

TEST(Rehearsal, TellsARefundThatIsApprovedAndTheCaseThatReturns) {
  const Told result =
      told(event("09:00", R"("agent":"sam","escalation_asked":)"
                          R"({"by":"agent","cause":"needs_approval","note":"80 back"})") +
           order("09:02", "ana", R"("approve":{"amount":"80"})"));
  ASSERT_TRUE(result.status.ok()) << result.status.error().message;
  in_order(result.text,
           {"escalation_approved", "approved 80; the case returns to sam [by ana]",
            "escalation_resolved", "to sam by console", "with sam", "outcome approved"});
}

TEST(Rehearsal, GoesOnUntilTheInstantGiven) {
  EXPECT_EQ(told(kAsked).text.find("clock_breached"), std::string::npos);
  in_order(told(kAsked, "2026-01-05T09:20:00Z").text,
           {"09:15:00.000Z  clock_breached", "09:20:00.000Z  escalation_acknowledgement_timed_out",
            "step 2 asks dora"});
}

TEST(Rehearsal, SaysWhichLineIsWrongAndWhy) {
  const auto wrong = [](const std::string& line) {
    const Told result = told(kAsked + line + "\n");
    return result.status ? std::string() : result.status.error().message;
  };
  EXPECT_NE(wrong(R"({"contact_id":"c1","chanel":"chat"})").find("line 2: "), std::string::npos);
  EXPECT_NE(wrong(R"({"contact_id":"c1","chanel":"chat"})").find("channel"), std::string::npos);
  EXPECT_NE(wrong(R"({"case_id":"c1","aknowledge":{}})").find("acknowledge"), std::string::npos);
  EXPECT_NE(wrong(R"({"case_id":"c1","acknowledge":{}})").find("add issued_at"), std::string::npos);
  const std::string no_case = R"({"issued_at":"2026-01-05T09:02:00Z","acknowledge":{}})";
  EXPECT_NE(wrong(no_case).find("add case_id"), std::string::npos);
  EXPECT_NE(wrong("nonsense").find("line 2: "), std::string::npos);
}

}  // namespace
}  // namespace escalon::cli
