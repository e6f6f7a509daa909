#include "up_console.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <system_error>

#include "escalon/base/instant.hpp"
#include "escalon/insight/case_text.hpp"

namespace escalon::up {
namespace {

constexpr int kPage = 200;
constexpr absl::Duration kPulse = absl::Milliseconds(300);
constexpr std::size_t kHashShown = 12;

// How this program is called from here, so that what is printed can be copied.
std::string program() {
  std::error_code failed;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (failed) {
    return "escalon";
  }
  const auto relative = std::filesystem::proximate(path, failed).string();
  return failed || relative.size() > path.string().size() ? path.string() : relative;
}

// A played story is told with the time of day alone; whole instants are in `escalon case`.
std::string short_line(const insight::v1::TimelineItem& item, bool colour) {
  insight::v1::TimelineItem shown = item;
  if (shown.at().size() > sizeof "2026-01-05T" - 1) {
    shown.set_at(shown.at().substr(sizeof "2026-01-05T" - 1, sizeof "09:00:00" - 1));
  }
  return fmt::format("{:<14} {}", item.case_id(), insight::render_item(shown, {colour, false}));
}

// Pages are seen on the console itself, and what subscribers read is in their file: only failures
// are told here.
bool is_shown(const insight::v1::TimelineItem& item) {
  return item.stage() != "notification" || item.what() == "notification_attempt_failed" ||
         item.what() == "notification_given_up";
}

}  // namespace

TimelinePrinter::TimelinePrinter(const insight::ReadModel& model, bool colour)
    : model_(model), thread_([this, colour](const std::stop_token& stop) { run(stop, colour); }) {}

void TimelinePrinter::run(const std::stop_token& stop, bool colour) const {
  std::int64_t entry = model_.newest_entry();
  while (!stop.stop_requested()) {
    model_.wait_for_entry(entry, kPulse);
    for (const auto& item : model_.entries_after({}, entry, kPage)) {
      entry = item.entry();
      if (is_shown(item)) {
        std::cout << short_line(item, colour) << std::endl;
      }
    }
  }
}

void print_welcome(const Mesh& mesh, const MeshOptions& options) {
  std::cout << fmt::format(
      "Escalon is up: http://127.0.0.1:{}{}, data in {}, policy {} ({})\n", mesh.http_port(),
      mesh.grpc_port() == 0 ? "" : fmt::format(", gRPC 127.0.0.1:{}", mesh.grpc_port()),
      options.data.string(), options.policy->name, options.policy->hash.substr(0, kHashShown));
}

void print_open_cases(const insight::OpenCases& open, bool first_start) {
  if (first_start) {
    return;
  }
  if (open.count == 0) {
    std::cout << "No case is open here; story not replayed, --fresh starts over.\n";
  } else {
    std::cout << fmt::format("{} open case{} since {}; story not replayed, --fresh starts over.\n",
                             open.count, open.count == 1 ? "" : "s", format_instant(open.since));
  }
}

void print_play(const Play& play) {
  if (play.story) {
    std::cout << fmt::format(
        "A small story is played now, {} times faster than life. What the mesh decides:\n\n",
        play.time.speed);
  } else {
    std::cout << fmt::format("{} events are played, {} times faster than life, from {} on.\n",
                             play.items.size(), play.time.speed, format_instant(play.time.start));
  }
  std::cout << std::flush;
}

void print_next_steps(const Mesh& mesh) {
  const std::string to =
      mesh.http_port() == 8080 ? "" : fmt::format(" --to 127.0.0.1:{}", mesh.http_port());
  const std::string escalon = program();
  std::cout << fmt::format(
                   "\nThe mesh stays up. In another terminal:\n"
                   "  curl -s http://127.0.0.1:{}/v1/events -d "
                   "'{{\"contact_id\":\"c1\",\"channel\":\"chat\","
                   "\"customer_message\":{{\"text\":\"I want to speak to a manager\"}}}}'\n"
                   "  {} case c1{}\n"
                   "  {} ack c1 --as grace{}\n"
                   "  {} watch{}\n"
                   "Stop it with Ctrl-C; what is in the data directory stays.\n",
                   mesh.http_port(), escalon, to, escalon, to, escalon, to)
            << std::flush;
}

}  // namespace escalon::up
