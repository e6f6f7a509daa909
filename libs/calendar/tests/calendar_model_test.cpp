// Random calendars near changes of the clock, against a model that looks at every minute by itself.
#include <algorithm>
#include <array>
#include <random>

#include "calendar_builder.hpp"

namespace escalon::calendar {
namespace {

constexpr std::array<const char*, 14> kZones = {"UTC",
                                                "Europe/Berlin",
                                                "America/New_York",
                                                "America/Sao_Paulo",
                                                "Australia/Lord_Howe",
                                                "Asia/Kathmandu",
                                                "Pacific/Apia",
                                                "Africa/Casablanca",
                                                "Asia/Tehran",
                                                "Pacific/Chatham",
                                                "America/St_Johns",
                                                "Antarctica/Troll",
                                                "Europe/Dublin",
                                                "Europe/Moscow"};
constexpr int kWalksPerZone = 60;
constexpr int kSpanMinutes = 6 * 24 * 60;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int below(int bound) { return static_cast<int>(engine_() % static_cast<unsigned>(bound)); }
  bool once_in(int count) { return below(count) == 0; }

 private:
  std::mt19937 engine_;
};

// What the rules say of one minute, read from the spec itself.
class MinuteModel {
 public:
  MinuteModel(const CalendarSpec& spec, absl::Time start, std::vector<Period> pauses)
      : spec_(spec), pauses_(std::move(pauses)) {
    EXPECT_TRUE(absl::LoadTimeZone(spec.time_zone, &zone_));
    for (int i = 0; i < kSpanMinutes; ++i) {
      const absl::Time at = start + absl::Minutes(i);
      readings_.push_back(zone_.At(at).cs);
      open_.push_back(is_open(readings_.back()));
      counted_.push_back(open_.back() && !paused(at));
    }
  }

  bool open(int minute) const { return open_[static_cast<std::size_t>(minute)]; }

  int counted(int from, int to) const {
    return static_cast<int>(
        std::count(counted_.begin() + from, counted_.begin() + std::max(from, to), true));
  }

  // Minutes after the start at which `target` minutes have been counted; -1 where the span is too
  // short.
  int due(int from, int target) const {
    for (int minute = from; minute <= kSpanMinutes; ++minute) {
      if (target == 0) {
        return minute;
      }
      target -= minute < kSpanMinutes && counted_[static_cast<std::size_t>(minute)] ? 1 : 0;
    }
    return -1;
  }

  // The last minute from which `target` minutes are counted until `to`; -1 where the span is too
  // short.
  int before(int to, int target) const {
    int minute = to;
    while (target > 0 && minute > 0) {
      target -= counted_[static_cast<std::size_t>(--minute)] ? 1 : 0;
    }
    return target == 0 ? minute : -1;
  }

  // The first open minute from `from` on; -1 where the span is too short.
  int next_open(int from) const {
    const auto found = std::find(open_.begin() + from, open_.end(), true);
    return found == open_.end() ? -1 : static_cast<int>(found - open_.begin());
  }

  // `days` working days after the open minute `from` at the same reading, in minutes after the
  // start: found by looking at every minute again. -1 where the span is too short or has no such
  // reading.
  int same_reading(int from, int days) const {
    const absl::CivilSecond reading = readings_[static_cast<std::size_t>(from)];
    const absl::CivilDay owner = owns(absl::CivilDay(reading), reading)
                                     ? absl::CivilDay(reading)
                                     : absl::CivilDay(reading) - 1;
    absl::CivilDay day = owner;
    while (days > 0) {
      ++day;
      days -= is_working_day(day) ? 1 : 0;
    }
    const absl::CivilSecond wanted = reading + (day - owner) * 86400;
    const auto found = std::find(readings_.begin(), readings_.end(), wanted);
    return found == readings_.end() ? -1 : static_cast<int>(found - readings_.begin());
  }

 private:
  // Whether the date itself owns the reading as open.
  bool owns(absl::CivilDay owner, absl::CivilSecond reading) const {
    for (const absl::CivilDay broken : {owner - 1, owner, owner + 1}) {
      const auto pause = spec_.breaks.find(broken);
      if (pause != spec_.breaks.end() &&
          inside(pause->second, reading - absl::CivilSecond(broken))) {
        return false;
      }
    }
    const auto special = spec_.date_overrides.find(owner);
    const auto weekday = static_cast<std::size_t>(absl::GetWeekday(owner));
    return !holiday(owner) &&
           inside(special != spec_.date_overrides.end() ? special->second : spec_.weekly[weekday],
                  reading - absl::CivilSecond(owner));
  }

  bool is_working_day(absl::CivilDay owner) const {
    for (int minute = 0; minute < 2 * 24 * 60; ++minute) {
      if (owns(owner, absl::CivilSecond(owner) + minute * 60)) {
        return true;
      }
    }
    return false;
  }

  static bool inside(const std::vector<DayInterval>& intervals, std::int64_t reading_s) {
    return std::any_of(intervals.begin(), intervals.end(), [&](const DayInterval& interval) {
      const int close_s =
          interval.close_s > interval.open_s ? interval.close_s : interval.close_s + 86400;
      return interval.open_s <= reading_s && reading_s < close_s;
    });
  }

  bool holiday(absl::CivilDay day) const {
    return spec_.holidays.contains(day) || spec_.annual_holidays.contains({day.month(), day.day()});
  }

  bool is_open(absl::CivilSecond reading) const {
    const absl::CivilDay today(reading);
    bool open = false;
    for (const absl::CivilDay owner : {today - 1, today}) {
      const std::int64_t reading_s = reading - absl::CivilSecond(owner);
      if (const auto pause = spec_.breaks.find(owner);
          pause != spec_.breaks.end() && inside(pause->second, reading_s)) {
        return false;
      }
      if (holiday(owner)) {
        continue;
      }
      const auto special = spec_.date_overrides.find(owner);
      const auto weekday = static_cast<std::size_t>(absl::GetWeekday(owner));
      open = open ||
             inside(special != spec_.date_overrides.end() ? special->second : spec_.weekly[weekday],
                    reading_s);
    }
    return open;
  }

  bool paused(absl::Time at) const {
    return std::any_of(pauses_.begin(), pauses_.end(),
                       [&](const Period& pause) { return pause.from <= at && at < pause.to; });
  }

  const CalendarSpec& spec_;
  absl::TimeZone zone_;
  std::vector<Period> pauses_;
  std::vector<absl::CivilSecond> readings_;
  std::vector<bool> open_;
  std::vector<bool> counted_;
};

std::vector<DayInterval> random_hours(Random& random) {
  std::vector<DayInterval> intervals;
  for (int i = random.below(3); i > 0; --i) {
    const int open = random.below(24 * 12) * 300;
    intervals.push_back({open, random.once_in(8) ? open : random.below(24 * 12 + 1) * 300});
  }
  return intervals;
}

CalendarSpec random_spec(Random& random, const char* zone, absl::CivilDay around) {
  CalendarSpec spec;
  spec.time_zone = zone;
  for (auto& weekday : spec.weekly) {
    weekday = random_hours(random);
  }
  spec.weekly[0].push_back(hours("09:00", "17:00"));
  const auto some_day = [&] { return around + random.below(8) - 1; };
  for (int i = random.below(3); i > 0; --i) {
    spec.holidays[some_day()];
  }
  if (random.once_in(3)) {
    const absl::CivilDay day = some_day();
    spec.annual_holidays[{day.month(), day.day()}];
  }
  for (int i = random.below(3); i > 0; --i) {
    spec.date_overrides[some_day()] = random_hours(random);
  }
  for (int i = random.below(3); i > 0; --i) {
    spec.breaks[some_day()] = random_hours(random);
  }
  return spec;
}

// A whole minute shortly before a change of the zone's offset, where it has any after a random
// year.
absl::Time random_start(Random& random, const char* zone_name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(zone_name, &zone));
  absl::Time at =
      absl::FromCivil(absl::CivilDay(2008 + random.below(24), 1 + random.below(12), 1), zone);
  absl::TimeZone::CivilTransition change;
  if (zone.NextTransition(at, &change)) {
    at = absl::FromCivil(absl::CivilSecond(change.from), zone);
  }
  const absl::Time minute = absl::FromUnixSeconds(absl::ToUnixSeconds(at) / 60 * 60);
  return minute - absl::Minutes(random.below(3 * 24 * 60));
}

std::vector<Period> random_pauses(Random& random, absl::Time start) {
  std::vector<Period> pauses;
  for (int i = random.below(6); i > 0; --i) {
    const absl::Time from = start + absl::Minutes(random.below(kSpanMinutes));
    pauses.push_back({from, from + absl::Minutes(random.below(36 * 60))});
  }
  return pauses;
}

// A working-day target: the next opening, then the same reading some working days on.
void expect_same_workday(const Calendar& calendar, const MinuteModel& model, absl::Time start,
                         int from, int days) {
  const int opening = model.next_open(from);
  if (opening < 0) {
    return;
  }
  const absl::Time opens = start + absl::Minutes(opening);
  ASSERT_EQ(calendar.next_open(start + absl::Minutes(from)), opens);
  if (const int due = model.same_reading(opening, days); due >= opening) {
    ASSERT_EQ(calendar.due_workdays(start + absl::Minutes(from), days), start + absl::Minutes(due))
        << opens << " and " << days << " days";
  }
}

void expect_agreement(const Calendar& calendar, const MinuteModel& model, Random& random,
                      absl::Time start, const std::vector<Period>& pauses) {
  const auto instant = [&](int minute) { return start + absl::Minutes(minute); };
  for (int i = 0; i < 40; ++i) {
    const int from = random.below(kSpanMinutes);
    const int to = random.below(kSpanMinutes);
    ASSERT_EQ(calendar.is_open(instant(from)), model.open(from)) << instant(from);
    ASSERT_EQ(calendar.elapsed(instant(from), instant(to), pauses),
              absl::Minutes(model.counted(from, to)))
        << instant(from) << " " << instant(to);
    const int target = 1 + random.below(20 * 60);
    const int due = model.due(from, target);
    if (due >= 0) {
      ASSERT_EQ(calendar.due(instant(from), absl::Minutes(target), pauses), instant(due))
          << instant(from);
    }
    if (i % 8 == 0) {
      ASSERT_NO_FATAL_FAILURE(
          expect_same_workday(calendar, model, start, from, 1 + random.below(3)));
    }
    const int before = model.before(to, target);
    if (before >= 0) {
      ASSERT_EQ(calendar.before(instant(to), absl::Minutes(target), pauses), instant(before))
          << instant(to);
    }
  }
}

TEST(Calendar, AgreesWithALookAtEveryMinute) {
  unsigned seed = 0;
  for (const char* zone : kZones) {
    for (int walk = 0; walk < kWalksPerZone; ++walk) {
      Random random(++seed);
      const absl::Time start = random_start(random, zone);
      const CalendarSpec spec =
          random_spec(random, zone, absl::CivilDay(absl::ToCivilDay(start, absl::UTCTimeZone())));
      const auto pauses = random_pauses(random, start);
      const MinuteModel model(spec, start, pauses);
      SCOPED_TRACE(std::string(zone) + " walk " + std::to_string(walk));
      expect_agreement(compiled(spec), model, random, start, pauses);
      if (testing::Test::HasFatalFailure()) {
        return;
      }
    }
  }
}

TEST(Calendar, IsConsistentWithItselfOverLongSpans) {
  Random random(99);
  for (const char* zone : kZones) {
    const absl::Time start = random_start(random, zone);
    const auto calendar =
        compiled(random_spec(random, zone, absl::ToCivilDay(start, absl::UTCTimeZone())));
    for (int i = 0; i < 200; ++i) {
      const absl::Time from = start + absl::Seconds(random.below(400 * 86400));
      const absl::Duration target = absl::Milliseconds(1 + random.below(1'000'000'000));
      const absl::Time due = calendar.due(from, target);
      ASSERT_EQ(calendar.elapsed(from, due), target) << zone << " " << from;
      ASSERT_TRUE(calendar.is_open(due - absl::Milliseconds(1))) << zone << " " << due;
      const absl::Time back = calendar.before(due, target);
      ASSERT_GE(back, from) << zone;
      ASSERT_EQ(calendar.elapsed(back, due), target) << zone;
      ASSERT_TRUE(calendar.is_open(back)) << zone;
      ASSERT_TRUE(calendar.is_open(calendar.next_open(from))) << zone;
      ASSERT_EQ(calendar.elapsed(from, calendar.next_open(from)), absl::ZeroDuration()) << zone;
    }
  }
}

}  // namespace
}  // namespace escalon::calendar
