#include "oncall_text.hpp"

#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "escalon/policy/compile.hpp"

namespace escalon::cli {
namespace {

std::shared_ptr<const policy::CompiledPolicy> policy_with_rotas() {
  const auto compiled = policy::compile({{"policy.yaml", R"(
teams: {supervisors: {}, billing: {people: [ana, ben]}}
rotas:
  weekly:
    team: billing
    zone: Europe/Berlin
    layers:
      - name: base
        rotations: [{name: turns, people: [ana, ben], every: week, start: "2026-03-23 09:00"}]
    overrides:
      - {from: "2026-03-30 12:00", until: "2026-03-30 14:00", instead_of: everyone}
  always: {zone: UTC, layers: [{name: base, rotations: [{name: one, people: ana}]}]}
)"}});
  EXPECT_TRUE(compiled.ok()) << (compiled.ok() ? "" : policy::text(compiled.error()));
  return *compiled;
}

absl::Time at(std::string_view text) {
  return *parse_instant(text);
}

TEST(OnCall, SaysWhoUntilWhenAndWhy) {
  const auto policy = policy_with_rotas();
  EXPECT_EQ(on_call_text(*policy, "weekly", at("2026-03-25T12:00:00Z")),
            "weekly (team billing, Europe/Berlin) at Wed 2026-03-25 13:00 +01:00\n"
            "  ana  until Mon 2026-03-30 09:00 +02:00  layer base, rotation turns\n");
  EXPECT_EQ(on_call_text(*policy, "always", at("2026-03-25T12:00:00Z")),
            "always (UTC) at Wed 2026-03-25 12:00 +00:00\n"
            "  ana  until Tue 2026-06-23 12:00 +00:00 at least  layer base, rotation one\n");
}

TEST(OnCall, SaysThatNobodyIs) {
  EXPECT_EQ(on_call_text(*policy_with_rotas(), "weekly", at("2026-03-30T10:00:00Z")),
            "weekly (team billing, Europe/Berlin) at Mon 2026-03-30 12:00 +02:00\n"
            "  NOBODY  until Mon 2026-03-30 14:00 +02:00  2h\n");
}

TEST(OnCall, ListsShiftsAndGapsOfDays) {
  EXPECT_EQ(shifts_text(*policy_with_rotas(), "weekly", at("2026-03-29T00:00:00Z"), 2),
            "weekly (team billing, Europe/Berlin), 2 days from Sun 2026-03-29 01:00 +01:00\n"
            "  Sun 2026-03-29 01:00 +01:00  to  Mon 2026-03-30 09:00 +02:00  ana     layer base, "
            "rotation "
            "turns\n"
            "  Mon 2026-03-30 09:00 +02:00  to  Mon 2026-03-30 12:00 +02:00  ben     layer base, "
            "rotation "
            "turns\n"
            "  Mon 2026-03-30 12:00 +02:00  to  Mon 2026-03-30 14:00 +02:00  NOBODY  2h\n"
            "  Mon 2026-03-30 14:00 +02:00  to  Tue 2026-03-31 02:00 +02:00  ben     layer base, "
            "rotation "
            "turns\n"
            "  3 shifts, 1 gap of 2h together\n");
}

TEST(OnCall, FindsTheRotasThatAreMeant) {
  const auto policy = policy_with_rotas();
  EXPECT_EQ(*meant_rotas(*policy, "", ""), (std::vector<std::string>{"always", "weekly"}));
  EXPECT_EQ(*meant_rotas(*policy, "", "billing"), std::vector<std::string>{"weekly"});
  EXPECT_EQ(*meant_rotas(*policy, "always", ""), std::vector<std::string>{"always"});
  EXPECT_EQ(meant_rotas(*policy, "weekli", "").error().message,
            "the policy has no rota 'weekli' (did you mean 'weekly'?); rotas are defined under the "
            "key rotas");
  EXPECT_EQ(meant_rotas(*policy, "", "biling").error().message,
            "no rota of the policy is of team 'biling' (did you mean 'billing'?); give the rota a "
            "team: biling");
  const auto bare = policy::compile({{"policy.yaml", "name: bare\n"}});
  EXPECT_EQ(meant_rotas(**bare, "", "").error().message,
            "the policy has no rotas; define them under the key rotas");
}

}  // namespace
}  // namespace escalon::cli
