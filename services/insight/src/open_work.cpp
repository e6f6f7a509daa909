#include "open_work.hpp"

#include <algorithm>

#include "escalon/base/instant.hpp"
#include "escalon/sla/report.hpp"

namespace escalon::insight {

void OpenWork::add(const v1::CaseRow& row) {
  for (const v1::EscalationView& view : row.view().escalations()) {
    if (view.status() == "resolved" || view.status() == "withdrawn") {
      continue;
    }
    v1::OpenEscalations& open = escalations_[{view.team(), view.level()}];
    open.set_open(open.open() + 1);
    if (view.acknowledged_at().empty()) {
      open.set_unacknowledged(open.unacknowledged() + 1);
    }
    if (open.oldest_opened_at().empty() || view.opened_at() < open.oldest_opened_at()) {
      open.set_oldest_opened_at(view.opened_at());
    }
    if (!view.person().empty()) {
      ++loads_[view.person()];
    }
  }
  add_clocks(row);
}

void OpenWork::add_clocks(const v1::CaseRow& row) {
  for (const v1::RunRow& one : row.runs()) {
    const sla::v1::ClockRun& run = one.run();
    if (run.stopped_at_ms() != 0 || run.due_at_ms() == 0) {
      continue;
    }
    auto& list = sla::breached_at_ms(run) != 0 ? breached_ : due_;
    list.push_back({run.due_at_ms(), row.view().case_id(), run.clock(), run.target()});
  }
}

std::int64_t OpenWork::load_of(const std::string& person) const {
  const auto found = loads_.find(person);
  return found == loads_.end() ? 0 : found->second;
}

void OpenWork::tell(v1::GetWallboardResponse& response, std::size_t limit) {
  for (auto& [place, open] : escalations_) {
    open.set_team(place.first);
    open.set_level(place.second);
    *response.add_escalations() = open;
  }
  const auto tell_first = [&](std::vector<DueClock>& clocks, auto& list) {
    const std::size_t told = std::min(limit, clocks.size());
    std::partial_sort(clocks.begin(), clocks.begin() + static_cast<std::ptrdiff_t>(told),
                      clocks.end());
    for (std::size_t i = 0; i < told; ++i) {
      v1::OpenClock& clock = *list.Add();
      clock.set_case_id(clocks[i].case_id);
      clock.set_clock(clocks[i].clock);
      clock.set_target(clocks[i].target);
      clock.set_due_at(format_instant(from_ms(clocks[i].due_at_ms)));
    }
  };
  response.set_clocks_breached(static_cast<std::int64_t>(breached_.size()));
  tell_first(breached_, *response.mutable_breached());
  tell_first(due_, *response.mutable_due());
}

}  // namespace escalon::insight
