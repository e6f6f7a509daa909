#include "judge.hpp"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "escalon/base/instant.hpp"
#include "escalon/sla/report.hpp"

namespace escalon::policy_test {
namespace {

using policy::Expected;
using Kind = Happened::Kind;

std::string differs(const std::string& expected, const std::string& got) {
  return absl::StrCat("expected ", expected, "\n  got ", got);
}

std::string said(const std::map<std::string, std::string>& says) {
  return absl::StrJoin(says, ", ", [](std::string* out, const auto& pair) {
    absl::StrAppend(out, pair.first, " ", pair.second);
  });
}

std::string at_text(const std::optional<absl::Time>& at) {
  return at ? absl::StrCat(" at ", format_instant(*at)) : "";
}

// What happened of that kind and name, for people who wonder; of the kind where the name is empty.
std::string all_of(const std::vector<Happened>& happened, Kind kind, const std::string& name = "") {
  std::string text;
  for (const Happened& event : happened) {
    if (event.kind == kind && (name.empty() || event.name == name)) {
      absl::StrAppend(&text, text.empty() ? "" : "\n      ", event.text());
    }
  }
  if (text.empty() && !name.empty()) {
    return absl::StrCat("none; ", all_of(happened, kind));
  }
  return text.empty() ? "none" : text;
}

bool fits(const std::map<std::string, std::string>& wanted,
          const std::map<std::string, std::string>& has) {
  return std::ranges::all_of(wanted, [&](const auto& pair) {
    const auto found = has.find(pair.first);
    return found != has.end() && found->second == pair.second;
  });
}

std::string judge_clock(const Expected& expected, const Story& story) {
  auto wanted = expected.says;
  if (expected.due) {
    wanted.emplace("due", format_instant(*expected.due));
  }
  const std::string words =
      absl::StrCat("clock ", expected.name, " ", said(wanted), at_text(expected.at));
  const auto* clocks = story.clocks(expected.case_id);
  if (clocks == nullptr) {
    return differs(words, "no clock on the case");
  }
  const auto runs = sla::reported_runs(*clocks);
  const auto found = std::ranges::find_if(
      runs, [&](const sla::v1::ClockRun* run) { return run->clock() == expected.name; });
  if (found == runs.end()) {
    return differs(words, absl::StrCat("no clock of that name; the case has: ",
                                       absl::StrJoin(runs, ", ", [](auto* out, const auto* run) {
                                         absl::StrAppend(out, run->clock());
                                       })));
  }
  const sla::v1::ClockRun& run = **found;
  const std::map<std::string, std::string> has{
      {"verdict", std::string(sla::verdict_text(sla::verdict(run)))},
      {"target", run.target()},
      {"due", run.due_at_ms() == 0 ? "none" : format_instant(from_ms(run.due_at_ms()))}};
  return fits(wanted, has) ? ""
                           : differs(words, absl::StrCat("clock ", expected.name, " ", said(has)));
}

bool is_at(const Happened& event, const std::optional<absl::Time>& at) {
  return !at || event.at == *at;
}

std::string judge_escalation(const Expected& expected, const Story& story) {
  const auto& happened = story.happened(expected.case_id);
  const bool met = std::ranges::any_of(happened, [&](const Happened& event) {
    return event.kind == Kind::kEscalation && event.name == expected.name &&
           is_at(event, expected.at) && fits(expected.says, event.says);
  });
  return met ? ""
             : differs(absl::StrCat("escalation ", expected.name, at_text(expected.at),
                                    expected.says.empty() ? "" : " with ", said(expected.says)),
                       all_of(happened, Kind::kEscalation, expected.name));
}

std::string judge_pages(const Expected& expected, const Story& story) {
  const auto& happened = story.happened(expected.case_id);
  const bool met = std::ranges::all_of(expected.people, [&](const std::string& person) {
    return std::ranges::any_of(happened, [&](const Happened& event) {
      return event.kind == Kind::kPage && event.name == person && is_at(event, expected.at);
    });
  });
  return met ? ""
             : differs(absl::StrCat("a page to ", absl::StrJoin(expected.people, ", "),
                                    at_text(expected.at)),
                       all_of(happened, Kind::kPage));
}

bool counts(const Happened& event, const std::string& name) {
  switch (event.kind) {
    case Kind::kPage:
      return name == "page" || name == "anything";
    case Kind::kBreach:
      return name == "breach" || name == "anything";
    default:
      return event.name == "opened" && (name == "escalation" || name == "anything");
  }
}

std::string judge_nothing(const Expected& expected, const Story& story) {
  const auto& happened = story.happened(expected.case_id);
  const auto found = std::ranges::find_if(happened, [&](const Happened& event) {
    return counts(event, expected.name) && (!expected.from || event.at >= *expected.from) &&
           (!expected.until || event.at <= *expected.until);
  });
  return found == happened.end() ? ""
                                 : differs(absl::StrCat("no ", expected.name == "anything"
                                                                   ? "escalation, page or breach"
                                                                   : expected.name),
                                           found->text());
}

}  // namespace

std::string judge(const Expected& expected, const Story& story) {
  switch (expected.kind) {
    case Expected::Kind::kClock:
      return judge_clock(expected, story);
    case Expected::Kind::kEscalation:
      return judge_escalation(expected, story);
    case Expected::Kind::kPage:
      return judge_pages(expected, story);
    default:
      return judge_nothing(expected, story);
  }
}

}  // namespace escalon::policy_test
