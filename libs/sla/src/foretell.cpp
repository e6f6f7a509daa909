#include "escalon/sla/foretell.hpp"

#include <map>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/sla/sla.hpp"

namespace escalon::sla {
namespace {

using RunsByNumber = std::map<std::uint64_t, const v1::ClockRun*>;

RunsByNumber runs_by_number(const v1::CaseClocks& state) {
  RunsByNumber runs;
  for (const v1::ClockRun& run : state.runs()) {
    runs.emplace(run.run(), &run);
  }
  return runs;
}

bool is_late(const v1::ClockRun& run, absl::Time now) {
  return run.stopped_at_ms() == 0 && run.due_at_ms() != 0 && run.due_at_ms() <= to_ms(now);
}

ForetoldChange change_of(const v1::ClockRun* before, const v1::ClockRun& after, absl::Time now) {
  ForetoldChange change;
  change.begins = before == nullptr;
  change.before = before == nullptr ? v1::ClockRun() : *before;
  change.after = after;
  change.due_moves = change.before.due_at_ms() != after.due_at_ms();
  change.breached_at_once = after.breach_id().empty() && is_late(after, now);
  change.breach_withdrawn = !change.before.breach_id().empty() && after.breach_id().empty();
  change.loses_target = change.before.counting() != 0 && after.counting() == 0;
  return change;
}

}  // namespace

std::vector<ForetoldChange> foretell(const v1::CaseClocks& state, absl::Time now,
                                     const SlaPolicy& policy) {
  std::vector<ForetoldChange> changes;
  const Events events = retarget(state, now, policy);
  if (events.size() <= 1) {
    return changes;  // nothing, or only that the policy is another one
  }
  v1::CaseClocks after = state;
  for (const SlaEvent& event : events) {
    evolve(after, event);
  }
  const RunsByNumber known = runs_by_number(state);
  for (const v1::ClockRun& run : after.runs()) {
    const auto before = known.find(run.run());
    if (before == known.end() || before->second->generation() != run.generation()) {
      changes.push_back(change_of(before == known.end() ? nullptr : before->second, run, now));
    }
  }
  return changes;
}

}  // namespace escalon::sla
