#include <algorithm>
#include <map>

#include "absl/time/civil_time.h"
#include "case_kinds.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/calendar/calendar_spec.hpp"
#include "escalon/rota/handovers.hpp"
#include "escalon/rota/rota.hpp"

namespace escalon::conformance {
namespace {

constexpr int kDayS = 86'400;
constexpr int kWeekS = 7 * kDayS;

Result<rota::TurnLength> read_length(const CaseValue& rotation) {
  const CaseValue given = rotation["shift_length"];
  const int count = given.present() ? static_cast<int>(given.number()) : 1;
  const std::string& type = rotation["type"].text();
  if (type == "hourly") {
    return rota::hours(count);
  }
  if (type == "daily") {
    return rota::days(count);
  }
  if (type == "weekly") {
    return rota::weeks(count);
  }
  if (type == "monthly") {
    return rota::months(count);
  }
  return invalid("unknown type of rotation '" + type + "'");
}

Result<absl::CivilSecond> read_reading(const CaseValue& value) {
  absl::CivilSecond reading;
  if (!absl::ParseLenientCivilTime(value.text(), &reading)) {
    return invalid("'" + value.text() + "' is no local time");
  }
  return reading;
}

Result<rota::Handovers> read_handovers(const CaseValue& rotation) {
  if (auto known = only({"time_zone", "type", "shift_length", "start_local"}, rotation); !known) {
    return known.error();
  }
  const auto length = read_length(rotation);
  if (!length) {
    return length.error();
  }
  const auto start = read_reading(rotation["start_local"]);
  if (!start) {
    return start.error();
  }
  return rota::Handovers::compile(rotation["time_zone"].text(), *start, *length);
}

// The begin of the shift under way at `from`, and every hand-over to the end of the one at `to`.
Result<Answer> handoff_sequence(const CaseValue& value) {
  const auto handovers = read_handovers(value["rotation"]);
  if (!handovers) {
    return handovers.error();
  }
  Answer answer;
  for (const CaseValue& handoff : value["expect"]["handoffs"].elements()) {
    answer.expected += format_instant(handoff.instant()) + " ";
  }
  const absl::Time to = value["to"].instant();
  rota::Turn turn = handovers->turn_at(value["from"].instant());
  answer.got = format_instant(turn.from) + " ";
  for (; turn.from <= to; turn = handovers->turn_at(turn.to)) {
    answer.got += format_instant(turn.to) + " ";
  }
  return answer;
}

Result<Answer> shift_end(const CaseValue& value) {
  const auto handovers = read_handovers(value["rotation"]);
  if (!handovers) {
    return handovers.error();
  }
  const rota::Turn turn = handovers->turn_at(value["at"].instant());
  const CaseValue expect = value["expect"];
  if (auto known = only({"shift_end", "shift_seconds"}, expect); !known) {
    return known.error();
  }
  Answer answer{format_instant(expect["shift_end"].instant()), format_instant(turn.to)};
  if (expect["shift_seconds"].present()) {
    answer.expected += " " + absl::FormatDuration(expect["shift_seconds"].seconds());
    answer.got += " " + absl::FormatDuration(turn.to - turn.from);
  }
  return answer;
}

Status add_spans(const CaseValue& pair, int day, std::vector<rota::WeekSpan>& out) {
  const auto hours = calendar::parse_interval(pair[0].text(), pair[1].text());
  if (!hours) {
    return hours.error();
  }
  const int from_s = day * kDayS + hours->open_s;
  const int to_s = day * kDayS + hours->close_s + (hours->close_s > hours->open_s ? 0 : kDayS);
  out.push_back({from_s, to_s > kWeekS ? to_s - kWeekS : to_s});
  return {};
}

// `daily` on all days, or on those of `days`.
Status read_hours(const CaseValue& rule, std::vector<rota::WeekSpan>& out) {
  if (!rule["daily"].present()) {
    return {};
  }
  std::vector<int> days = {0, 1, 2, 3, 4, 5, 6};
  if (rule["days"].present()) {
    days.clear();
    for (const CaseValue& name : rule["days"].elements()) {
      const auto day = calendar::parse_weekday(name.text());
      if (!day) {
        return day.error();
      }
      days.push_back(*day);
    }
  }
  for (const int day : days) {
    if (auto added = add_spans(rule["daily"], day, out); !added) {
      return added;
    }
  }
  return {};
}

// A rule is a person, or people who take turns, at some hours.
Status read_rule(const CaseValue& rule, rota::RotationSpec& out) {
  if (auto known = only({"user", "users", "daily", "days", "rotation"}, rule); !known) {
    return known;
  }
  out.length = rota::days(1);
  out.start = absl::CivilSecond(1970, 1, 1);
  if (rule["user"].present()) {
    out.turns.push_back({rule["user"].text()});
  }
  for (const CaseValue& user : rule["users"].elements()) {
    out.turns.push_back({user.text()});
  }
  if (rule["rotation"].present()) {
    const auto length = read_length(rule["rotation"]);
    const auto start = read_reading(rule["rotation"]["start_local"]);
    if (!length || !start) {
      return length ? start.error() : length.error();
    }
    out.length = *length;
    out.start = *start;
  }
  return read_hours(rule, out.only);
}

Status read_overrides(const CaseValue& value, rota::RotaSpec& spec) {
  for (const CaseValue& each : value.elements()) {
    if (auto known = only({"add", "remove", "window"}, each); !known) {
      return known;
    }
    spec.overrides.push_back({.from = each["window"][0].instant(),
                              .until = each["window"][1].instant(),
                              .person = each["add"].text(),
                              .instead_of = each["remove"].text()});
  }
  return {};
}

Status read_temporary(const CaseValue& value, rota::RotaSpec& spec) {
  for (const CaseValue& each : value.elements()) {
    if (auto known = only({"window", "shifts"}, each); !known) {
      return known;
    }
    rota::TemporarySpec schedule{.name = std::to_string(spec.temporary.size()),
                                 .from = each["window"][0].instant(),
                                 .until = each["window"][1].instant()};
    for (const CaseValue& shift : each["shifts"].elements()) {
      schedule.shifts.push_back({shift[0].text(), shift[1].instant(), shift[2].instant()});
    }
    spec.temporary.push_back(std::move(schedule));
  }
  return {};
}

Result<rota::Rota> read_rota(const CaseValue& value) {
  rota::RotaSpec spec;
  spec.name = "case";
  spec.time_zone = value["time_zone"].present() ? value["time_zone"].text() : "UTC";
  spec.layers.push_back({.name = "rules"});
  for (const CaseValue& rule : value["rules"].elements()) {
    auto& rotations = spec.layers[0].rotations;
    rotations.push_back({.name = std::to_string(rotations.size())});
    if (auto read = read_rule(rule, rotations.back()); !read) {
      return read.error();
    }
  }
  for (const Status& read :
       {read_overrides(value["overrides"], spec), read_temporary(value["temporary"], spec)}) {
    if (!read) {
      return read.error();
    }
  }
  return rota::Rota::compile(spec);
}

using Stays = std::map<std::string, std::vector<rota::Period>>;

// Cases name people, not reasons: what touches is one stay. Stays must come by their begins.
void add_stay(Stays& stays, const std::string& person, const rota::Period& period) {
  auto& own = stays[person];
  if (!own.empty() && period.from <= own.back().to) {
    own.back().to = std::max(own.back().to, period.to);
  } else {
    own.push_back(period);
  }
}

std::string text_of(const Stays& stays) {
  std::string text;
  for (const auto& [person, periods] : stays) {
    for (const rota::Period& period : periods) {
      text +=
          person + " " + format_instant(period.from) + " to " + format_instant(period.to) + "; ";
    }
  }
  return text;
}

Result<Answer> oncall_shifts(const CaseValue& value) {
  if (auto known =
          only_beside_words({"time_zone", "window", "rules", "overrides", "temporary"}, value);
      !known) {
    return known.error();
  }
  const auto rota = read_rota(value);
  if (!rota) {
    return rota.error();
  }
  Stays expected;
  for (const CaseValue& stay : value["expect"].elements()) {
    expected[stay[0].text()].push_back({stay[1].instant(), stay[2].instant()});
  }
  for (auto& [person, periods] : expected) {
    std::ranges::sort(periods, {}, &rota::Period::from);
  }
  Stays got;
  for (const rota::Shift& shift :
       rota->shifts(value["window"][0].instant(), value["window"][1].instant())) {
    add_stay(got, shift.person, shift.period);
  }
  return Answer{text_of(expected), text_of(got)};
}

}  // namespace

std::map<std::string, Answerer> rota_kinds() {
  return {{"handoff_sequence", handoff_sequence},
          {"shift_end", shift_end},
          {"oncall_shifts", oncall_shifts}};
}

}  // namespace escalon::conformance
