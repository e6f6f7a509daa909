#include "doctor_redis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "escalon/base/instant.hpp"
#include "escalon/view_redis/inspect.hpp"

namespace escalon::cli {
namespace {

using view_redis::RedisReport;
using view_redis::ViewReport;

constexpr std::size_t kDueShown = 5;

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string memory_of(const RedisReport& report) {
  const double used = static_cast<double>(report.used_memory_bytes) / 1e6;
  const double most = static_cast<double>(report.max_memory_bytes) / 1e6;
  return report.max_memory_bytes == 0
             ? fmt::format("{:.1f} MB used, no maxmemory", used)
             : fmt::format("{:.1f} MB of {:.1f} MB used ({:.0f} %)", used, most, 100 * used / most);
}

void tell_of_server(const std::string& where, const RedisReport& report, Findings& findings) {
  findings.good("redis", fmt::format("{}: Redis {}, {}", where, report.version,
                                     report.library.empty()
                                         ? "no function library yet; the first service loads it"
                                         : "function library escalon " + report.library));
  findings.note("memory", memory_of(report) + ", maxmemory-policy " + report.eviction_policy);
  findings.note("disk", report.persistence);
  for (const std::string& problem : report.problems) {
    findings.bad("redis", problem);
  }
  for (const std::string& advice : report.advice) {
    findings.note("redis", advice);
  }
}

// Every key of the stage `team` is one queue.
void tell_of_view(const ViewReport& view, Findings& findings) {
  const bool queues = view.at.stage == "team";
  findings.good("view", fmt::format("{}/{}: version {}, epoch {}; {}, {}", view.at.stage,
                                    view.at.partition, view.version, view.epoch,
                                    queues ? counted(view.states, "queue", "queues")
                                           : counted(view.states, "state", "states"),
                                    counted(view.timers, "armed timer", "armed timers")));
}

std::string from_now(absl::Duration until) {
  const absl::Duration rounded = absl::Trunc(until, absl::Seconds(1));
  return rounded < absl::ZeroDuration() ? "overdue by " + format_duration(-rounded)
                                        : "in " + format_duration(rounded);
}

void tell_what_is_due(const RedisReport& report, absl::Time now, Findings& findings) {
  struct Due {
    const journal::StagePartition* at;
    const journal::TimerRow* timer;
  };
  std::vector<Due> dues;
  for (const ViewReport& view : report.views) {
    for (const journal::TimerRow& timer : view.next) {
      dues.push_back({&view.at, &timer});
    }
  }
  std::stable_sort(dues.begin(), dues.end(),
                   [](const Due& a, const Due& b) { return a.timer->due_ms < b.timer->due_ms; });
  dues.resize(std::min(dues.size(), kDueShown));
  for (const Due& due : dues) {
    const absl::Time instant = from_ms(due.timer->due_ms);
    findings.note("due next", fmt::format("{} ({}): {} {} of {}/{}", format_instant(instant),
                                          from_now(instant - now), due.timer->key.str(),
                                          due.timer->timer, due.at->stage, due.at->partition));
  }
}

}  // namespace

void look_at_redis(const std::string& url, const std::string& prefix, absl::Time now,
                   Findings& findings) {
  const auto address = view_redis::parse_redis_url(url);
  if (!address) {
    findings.bad("redis", address.error().message);
    return;
  }
  const auto report = view_redis::inspect(*address, prefix, kDueShown);
  if (!report) {
    findings.bad("redis", report.error().message);
    return;
  }
  tell_of_server(address->text(), *report, findings);
  if (report->views.empty()) {
    findings.note("view", fmt::format("no views with the prefix {} yet", prefix));
  }
  for (const ViewReport& view : report->views) {
    tell_of_view(view, findings);
  }
  tell_what_is_due(*report, now, findings);
}

}  // namespace escalon::cli
