#include <fstream>
#include <iostream>
#include <memory>

#include "command.hpp"
#include "escalon/base/instant.hpp"
#include "policy_argument.hpp"
#include "rehearse/rehearsal.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  std::string story;
  std::string policy;
  std::string until;
};

service::ExitCode play(std::istream& story, const Asked& asked) {
  const auto given = read_given_policy(asked.policy);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  std::optional<absl::Time> until;
  if (!asked.until.empty()) {
    const auto instant = parse_instant(asked.until);
    if (!instant) {
      return fail("--until: " + instant.error().message, service::ExitCode::kUsage);
    }
    until = *instant;
  }
  const Status done = rehearse(story, given->compiled, until, std::cout);
  return done ? service::ExitCode::kDone : fail(asked.story + ": " + done.error().message);
}

service::ExitCode run(const Asked& asked) {
  if (asked.story == "-") {
    return play(std::cin, asked);
  }
  std::ifstream story(asked.story);
  if (!story) {
    return fail(asked.story + ": cannot be read; name a file of events and commands, a line each",
                service::ExitCode::kUnavailable);
  }
  return play(story, asked);
}

}  // namespace

void add_rehearse(CLI::App& app, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = app.add_subcommand(
      "rehearse", "Play a story of events and commands in virtual time, and tell it line by line");
  command
      ->add_option("STORY", asked->story,
                   "Events and commands as JSON, a line each, as they arrive; - is standard input")
      ->required();
  command->add_option("--policy", asked->policy, "The policy's folder")->required();
  command->add_option("--until", asked->until,
                      "Virtual time ends here (RFC 3339); default: the last line");
  add_examples(*command,
               "  escalon rehearse story.jsonl --policy my-policy --until 2026-01-05T12:00:00Z");
  command->callback([asked, &action] { action = [asked] { return run(*asked); }; });
}

}  // namespace escalon::cli
