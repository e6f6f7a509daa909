#include "calendar_reader.hpp"
#include "case_kinds.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::conformance {
namespace {

using calendar::Calendar;
using calendar::Period;

constexpr absl::Duration kHorizon = absl::Hours(24 * 800);

Answer instants(absl::Time expected, absl::Time got) {
  return {format_instant(expected), format_instant(got)};
}

std::string text_of(const std::vector<Period>& periods) {
  std::string text;
  for (const Period& period : periods) {
    text += format_instant(period.from) + " to " + format_instant(period.to) + "; ";
  }
  return text;
}

Answer due(const Calendar& hours, const CaseValue& value) {
  const auto pauses = read_pauses(value["pauses"]);
  return instants(value["expect"]["due"].instant(),
                  hours.due(value["start"].instant(), value["duration_s"].seconds(), pauses));
}

Answer elapsed(const Calendar& hours, const CaseValue& value) {
  const auto pauses = read_pauses(value["pauses"]);
  const absl::Duration got =
      hours.elapsed(value["start"].instant(), value["end"].instant(), pauses);
  return {absl::FormatDuration(value["expect"]["elapsed_s"].seconds()), absl::FormatDuration(got)};
}

Answer open_periods(const Calendar& hours, const CaseValue& value) {
  const auto expected = read_pauses(value["expect"]["periods"]);
  const absl::Time start = value["start"].instant();
  return {text_of(expected), text_of(hours.open_periods(start, start + kHorizon, expected.size()))};
}

Answer due_workdays(const Calendar& hours, const CaseValue& value) {
  const auto pauses = read_pauses(value["pauses"]);
  const calendar::WorkdayOptions options{value["end_of_working_day"].truth(),
                                         value["extra_business_s"].seconds()};
  return instants(
      value["expect"]["due"].instant(),
      hours.due_workdays(value["start"].instant(), static_cast<int>(value["workdays"].number()),
                         options, pauses));
}

Answer next_open(const Calendar& hours, const CaseValue& value) {
  return instants(value["expect"]["at"].instant(), hours.next_open(value["start"].instant()));
}

Answer before(const Calendar& hours, const CaseValue& value) {
  return instants(value["expect"]["at"].instant(),
                  hours.before(value["start"].instant(), value["duration_s"].seconds()));
}

Answer is_open(const Calendar& hours, const CaseValue& value) {
  const auto word = [](bool open) { return open ? "open" : "closed"; };
  return {word(value["expect"]["open"].truth()), word(hours.is_open(value["at"].instant()))};
}

template <Answer (*answer)(const Calendar&, const CaseValue&)>
Result<Answer> with_calendar(const CaseValue& value) {
  const auto hours = read_calendar(value["calendar"]);
  if (!hours) {
    return hours.error();
  }
  return answer(*hours, value);
}

}  // namespace

std::map<std::string, Answerer> business_time_kinds() {
  return {{"due", with_calendar<due>},
          {"elapsed", with_calendar<elapsed>},
          {"open_periods", with_calendar<open_periods>},
          {"due_workdays", with_calendar<due_workdays>},
          {"next_open", with_calendar<next_open>},
          {"before", with_calendar<before>},
          {"is_open", with_calendar<is_open>}};
}

}  // namespace escalon::conformance
