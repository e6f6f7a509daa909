// A calendar and questions to it, made of bytes: what is counted forward must be counted back, and
// every sum must agree with its parts.
#include <cstdint>
#include <span>
#include <vector>

#include "escalon/base/assert.hpp"
#include "escalon/calendar/calendar.hpp"

namespace {

using namespace escalon::calendar;

constexpr const char* kZones[] = {
    "UTC",          "Europe/Berlin",  "America/New_York", "Australia/Lord_Howe",
    "Pacific/Apia", "Asia/Kathmandu", "Africa/Casablanca"};

/// Numbers out of the input; zeros when it is used up.
class Bytes {
 public:
  explicit Bytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  int below(int bound) {
    unsigned value = 0;
    for (int i = 0; i < 4 && !bytes_.empty(); ++i) {
      value = value * 256 + bytes_.front();
      bytes_ = bytes_.subspan(1);
    }
    return static_cast<int>(value % static_cast<unsigned>(bound));
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

std::vector<DayInterval> intervals(Bytes& bytes) {
  std::vector<DayInterval> list;
  for (int i = bytes.below(4); i > 0; --i) {
    list.push_back({bytes.below(86'400), bytes.below(86'401)});
  }
  return list;
}

CalendarSpec spec_of(Bytes& bytes) {
  CalendarSpec spec;
  spec.time_zone = kZones[bytes.below(std::size(kZones))];
  for (auto& weekday : spec.weekly) {
    weekday = intervals(bytes);
  }
  const auto date = [&] { return absl::CivilDay(2010, 1, 1) + bytes.below(2000); };
  for (int i = bytes.below(4); i > 0; --i) {
    spec.holidays[date()];
  }
  for (int i = bytes.below(3); i > 0; --i) {
    spec.date_overrides[date()] = intervals(bytes);
  }
  for (int i = bytes.below(3); i > 0; --i) {
    spec.breaks[date()] = intervals(bytes);
  }
  return spec;
}

void check_sum(const Explanation& sum) {
  absl::Duration total;
  for (const auto& period : sum.periods) {
    ESCALON_ASSERT(period.open.from < period.open.to);
    ESCALON_ASSERT(period.counted <= period.open.to - period.open.from);
    total += period.counted;
  }
  ESCALON_ASSERT(total == sum.counted);
}

void ask(const Calendar& calendar, Bytes& bytes) {
  const absl::Time start = absl::FromUnixSeconds(1'262'304'000 + bytes.below(170'000'000));
  std::vector<Period> pauses;
  for (int i = bytes.below(4); i > 0; --i) {
    const absl::Time from = start + absl::Seconds(bytes.below(1'000'000) - 200'000);
    pauses.push_back({from, from + absl::Milliseconds(bytes.below(400'000'000))});
  }
  const absl::Duration target = absl::Milliseconds(1 + bytes.below(1'000'000'000));
  const absl::Time due = calendar.due(start, target, pauses);
  ESCALON_ASSERT(calendar.elapsed(start, due, pauses) == target);
  const absl::Time back = calendar.before(due, target, pauses);
  ESCALON_ASSERT(back >= start && calendar.is_open(back));
  ESCALON_ASSERT(calendar.elapsed(back, due, pauses) == target);
  const absl::Time opening = calendar.next_open(start);
  ESCALON_ASSERT(calendar.is_open(opening));
  ESCALON_ASSERT(calendar.elapsed(start, opening) == absl::ZeroDuration());
  check_sum(calendar.explain_due(start, target, pauses));
  const int days = bytes.below(60);
  ESCALON_ASSERT(calendar.explain_due_workdays(start, days).dates.size() ==
                 static_cast<std::size_t>(days));
  ESCALON_ASSERT(calendar.due_workdays(start, days, {.pull_back_to_close = true}) <=
                 calendar.due_workdays(start, days));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(std::span<const std::uint8_t>(data, size));
  const auto calendar = Calendar::compile(spec_of(bytes));
  if (!calendar) {
    ESCALON_ASSERT(!calendar.error().message.empty());
    return 0;
  }
  for (int i = 0; i < 8; ++i) {
    ask(*calendar, bytes);
  }
  return 0;
}
