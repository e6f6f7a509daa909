// A million armed timers over the embedded adapters and the real runtime: bytes of each in the file
// and in memory, take-over after kill -9, lateness at two rates, a burst, and firings that came
// early (there must be none). Each part runs in a process of its own over one data directory; the
// first is killed while it arms more.

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include "bare_latency.hpp"
#include "escalon/base/assert.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "figures.hpp"
#include "timer_mesh.hpp"

namespace escalon::bench {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kTimersDefault = 200'000;
constexpr std::size_t kTimersLong = 1'000'000;  // from here on the steady parts last longer
constexpr std::size_t kTimersMax = 2'000'000;
constexpr std::size_t kOpenMost = 20'000;  // asked for and not yet accepted
constexpr std::size_t kMoreAtKill = 20'000;
constexpr absl::Duration kLead = absl::Seconds(4);
constexpr absl::Duration kOverdueBy = absl::Seconds(1);
constexpr auto kLook = std::chrono::milliseconds(1);
constexpr auto kPatience = std::chrono::minutes(10);

// Ends the program when it takes too long: then something is broken.
void wait_until(const std::function<bool()>& done) {
  const auto start = steady_clock::now();
  while (!done()) {
    ESCALON_ASSERT(steady_clock::now() - start < kPatience);
    std::this_thread::sleep_for(kLook);
  }
}

// Asks for all timers, and while their number grows says how much memory that takes.
void arm_all(TimerMesh& mesh, const TimerPlan& plan) {
  const double before = mebibytes_resident();
  const auto start = steady_clock::now();
  std::printf("  memory: %.0f MiB before", before);
  for (std::size_t number = 0; number < plan.size(); ++number) {
    wait_until([&] { return number < mesh.listener().own_accepted + kOpenMost; });
    mesh.arm(number);
    if ((number + 1) % (plan.size() / 4) == 0) {
      std::printf(", +%.0f at %zu", mebibytes_resident() - before, number + 1);
    }
  }
  wait_until([&] { return mesh.listener().own_accepted >= plan.size(); });
  const double armed = seconds_since(start);
  wait_until([&] { return mesh.owner().quiet.load(); });
  const double taken = mebibytes_resident() - before;
  std::printf(" timers; at rest +%.0f = %.0f bytes a timer\n", taken,
              taken * (1U << 20U) / static_cast<double>(plan.size()));
  std::printf(
      "  armed through decide: %.0f timers/s; the policy's sweep of them took %.1f s more\n",
      static_cast<double>(plan.size()) / armed, seconds_since(start) - armed);
}

// Arms, and goes on arming until it is killed.
void run_arming(const std::filesystem::path& directory, const TimerPlan& plan, int ready) {
  TimerMesh mesh(directory, TimerPlan::start(), plan, std::nullopt);
  mesh.publish_policy();
  arm_all(mesh, plan);
  print_bytes(directory, plan.size());
  std::fflush(stdout);
  for (std::size_t more = 0; more < kMoreAtKill; ++more) {
    mesh.arm(plan.size() + more);
  }
  wait_until([&] { return mesh.listener().own_accepted >= plan.size() + kMoreAtKill / 2; });
  ESCALON_ASSERT(write(ready, "", 1) == 1);
  std::this_thread::sleep_for(kPatience);
}

void check_firings(TimerMesh& mesh, const TimerGroup& group) {
  const auto& lateness = mesh.reader().lateness;
  const auto early = std::count_if(lateness.begin(), lateness.end(),
                                   [](absl::Duration late) { return late < absl::ZeroDuration(); });
  std::printf("    fired %zu of %zu, early %td, twice or uncalled for %zu\n",
              mesh.reader().count.load(), group.count, early, mesh.reader().strangers.load());
  std::fflush(stdout);
  ESCALON_ASSERT(early == 0 && mesh.reader().strangers == 0);
}

void run_takeover(const std::filesystem::path& directory, const TimerPlan& plan) {
  const TimerGroup& group = plan.overdue();
  const double before = mebibytes_resident();
  const auto start = steady_clock::now();
  TimerMesh mesh(directory, group.due + kOverdueBy, plan, group);
  wait_until([&] { return mesh.reader().count == group.count && mesh.owner().quiet; });
  const double taken = mebibytes_resident() - before;
  mesh.stop();
  const auto ms = [&](steady_clock::time_point at) {
    return std::chrono::duration<double, std::milli>(at - start).count();
  };
  std::printf(
      "  take-over after kill -9, from the start: running %.0f ms, first firing decided "
      "%.0f ms, durable and read %.0f ms; %+.0f MiB of memory\n",
      ms(mesh.owner().running_since), ms(mesh.listener().first_fired),
      ms(mesh.reader().first_received), taken);
  check_firings(mesh, group);
}

void run_group(const std::filesystem::path& directory, const TimerPlan& plan,
               const TimerGroup& group) {
  const double before = mebibytes_resident();
  TimerMesh mesh(directory, group.due - kLead, plan, group);
  wait_until([&] { return mesh.reader().count == group.count && mesh.owner().quiet; });
  const double taken = mebibytes_resident() - before;
  const store_sqlite::StoreStatistics store = mesh.store().statistics();
  mesh.stop();
  if (group.per_second == 0) {
    std::printf("  burst of %zu due in one instant: %.0f firings/s durable and read\n", group.count,
                static_cast<double>(group.count) /
                    absl::ToDoubleSeconds(mesh.reader().last_received - group.due));
  } else {
    std::printf("  %ld firings/s for %.0f s\n", static_cast<long>(group.per_second),
                static_cast<double>(group.count) / static_cast<double>(group.per_second));
  }
  print_part("lateness, gate wait", mesh.listener().gate_waits);
  print_part("lateness, firing", mesh.listener().firings);
  print_part("accepted - due", mesh.reader().lateness);
  std::printf("    %.0f records and %.1f view batches a commit, %+.0f MiB of memory\n",
              static_cast<double>(store.records) / static_cast<double>(store.commits),
              static_cast<double>(store.applies) / static_cast<double>(store.commits), taken);
  check_firings(mesh, group);
}

void run_bare(const std::filesystem::path& directory, std::int64_t per_second,
              absl::Duration steady) {
  std::printf("  bare produce to consume, %ld/s\n", static_cast<long>(per_second));
  print_part("received - produced", bare_latency(directory, per_second, steady));
  std::fflush(stdout);
}

// A process of its own, so that no part inherits another one's memory or threads. It does not
// outlive this one.
pid_t begin(const std::function<void()>& work) {
  std::fflush(stdout);
  const pid_t child = fork();
  ESCALON_ASSERT(child >= 0);
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    work();
    std::fflush(stdout);
    std::_Exit(EXIT_SUCCESS);
  }
  return child;
}

bool succeeded(pid_t child) {
  int status = 0;
  ESCALON_ASSERT(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

bool arm_and_kill(const std::filesystem::path& directory, const TimerPlan& plan) {
  int ends[2];
  ESCALON_ASSERT(pipe(ends) == 0);
  const pid_t arming = begin([&] { run_arming(directory, plan, ends[1]); });
  close(ends[1]);
  char told = 0;
  const bool ready = read(ends[0], &told, 1) == 1;
  close(ends[0]);
  kill(arming, SIGKILL);
  succeeded(arming);
  return ready;
}

bool run(std::size_t timers) {
  const absl::Duration steady = absl::Seconds(timers < kTimersLong ? 4 : 40);
  const TimerPlan plan(timers, steady);
  const testkit::TempDir directory;
  const auto data = directory / "data";
  const auto part = [](const std::function<void()>& work) { return succeeded(begin(work)); };
  std::printf("timers: %zu armed, keys of 36 characters, embedded adapters, synchronous=FULL\n",
              timers);
  return arm_and_kill(data, plan) && part([&] { run_takeover(data, plan); }) &&
         part([&] { run_bare(directory / "bare-1", plan.thousand().per_second, steady); }) &&
         part([&] { run_group(data, plan, plan.thousand()); }) &&
         part([&] { run_bare(directory / "bare-2", plan.ten_thousand().per_second, steady); }) &&
         part([&] { run_group(data, plan, plan.ten_thousand()); }) &&
         part([&] { run_group(data, plan, plan.burst()); });
}

}  // namespace
}  // namespace escalon::bench

int main(int argc, char** argv) {
  using namespace escalon::bench;
  const std::size_t asked = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : kTimersDefault;
  const bool ok = run(std::clamp(asked, kTimersDefault, kTimersMax));
  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
