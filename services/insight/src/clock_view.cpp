#include "clock_view.hpp"

#include <string>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/sla/report.hpp"

namespace escalon::insight {
namespace {

std::string instant(std::int64_t at_ms) {
  return at_ms == 0 ? std::string() : format_instant(from_ms(at_ms));
}

}  // namespace

v1::ClockView clock_view(const v1::RunRow& row, const Explainer& explainer) {
  const sla::v1::ClockRun& run = row.run();
  v1::ClockView view;
  view.set_clock(run.clock());
  view.set_target(run.target());
  view.set_started_at(instant(run.started_at_ms()));
  view.set_due_at(instant(run.due_at_ms()));
  view.set_stopped_at(instant(run.stopped_at_ms()));
  view.set_breached_at(instant(sla::breached_at_ms(run)));
  const bool paused = run.due_at_ms() == 0 && run.stopped_at_ms() == 0;
  view.set_verdict(paused ? "paused" : std::string(sla::verdict_text(sla::verdict(run))));
  if (explainer) {
    for (std::string& line : explainer(run, row.policy())) {
      view.add_explanation(std::move(line));
    }
  }
  return view;
}

}  // namespace escalon::insight
