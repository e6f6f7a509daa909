#include "surge.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace escalon::queue {
namespace {

using escalation::v1::EscalationEvent;
using team::v1::CaseEscalation;
using team::v1::Surge;
using team::v1::SurgeWatch;

CaseEscalation opened_of(std::string_view case_id, const EscalationEvent& event) {
  CaseEscalation opened;
  opened.set_case_id(std::string(case_id));
  opened.set_escalation_id(event.escalation_id());
  opened.set_opened_at_ms(event.effective_at_ms());
  return opened;
}

Event about(const CaseEscalation& opened, std::int64_t at_ms) {
  Event event;
  event.set_case_id(opened.case_id());
  event.set_escalation_id(opened.escalation_id());
  event.set_effective_at_ms(at_ms);
  return event;
}

/// The surge that an escalation of that intent belongs to; null where there is none that lasts, or
/// none that has room.
const Surge* lasting(const TeamState& state, const std::string& intent, std::int64_t since_ms) {
  const auto& surges = state.surges();
  const auto found = std::find_if(surges.rbegin(), surges.rend(),
                                  [&](const Surge& surge) { return surge.intent() == intent; });
  const bool lasts = found != surges.rend() && found->newest_at_ms() >= since_ms &&
                     found->members_size() < kSurgeMembersMax;
  return lasts ? &*found : nullptr;
}

/// Escalations of other cases that make a surge together with one that is opened now.
std::vector<CaseEscalation> company(const TeamState& state, const std::string& intent,
                                    const CaseEscalation& opened, std::int64_t within_ms) {
  std::vector<CaseEscalation> others;
  const auto watch = std::ranges::find(state.surge_watches(), intent, &SurgeWatch::intent);
  if (watch == state.surge_watches().end()) {
    return others;
  }
  for (const CaseEscalation& other : watch->escalations()) {
    const bool counted =
        std::ranges::find(others, other.case_id(), &CaseEscalation::case_id) != others.end();
    const std::int64_t apart_ms = std::abs(other.opened_at_ms() - opened.opened_at_ms());
    if (apart_ms <= within_ms && other.case_id() != opened.case_id() && !counted) {
      others.push_back(other);
    }
  }
  return others;
}

Event member_event(const CaseEscalation& opened, const Surge& surge, int count,
                   std::int64_t at_ms) {
  Event event = about(opened, at_ms);
  team::v1::SurgeMember& member = *event.mutable_surge_member();
  member.set_surge_id(surge.surge_id());
  member.set_parent_case_id(surge.parent_case_id());
  member.set_intent(surge.intent());
  member.set_count(count);
  member.set_opened_at_ms(opened.opened_at_ms());
  return event;
}

/// One parent for all of them, the newest of which is the last of `members`.
Events begin_surge(const Key& team_key, const std::string& intent,
                   const std::vector<CaseEscalation>& members, const SurgeRule& rule) {
  const CaseEscalation& newest = members.back();
  Surge surge;
  surge.set_surge_id(derive_id({"surge", team_key.str(), intent, newest.escalation_id()}));
  surge.set_parent_case_id(absl::StrCat("surge-", surge.surge_id()));
  surge.set_intent(intent);
  Event opened;
  opened.set_case_id(surge.parent_case_id());
  opened.set_effective_at_ms(newest.opened_at_ms());
  opened.mutable_surge_opened()->set_surge_id(surge.surge_id());
  opened.mutable_surge_opened()->set_intent(intent);
  opened.mutable_surge_opened()->set_count(static_cast<int>(members.size()));
  opened.mutable_surge_opened()->set_team(split_key(team_key).name);
  opened.mutable_surge_opened()->set_within_ms(absl::ToInt64Milliseconds(rule.within));
  Events events{std::move(opened)};
  for (const CaseEscalation& member : members) {
    events.push_back(
        member_event(member, surge, static_cast<int>(events.size()), newest.opened_at_ms()));
  }
  return events;
}

Event watched_event(const CaseEscalation& opened, const std::string& intent,
                    std::int64_t since_ms) {
  Event watched = about(opened, opened.opened_at_ms());
  watched.mutable_surge_watched()->set_intent(intent);
  watched.mutable_surge_watched()->set_since_ms(since_ms);
  return watched;
}

/// What goes on by itself stays watched: it makes the surge with the next that comes, once there is
/// room for one.
Event full_event(const TeamState& state, const CaseEscalation& opened, const std::string& intent,
                 std::size_t count) {
  Event full = about(opened, opened.opened_at_ms());
  full.mutable_surges_full()->set_intent(intent);
  full.mutable_surges_full()->set_open(state.surges_size());
  full.mutable_surges_full()->set_count(static_cast<int>(count));
  return full;
}

Events judge_opened(const TeamState& state, const Key& team_key, const CaseEscalation& opened,
                    const std::string& intent, const SurgeRule& rule) {
  const std::int64_t within_ms = absl::ToInt64Milliseconds(rule.within);
  const std::int64_t since_ms = opened.opened_at_ms() - within_ms;
  if (const Surge* surge = lasting(state, intent, since_ms)) {
    return {member_event(opened, *surge, surge->members_size() + 1, opened.opened_at_ms())};
  }
  std::vector<CaseEscalation> all = company(state, intent, opened, within_ms);
  all.push_back(opened);
  Event watched = watched_event(opened, intent, since_ms);
  if (static_cast<int>(all.size()) < rule.count) {
    return {std::move(watched)};
  }
  if (state.surges_size() >= kOpenSurgesMax) {
    return {std::move(watched), full_event(state, opened, intent, all.size())};
  }
  return begin_surge(team_key, intent, all, rule);
}

Events judge_closed(const TeamState& state, std::string_view case_id,
                    const EscalationEvent& event) {
  const auto surge = std::ranges::find(state.surges(), case_id, &Surge::parent_case_id);
  if (surge == state.surges().end()) {
    return {};
  }
  Event closed;
  closed.set_case_id(surge->parent_case_id());
  closed.set_escalation_id(event.escalation_id());
  closed.set_effective_at_ms(event.effective_at_ms());
  closed.mutable_surge_closed()->set_surge_id(surge->surge_id());
  closed.mutable_surge_closed()->set_outcome(event.resolved().outcome());
  *closed.mutable_surge_closed()->mutable_members() = surge->members();
  return {std::move(closed)};
}

SurgeWatch& watch_of(TeamState& state, const std::string& intent) {
  auto& watches = *state.mutable_surge_watches();
  const auto found = std::ranges::find(watches, intent, &SurgeWatch::intent);
  if (found != watches.end()) {
    return *found;
  }
  SurgeWatch& watch = *watches.Add();
  watch.set_intent(intent);
  return watch;
}

void erase_watch(TeamState& state, const std::string& intent) {
  auto& watches = *state.mutable_surge_watches();
  const auto found = std::ranges::find(watches, intent, &SurgeWatch::intent);
  if (found != watches.end()) {
    watches.erase(found);
  }
}

CaseEscalation told_of(const Event& event, std::int64_t opened_at_ms) {
  CaseEscalation told;
  told.set_case_id(event.case_id());
  told.set_escalation_id(event.escalation_id());
  told.set_opened_at_ms(opened_at_ms);
  return told;
}

void evolve_watched(TeamState& state, const Event& event) {
  auto& kept = *watch_of(state, event.surge_watched().intent()).mutable_escalations();
  const std::int64_t since_ms = event.surge_watched().since_ms();
  kept.erase(
      std::remove_if(kept.begin(), kept.end(),
                     [&](const CaseEscalation& one) { return one.opened_at_ms() < since_ms; }),
      kept.end());
  *kept.Add() = told_of(event, event.effective_at_ms());
  // One case may escalate again and again: it counts once, and must not fill the list.
  if (kept.size() > kSurgeCountMax) {
    kept.DeleteSubrange(0, kept.size() - kSurgeCountMax);
  }
}

void evolve_opened(TeamState& state, const Event& event) {
  erase_watch(state, event.surge_opened().intent());
  Surge& surge = *state.add_surges();
  surge.set_surge_id(event.surge_opened().surge_id());
  surge.set_parent_case_id(event.case_id());
  surge.set_intent(event.surge_opened().intent());
}

void evolve_member(TeamState& state, const Event& event) {
  auto& surges = *state.mutable_surges();
  const auto surge = std::ranges::find(surges, event.surge_member().surge_id(), &Surge::surge_id);
  if (surge == surges.end()) {
    return;
  }
  const std::int64_t opened_at_ms = event.surge_member().opened_at_ms();
  *surge->add_members() = told_of(event, opened_at_ms);
  surge->set_newest_at_ms(std::max(surge->newest_at_ms(), opened_at_ms));
}

void evolve_closed(TeamState& state, const Event& event) {
  auto& surges = *state.mutable_surges();
  const auto surge = std::ranges::find(surges, event.surge_closed().surge_id(), &Surge::surge_id);
  if (surge != surges.end()) {
    surges.erase(surge);
  }
}

}  // namespace

Events judge_surge(const TeamState& state, const Key& team_key, std::string_view case_id,
                   const EscalationEvent& event, const SurgeRule& rule) {
  const std::string team = split_key(team_key).name;
  if (event.has_opened()) {
    const std::string& intent = event.opened().care().surge_intent();
    const bool watched = rule.count > 0 && !intent.empty() && event.opened().team() == team;
    return watched ? judge_opened(state, team_key, opened_of(case_id, event), intent, rule)
                   : Events();
  }
  return event.surge_team() == team ? judge_closed(state, case_id, event) : Events();
}

void evolve_surge(TeamState& state, const Event& event) {
  switch (event.body_case()) {
    case Event::kSurgeWatched:
      return evolve_watched(state, event);
    case Event::kSurgeOpened:
      return evolve_opened(state, event);
    case Event::kSurgeMember:
      return evolve_member(state, event);
    case Event::kSurgeClosed:
      return evolve_closed(state, event);
    default:
      return;
  }
}

std::vector<std::string> concerned_cases(const Event& event) {
  switch (event.body_case()) {
    case Event::kOffered:
    case Event::kNobodyFree:
    case Event::kSurgeOpened:
      return {event.case_id()};
    case Event::kSurgeMember:
      return {event.case_id(), event.surge_member().parent_case_id()};
    case Event::kSurgeClosed: {
      std::vector<std::string> cases;
      for (const CaseEscalation& member : event.surge_closed().members()) {
        cases.push_back(member.case_id());
      }
      std::ranges::sort(cases);
      cases.erase(std::unique(cases.begin(), cases.end()), cases.end());
      return cases;
    }
    default:
      return {};
  }
}

}  // namespace escalon::queue
