#include <iostream>
#include <memory>

#include "calc/calc_answers.hpp"
#include "command.hpp"

namespace escalon::cli {
namespace {

using calendar::Calendar;

/// What the commands of the family are asked; each uses a part of it.
struct Asked {
  CalendarOptions calendar;
  std::string at;
  std::string until;
  std::string target;
  std::vector<std::string> pauses;
  int count = 5;
};

using Answerer = Answer<std::string> (*)(const Calendar&, const Asked&);

service::ExitCode answer(const Asked& asked, Answerer answerer) {
  const auto calendar = calendar_of(asked.calendar);
  if (!calendar) {
    return fail(calendar.error().message, calendar.error().code);
  }
  const auto text = answerer(*calendar, asked);
  if (!text) {
    return fail(text.error().message, text.error().code);
  }
  std::cout << *text;
  return service::ExitCode::kDone;
}

void add_calendar_options(CLI::App& command, CalendarOptions& options) {
  command.add_option("--policy", options.policy, "A policy's folder");
  command.add_option("--calendar", options.calendar,
                     "A calendar of the policy; not needed where it has one alone");
  command.add_option("--zone", options.zone, "Instead of a policy: the time zone")
      ->capture_default_str();
  command.add_option("--hours", options.hours,
                     "Instead of a policy: \"mon-fri 08:30-12:00 13:00-17:00\", or always; may be "
                     "given for each day");
  command.add_option("--holiday", options.holidays,
                     "With --hours: 2025-12-25, or 12-25 for every year; =NAME may follow");
  command.add_option("--holiday-file", options.holiday_files, "With --hours: an iCalendar file");
}

CLI::App* add_question(CLI::App& family, Action& action, const std::shared_ptr<Asked>& asked,
                       const std::string& name, const std::string& about, Answerer answerer) {
  CLI::App* command = family.add_subcommand(name, about);
  add_calendar_options(*command, asked->calendar);
  command->callback([asked, answerer, &action] {
    action = [asked, answerer] { return answer(*asked, answerer); };
  });
  return command;
}

void add_pauses(CLI::App& command, Asked& asked) {
  command.add_option("--pause", asked.pauses,
                     "FROM/UNTIL, or FROM/ for one that goes on; may be given several times");
}

void add_sums(CLI::App& family, Action& action, const std::shared_ptr<Asked>& asked) {
  CLI::App* due = add_question(
      family, action, asked, "due", "When a clock is due, and the sum that says so",
      [](const Calendar& c, const Asked& a) { return due_text(c, a.at, a.target, a.pauses); });
  due->add_option("--start", asked->at, "When it starts")->required();
  due->add_option("--target", asked->target, "As 8h, 8h wall, 10wd, 30cd or \"3wd, by close\"")
      ->required();
  add_pauses(*due, *asked);
  add_examples(*due,
               "  escalon calc due --policy deploy/policies/boston311 --calendar city --start "
               "\"2015-11-20 11:00\" --target 10wd");
  CLI::App* start = add_question(
      family, action, asked, "start", "The last start from which a target ends by an instant",
      [](const Calendar& c, const Asked& a) { return start_text(c, a.at, a.target, a.pauses); });
  start->add_option("--due", asked->at, "When it is due")->required();
  start->add_option("--target", asked->target, "As 8h, 8h wall, 10wd or 30cd")->required();
  add_pauses(*start, *asked);
  CLI::App* between = add_question(
      family, action, asked, "between", "The open time between two instants",
      [](const Calendar& c, const Asked& a) { return between_text(c, a.at, a.until, a.pauses); });
  between->add_option("--from", asked->at, "The first instant")->required();
  between->add_option("--to", asked->until, "The last instant")->required();
  add_pauses(*between, *asked);
}

void add_openings(CLI::App& family, Action& action, const std::shared_ptr<Asked>& asked) {
  add_question(family, action, asked, "open", "Whether it is open at an instant, and why not",
               [](const Calendar& c, const Asked& a) { return open_text(c, a.at); })
      ->add_option("--at", asked->at, "The instant")
      ->required();
  add_question(family, action, asked, "next-opening", "When it is open next",
               [](const Calendar& c, const Asked& a) { return next_opening_text(c, a.at); })
      ->add_option("--at", asked->at, "The instant")
      ->required();
  CLI::App* periods = add_question(
      family, action, asked, "periods", "The next open periods",
      [](const Calendar& c, const Asked& a) { return periods_text(c, a.at, a.count); });
  periods->add_option("--from", asked->at, "The first instant")->required();
  periods->add_option("--count", asked->count, "How many")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
}

}  // namespace

void add_calc(CLI::App& app, Action& action) {
  CLI::App* family =
      app.add_subcommand("calc", "Reckon with business hours: due instants and open time");
  family->require_subcommand(1);
  add_examples(*family,
               "  escalon calc due --hours \"mon-fri 09:00-17:00\" --zone Europe/Berlin --start "
               "\"2025-04-17 16:00\" --target 4h\n"
               "  escalon calc open --policy my-policy --calendar office --at "
               "2025-12-25T10:00:00Z\n"
               "An instant is RFC 3339, or without an offset a reading of the calendar's clock. "
               "docs/guides/business-time.md has the rules.");
  const auto asked = std::make_shared<Asked>();
  add_sums(*family, action, asked);
  add_openings(*family, action, asked);
}

}  // namespace escalon::cli
