#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "command.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/insight/case_text.hpp"
#include "escalon/insight/v1/knowledge.pb.h"
#include "mesh_client.hpp"
#include "terminal.hpp"

namespace escalon::cli {
namespace {

struct SimilarOptions {
  std::string to = "127.0.0.1:8080";
  std::string tenant = "default";
  std::string case_id;
  int limit = 5;
  bool json = false;
};

service::ExitCode show_similar(const SimilarOptions& options) {
  MeshClient client(options.to);
  const auto body =
      client.get(fmt::format("/v1/similar/{}?tenant={}&limit={}", encode_part(options.case_id),
                             encode_part(options.tenant), options.limit));
  if (!body) {
    return fail(body.error());
  }
  if (options.json) {
    std::cout << *body;
    return service::ExitCode::kDone;
  }
  insight::v1::FindSimilarResponse found;
  if (const Status parsed = events::parse_json(*body, found); !parsed) {
    return fail("the mesh is of another version than this program: " + parsed.error().message);
  }
  if (found.similar().empty()) {
    std::cout << "no resolved escalation of another case is like it\n";
  }
  for (const auto& similar : found.similar()) {
    std::cout << insight::render_similar(similar, {colours_on_output(), true});
  }
  return service::ExitCode::kDone;
}

}  // namespace

void add_similar(CLI::App& app, Action& action) {
  const auto options = std::make_shared<SimilarOptions>();
  CLI::App* command =
      app.add_subcommand("similar", "Show resolved escalations like a case, and what worked");
  command->add_option("CASE", options->case_id, "The case's id")->required();
  command->add_option("--limit", options->limit, "At most so many, 1 to 50")->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  add_tenant_option(*command, options->tenant);
  add_reading_to_option(*command, options->to);
  add_examples(*command, "  escalon similar c1\n  escalon similar c1 --limit 20 --json");
  command->callback([options, &action] { action = [options] { return show_similar(*options); }; });
}

}  // namespace escalon::cli
