#include "preview_groups.hpp"

#include <algorithm>
#include <vector>

#include "escalon/base/instant.hpp"

namespace escalon::insight {
namespace {

constexpr std::size_t kGroupsMax = 1000;

std::string instant(std::int64_t at_ms) {
  return at_ms == 0 ? std::string() : format_instant(from_ms(at_ms));
}

v1::ClockChange change_of(const Key& key, const sla::ForetoldChange& foretold, bool when_touched) {
  const KeyParts parts = split_key(key);
  v1::ClockChange change;
  change.set_tenant(parts.tenant);
  change.set_case_id(parts.name);
  change.set_clock(foretold.after.clock());
  change.set_started_at(instant(foretold.after.started_at_ms()));
  change.set_old_target(foretold.before.target());
  change.set_new_target(foretold.after.target());
  change.set_old_due_at(instant(foretold.before.due_at_ms()));
  change.set_new_due_at(instant(foretold.after.due_at_ms()));
  change.set_breached_at_once(foretold.breached_at_once);
  change.set_breach_withdrawn(foretold.breach_withdrawn);
  change.set_begins(foretold.begins);
  change.set_when_touched(when_touched);
  return change;
}

}  // namespace

void PreviewGroups::add(const Key& key, const std::string& team,
                        const std::vector<sla::ForetoldChange>& changes, bool when_touched) {
  cases_ += changes.empty() ? 0 : 1;
  clocks_ += static_cast<std::int64_t>(changes.size());
  for (const sla::ForetoldChange& foretold : changes) {
    const auto name = std::make_pair(foretold.after.clock(), team);
    if (groups_.size() >= kGroupsMax && !groups_.contains(name)) {
      ++not_shown_;
      continue;
    }
    v1::PreviewGroup& group = groups_[name];
    group.set_clock(name.first);
    group.set_team(name.second);
    count(group, change_of(key, foretold, when_touched), foretold);
  }
}

void PreviewGroups::count(v1::PreviewGroup& group, const v1::ClockChange& change,
                          const sla::ForetoldChange& foretold) const {
  v1::PreviewCounts& counts = *group.mutable_counts();
  counts.set_clocks(counts.clocks() + 1);
  counts.set_due_moves(counts.due_moves() + (foretold.due_moves ? 1 : 0));
  counts.set_breached_at_once(counts.breached_at_once() + (foretold.breached_at_once ? 1 : 0));
  counts.set_breaches_withdrawn(counts.breaches_withdrawn() + (foretold.breach_withdrawn ? 1 : 0));
  counts.set_begin(counts.begin() + (foretold.begins ? 1 : 0));
  counts.set_lose_target(counts.lose_target() + (foretold.loses_target ? 1 : 0));
  counts.set_when_touched(counts.when_touched() + (change.when_touched() ? 1 : 0));
  if (group.examples_size() < examples_) {
    *group.add_examples() = change;
  }
}

void PreviewGroups::write(v1::PreviewPolicyResponse& out) const {
  std::vector<const v1::PreviewGroup*> sorted;
  for (const auto& [name, group] : groups_) {
    sorted.push_back(&group);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return a->counts().clocks() > b->counts().clocks();
  });
  out.set_cases_affected(cases_);
  out.set_clocks_affected(clocks_);
  out.set_clocks_not_shown(not_shown_);
  for (const v1::PreviewGroup* group : sorted) {
    *out.add_groups() = *group;
  }
}

}  // namespace escalon::insight
