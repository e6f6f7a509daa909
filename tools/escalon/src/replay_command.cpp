#include <iostream>
#include <memory>

#include "command.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/calendar/time_zone.hpp"
#include "escalon/replay/replay.hpp"
#include "policy_argument.hpp"
#include "terminal.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  replay::ReplayOptions options;
  std::string policy;
  std::string against;
  std::string until;
  std::string night = "22:00-06:00";
  std::string zone = "UTC";
  std::string report = "text";
};

/// Takes what is written of time. False, and the error is printed, where it cannot be read.
bool read_times(Asked& asked) {
  if (!asked.until.empty()) {
    const auto until = parse_instant(asked.until);
    if (!until) {
      fail("--until: " + until.error().message, service::ExitCode::kUsage);
      return false;
    }
    asked.options.until = *until;
  }
  const auto zone = calendar::load_time_zone(asked.zone);
  if (!zone) {
    fail("--zone: " + zone.error().message, service::ExitCode::kUsage);
    return false;
  }
  const auto night = replay::parse_night(asked.night, *zone);
  if (!night) {
    fail("--night: " + night.error().message, service::ExitCode::kUsage);
    return false;
  }
  asked.options.night = *night;
  return true;
}

template <typename Outcome, typename Render>
service::ExitCode print(const Outcome& outcome, const std::string& format, Render render) {
  if (!outcome) {
    return fail(outcome.error());
  }
  std::cout << render(*outcome,
                      format == "json" ? replay::ReportFormat::kJson : replay::ReportFormat::kText);
  return service::ExitCode::kDone;
}

service::ExitCode run(Asked asked) {
  const auto given = read_given_policy(asked.policy);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  asked.options.policy = given->compiled;
  if (!read_times(asked)) {
    return service::ExitCode::kUsage;
  }
  ProgressBar bar("replaying");
  asked.options.progress = [&bar](double share) { bar.show(share); };
  if (asked.against.empty()) {
    return print(replay::replay(asked.options, std::cerr), asked.report,
                 [](const auto& report, auto format) { return replay::render(report, format); });
  }
  const auto against = read_given_policy(asked.against);
  if (!against) {
    return service::ExitCode::kConfiguration;
  }
  return print(replay::what_if(asked.options, against->compiled, std::cerr), asked.report,
               [&](const auto& what_if, auto format) {
                 return replay::render(what_if, asked.options.night, format);
               });
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
  CLI::Option* against = command->add_option(
      "--against", asked->against,
      "Another policy's folder: print what would have changed under it (breaches, escalations, "
      "pages, queues)");
  command->add_option("--clocks", asked->options.clocks, "Write a row a clock to this CSV file")
      ->excludes(against);
  command
      ->add_option("--escalations", asked->options.escalations,
                   "Write a row an escalation to this CSV file")
      ->excludes(against);
  command
      ->add_option("--classified", asked->options.classified,
                   "Write a row an event to this CSV file: priority, intent, triggers")
      ->excludes(against);
  command->add_option("--night", asked->night, "Hours in which a page counts as one at night")
      ->capture_default_str();
  command->add_option("--zone", asked->zone, "Time zone of --night (IANA name)")
      ->capture_default_str();
  command
      ->add_option("--threads", asked->options.threads,
                   "Threads; the outcome is the same with any number. Default: one a core")
      ->check(CLI::Range(1, 64));
  command->add_option("--report", asked->report, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  add_examples(*command,
               "  escalon replay uci.binpb.gz --policy deploy/policies/uci --clocks clocks.csv\n"
               "  escalon replay events.binpb --policy my-policy --against new-policy --zone "
               "Europe/Berlin\n"
               "  escalon replay events.jsonl --policy my-policy --until 2024-03-01T00:00:00Z "
               "--report json");
  command->callback([asked, &action] { action = [asked] { return run(*asked); }; });
}

}  // namespace escalon::cli
