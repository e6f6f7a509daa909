#include "timer_plan.hpp"

#include <cstdio>
#include <cstdlib>

#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::bench {
namespace {

constexpr std::size_t kOverdue = 1'000;
constexpr std::size_t kBurst = 100'000;
constexpr std::int64_t kStartMs = 1'700'000'000'000;
constexpr absl::Duration kDay = absl::Hours(24);
constexpr std::size_t kNumberDigits = 12;

TimerGroup after(const TimerGroup& before, std::size_t count, std::int64_t per_second) {
  return {before.first + before.count, count, before.due + absl::Hours(1), per_second};
}

std::size_t count_of(std::int64_t per_second, absl::Duration steady) {
  return static_cast<std::size_t>(per_second * absl::ToInt64Seconds(steady));
}

}  // namespace

absl::Time TimerPlan::start() {
  return from_ms(kStartMs);
}

TimerPlan::TimerPlan(std::size_t timers, absl::Duration steady)
    : timers_(timers),
      overdue_{0, kOverdue, start() + absl::Hours(1), 0},
      thousand_(after(overdue_, count_of(1'000, steady), 1'000)),
      ten_thousand_(after(thousand_, count_of(10'000, steady), 10'000)),
      burst_(after(ten_thousand_, kBurst, 0)) {
  ESCALON_ASSERT(burst_.first + burst_.count < timers_);
}

absl::Time TimerPlan::due(std::size_t number) const {
  for (const TimerGroup* group : {&overdue_, &thousand_, &ten_thousand_, &burst_}) {
    if (group->has(number)) {
      const auto place = static_cast<std::int64_t>(number - group->first);
      const std::int64_t ms = group->per_second == 0 ? 0 : place * 1'000 / group->per_second;
      return group->due + absl::Milliseconds(ms);
    }
  }
  const std::size_t first = burst_.first + burst_.count;
  const double part = static_cast<double>(number - first) / static_cast<double>(timers_ - first);
  return from_ms(to_ms(burst_.due + absl::Hours(1) + kDay * part));
}

Key TimerPlan::key(std::size_t number) {
  char name[40];
  std::snprintf(name, sizeof name, "%08zx-0000-4000-8000-%012zx",
                number * 2'654'435'761U % 0x1'0000'0000U, number);
  return make_key("default", name);
}

std::size_t TimerPlan::number_of(const std::string& key) {
  ESCALON_ASSERT(key.size() > kNumberDigits);
  return std::strtoull(key.c_str() + (key.size() - kNumberDigits), nullptr, 16);
}

}  // namespace escalon::bench
