#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "command.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/insight/case_text.hpp"
#include "escalon/insight/v1/kpi.pb.h"
#include "mesh_client.hpp"

namespace escalon::cli {
namespace {

struct KpiOptions {
  std::string to = "127.0.0.1:8080";
  std::string tenant = "default";
  std::string by;
  std::string since;
  bool json = false;
};

service::ExitCode show_kpi(const KpiOptions& options) {
  MeshClient client(options.to);
  const auto body =
      client.get(fmt::format("/v1/kpi?tenant={}&by={}&since={}", encode_part(options.tenant),
                             encode_part(options.by), encode_part(options.since)));
  if (!body) {
    return fail(body.error());
  }
  if (options.json) {
    std::cout << *body;
    return service::ExitCode::kDone;
  }
  insight::v1::GetKpiResponse kpi;
  if (const Status parsed = events::parse_json(*body, kpi); !parsed) {
    return fail("the mesh is of another version than this program: " + parsed.error().message);
  }
  std::cout << insight::render_kpi(kpi);
  return service::ExitCode::kDone;
}

}  // namespace

void add_kpi(CLI::App& app, Action& action) {
  const auto options = std::make_shared<KpiOptions>();
  CLI::App* command = app.add_subcommand(
      "kpi", "Figures of escalations: rate, times, repeats, satisfaction (docs/guides/figures.md)");
  command->add_option("--by", options->by, "A line for each team, agent, rule or intent")
      ->type_name("WHAT");
  command->add_option("--since", options->since, "Only cases that began at or after this instant")
      ->type_name("INSTANT");
  command->add_flag("--json", options->json, "Print JSON");
  add_tenant_option(*command, options->tenant);
  add_reading_to_option(*command, options->to);
  add_examples(*command,
               "  escalon kpi\n  escalon kpi --by team --since 2026-01-01T00:00:00Z\n  escalon kpi "
               "--by rule --json | jq .lines");
  command->callback([options, &action] { action = [options] { return show_kpi(*options); }; });
}

}  // namespace escalon::cli
