#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "command.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/insight/case_text.hpp"
#include "escalon/insight/v1/insight_service.pb.h"
#include "mesh_client.hpp"
#include "terminal.hpp"

namespace escalon::cli {
namespace {

struct CaseOptions {
  std::string to = "127.0.0.1:8080";
  std::string tenant = "default";
  std::string case_id;
  std::string position;
  std::string clock;
  bool explain = false;
  bool json = false;
};

service::ExitCode show_sums(const insight::v1::CaseView& view, const std::string& clock) {
  const std::string sums = insight::render_sums(view, clock, {colours_on_output(), true});
  if (sums.empty()) {
    return fail(clock.empty() ? "the case has no clock"
                              : fmt::format("the case has no clock '{}'; leave out --clock to see "
                                            "those that it has",
                                            clock));
  }
  std::cout << sums;
  return service::ExitCode::kDone;
}

service::ExitCode show_case(const CaseOptions& options) {
  MeshClient client(options.to);
  const auto body =
      client.get(fmt::format("/v1/cases/{}?tenant={}&position={}", encode_part(options.case_id),
                             encode_part(options.tenant), encode_part(options.position)));
  if (!body) {
    return fail(body.error());
  }
  if (options.json) {
    std::cout << *body;
    return service::ExitCode::kDone;
  }
  insight::v1::CaseView view;
  if (const Status parsed = events::parse_json(*body, view); !parsed) {
    return fail("the mesh is of another version than this program: " + parsed.error().message);
  }
  if (options.explain || !options.clock.empty()) {
    return show_sums(view, options.clock);
  }
  std::cout << insight::render_case(view, {colours_on_output(), true});
  return service::ExitCode::kDone;
}

}  // namespace

void add_case(CLI::App& app, Action& action) {
  const auto options = std::make_shared<CaseOptions>();
  CLI::App* command =
      app.add_subcommand("case", "Show a case: its clocks, escalations and whole timeline");
  command->add_option("CASE", options->case_id, "The case's id")->required();
  command->add_option("--position", options->position,
                      "Wait for this journal position first, as escalation/0/17");
  command->add_flag("--explain", options->explain,
                    "Print the whole sum behind each due instant: open periods, holidays, pauses, "
                    "warnings, levels and versions");
  command->add_option("--clock", options->clock, "Explain this clock alone");
  command->add_flag("--json", options->json, "Print the case as JSON");
  add_tenant_option(*command, options->tenant);
  add_reading_to_option(*command, options->to);
  add_examples(*command,
               "  escalon case c1\n  escalon case c1 --explain --clock resolution\n  "
               "escalon case c1 --json | jq .escalations");
  command->callback([options, &action] { action = [options] { return show_case(*options); }; });
}

}  // namespace escalon::cli
