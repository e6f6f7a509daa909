// Rota: ns for each question who is on call, near the start and far from it, and for 90 days of
// shifts and gaps.
#include <benchmark/benchmark.h>

#include "escalon/rota/rota.hpp"

namespace {

using escalon::rota::Rota;
using escalon::rota::RotaSpec;
using escalon::rota::RotationSpec;

constexpr int kDayS = 86'400;
constexpr int kOverrides = 300;

RotationSpec rotation(const char* name, escalon::rota::TurnLength length) {
  RotationSpec spec;
  spec.name = name;
  spec.turns = {{"ana"}, {"ben"}, {"chen"}, {"dora"}, {"emil"}};
  spec.length = std::move(length);
  spec.start = absl::CivilSecond(2026, 1, 5, 9, 0, 0);
  return spec;
}

// A weekly rotation round the clock, office hours of another above it, and a year of swaps.
RotaSpec two_layers() {
  RotaSpec spec;
  spec.name = "billing";
  spec.time_zone = "Europe/Berlin";
  RotationSpec office = rotation("office", escalon::rota::hours(4));
  for (int day = 0; day < 5; ++day) {
    office.only.push_back({day * kDayS + 9 * 3600, day * kDayS + 17 * 3600});
  }
  spec.layers = {{.name = "base", .rotations = {rotation("weekly", escalon::rota::weeks(1))}},
                 {.name = "office", .rotations = {office}}};
  for (int i = 0; i < kOverrides; ++i) {
    const absl::CivilSecond from = absl::CivilSecond(2026, 1, 5, 12, 0, 0) + i * kDayS;
    spec.overrides.push_back(
        {.from = from, .until = from + kDayS, .person = "fatima", .instead_of = "ana"});
  }
  return spec;
}

const Rota& rota() {
  static const Rota compiled = *Rota::compile(two_layers());
  return compiled;
}

absl::Time first_week() {
  return absl::FromUnixSeconds(1'767'787'200);  // 2026-01-07T12:00:00Z
}

void BM_Compile(benchmark::State& state) {
  const RotaSpec spec = two_layers();
  for (auto _ : state) {
    benchmark::DoNotOptimize(Rota::compile(spec));
  }
}

// The argument is the years from the start of the rotation.
void BM_OnCall(benchmark::State& state) {
  absl::Time at = first_week() + absl::Hours(24 * 365) * state.range(0);
  for (auto _ : state) {
    benchmark::DoNotOptimize(rota().on_call(at));
    at += absl::Minutes(7);
  }
}

void BM_ShiftsOf90Days(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        rota().shifts(first_week(), first_week() + escalon::rota::kGapHorizon));
  }
}

void BM_GapsOf90Days(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(rota().gaps(first_week(), first_week() + escalon::rota::kGapHorizon));
  }
}

BENCHMARK(BM_Compile)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_OnCall)->Arg(0)->Arg(30);
BENCHMARK(BM_ShiftsOf90Days)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_GapsOf90Days)->Unit(benchmark::kMicrosecond);

}  // namespace
