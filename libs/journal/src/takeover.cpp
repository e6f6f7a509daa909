#include <algorithm>

#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"
#include "invariant.hpp"
#include "owner_impl.hpp"

namespace escalon::journal {
namespace {

constexpr size_t kRolledAtOnce = 500;

}  // namespace

void Owner::Impl::take_over_again(bool confirm, const std::string& why) {
  if (phase == OwnerPhase::kStopped || phase == OwnerPhase::kIdle) {
    return;
  }
  core.ports.listener.alarm(core.at, "takes over again: " + why);
  drop_memory();
  if (confirm) {
    phase = OwnerPhase::kConfirming;
    core.ports.ownership.confirm(core.at, core.ports.mailbox);
    return;
  }
  const absl::Duration base =
      std::min(core.settings.backoff_max,
               core.settings.backoff_min *
                   static_cast<std::int64_t>(1ULL << std::min<std::uint64_t>(tries_, 10)));
  tries_ += 1;
  const double jitter = unit_interval_of(core.process + core.at.stage + std::to_string(session_));
  retry_at_ = core.ports.clock.steady() + base * (0.5 + 0.5 * jitter);
  phase = OwnerPhase::kWaiting;
}

void Owner::Impl::drop_memory() {
  core.ports.log.purge(core.journal);
  core.ports.log.stop(reader(kOwnJournal), core.journal);
  for (size_t i = 0; i < core.inputs.sources().size(); ++i) {
    core.ports.log.stop(reader(i + 1), core.inputs.sources()[i].at);
  }
  scribe_.clear();
  writer_.clear();
  core.cache.clear();
  core.timers.clear();
  core.inputs.reset({});
  core.gate.reset();
  core.horizon_until = absl::InfinitePast();
  core.next_ticket += 1;
  core.policy = nullptr;
  journal_.clear();
  journal_credits_.clear();
  wanted_.clear();
  loading_.clear();
  outcomes_.clear();
  effects_.clear();
  held_.clear();
  opened_at_.clear();
  acquire_ticket_ = load_ticket_ = horizon_ticket_ = 0;
  forget_sweep();
  gap_ = {};
  prefetched_.clear();
  horizon_incomplete_ = false;
  probing_ = false;
  probed_at_.reset();
  progress_at_.reset();
  attempted_.clear();
  rolled_ = false;
  told_epoch_ = false;
  closing_written_ = false;
  substantive_ = false;
  quiet_inputs_ = 0;
  retry_at_.reset();
  session_ += 1;
}

void Owner::Impl::acquire(OnAcquire mode) {
  phase = OwnerPhase::kAcquiring;
  core.statistics.takeovers += 1;
  epoch_tried_ = 1 + std::max({epoch_tried_, epoch_seen_});
  acquire_ticket_ = core.next_ticket++;
  core.ports.view.acquire(core.at, epoch_tried_, mode, acquire_ticket_, core.ports.mailbox);
}

void Owner::Impl::acquired(const ViewAnswer& answer) {
  acquire_ticket_ = 0;
  if (answer.code != ViewCode::kOk) {
    epoch_seen_ = std::max(epoch_seen_, answer.meta.epoch);
    core.statistics.refused_fenced += answer.code == ViewCode::kFenced ? 1U : 0U;
    if (answer.code == ViewCode::kFenced && !told_epoch_) {
      told_epoch_ = true;  // the first refusal only tells which epoch the view has
      acquire(OnAcquire::kKeep);
      return;
    }
    take_over_again(
        false, "the view refused epoch " + std::to_string(epoch_tried_) + ": " + answer.reason);
    return;
  }
  auto viewed = PartitionFold::decode(answer.meta.partition_state);
  const bool other_layout =
      answer.meta.version > 0 && answer.meta.fold_version != PartitionFold::kVersion;
  if (!viewed || other_layout) {
    acquire(OnAcquire::kRebuild);
    return;
  }
  if (viewed->fold().epoch() >= epoch_tried_) {
    epoch_seen_ = viewed->fold().epoch();
    acquire(OnAcquire::kKeep);
    return;
  }
  append_marker(answer.meta, *std::move(viewed));
}

void Owner::Impl::append_marker(const ViewMeta& meta, PartitionFold viewed) {
  core.epoch = epoch_tried_;
  writer_.begin(meta.version, viewed);
  accepted_ = std::move(viewed);
  nonce_ = derive_id(
      {core.process, core.at.stage, std::to_string(core.at.partition), std::to_string(session_)});
  v1::JournalRecord body;
  v1::EpochStart& marker = *body.mutable_epoch_start();
  marker.set_epoch(epoch_tried_);
  marker.set_nonce(nonce_);
  marker.set_process(core.process);
  marker.set_at_ms(to_ms(core.now()));
  auto record = std::make_shared<Record>();
  record->header.kind = RecordKind::kEpochStart;
  record->header.stage = core.at.stage;
  record->header.epoch = epoch_tried_;
  ESCALON_ASSERT(body.SerializeToString(&record->body));
  phase = OwnerPhase::kRolling;
  core.ports.log.append(core.journal, std::move(record), core.next_ticket++, core.ports.mailbox);
  core.ports.log.read_from(reader(kOwnJournal), {core.journal, meta.version}, core.ports.mailbox);
}

bool Owner::Impl::roll() {
  // The keys of the records ahead are loaded together, and no record is folded before its states
  // are here. An owner that runs has pinned the states of what it reads back.
  size_t looked_at = rolled_ ? kRolledAtOnce : 0;
  for (const LogRecord& log : journal_) {
    if (++looked_at > kRolledAtOnce) {
      break;
    }
    for (const std::string& key : log.record->header.keys) {
      want(Key(key));
    }
  }
  const bool waits = writer_.waiting() > 4 * core.settings.apply_operations_max;
  bool worked = false;
  for (size_t n = 0; n < kRolledAtOnce && !journal_.empty() && !waits; ++n) {
    const LogRecord log = journal_.front();
    const auto& keys = log.record->header.keys;
    const bool here = rolled_ || std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
                        return core.cache.find(Key(key)) != nullptr;
                      });
    if (!here) {
      break;
    }
    journal_.pop_front();
    const std::uint64_t session = session_;
    read_back(log);
    worked = true;
    if (session != session_ || phase == OwnerPhase::kStopped) {
      return true;
    }
  }
  if (journal_.size() < kRolledAtOnce) {
    journal_credits_.clear();
  }
  request_states();
  return worked;
}

bool Owner::Impl::own_record(const LogRecord& log) {
  return !scribe_.in_flight().empty() && log.record->header.epoch == core.epoch &&
         log.record->header.seq == scribe_.in_flight().front().seq;
}

bool Owner::Impl::read_back_own(const LogRecord& log) {
  InFlight own = std::move(scribe_.in_flight().front());
  if (accepted_.accept(log.record->header, own.record->decoded->body) != Verdict::kAccepted) {
    return false;
  }
  scribe_.read_back(own);
  scribe_.in_flight().pop_front();
  core.statistics.decisions += own.record->header.kind == RecordKind::kDecision ? 1U : 0U;
  for (StateEntry* entry : own.touched) {
    entry->in_flight -= 1;
    if (entry->in_flight == 0 && core.has_effects) {  // firing dropped those of effects meanwhile
      core.push_timers(*entry);
    }
  }
  if (own.original != nullptr) {
    core.ports.producer.produce({std::string(kDeadLetterTopic), 0}, own.original,
                                [](const Result<Offset>&) {});
  }
  core.ports.listener.accepted(core.at, log.offset, *log.record, true);
  writer_.accept({log.offset + 1, log.record, own.record->decoded, std::move(own.touched)});
  return true;
}

void Owner::Impl::read_back(const LogRecord& log) {
  const RecordHeader& header = log.record->header;
  if (rolled_ && own_record(log) && read_back_own(log)) {
    return;
  }
  const DecodedRecordPtr decoded = decode_body(*log.record);
  if (decoded == nullptr) {
    stop_for_good("record " + std::to_string(log.offset) +
                  " of the own journal cannot be read; a newer version wrote it");
    return;
  }
  const Verdict verdict = accepted_.accept(header, decoded->body);
  gap_.saw(header, verdict, core.ports.clock.steady());
  if (verdict == Verdict::kMissingMarker) {
    stop_for_good("the marker of epoch " + std::to_string(header.epoch) +
                  " is missing in the own journal");
    return;
  }
  if (header.kind == RecordKind::kEpochStart) {
    started_epoch(log, decoded, verdict);
    return;
  }
  const bool accepted = verdict == Verdict::kAccepted;
  core.statistics.refused_epoch += verdict == Verdict::kZombie ? 1U : 0U;
  core.statistics.refused_seq +=
      verdict == Verdict::kDuplicate || verdict == Verdict::kGap ? 1U : 0U;
  if (accepted) {
    ESCALON_INVARIANT("I4", !rolled_);  // our epoch's records are ours alone
    core.ports.listener.accepted(core.at, log.offset, *log.record, false);
  }
  writer_.accept({log.offset + 1, log.record, accepted ? decoded : nullptr,
                  accepted ? replay(core, decoded) : Touched()});
  if (!accepted && rolled_ && header.epoch == core.epoch) {
    take_over_again(false, "a record of its own was dropped");
  }
}

void Owner::Impl::started_epoch(const LogRecord& log, const DecodedRecordPtr& decoded,
                                Verdict verdict) {
  const bool accepted = verdict == Verdict::kAccepted;
  writer_.accept({log.offset + 1, log.record, accepted ? decoded : nullptr, {}});
  epoch_seen_ = std::max(epoch_seen_, log.record->header.epoch);
  core.statistics.refused_epoch += accepted ? 0 : 1;
  if (decoded->body.epoch_start().nonce() == nonce_) {
    if (!accepted) {
      take_over_again(false, "another owner began a newer epoch first");
      return;
    }
    rolled_ = true;
    scribe_.begin(core.epoch, accepted_.fold().seq(), accepted_.last_decided_at_ms());
  } else if (accepted && rolled_) {
    take_over_again(true, "another owner began epoch " + std::to_string(log.record->header.epoch));
  }
}

void Owner::Impl::start_running() {
  if (!accepted_.policy().empty()) {
    core.policy = core.ports.policies.find(accepted_.policy());
    if (core.policy == nullptr) {
      stop_for_good("policy " + accepted_.policy() +
                    " is not on the topic 'policy'; restore that topic");
      return;
    }
  }
  core.adoptions = accepted_.adoptions();
  phase = OwnerPhase::kRunning;
  tries_ = 0;
  core.inputs.reset(accepted_.cursor());
  for (size_t i = 0; i < core.inputs.sources().size(); ++i) {
    const InputSource& source = core.inputs.sources()[i];
    core.ports.log.read_from(reader(i + 1), {source.at, source.next}, core.ports.mailbox);
  }
  const bool attempted = !accepted_.attempts().empty();
  const bool crashed =
      accepted_.crashed_twice(absl::ToInt64Milliseconds(core.settings.short_epoch));
  careful_left_ = attempted || crashed ? core.settings.careful_causes : 0;
  raise_horizon(core.now());
}

}  // namespace escalon::journal
