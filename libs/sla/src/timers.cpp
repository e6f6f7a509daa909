#include <algorithm>
#include <string>
#include <utility>

#include "advance.hpp"
#include "case_view.hpp"
#include "difference.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/sla/sla.hpp"
#include "levels.hpp"

namespace escalon::sla {

namespace {

constexpr std::string_view kOfLevel = "/level/";

// Lets the level be reached or passed over, by the case as it is at that instant.
Events decide_level(const CaseClocks& state, const ClockRun& stored, const DueTimer& timer,
                    const SlaPolicy& policy) {
  Events out;
  const CaseView view(state.current(), v1::Fact::default_instance(), state.current().tenant());
  ClockRun run = stored;
  pass_level(run, timer.id.substr(timer.id.rfind(kOfLevel) + kOfLevel.size()),
             group_of(policy, run.clock()), view);
  Difference difference(state, {{}, to_ms(timer.due), "case"}, out);
  difference.change(stored, std::move(run));
  return out;
}

}  // namespace

std::vector<DueTimer> timers(const CaseClocks& state) {
  std::vector<DueTimer> armed;
  for (const ClockRun& run : state.runs()) {
    if (run.stopped_at_ms() != 0) {
      continue;
    }
    const std::string name = run.clock() + "/" + std::to_string(run.run());
    for (const v1::LevelMark& mark : run.levels()) {
      if (mark.at_ms() != 0 && mark.status() == v1::LEVEL_STATUS_UNSPECIFIED) {
        armed.push_back({name + std::string(kOfLevel) + mark.level(), run.generation(),
                         from_ms(mark.at_ms()), kLevelTimer});
      }
    }
    if (!run.breach_id().empty()) {
      continue;
    }
    if (run.due_at_ms() != 0) {
      armed.push_back({name + "/breach", run.generation(), from_ms(run.due_at_ms()), kBreachTimer});
    }
    for (int i = 0; i < run.warning_at_ms_size(); ++i) {
      const bool given = (run.warned() >> i & 1) != 0;
      if (run.warning_at_ms(i) != 0 && !given) {
        armed.push_back({name + "/warning/" + std::to_string(i), run.generation(),
                         from_ms(run.warning_at_ms(i)), kWarningTimer});
      }
    }
  }
  return armed;
}

Events decide(const CaseClocks& state, const DueTimer& timer, absl::Time now,
              const SlaPolicy& policy) {
  static_cast<void>(now);
  Events out;
  const std::vector<DueTimer> armed = timers(state);
  if (std::find(armed.begin(), armed.end(), timer) == armed.end()) {
    return out;
  }
  const auto found =
      std::find_if(state.runs().begin(), state.runs().end(),
                   [&](const ClockRun& run) { return run.generation() == timer.generation; });
  if (timer.kind == kLevelTimer) {
    return decide_level(state, *found, timer, policy);
  }
  ClockRun run = *found;
  SlaEvent& event = out.emplace_back();
  event.set_clock(run.clock());
  event.set_generation(state.generation() + 1);
  event.set_effective_at_ms(to_ms(timer.due));
  event.set_run_number(run.run());
  run.set_generation(event.generation());
  if (timer.kind == kBreachTimer) {
    mark_breached(run);
    event.mutable_breached()->set_due_at_ms(run.due_at_ms());
    event.mutable_breached()->set_breach_id(run.breach_id());
    event.mutable_breached()->set_target(run.target());
  } else {
    const int index = std::stoi(timer.id.substr(timer.id.rfind('/') + 1));
    run.set_warned(run.warned() | (std::uint64_t{1} << index));
    event.mutable_warning_reached()->set_index(index);
    event.mutable_warning_reached()->set_due_at_ms(run.due_at_ms());
  }
  *event.mutable_run() = std::move(run);
  return out;
}

}  // namespace escalon::sla
