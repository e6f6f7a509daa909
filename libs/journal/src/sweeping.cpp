#include <set>

#include "escalon/base/assert.hpp"
#include "owner_impl.hpp"

namespace escalon::journal {
namespace {

constexpr int kSweptAtOnce = 200;

TimerPosition position_of(const v1::SweepMoved& sweep) {
  if (!sweep.has_last()) {
    return {};
  }
  return {sweep.last().due_at_ms(), sweep.last().key(), sweep.last().timer()};
}

}  // namespace

// Whoever is touched after the adoption is retargeted then. A page needs a view that has the
// adoption and so everything before it; no key that is still to be swept moves any more.
bool Owner::Impl::sweep() {
  if (accepted_.sweep() == nullptr || core.policy == nullptr ||
      core.policy->hash() != accepted_.policy() || (swept_ && swept_->done())) {
    return false;
  }
  if (!sweep_page_) {
    request_sweep_page();
    return false;
  }
  std::set<Key> keys;
  bool all = true;
  for (const TimerRow& row : sweep_page_->timers) {
    keys.insert(row.key);
    want(row.key);
    all = all && core.cache.find(row.key) != nullptr;
  }
  if (!all || full(false)) {
    return false;
  }
  for (const Key& key : keys) {
    retarget(*core.cache.find(key));
  }
  v1::Cause cause;
  cause.set_kind("sweep");
  cause.set_id(core.adoption() + "/" +
               (sweep_page_->timers.empty() ? "" : sweep_page_->timers.back().key.str()) + "/" +
               (sweep_page_->timers.empty() ? "" : sweep_page_->timers.back().timer));
  scribe_.decide_partition(cause, [&](v1::Decision& decision) {
    v1::SweepMoved& moved = swept_.emplace();
    moved.set_done(sweep_page_->timers.size() < static_cast<size_t>(kSweptAtOnce));
    if (!sweep_page_->timers.empty()) {
      const TimerRow& last = sweep_page_->timers.back();
      moved.mutable_last()->set_due_at_ms(last.due_ms);
      moved.mutable_last()->set_key(last.key.str());
      moved.mutable_last()->set_timer(last.timer);
    }
    *decision.mutable_sweep_moved() = moved;
  });
  sweep_page_.reset();
  noted(true);
  return true;
}

void Owner::Impl::request_sweep_page() {
  if (sweep_ticket_ != 0 || !writer_.reachable() || writer_.policy() != core.policy->hash()) {
    return;
  }
  sweep_ticket_ = core.next_ticket++;
  core.ports.view.horizon(writer_.version(), position_of(swept_ ? *swept_ : *accepted_.sweep()),
                          absl::InfiniteFuture(), kSweptAtOnce, sweep_ticket_, core.ports.mailbox);
}

void Owner::Impl::forget_sweep() {
  sweep_page_.reset();
  sweep_ticket_ = 0;
  swept_.reset();
}

void Owner::Impl::swept(const ViewAnswer& answer) {
  if (answer.code == ViewCode::kOk) {
    sweep_page_ = answer;
  }
}

}  // namespace escalon::journal
