#include <iostream>
#include <memory>

#include "absl/time/clock.h"
#include "command.hpp"
#include "escalon/base/instant.hpp"
#include "oncall_text.hpp"
#include "policy_argument.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  std::string policy;
  std::string rota;
  std::string team;
  std::string at;
  int days = 0;
};

service::ExitCode run(const Asked& asked) {
  const auto given = read_given_policy(asked.policy);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  const auto at = asked.at.empty() ? Result<absl::Time>(absl::Now()) : parse_instant(asked.at);
  if (!at) {
    return fail("--at: " + at.error().message, service::ExitCode::kUsage);
  }
  const auto rotas = meant_rotas(*given->compiled, asked.rota, asked.team);
  if (!rotas) {
    return fail(rotas.error());
  }
  for (const std::string& rota : *rotas) {
    std::cout << (asked.days > 0 ? shifts_text(*given->compiled, rota, *at, asked.days)
                                 : on_call_text(*given->compiled, rota, *at));
  }
  return service::ExitCode::kDone;
}

}  // namespace

void add_oncall(CLI::App& app, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command =
      app.add_subcommand("oncall", "Say who is on call by a policy's rotas, and when nobody is");
  command->add_option("--policy", asked->policy, "The policy's folder")->required();
  auto* rota = command->add_option("--rota", asked->rota, "One rota; all without it");
  command->add_option("--team", asked->team, "The rotas of one team")->excludes(rota);
  command->add_option("--at", asked->at, "The instant (RFC 3339); now without it");
  command
      ->add_option("--days", asked->days, "List the shifts and gaps of so many days from then on")
      ->check(CLI::Range(1, 3660));
  add_examples(*command,
               "  escalon oncall --policy my-policy --team billing --at 2026-12-25T03:00:00+01:00\n"
               "  escalon oncall --policy my-policy --rota billing_on_call --days 90");
  command->callback([asked, &action] { action = [asked] { return run(*asked); }; });
}

}  // namespace escalon::cli
