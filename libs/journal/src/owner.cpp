#include "escalon/journal/owner.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "escalon/base/assert.hpp"
#include "owner_impl.hpp"

namespace escalon::journal {

Owner::Impl::Impl(const Stage& stage, const Topology& topology, std::uint32_t partition,
                  std::string process, OwnerPorts ports, OwnerSettings settings)
    : core(stage, topology, partition, std::move(process), ports, settings),
      reader_base_(
          static_cast<ReaderId>(murmur2(stage.spec().name + "/" + std::to_string(partition)))
          << 32U) {
  core.ports.ownership.follow(core.at.stage, core.ports.mailbox);
}

void Owner::Impl::handle(MailboxMessage&& message) {
  std::visit([this](auto& told) { on(told); }, message);
}

void Owner::Impl::on(Records& records) {
  const auto index = source_of(records.reader);
  if (!index || (phase != OwnerPhase::kRolling && phase != OwnerPhase::kRunning)) {
    return;
  }
  if (*index != kOwnJournal) {
    core.inputs.take(*index - 1, std::move(records));
    return;
  }
  journal_.insert(journal_.end(), std::make_move_iterator(records.records.begin()),
                  std::make_move_iterator(records.records.end()));
  journal_credits_.push_back(std::move(records.credit));
}

void Owner::Impl::on(const EndOfLog& end) {
  const auto index = source_of(end.reader);
  if (!index || (phase != OwnerPhase::kRolling && phase != OwnerPhase::kRunning)) {
    return;
  }
  const bool own = *index == kOwnJournal;
  const Offset reached = own ? writer_.version().version : core.inputs.sources()[*index - 1].next;
  if (end.next < reached) {
    stop_below(end.at, end.next, reached);
  } else if (!own) {
    core.inputs.take(*index - 1, end);
  }
}

// I6: the log holds less than what was decided or applied.
void Owner::Impl::stop_below(const TopicPartition& at, Offset end, Offset next) {
  stop_for_good(at.topic + "/" + std::to_string(at.partition) + " ends at " + std::to_string(end) +
                ", but " + std::to_string(next) +
                " was reached before: the log is older than the view; restore both from one "
                "backup, or remove the view, which is rebuilt");
}

void Owner::Impl::watch_gaps() {
  const SteadyTime now = core.ports.clock.steady();
  const auto look = [&](GapWatch& gap, const TopicPartition& at) {
    if (gap.overdue(now, core.settings.gap_alarm)) {
      core.ports.listener.alarm(core.at, at.topic + "/" + std::to_string(at.partition) +
                                             " has a gap and no newer epoch follows; its owner "
                                             "must take over again: start it anew");
    }
  };
  look(gap_, core.journal);
  for (InputSource& source : core.inputs.sources()) {
    look(source.gap, source.at);
  }
}

void Owner::Impl::on(const BelowStart& below) {
  if (source_of(below.reader)) {
    stop_for_good(below.at.topic + "/" + std::to_string(below.at.partition) +
                  " no longer holds what was not yet read; restore it from a backup");
  }
}

void Owner::Impl::on(const AppendFailed& failed) {
  if (failed.at == core.journal &&
      (phase == OwnerPhase::kRolling || phase == OwnerPhase::kRunning)) {
    failed.fatal ? stop_for_good("nothing can be appended: " + failed.reason)
                 : take_over_again(false, "an append failed: " + failed.reason);
  }
}

void Owner::Impl::on(const Ends& ends) {
  probing_ = false;
  if (phase == OwnerPhase::kRunning) {
    core.gate.learn(ends, core.ports.clock.steady());
  }
}

void Owner::Impl::on(const Assigned& assigned) {
  if (assigned.at != core.at) {
    return;
  }
  // It may overtake the answer to an earlier question for confirmation.
  if (phase == OwnerPhase::kIdle || phase == OwnerPhase::kConfirming) {
    phase = OwnerPhase::kWaiting;
    retry_at_ = core.ports.clock.steady();
  }
}

void Owner::Impl::on(const Revoked& revoked) {
  if (revoked.at == core.at && phase != OwnerPhase::kStopped) {
    drop_memory();
    phase = OwnerPhase::kIdle;
  }
}

void Owner::Impl::on(const Confirmed& confirmed) {
  if (confirmed.at == core.at && phase == OwnerPhase::kConfirming) {
    phase = OwnerPhase::kWaiting;
    retry_at_ = core.ports.clock.steady() + core.settings.backoff_min;
  }
}

void Owner::Impl::on(const NotOwner& not_owner) {
  if (not_owner.at == core.at && phase == OwnerPhase::kConfirming) {
    phase = OwnerPhase::kIdle;
  }
}

void Owner::Impl::on(const Wake&) {}

void Owner::Impl::on(EffectOutcome& outcome) {
  if (phase == OwnerPhase::kRunning &&
      find_effect(outcome.key, outcome.effect_id, outcome.attempt) != effects_.end()) {
    outcomes_.push_back(std::move(outcome));
  }
}

void Owner::Impl::on(ViewAnswer& answer) {
  if (answer.at != core.at || answer.ticket == 0) {
    return;
  }
  if (answer.ticket == acquire_ticket_) {
    acquired(answer);
    return;
  }
  bool lost = false;
  bool ours = true;
  const bool load = answer.ticket == load_ticket_;
  const bool horizon = answer.ticket == horizon_ticket_;
  const bool page = answer.ticket == sweep_ticket_;
  if (load || horizon || page) {
    (load ? load_ticket_ : horizon ? horizon_ticket_ : sweep_ticket_) = 0;
    lost = answer.code == ViewCode::kFenced || answer.code == ViewCode::kStale;
    if (answer.code == ViewCode::kUnreachable) {
      writer_.unreachable(core.ports.clock.steady());
    }
  } else {
    ours = writer_.answered(answer, lost);
  }
  if (load) {
    loading_.clear();
    for (const StateRow& row : answer.states) {
      // A page of the horizon that comes later passes over what is resident.
      core.push_timers(core.cache.admit(row));
    }
  } else if (horizon && answer.code == ViewCode::kOk) {
    merge_horizon(answer);
  } else if (page) {
    swept(answer);
  }
  if (ours && lost) {
    const bool fenced = answer.code == ViewCode::kFenced;
    epoch_seen_ = std::max(epoch_seen_, answer.meta.epoch);
    (fenced ? core.statistics.refused_fenced : core.statistics.refused_stale) += 1;
    take_over_again(fenced, std::string("the view refused: ") + (fenced ? "FENCED " : "STALE ") +
                                answer.reason);
  }
}

bool Owner::Impl::step() {
  bool worked = false;
  if (phase == OwnerPhase::kWaiting && retry_at_ && core.ports.clock.steady() >= *retry_at_ &&
      core.ports.clock.trusted().trusted) {
    retry_at_.reset();
    acquire(OnAcquire::kKeep);
    worked = true;
  } else if (phase == OwnerPhase::kRolling) {
    writer_.reconnect(core.ports.clock.steady());
    worked = roll();
    worked = (phase == OwnerPhase::kRolling && writer_.send(true)) || worked;
    core.cache.evict(absl::InfinitePast());
    if (phase == OwnerPhase::kRolling && rolled_ && writer_.idle()) {
      start_running();
      worked = true;
    }
  } else if (phase == OwnerPhase::kRunning) {
    worked = step_running();
  }
  scribe_.send();
  schedule_wake();
  return worked;
}

bool Owner::Impl::step_running() {
  bool worked = roll();
  if (phase != OwnerPhase::kRunning) {
    return true;
  }
  writer_.reconnect(core.ports.clock.steady());
  expire_effects();
  watch_gaps();
  int fired = 0;
  if (!closing_) {
    fired = fire();
    worked = fired > 0 || worked;
    scribe_.send();  // a firing is not held back by the inputs of this step
    prefetch_inputs();
    worked = decide_inputs() || worked;
    if (phase != OwnerPhase::kRunning) {
      return true;
    }
    worked = decide_outcomes() || worked;
  }
  // The view then has all there is soon; under load a busy key is written once a while.
  const bool calm =
      !worked && nothing_waits() &&
      writer_.calm_at().value_or(absl::InfiniteDuration()) <= core.ports.clock.steady();
  // While timers are late the view has to wait, as long as it can.
  if (fired < kFiredAtOnce || writer_.pressing()) {
    worked = writer_.send(closing_ || calm) || worked;
  }
  const absl::Time mesh_now = core.now();
  raise_horizon(mesh_now);
  worked = prefetch_timers(mesh_now) || worked;
  worked = (!closing_ && sweep()) || worked;
  request_states();
  worked = core.cache.evict(mesh_now + core.settings.prefetch) || worked;
  const SteadyTime now = core.ports.clock.steady();
  const bool due =
      substantive_ && (!progress_at_ || now - *progress_at_ >= core.settings.progress_interval);
  if (!closing_ && attempted_.empty() && !worked &&
      (due || quiet_inputs_ >= core.settings.quiet_movement_max)) {
    scribe_.progress(false);
    progress_at_ = now;
    substantive_ = false;
    quiet_inputs_ = 0;
    worked = true;
  }
  if (closing_) {
    finish_closing();
  }
  return worked;
}

bool Owner::Impl::nothing_waits() const {
  const auto& sources = core.inputs.sources();
  return scribe_.in_flight().empty() && journal_.empty() &&
         std::all_of(sources.begin(), sources.end(),
                     [](const InputSource& source) { return source.ready.empty(); });
}

void Owner::Impl::finish_closing() {
  if (!scribe_.in_flight().empty() || !writer_.idle()) {
    return;
  }
  if (closing_written_) {
    drop_memory();
    phase = OwnerPhase::kStopped;
    return;
  }
  closing_written_ = true;
  scribe_.progress(true);
}

void Owner::Impl::close() {
  closing_ = true;
  if (phase != OwnerPhase::kRunning) {
    drop_memory();
    phase = OwnerPhase::kStopped;
  }
}

void Owner::Impl::stop_for_good(const std::string& why) {
  core.ports.listener.alarm(core.at, "stopped: " + why);
  drop_memory();
  phase = OwnerPhase::kStopped;
}

bool Owner::Impl::quiet() const {
  if (phase == OwnerPhase::kStopped || phase == OwnerPhase::kIdle) {
    return true;
  }
  return phase == OwnerPhase::kRunning && nothing_waits() && outcomes_.empty() &&
         effects_.empty() && writer_.idle() && !substantive_ && !horizon_incomplete_ &&
         wanted_.empty() && loading_.empty() && accepted_.sweep() == nullptr;
}

std::string Owner::Impl::describe() const {
  static constexpr std::array<const char*, 7> kPhases = {
      "idle", "waiting", "confirming", "acquiring", "rolling", "running", "stopped"};
  size_t ready = 0;
  for (const InputSource& source : core.inputs.sources()) {
    ready += source.ready.size();
  }
  const auto part = [](const char* name, size_t count) {
    return std::string(name) + std::to_string(count);
  };
  return core.at.stage + "/" + std::to_string(core.at.partition) + " " +
         kPhases[static_cast<size_t>(phase)] + part(", epoch ", core.epoch) +
         part(", ready inputs ", ready) + part(", in flight ", scribe_.in_flight().size()) +
         part(", to fold ", journal_.size()) + part(", to apply ", writer_.waiting()) +
         part(", states wanted ", wanted_.size()) + part(", being loaded ", loading_.size()) +
         part(", effects under way ", effects_.size()) +
         (horizon_incomplete_ ? ", horizon being loaded" : "") +
         (writer_.reachable() ? "" : ", view out of reach") +
         (accepted_.sweep() != nullptr ? ", sweeping" : "") +
         (substantive_ ? ", progress owed" : "") +
         (core.policy == nullptr ? ", no policy yet" : "") +
         (attempted_.empty() ? "" : ", trying with care " + attempted_);
}

Owner::Owner(const Stage& stage, const Topology& topology, std::uint32_t partition,
             std::string process, OwnerPorts ports, OwnerSettings settings)
    : impl_(std::make_unique<Impl>(stage, topology, partition, std::move(process), ports,
                                   settings)) {}
Owner::~Owner() = default;

void Owner::handle(MailboxMessage message) {
  impl_->handle(std::move(message));
}
bool Owner::step() {
  return impl_->step();
}
void Owner::close() {
  impl_->close();
}
OwnerPhase Owner::phase() const {
  return impl_->phase;
}
bool Owner::quiet() const {
  return impl_->quiet();
}
const StagePartition& Owner::at() const {
  return impl_->core.at;
}
const OwnerStatistics& Owner::statistics() const {
  return impl_->core.statistics;
}
std::string Owner::describe() const {
  return impl_->describe();
}
size_t Owner::near_timers() const {
  return impl_->core.timers.size();
}
size_t Owner::waiting_inputs() const {
  return impl_->core.inputs.waiting();
}

}  // namespace escalon::journal
