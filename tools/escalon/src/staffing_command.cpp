#include <iostream>
#include <memory>

#include "command.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/staffing/study.hpp"
#include "policy_argument.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  staffing::StudyOptions options;
  std::string policy;
  std::string within = "20s";
  std::string gap = "3m";
};

/// Reads a duration of the command line; the error names the option.
Status read(const std::string& option, const std::string& text, absl::Duration& out) {
  const auto duration = parse_duration(text);
  if (!duration) {
    return invalid(option + ": " + duration.error().message);
  }
  out = *duration;
  return {};
}

service::ExitCode run(Asked asked) {
  for (const Status& status : {read("--within", asked.within, asked.options.target),
                               read("--gap", asked.gap, asked.options.gap)}) {
    if (!status) {
      return fail(status.error().message, service::ExitCode::kUsage);
    }
  }
  const auto given = read_given_policy(asked.policy);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  asked.options.policy = given->compiled;
  const auto study = staffing::study(asked.options);
  if (!study) {
    return fail(study.error());
  }
  std::cout << staffing::render(*study, asked.options.target);
  return service::ExitCode::kDone;
}

}  // namespace

void add_staffing(CLI::App& app, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = app.add_subcommand(
      "staffing", "Run recorded days through a team's queue, and see what more people would do");
  command->add_option("EVENTS", asked->options.events, "Events file; - is standard input")
      ->required();
  command->add_option("--policy", asked->policy, "The policy's folder")->required();
  command
      ->add_option("--team", asked->options.team,
                   "The team; its calls are those whose queue has its name")
      ->required();
  command->add_option("--more", asked->options.more_people, "How many people more")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command->add_flag("--draw-patience", asked->options.all_patience_drawn,
                    "Draw everybody's patience, whatever the record says of them");
  command->add_option("--within", asked->within, "An answer within this is in time")
      ->capture_default_str();
  command->add_option("--gap", asked->gap, "Who takes no call for longer than this was away")
      ->capture_default_str();
  add_examples(
      *command,
      "  escalon import --mapping deploy/mappings/bank.yaml calls.csv.gz --out calls.binpb\n"
      "  escalon staffing calls.binpb --policy deploy/policies/anonymous_bank_calls "
      "--team desk");
  command->callback([asked, &action] { action = [asked] { return run(*asked); }; });
}

}  // namespace escalon::cli
