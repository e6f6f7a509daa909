// `escalon replay` of the load of the quality figures under the default policy, from a file in
// protobuf's binary form: events a second and CPU an event, reading included.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "absl/time/time.h"
#include "escalon/base/assert.hpp"
#include "escalon/events/event_writer.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/replay/replay.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "escalon/up/embedded_files.hpp"
#include "load.hpp"

namespace escalon::bench {
namespace {

constexpr std::int64_t kFirstEventSeconds = 1'700'000'000;
constexpr std::int64_t kBetweenEventsMs = 6'000;
constexpr std::int64_t kCasesWithinMs = 240'000;  // no acknowledgement is overdue before the end

std::int64_t write_events(const std::string& path, int cases) {
  auto writer = events::EventWriter::create(path);
  ESCALON_ASSERT(writer.ok());
  // Of each round of events a case's is followed by the next case's, so the file is in order
  // within a round; the mesh is told late ones as they come.
  for (int number = 0; number < kEventsOfCase; ++number) {
    for (int of_case = 0; of_case < cases; ++of_case) {
      contact::v1::ContactEvent event = event_of(of_case, number);
      const std::int64_t at_ms = number * (kCasesWithinMs + kBetweenEventsMs) / kEventsOfCase +
                                 of_case * kCasesWithinMs / kEventsOfCase / cases;
      event.set_tenant("default");
      event.mutable_occurred_at()->set_seconds(kFirstEventSeconds + at_ms / 1000);
      event.mutable_occurred_at()->set_nanos(static_cast<int>(at_ms % 1000) * 1'000'000);
      ESCALON_ASSERT(writer->write(event).ok());
    }
  }
  ESCALON_ASSERT(writer->close().ok());
  return std::int64_t{cases} * kEventsOfCase;
}

int run(int cases) {
  const testkit::TempDir directory;
  const std::string path = (directory.path() / "events.binpb").string();
  const std::int64_t events = write_events(path, cases);
  std::printf("replay: %lld events of %d cases, %.0f bytes each\n", static_cast<long long>(events),
              cases,
              static_cast<double>(std::filesystem::file_size(path)) / static_cast<double>(events));
  replay::ReplayOptions options;
  options.events = path;
  options.policy = policy::compile(up::default_policy()).value();
  const double cpu = cpu_seconds();
  const auto began = std::chrono::steady_clock::now();
  const auto report = replay::replay(options, std::cerr);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  ESCALON_ASSERT(report.ok());
  std::fputs(replay::render(*report, replay::ReportFormat::kText).c_str(), stdout);
  std::printf("replay: %.0f events/s, %.2f us of CPU an event\n",
              static_cast<double>(events) / seconds,
              1e6 * (cpu_seconds() - cpu) / static_cast<double>(events));
  return 0;
}

}  // namespace
}  // namespace escalon::bench

int main(int argc, char** argv) {
  const int cases = argc > 1 ? std::atoi(argv[1]) : 20'000;
  return escalon::bench::run(cases > 0 ? cases : 20'000);
}
