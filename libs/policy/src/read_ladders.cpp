#include <algorithm>
#include <utility>

#include "draft.hpp"
#include "fields.hpp"
#include "read_step.hpp"
#include "read_window.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using escalation::DefaultRoute;
using escalation::Ladder;
using escalation::LadderStep;

constexpr std::size_t kStepsMax = 50;
constexpr int kRepeatMax = 100;

// A step while it is read.
struct StepDraft {
  LadderStep step;
  WindowDraft window;
};

// A ladder while it is read; the steps look their calendars up in the draft.
struct LadderDraft {
  const Draft& draft;
  Ladder ladder;
};

constexpr Field<StepDraft> kStepFields[] = {
    {"ask", Need::kRequired,
     [](const Cursor& at, StepDraft& out) { read_targets(at, out.step.targets); },
     "Whom the step asks."},
    {"acknowledge_within", Need::kOptional,
     [](const Cursor& at, StepDraft& out) {
       read_duration(at, Zero::kAllowed, out.step.acknowledge_within);
     },
     "How long somebody has to acknowledge; 0s: for ever (last step only)."},
    {"level", Need::kOptional,
     [](const Cursor& at, StepDraft& out) {
       read_number(at, Range<int>{1, kLevelMax}, out.step.level);
     },
     "The level of the step, 1 being the first above the agent."},
    {"each_must_acknowledge", Need::kOptional,
     [](const Cursor& at, StepDraft& out) { read_flag(at, out.step.each_must_acknowledge); },
     "True: each person is paged until that person acknowledges; people and rotas only."},
    {"repeat", Need::kOptional,
     [](const Cursor& at, StepDraft& out) {
       read_number(at, Range<int>{0, kRepeatMax}, out.step.repeat);
     },
     "How many further times it is asked before the next step, 0 to 100."},
    {"only", Need::kOptional, [](const Cursor& at, StepDraft& out) { read_window(at, out.window); },
     "The hours of a calendar in which it may begin."},
};

bool asks_people_alone(const LadderStep& step) {
  return std::ranges::all_of(step.targets, [](const escalation::Target& target) {
    return target.kind == escalation::Target::Kind::kPerson ||
           target.kind == escalation::Target::Kind::kRota;
  });
}

void check_repeat(const Cursor& at, const LadderStep& step) {
  if (step.repeat > 0 && step.acknowledge_within == absl::ZeroDuration()) {
    at.fail("repeats, but waits for ever", "give it an acknowledge_within above 0s, or no repeat");
  }
}

void read_step(const Cursor& at, LadderDraft& draft) {
  Ladder& out = draft.ladder;
  StepDraft read;
  LadderStep& step = read.step;
  if (!out.steps.empty()) {
    step.level = out.steps.back().level;
  }
  if (!read_fields(at, kStepFields, read)) {
    return;
  }
  step.window = window_of(read.window, draft.draft.calendars);
  check_repeat(at, step);
  if (step.each_must_acknowledge && !asks_people_alone(step)) {
    at.fail("each_must_acknowledge, but it asks a queue or a team",
            "ask people and rotas in this step, and the others in a step of their own");
  }
  if (!out.steps.empty() && step.level < out.steps.back().level) {
    at.fail("the level falls", "order the steps so that levels rise or stay");
  }
  if (!out.steps.empty() && out.steps.back().acknowledge_within == absl::ZeroDuration()) {
    at.fail("never reached: the step before waits for ever",
            "give the step before an acknowledge_within above 0s");
  }
  out.steps.push_back(std::move(step));
}

void read_steps(const Cursor& at, LadderDraft& out) {
  each_item(at, [&](const Cursor& item) { read_step(item, out); });
  if (out.ladder.steps.size() > kStepsMax) {
    at.fail("more than 50 steps", "split the ladder, or leave some out");
  } else if (at.node().kind == Node::Kind::kSequence && at.node().items.empty()) {
    at.fail("a ladder without steps", "add at least one step with 'ask'");
  }
}

constexpr Field<LadderDraft> kLadderFields[] = {
    {"steps", Need::kRequired, &read_steps, "The steps, climbed one by one while nobody answers."},
    {"repeat", Need::kOptional,
     [](const Cursor& at, LadderDraft& out) {
       read_number(at, Range<int>{0, kRepeatMax}, out.ladder.repeat);
     },
     "Further rounds after the first, 0 to 100; then the default route."},
    {"skip_to", Need::kOptional,
     [](const Cursor& at, LadderDraft& out) { read_skip_to(at, out.ladder.skip_to); },
     "Priority to the level at which it begins at least; urgency skips levels."},
};

void check_skip_to(const Cursor& at, const Ladder& ladder) {
  for (const auto& [priority, level] : ladder.skip_to) {
    if (!ladder.steps.empty() && level > ladder.steps.back().level) {
      at.fail_at_key(cat("priority ", priority, " skips to level ", level,
                         ", above the highest step, which is ", ladder.steps.back().level),
                     "lower the level in skip_to, or add a step of that level");
    }
  }
}

void read_ladder(const Cursor& at, Draft& out) {
  at.reading().names.define(NameKind::kLadder, std::string(at.name()));
  LadderDraft draft{out, {}};
  Ladder& ladder = draft.ladder;
  ladder.name = std::string(at.name());
  if (!read_fields(at, kLadderFields, draft)) {
    return;
  }
  check_skip_to(at, ladder);
  if (ladder.repeat > 0 && !ladder.steps.empty() &&
      ladder.steps.back().acknowledge_within == absl::ZeroDuration()) {
    at.fail_at_key("repeats, but its last step waits for ever",
                   "set repeat to 0, or give the last step an acknowledge_within above 0s");
  }
  out.escalation.ladders.emplace(ladder.name, std::move(ladder));
}

constexpr Field<DefaultRoute> kRouteFields[] = {
    {"team", Need::kRequired,
     [](const Cursor& at, DefaultRoute& out) { read_reference(at, NameKind::kTeam, out.team); },
     "The team that owns what no rule routes."},
    {"ask", Need::kOptional,
     [](const Cursor& at, DefaultRoute& out) { read_targets(at, out.step.targets); },
     "Whom the route asks; everyone of the team without it."},
    {"acknowledge_within", Need::kOptional,
     [](const Cursor& at, DefaultRoute& out) {
       read_duration(at, Zero::kAllowed, out.step.acknowledge_within);
     },
     "How long somebody has to acknowledge; 0s: for ever."},
    {"level", Need::kOptional,
     [](const Cursor& at, DefaultRoute& out) {
       read_number(at, Range<int>{1, kLevelMax}, out.step.level);
     },
     "The level of the route, 2 without it."},
    {"repeat", Need::kOptional,
     [](const Cursor& at, DefaultRoute& out) {
       read_number(at, Range<int>{0, kRepeatMax}, out.repeat);
     },
     "How many further times it is asked, 0 to 100."},
};

}  // namespace

void read_ladders(const Cursor& at, Draft& out) {
  each_member(at, [&](const Cursor& entry) { read_ladder(entry, out); });
}

void read_default_route(const Cursor& at, Draft& out) {
  DefaultRoute route;
  route.step.targets.clear();
  out.default_route_given = true;
  if (!read_fields(at, kRouteFields, route)) {
    return;
  }
  if (route.step.targets.empty()) {
    route.step.targets = {{escalation::Target::Kind::kEveryoneOf, route.team}};
  }
  out.escalation.default_route = std::move(route);
}

void check_default_route(Reading& reading, Draft& draft) {
  if (draft.default_route_given) {
    return;
  }
  const std::string& team = draft.escalation.default_route.team;
  if (!reading.names.any(NameKind::kTeam)) {
    draft.queue.teams.emplace(team, queue::TeamRule());
    draft.notify.team_members.emplace(team, std::vector<std::string>{});
    return;
  }
  if (!reading.names.defined(NameKind::kTeam, team)) {
    reading.errors.push_back(Place{"", 0, 0, "default_route"}.error(
        cat("missing, and there is no team '", team, "' that could take what nobody else does"),
        cat("add default_route: {team: TEAM}, or a team ", team)));
  }
}

}  // namespace escalon::policy
