#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

#include "escalon/base/result.hpp"
#include "escalon/service/exit_code.hpp"

namespace escalon::cli {

/// What the parsed command line asks for; each command sets it when it is chosen.
using Action = std::function<service::ExitCode()>;

/// Each adds one command (or a family) to `app`. `action` outlives the app's parsing.
void add_up(CLI::App& app, Action& action);
void add_publish(CLI::App& app, Action& action);
void add_case(CLI::App& app, Action& action);
void add_similar(CLI::App& app, Action& action);
void add_kpi(CLI::App& app, Action& action);
void add_watch(CLI::App& app, Action& action);
void add_orders(CLI::App& app, Action& action);
void add_presence(CLI::App& app, Action& action);
void add_policy(CLI::App& app, Action& action);
void add_oncall(CLI::App& app, Action& action);
void add_import(CLI::App& app, Action& action);
void add_replay(CLI::App& app, Action& action);
void add_rehearse(CLI::App& app, Action& action);
void add_calc(CLI::App& app, Action& action);
void add_staffing(CLI::App& app, Action& action);
void add_doctor(CLI::App& app, Action& action);

/// Prints `escalon: message` to standard error and gives `code` back.
service::ExitCode fail(const std::string& message,
                       service::ExitCode code = service::ExitCode::kFailed);

/// The same for an error, with the status that its kind means: what cannot be reached is told apart
/// from what was refused.
service::ExitCode fail(const Error& error);

/// Adds `--to` with ESCALON_TO and the default.
void add_to_option(CLI::App& command, std::string& to);
/// The same for a command that reads: ESCALON_INSIGHT beats ESCALON_TO.
void add_reading_to_option(CLI::App& command, std::string& to);
/// Adds `--tenant`.
void add_tenant_option(CLI::App& command, std::string& tenant);
/// Ends the help of all commands: where to begin, and what the exit statuses mean.
void add_footer(CLI::App& app);
/// Examples at the end of a command's help; a line each.
void add_examples(CLI::App& command, const std::string& examples);

}  // namespace escalon::cli
