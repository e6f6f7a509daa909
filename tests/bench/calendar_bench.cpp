// Calendar: ns for each call of due, elapsed and their kin, on a week with holidays in a zone with
// daylight saving.
#include <benchmark/benchmark.h>

#include "escalon/base/instant.hpp"
#include "escalon/calendar/calendar.hpp"

namespace {

using escalon::calendar::Calendar;
using escalon::calendar::CalendarSpec;

CalendarSpec office() {
  CalendarSpec spec;
  spec.name = "office";
  spec.time_zone = "Europe/Berlin";
  for (std::size_t weekday = 0; weekday < 5; ++weekday) {
    spec.weekly[weekday] = {{8 * 3600, 12 * 3600}, {13 * 3600, 17 * 3600}};
  }
  spec.annual_holidays = {
      {{1, 1}, ""}, {{5, 1}, ""}, {{12, 24}, ""}, {{12, 25}, ""}, {{12, 26}, ""}};
  for (int day = 1; day <= 28; day += 3) {
    spec.holidays[absl::CivilDay(2024, 1 + day % 12, day)];
  }
  return spec;
}

const Calendar& hours() {
  static const Calendar calendar = *Calendar::compile(office());
  return calendar;
}

absl::Time monday() {
  return escalon::from_ms(1'705'309'200'000);
}  // 2024-01-15T09:00:00Z

void BM_Compile(benchmark::State& state) {
  const CalendarSpec spec = office();
  for (auto _ : state) {
    benchmark::DoNotOptimize(Calendar::compile(spec));
  }
}

// The argument is the target in hours of open time: 4 h, a week (40 h), a year (2,000 h).
void BM_Due(benchmark::State& state) {
  const Calendar& calendar = hours();
  const absl::Duration target = absl::Hours(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(calendar.due(monday(), target));
  }
}

void BM_DueWithPauses(benchmark::State& state) {
  const Calendar& calendar = hours();
  const std::vector<escalon::calendar::Period> pauses = {
      {monday() + absl::Hours(1), monday() + absl::Hours(2)},
      {monday() + absl::Hours(24), monday() + absl::Hours(30)}};
  for (auto _ : state) {
    benchmark::DoNotOptimize(calendar.due(monday(), absl::Hours(40), pauses));
  }
}

void BM_ElapsedOfAWeek(benchmark::State& state) {
  const Calendar& calendar = hours();
  for (auto _ : state) {
    benchmark::DoNotOptimize(calendar.elapsed(monday(), monday() + absl::Hours(24 * 7)));
  }
}

void BM_DueInThreeWorkdays(benchmark::State& state) {
  const Calendar& calendar = hours();
  for (auto _ : state) {
    benchmark::DoNotOptimize(calendar.due_workdays(monday(), 3));
  }
}

void BM_IsOpen(benchmark::State& state) {
  const Calendar& calendar = hours();
  for (auto _ : state) {
    benchmark::DoNotOptimize(calendar.is_open(monday()));
  }
}

BENCHMARK(BM_Due)->Arg(4)->Arg(40)->Arg(2000);
BENCHMARK(BM_DueWithPauses);
BENCHMARK(BM_ElapsedOfAWeek);
BENCHMARK(BM_DueInThreeWorkdays);
BENCHMARK(BM_IsOpen);
BENCHMARK(BM_Compile);

}  // namespace
