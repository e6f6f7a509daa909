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

struct WatchOptions {
  std::string to = "127.0.0.1:8080";
  std::string tenant;
  std::string case_id;
  std::int64_t after = 0;
  bool json = false;
};

service::ExitCode watch(const WatchOptions& options) {
  MeshClient client(options.to);
  const bool colour = colours_on_output();
  const Status ended = client.stream(
      fmt::format("/v1/watch?tenant={}&case_id={}&after={}", encode_part(options.tenant),
                  encode_part(options.case_id), options.after),
      [&](const std::string& data) {
        insight::v1::TimelineItem item;
        if (options.json || !events::parse_json(data, item)) {
          std::cout << data << std::endl;
        } else {
          std::cout << fmt::format("{:<12} ", item.case_id())
                    << insight::render_item(item, {colour, true}) << std::endl;
        }
        return static_cast<bool>(std::cout);
      });
  return ended ? service::ExitCode::kDone : fail(ended.error());
}

}  // namespace

void add_watch(CLI::App& app, Action& action) {
  const auto options = std::make_shared<WatchOptions>();
  CLI::App* command = app.add_subcommand("watch", "Follow what the mesh decides, live");
  command->add_option("--case", options->case_id, "Only this case")->type_name("CASE");
  command->add_option("--tenant", options->tenant, "Only this tenant")->type_name("NAME");
  command->add_option("--after", options->after, "Begin after this entry; 0 = from now on")
      ->type_name("ENTRY");
  command->add_flag("--json", options->json, "One JSON object a line");
  add_reading_to_option(*command, options->to);
  add_examples(*command,
               "  escalon watch\n  escalon watch --case c1\n  escalon watch --after 1 --json   # "
               "everything");
  command->callback([options, &action] { action = [options] { return watch(*options); }; });
}

}  // namespace escalon::cli
