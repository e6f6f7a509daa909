#include "look.hpp"

#include <algorithm>
#include <utility>

#include "wall_clock.hpp"

namespace escalon::rota {
namespace {

bool is_among(const std::vector<OnCall>& people, const std::string& person) {
  return std::ranges::find(people, person, &OnCall::person) != people.end();
}

void add(std::vector<OnCall>& people, const std::string& person, Reason reason) {
  if (!is_among(people, person)) {
    people.push_back({person, std::move(reason)});
  }
}

Reason reason_of(const OverrideSpec& spec) {
  return {.kind = Reason::Kind::kOverride,
          .name = spec.reason,
          .instead_of = spec.instead_of_everyone ? "everyone" : spec.instead_of};
}

// What overrides make of those who are scheduled: who of them stays, and who joins.
struct Changed {
  std::vector<OnCall> staying;
  std::vector<OnCall> joining;

  void apply(const OverrideSpec& spec, const std::vector<OnCall>& scheduled) {
    if (spec.instead_of_everyone) {
      staying.clear();
      joining.clear();
    } else if (!spec.instead_of.empty()) {
      if (!is_among(scheduled, spec.instead_of)) {
        return;
      }
      std::erase_if(staying, [&](const OnCall& held) { return held.person == spec.instead_of; });
    }
    if (!spec.person.empty()) {
      add(joining, spec.person, reason_of(spec));
    }
  }
};

}  // namespace

void Look::changes_at(absl::Time at) {
  if (at > at_) {
    until_ = std::min(until_, at);
  }
}

bool Look::within(const Period& period) {
  changes_at(period.from);
  changes_at(period.to);
  return period.from <= at_ && at_ < period.to;
}

void Look::at_rotation(const CompiledLayer& layer, const CompiledRotation& rotation,
                       std::vector<OnCall>& out) {
  if (!within(rotation.runs)) {
    return;
  }
  const WeekHours::State hours = rotation.hours.at(zone_, at_);
  changes_at(hours.until);
  if (!hours.open) {
    return;
  }
  std::size_t whose = 0;
  if (const std::size_t count = rotation.turns.size(); count > 1) {
    const Turn turn = rotation.handovers.turn_at(at_);
    changes_at(turn.to);
    whose = static_cast<std::size_t>(floor_rest(turn.number, static_cast<std::int64_t>(count)));
  }
  for (const std::string& person : rotation.turns[whose]) {
    add(out, person,
        {.kind = Reason::Kind::kRotation, .layer = layer.name, .rotation = rotation.name});
  }
}

void Look::at_layers(const std::vector<CompiledLayer>& layers) {
  for (const CompiledLayer& layer : layers) {
    std::vector<OnCall> here;
    for (const CompiledRotation& rotation : layer.rotations) {
      at_rotation(layer, rotation, here);
    }
    if (!here.empty()) {
      people_ = std::move(here);
    }
  }
}

void Look::at_overrides(const std::vector<CompiledOverride>& overrides, absl::Duration longest) {
  const auto next = std::ranges::upper_bound(overrides, at_, {},
                                             [](const auto& entry) { return entry.period.from; });
  if (next != overrides.end()) {
    changes_at(next->period.from);
  }
  std::vector<const CompiledOverride*> active;
  for (auto entry = next; entry != overrides.begin();) {
    --entry;
    if (entry->period.from + longest <= at_) {
      break;
    }
    if (within(entry->period)) {
      active.push_back(&*entry);
    }
  }
  if (active.empty()) {
    return;
  }
  std::ranges::sort(active, {}, &CompiledOverride::order);
  Changed changed{.staying = people_, .joining = {}};
  for (const CompiledOverride* entry : active) {
    changed.apply(entry->spec, people_);
  }
  people_ = std::move(changed.staying);
  for (OnCall& joining : changed.joining) {
    add(people_, joining.person, std::move(joining.reason));
  }
}

bool Look::at_temporary(const std::vector<CompiledTemporary>& temporary) {
  const auto next = std::ranges::upper_bound(temporary, at_, {},
                                             [](const auto& entry) { return entry.period.from; });
  if (next != temporary.end()) {
    changes_at(next->period.from);
  }
  if (next == temporary.begin() || !within((next - 1)->period)) {
    return false;
  }
  const CompiledTemporary& schedule = *(next - 1);
  for (const CompiledShift& shift : schedule.shifts) {
    if (within(shift.period)) {
      add(people_, shift.person, {.kind = Reason::Kind::kTemporary, .name = schedule.name});
    }
  }
  return true;
}

}  // namespace escalon::rota
