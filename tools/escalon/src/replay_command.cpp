#include <iostream>
#include <memory>

#include "command.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/replay/replay.hpp"
#include "policy_argument.hpp"
#include "terminal.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  replay::ReplayOptions options;
  std::string policy;
  std::string until;
  std::string report = "text";
};

service::ExitCode run(Asked asked) {
  const auto given = read_given_policy(asked.policy);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  asked.options.policy = given->compiled;
  if (!asked.until.empty()) {
    const auto until = parse_instant(asked.until);
    if (!until) {
      return fail("--until: " + until.error().message, service::ExitCode::kUsage);
    }
    asked.options.until = *until;
  }
  ProgressBar bar("replaying");
  asked.options.progress = [&bar](double share) { bar.show(share); };
  const auto report = replay::replay(asked.options, std::cerr);
  if (!report) {
    return fail(report.error());
  }
  const auto format =
      asked.report == "json" ? replay::ReportFormat::kJson : replay::ReportFormat::kText;
  std::cout << replay::render(*report, format);
  return service::ExitCode::kDone;
}

}  // namespace

void add_replay(CLI::App& app, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = app.add_subcommand(
      "replay", "Run an events file through all stages in virtual time and say what came of it");
  command->add_option("EVENTS", asked->options.events, "Events file; - is standard input")
      ->required();
  command->add_option("--policy", asked->policy, "The policy's folder")->required();
  command->add_option("--until", asked->until,
                      "Virtual time ends here (RFC 3339); default: the last event");
  command->add_option("--clocks", asked->options.clocks, "Write a row a clock to this CSV file");
  command->add_option("--escalations", asked->options.escalations,
                      "Write a row an escalation to this CSV file");
  command->add_option("--report", asked->report, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  add_examples(*command,
               "  escalon replay uci.binpb.gz --policy deploy/policies/uci --clocks clocks.csv\n"
               "  escalon replay events.jsonl --policy my-policy --until 2024-03-01T00:00:00Z "
               "--report json");
  command->callback([asked, &action] { action = [asked] { return run(*asked); }; });
}

}  // namespace escalon::cli
