#include "escalon/rota/rota.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "look.hpp"

namespace escalon::rota {
namespace {

// Continues the shift that ends here for the same reason, or begins one.
void extend(std::vector<Shift>& shifts, const OnCall& held, const Period& period) {
  const auto before = std::ranges::find_if(shifts, [&](const Shift& shift) {
    return shift.period.to == period.from && shift.person == held.person &&
           shift.reason == held.reason;
  });
  if (before != shifts.end()) {
    before->period.to = period.to;
  } else {
    shifts.push_back({held.person, held.reason, period});
  }
}

// Moves the shifts that have ended before `at` to `ended`.
void settle(std::vector<Shift>& open, std::vector<Shift>& ended, absl::Time at) {
  const auto still = std::ranges::stable_partition(
      open, [&](const Shift& shift) { return shift.period.to >= at; });
  ended.insert(ended.end(), std::make_move_iterator(still.begin()),
               std::make_move_iterator(still.end()));
  open.erase(still.begin(), still.end());
}

}  // namespace

std::string Reason::text() const {
  switch (kind) {
    case Kind::kTemporary:
      return "temporary schedule " + name;
    case Kind::kOverride:
      return "override" + (instead_of.empty() ? "" : " instead of " + instead_of) +
             (name.empty() ? "" : ": " + name);
    case Kind::kRotation:
      break;
  }
  return "layer " + layer + ", rotation " + rotation;
}

Look Rota::look(absl::Time at) const {
  Look look(compiled_->zone, at);
  if (!look.at_temporary(compiled_->temporary)) {
    look.at_layers(compiled_->layers);
    look.at_overrides(compiled_->overrides, compiled_->longest_override);
  }
  return look;
}

std::vector<OnCall> Rota::on_call(absl::Time at) const {
  return std::move(look(at).people());
}

std::vector<Shift> Rota::shifts(absl::Time from, absl::Time to) const {
  std::vector<Shift> ended;
  std::vector<Shift> open;
  for (absl::Time at = from; at < to;) {
    Look here = look(at);
    const Period period{at, std::min(here.until(), to)};
    for (const OnCall& held : here.people()) {
      extend(open, held, period);
    }
    settle(open, ended, period.to);
    at = period.to;
  }
  ended.insert(ended.end(), open.begin(), open.end());
  std::ranges::sort(ended, {}, [](const Shift& shift) {
    return std::tie(shift.period.from, shift.period.to, shift.person);
  });
  return ended;
}

std::vector<Period> Rota::gaps(absl::Time from, absl::Time to) const {
  std::vector<Period> gaps;
  for (absl::Time at = from; at < to;) {
    Look here = look(at);
    const Period period{at, std::min(here.until(), to)};
    if (here.people().empty()) {
      if (!gaps.empty() && gaps.back().to == at) {
        gaps.back().to = period.to;
      } else {
        gaps.push_back(period);
      }
    }
    at = period.to;
  }
  return gaps;
}

}  // namespace escalon::rota
