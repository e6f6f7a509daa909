#include "scribe.hpp"

#include <algorithm>

#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::journal {
namespace {

constexpr size_t kSentAtOnce = 256;

}  // namespace

int Draft::change_of(StateEntry& entry) {
  touch(entry);
  for (int index = 0; index < decision_.changes_size(); ++index) {
    if (decision_.changes(index).key() == entry.key.str()) {
      return index;
    }
  }
  decision_.add_changes()->set_key(entry.key.str());
  events_.emplace_back();
  return decision_.changes_size() - 1;
}

void Draft::touch(StateEntry& entry) {
  if (std::find(touched_.begin(), touched_.end(), &entry) == touched_.end()) {
    touched_.push_back(&entry);
  }
}

void Draft::undo(const StateCache& cache) {
  for (StateEntry* entry : touched_) {
    cache.restore(*entry);
  }
}

void Draft::add(StateEntry& entry, Events events) {
  if (events.empty()) {
    return;
  }
  const int index = change_of(entry);
  v1::Change& change = *decision_.mutable_changes(index);
  for (MessagePtr& event : events) {
    stage_.evolve(*entry.state, entry.key, *event);
    stage_.addressed(entry.key, *event, addresses_);
    ESCALON_ASSERT(event->SerializeToString(change.add_events()));
    events_[static_cast<size_t>(index)].push_back(std::move(event));
  }
}

std::vector<DecodedEvent> Draft::take_events() {
  std::vector<DecodedEvent> taken;
  for (size_t index = 0; index < events_.size(); ++index) {
    const Key key(decision_.changes(static_cast<int>(index)).key());
    for (MessagePtr& event : events_[index]) {
      taken.push_back({key, std::move(event), event_id(decision_.decision_id(), taken.size())});
    }
  }
  return taken;
}

void Scribe::begin(Epoch epoch, Seq last_seq, std::int64_t last_decided_at_ms) {
  core_.epoch = epoch;
  seq_ = last_seq;
  last_decided_at_ms_ = last_decided_at_ms;
  appended_ = 0;
}

void Scribe::clear() {
  in_flight_.clear();
  unsent_ = 0;
  in_flight_bytes_ = 0;
}

bool Scribe::full(bool for_timer) const {
  const size_t factor = for_timer ? 2 : 1;
  return in_flight_.size() >= factor * core_.settings.in_flight_records_max ||
         in_flight_bytes_ >= factor * core_.settings.in_flight_bytes_max;
}

v1::Cursor Scribe::list_moved() {
  return core_.inputs.list_moved(appended_ % core_.settings.full_cursor_every == 0,
                                 core_.ports.clock.steady(), core_.settings.quiet_listed_after);
}

std::int64_t Scribe::stamp(absl::Time now) {
  last_decided_at_ms_ = std::max(last_decided_at_ms_, to_ms(now));
  return last_decided_at_ms_;
}

bool Scribe::decide(v1::Cause cause, const Key& about, const RecordPtr& original,
                    const Work& work) {
  auto decoded = std::make_shared<DecodedRecord>();
  v1::Decision& decision = *decoded->body.mutable_decision();
  Draft draft(core_.stage, decision);
  const absl::Time now = core_.now();
  std::string reason;
  try {
    work(draft, now);
    if (draft.empty()) {
      return false;
    }
    decision.set_decision_id(derive_id({core_.at.stage, about.str(), cause.kind(), cause.id()}));
    *decision.mutable_cause() = cause;
    decision.set_traceparent(trace_of(original, draft));
    for (StateEntry* entry : draft.touched()) {
      entry->policy = core_.policy->hash();
      core_.cache.keep_trace(*entry, decision.traceparent());
      core_.cache.refresh(*entry);
    }
    if (const auto excess = too_large(decoded->body, draft.touched())) {
      reason = *excess;
    }
  } catch (const std::exception& problem) {
    reason = std::string("deciding it threw: ") + problem.what();
  }
  if (!reason.empty()) {
    draft.undo(core_.cache);
    dead_letter(std::move(cause), original, reason, core_.cache.find(about));
    return true;
  }
  append_decision(std::move(decoded), draft, nullptr, now);
  return true;
}

void Scribe::dead_letter(v1::Cause cause, const RecordPtr& original, const std::string& reason,
                         StateEntry* muted) {
  auto decoded = std::make_shared<DecodedRecord>();
  v1::Decision& decision = *decoded->body.mutable_decision();
  Draft draft(core_.stage, decision);
  v1::DeadLettered& letter = *decision.mutable_dead_lettered();
  letter.set_reason(reason);
  decision.set_decision_id(
      derive_id({core_.at.stage, muted == nullptr ? std::string() : muted->key.str(), "dead-letter",
                 cause.kind(), cause.id()}));
  const bool mutes = !cause.timer().empty() && muted != nullptr;
  if (mutes) {
    letter.set_key(muted->key.str());
    letter.set_muted_timer(cause.timer());
    letter.set_muted_generation(cause.generation());
    draft.touch(*muted);
  }
  *decision.mutable_cause() = std::move(cause);
  if (mutes) {
    core_.cache.fold(*decoded, *muted);
    core_.cache.refresh(*muted);
  }
  core_.statistics.dead_letters += 1;
  append_decision(std::move(decoded), draft, original, core_.now());
}

void Scribe::decide_partition(v1::Cause cause, const std::function<void(v1::Decision&)>& fill) {
  auto decoded = std::make_shared<DecodedRecord>();
  v1::Decision& decision = *decoded->body.mutable_decision();
  fill(decision);
  decision.set_decision_id(derive_id({core_.at.stage, "", cause.kind(), cause.id()}));
  *decision.mutable_cause() = std::move(cause);
  Draft draft(core_.stage, decision);
  append_decision(std::move(decoded), draft, nullptr, core_.now());
}

std::optional<std::string> Scribe::too_large(const v1::JournalRecord& body,
                                             const Touched& touched) const {
  if (const size_t bytes = body.ByteSizeLong(); bytes > core_.settings.decision_bytes_max) {
    return "the decision has " + std::to_string(bytes) + " bytes; " +
           std::to_string(core_.settings.decision_bytes_max) + " are allowed";
  }
  size_t operations = 0;
  for (const StateEntry* entry : touched) {
    operations += 1 + entry->timers.size();
  }
  if (operations > core_.settings.view_operations_max) {
    return "the decision needs " + std::to_string(operations) + " view operations; " +
           std::to_string(core_.settings.view_operations_max) + " are allowed";
  }
  return std::nullopt;
}

// An input's own trace, else the one that the key keeps.
const std::string& Scribe::trace_of(const RecordPtr& original, const Draft& draft) {
  const bool given = original != nullptr && !original->header.traceparent.empty();
  return given ? original->header.traceparent : draft.touched().front()->traceparent;
}

RecordHeader Scribe::header_of(const v1::Decision& decision, const Draft& draft) const {
  RecordHeader header;
  header.kind = RecordKind::kDecision;
  header.id = decision.decision_id();
  header.traceparent = decision.traceparent();
  for (const StateEntry* entry : draft.touched()) {
    header.keys.push_back(entry->key.str());
  }
  for (const Address& address : draft.addresses()) {
    const std::uint32_t partitions = core_.topology.partitions_of(address.stage);
    header.destinations.push_back({address.stage, partition_of(address.key, partitions)});
  }
  std::sort(header.destinations.begin(), header.destinations.end());
  header.destinations.erase(std::unique(header.destinations.begin(), header.destinations.end()),
                            header.destinations.end());
  return header;
}

void Scribe::append_decision(std::shared_ptr<DecodedRecord> decoded, Draft& draft,
                             const RecordPtr& original, absl::Time now) {
  v1::Decision& decision = *decoded->body.mutable_decision();
  RecordHeader header = header_of(decision, draft);
  decision.set_epoch(core_.epoch);
  decision.set_seq(seq_ + 1);
  decision.set_decided_at_ms(stamp(now));
  decision.set_policy(core_.policy == nullptr ? std::string() : core_.policy->hash());
  *decision.mutable_cursor() = list_moved();
  decoded->events = draft.take_events();
  for (StateEntry* entry : draft.touched()) {
    entry->since.push_back(decoded);
    entry->in_flight += 1;
    core_.push_timers(*entry);
  }
  append(std::move(decoded), std::move(header), draft.touched(), original);
}

void Scribe::progress(bool closing) {
  auto decoded = std::make_shared<DecodedRecord>();
  v1::Progress& progress = *decoded->body.mutable_progress();
  progress.set_epoch(core_.epoch);
  progress.set_seq(seq_ + 1);
  progress.set_decided_at_ms(stamp(core_.now()));
  progress.set_closing(closing);
  *progress.mutable_cursor() = list_moved();
  RecordHeader header;
  header.kind = RecordKind::kProgress;
  core_.statistics.progress += 1;
  append(std::move(decoded), std::move(header), {}, nullptr);
}

void Scribe::attempt(const v1::Cause& cause) {
  auto decoded = std::make_shared<DecodedRecord>();
  v1::Attempt& attempt = *decoded->body.mutable_attempt();
  attempt.set_epoch(core_.epoch);
  attempt.set_seq(seq_ + 1);
  attempt.set_decided_at_ms(stamp(core_.now()));
  attempt.set_process(core_.process);
  *attempt.mutable_cause() = cause;
  *attempt.mutable_cursor() = list_moved();
  RecordHeader header;
  header.kind = RecordKind::kAttempt;
  append(std::move(decoded), std::move(header), {}, nullptr);
}

void Scribe::append(DecodedRecordPtr decoded, RecordHeader header, Touched touched,
                    RecordPtr original) {
  auto record = std::make_shared<Record>();
  header.stage = core_.at.stage;
  header.epoch = core_.epoch;
  header.seq = ++seq_;
  header.plain = core_.inputs.gated_positions();
  record->header = std::move(header);
  ESCALON_ASSERT(decoded->body.SerializeToString(&record->body));
  record->decoded = std::move(decoded);
  appended_ += 1;
  in_flight_bytes_ += record->body.size();
  in_flight_.push_back({seq_, std::move(record), std::move(touched), std::move(original)});
  unsent_ += 1;
  if (unsent_ >= kSentAtOnce) {
    send();
  }
}

std::optional<SteadyTime> Scribe::send_at() const {
  if (unsent_ == 0) {
    return std::nullopt;
  }
  return unsent_ >= kSentAtOnce ? sent_last_
                                : next_turn(sent_last_, core_.settings.append_interval);
}

void Scribe::send() {
  const auto at = send_at();
  if (!at) {
    return;
  }
  const SteadyTime now = core_.ports.clock.steady();
  if (now < *at) {
    return;
  }
  sent_last_ = now;
  for (; unsent_ > 0; --unsent_) {
    const InFlight& next = in_flight_[in_flight_.size() - unsent_];
    core_.ports.log.append(core_.journal, next.record, core_.next_ticket++, core_.ports.mailbox);
  }
}

Touched replay(Core& core, const DecodedRecordPtr& record) {
  const v1::Decision& decision = record->body.decision();
  Touched touched;
  const auto touch = [&](const std::string& key) {
    StateEntry* entry = core.cache.find(Key(key));
    ESCALON_ASSERT(entry != nullptr);
    if (std::find(touched.begin(), touched.end(), entry) == touched.end()) {
      touched.push_back(entry);
    }
  };
  for (const v1::Change& change : decision.changes()) {
    touch(change.key());
  }
  if (!decision.dead_lettered().muted_timer().empty()) {
    touch(decision.dead_lettered().key());
  }
  for (StateEntry* entry : touched) {
    core.cache.fold(*record, *entry);
    core.cache.refresh(*entry);
    entry->since.push_back(record);
  }
  return touched;
}

}  // namespace escalon::journal
