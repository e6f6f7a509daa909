// Random rotas near changes of the clock, against a model that looks at every minute by itself.
#include <algorithm>
#include <array>
#include <random>
#include <tuple>

#include "minute_model.hpp"
#include "rota_builder.hpp"

namespace escalon::rota {
namespace {

constexpr std::array<const char*, 10> kZones = {
    "Europe/Berlin",    "America/New_York",  "America/Sao_Paulo", "Australia/Lord_Howe",
    "Asia/Kathmandu",   "Africa/Casablanca", "Pacific/Chatham",   "Antarctica/Troll",
    "America/St_Johns", "Asia/Tehran"};
constexpr std::array<const char*, 6> kPeople = {"ana", "ben", "chen", "dora", "emil", "fatima"};
constexpr int kWalksPerZone = 3;
constexpr int kSpanMinutes = 8 * 24 * 60;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int below(int bound) { return static_cast<int>(engine_() % static_cast<unsigned>(bound)); }
  bool once_in(int count) { return below(count) == 0; }
  std::string person() { return kPeople[static_cast<std::size_t>(below(kPeople.size()))]; }

 private:
  std::mt19937 engine_;
};

// Makes rotas round one span of time.
class RotaMaker {
 public:
  RotaMaker(Random& random, const absl::TimeZone& zone, absl::Time begin)
      : random_(random), zone_(zone), begin_(begin) {}

  RotaSpec rota(std::string_view zone_name) {
    RotaSpec spec;
    spec.name = "random";
    spec.time_zone = std::string(zone_name);
    for (int i = 0; i <= random_.below(3); ++i) {
      spec.layers.push_back(layer(std::to_string(i)));
    }
    const std::string scheduled = spec.layers[0].rotations[0].turns[0][0];
    for (int i = random_.below(6); i > 0; --i) {
      spec.overrides.push_back(change(scheduled));
    }
    if (random_.once_in(3)) {
      spec.temporary.push_back(temporary());
    }
    return spec;
  }

 private:
  absl::Time instant() { return begin_ + absl::Minutes(60 + random_.below(kSpanMinutes - 120)); }

  // Readings near the change of the clock are the interesting ones.
  absl::CivilSecond reading() {
    const absl::Time middle = begin_ + absl::Minutes(kSpanMinutes / 2);
    return random_.once_in(2) ? zone_.At(instant()).cs
                              : zone_.At(middle).cs + 60 * (random_.below(480) - 240);
  }

  // Begin and end: instants, or readings, which may be those of the change itself.
  std::pair<Moment, Moment> moments() {
    if (random_.once_in(2)) {
      const auto [from, until] = std::minmax({instant(), instant()});
      return {from, until};
    }
    const auto [from, until] = std::minmax({reading(), reading()});
    return {from, until};
  }

  std::vector<WeekSpan> spans(int count) {
    std::vector<WeekSpan> spans;
    for (int i = random_.below(count); i > 0; --i) {
      const absl::CivilSecond near = reading();
      const absl::CivilDay monday =
          absl::NextWeekday(absl::CivilDay(near) - 7, absl::Weekday::monday);
      const auto begin = static_cast<int>((near - absl::CivilSecond(monday)) % week_s(7, 0));
      spans.push_back({begin, (begin + 60 * random_.below(4 * 24 * 60)) % week_s(7, 0)});
    }
    return spans;
  }

  TurnLength length() {
    switch (random_.below(5)) {
      case 0:
        return hours(1 + random_.below(36));
      case 1:
        return days(1 + random_.below(3));
      case 2:
        return weeks(1);
      case 3:
        return months(1);
      default:
        return custom(
            {absl::Minutes(10 + random_.below(90)), absl::Minutes(1 + random_.below(3000))});
    }
  }

  RotationSpec rotation(std::string name) {
    RotationSpec spec;
    spec.name = std::move(name);
    spec.length = length();
    spec.start = random_.once_in(4) ? reading() : reading() - 86'400 * random_.below(40);
    for (int i = 0; i <= random_.below(4); ++i) {
      spec.turns.push_back({random_.person()});
      if (random_.once_in(5)) {
        spec.turns.back().push_back(random_.person());
      }
    }
    if (random_.once_in(4)) {
      spec.until = std::max(reading(), spec.start + 3600);
    }
    spec.only = spans(4);
    return spec;
  }

  LayerSpec layer(std::string name) {
    LayerSpec spec;
    spec.name = std::move(name);
    spec.only = spans(2);
    for (int i = 0; i <= random_.below(2); ++i) {
      spec.rotations.push_back(rotation(std::to_string(i)));
    }
    return spec;
  }

  OverrideSpec change(const std::string& scheduled) {
    OverrideSpec spec;
    std::tie(spec.from, spec.until) = moments();
    spec.person = random_.once_in(4) ? "" : random_.person();
    spec.instead_of = random_.once_in(2) ? scheduled : "";
    spec.instead_of_everyone = random_.once_in(6);
    return spec;
  }

  TemporarySpec temporary() {
    TemporarySpec spec{.name = "t", .from = begin_, .until = instant()};
    for (int i = random_.below(3); i > 0; --i) {
      const auto [from, until] = std::minmax({instant(), std::get<absl::Time>(spec.until)});
      spec.shifts.push_back({random_.person(), from, until});
    }
    return spec;
  }

  Random& random_;
  const absl::TimeZone& zone_;
  absl::Time begin_;
};

// Eight days with a change of the clock in their middle, where the zone has one.
absl::Time span_begin(Random& random, const absl::TimeZone& zone) {
  const absl::Time some =
      absl::FromCivil(absl::CivilDay(2006 + random.below(28), 1 + random.below(12), 1), zone);
  absl::TimeZone::CivilTransition change;
  const bool changes = zone.NextTransition(some, &change);
  const absl::Time middle =
      changes ? absl::FromCivil(std::max(change.from, change.to), zone) : some;
  return middle - absl::Minutes(kSpanMinutes / 2);
}

Said said_by(const std::vector<OnCall>& people) {
  Said said;
  for (const OnCall& held : people) {
    said.emplace_back(held.person, held.reason.text());
  }
  return said;
}

// Shifts and gaps, laid out over the minutes again.
std::vector<Said> laid_out(const Rota& rota, const MinuteModel& model) {
  std::vector<Said> minutes(static_cast<std::size_t>(model.minutes()));
  const absl::Time begin = model.instant(0);
  const auto lay = [&](const Period& period, const std::string& who, const std::string& why) {
    for (absl::Time at = period.from; at < period.to; at += absl::Minutes(1)) {
      minutes[static_cast<std::size_t>(absl::ToInt64Minutes(at - begin))].emplace_back(who, why);
    }
  };
  for (const Shift& shift : rota.shifts(begin, model.instant(model.minutes()))) {
    lay(shift.period, shift.person, shift.reason.text());
  }
  for (const Period& gap : rota.gaps(begin, model.instant(model.minutes()))) {
    lay(gap, "nobody", "");
  }
  return minutes;
}

void expect_equal(const Rota& rota, const MinuteModel& model, unsigned seed) {
  const std::vector<Said> laid = laid_out(rota, model);
  for (int minute = 0; minute < model.minutes(); ++minute) {
    Said expected = model.at(minute);
    ASSERT_EQ(said_by(rota.on_call(model.instant(minute))), expected)
        << rota.time_zone() << ", seed " << seed << ", " << format_instant(model.instant(minute));
    if (expected.empty()) {
      expected = {{"nobody", ""}};
    }
    Said shifts = laid[static_cast<std::size_t>(minute)];
    std::ranges::sort(shifts);
    std::ranges::sort(expected);
    ASSERT_EQ(shifts, expected) << rota.time_zone() << ", seed " << seed << ", "
                                << format_instant(model.instant(minute));
  }
}

class RotaModel : public testing::TestWithParam<const char*> {};

TEST_P(RotaModel, AgreesWithEveryMinute) {
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone(GetParam(), &zone));
  int walked = 0;
  for (unsigned seed = 1; walked < kWalksPerZone; ++seed) {
    ASSERT_LT(seed, 1000U) << "hardly any random rota compiles";
    Random random(seed);
    const absl::Time begin = span_begin(random, zone);
    const RotaSpec spec = RotaMaker(random, zone, begin).rota(GetParam());
    const auto rota = Rota::compile(spec);
    if (rota.ok()) {
      ++walked;
      expect_equal(*rota, MinuteModel(spec, begin, kSpanMinutes), seed);
    }
    if (HasFatalFailure()) {
      return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Zones, RotaModel, testing::ValuesIn(kZones));

}  // namespace
}  // namespace escalon::rota
