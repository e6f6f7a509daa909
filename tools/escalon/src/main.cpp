#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>
#include <string>

#include "command.hpp"
#include "escalon/service/version.hpp"

namespace {

using namespace escalon;

void add_commands(CLI::App& app, cli::Action& action) {
  cli::add_up(app, action);
  cli::add_publish(app, action);
  cli::add_case(app, action);
  cli::add_similar(app, action);
  cli::add_kpi(app, action);
  cli::add_watch(app, action);
  cli::add_orders(app, action);
  cli::add_presence(app, action);
  cli::add_policy(app, action);
  cli::add_oncall(app, action);
  cli::add_import(app, action);
  cli::add_replay(app, action);
  cli::add_rehearse(app, action);
  cli::add_calc(app, action);
  cli::add_staffing(app, action);
  cli::add_doctor(app, action);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Escalon, the contact-centre escalation mesh", "escalon");
  app.require_subcommand(1);
  app.set_version_flag("--version", "escalon " + std::string(service::version()));
  cli::add_footer(app);
  cli::Action action;
  add_commands(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : service::to_int(service::ExitCode::kUsage);
  }
  try {
    return service::to_int(action());
  } catch (const std::exception& error) {
    return service::to_int(cli::fail(error.what()));
  }
}
