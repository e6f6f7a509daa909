#include <algorithm>
#include <set>

#include "escalon/base/assert.hpp"
#include "owner_impl.hpp"

namespace escalon::journal {
namespace {

constexpr int kInputsAtOnce = 256;   // of one source, before the next one has its turn
constexpr size_t kLookAhead = 1024;  // ready records whose states are asked for early
constexpr size_t kReadyWithoutCredit = 500;
constexpr size_t kLoadedAtOnce = 500;
constexpr size_t kAttemptsMax = 3;

v1::Cause cause_of(const InputSource& source, const ReadyInput& ready) {
  v1::Cause cause;
  const RecordHeader& header = ready.log.record->header;
  cause.set_kind(source.spec.journal ? "journal" : "input");
  cause.set_topic(source.at.topic);
  cause.set_partition(source.at.partition);
  cause.set_offset(ready.log.offset);
  cause.set_id(!header.id.empty() ? header.id
                                  : source.at.topic + "/" + std::to_string(source.at.partition) +
                                        "/" + std::to_string(ready.log.offset));
  return cause;
}

}  // namespace

std::string cause_name(const v1::Cause& cause) {
  return cause.kind() + ":" + cause.topic() + ":" + cause.id();
}

void Owner::Impl::want(const Key& key) {
  if (core.cache.find(key) == nullptr && !loading_.contains(key)) {
    wanted_.insert(key);
  }
}

void Owner::Impl::request_states() {
  if (load_ticket_ != 0 || wanted_.empty() || !writer_.reachable()) {
    return;
  }
  std::vector<Key> keys;
  for (auto key = wanted_.begin(); key != wanted_.end() && keys.size() < kLoadedAtOnce;) {
    keys.push_back(*key);
    key = wanted_.erase(key);
  }
  loading_ = {keys.begin(), keys.end()};
  load_ticket_ = core.next_ticket++;
  core.ports.view.load(writer_.version(), std::move(keys), load_ticket_, core.ports.mailbox);
}

void Owner::Impl::prefetch_inputs() {
  for (InputSource& source : core.inputs.sources()) {
    const size_t until = std::min(source.ready.size(), kLookAhead);
    for (; source.looked_ahead < until; ++source.looked_ahead) {
      ReadyInput& ready = source.ready[source.looked_ahead];
      core.inputs.decode(source, ready);
      for (const DecodedInput& input : ready.inputs) {
        for (const Key& key : input.keys) {
          want(key);
        }
      }
    }
  }
}

bool Owner::Impl::resident(const ReadyInput& ready) {
  bool all = true;
  deciding_.clear();
  for (const DecodedInput& input : ready.inputs) {
    for (const Key& key : input.keys) {
      deciding_.push_back(core.cache.find(key));
      if (deciding_.back() == nullptr) {
        want(key);
        all = false;
      }
    }
  }
  return all;
}

bool Owner::Impl::decide_inputs() {
  bool worked = false;
  for (InputSource& source : core.inputs.sources()) {
    for (int n = 0; n < kInputsAtOnce && phase == OwnerPhase::kRunning && decide_next(source);
         ++n) {
      worked = true;
    }
  }
  return worked;
}

void Owner::Impl::consumed(InputSource& source, bool recorded) {
  const ReadyInput& ready = source.ready.front();
  const bool record = ready.log.record != nullptr;
  source.next = std::max(source.next, ready.log.offset + (record ? 1 : 0));
  core.statistics.inputs += record ? 1U : 0U;
  if (!recorded) {
    const auto& gated = core.stage.spec().gated_plain_topics;
    substantive_ =
        substantive_ || std::find(gated.begin(), gated.end(), source.at.topic) != gated.end();
    quiet_inputs_ += 1;
    const bool quiet = source.spec.scope == InputScope::kAllPartitions;
    source.moved = source.moved || !quiet;
    source.moved_quietly += quiet ? 1U : 0U;
  }
  source.ready.pop_front();
  source.looked_ahead -= source.looked_ahead > 0 ? 1U : 0U;
  if (source.ready.size() < kReadyWithoutCredit) {
    source.credits.clear();
  }
}

bool Owner::Impl::decide_next(InputSource& source) {
  if (source.ready.empty()) {
    return false;
  }
  ReadyInput& ready = source.ready.front();
  if (ready.log.record == nullptr) {
    consumed(source, false);
    return true;
  }
  if (full(false)) {
    return false;
  }
  if (source.at.topic == kPolicyTopic) {
    return adopt(source, ready);
  }
  if (core.policy == nullptr) {
    return false;
  }
  core.inputs.decode(source, ready);
  if (source.spec.journal) {
    const Verdict verdict = source.fold.judge(ready.log.record->header);
    source.gap.saw(ready.log.record->header, verdict, core.ports.clock.steady());
    if (verdict == Verdict::kMissingMarker) {
      stop_for_good("the marker of an epoch is missing in " + source.at.topic + "/" +
                    std::to_string(source.at.partition));
      return false;
    }
    if (verdict != Verdict::kAccepted || (ready.inputs.empty() && ready.error.empty())) {
      source.fold.accept(ready.log.record->header);
      consumed(source, false);
      return true;
    }
  } else if (ready.inputs.empty() && ready.error.empty()) {
    consumed(source, false);
    return true;
  }
  return resident(ready) && decide_record(source, ready);
}

bool Owner::Impl::full(bool for_timer) const {
  if (scribe_.full(for_timer) || writer_.reachable()) {
    return scribe_.full(for_timer);
  }
  const size_t share = for_timer ? 1 : 2;
  return scribe_.in_flight().size() + writer_.waiting() >= core.settings.away_records_max / share ||
         writer_.waiting_bytes() >= core.settings.away_bytes_max / share;
}

void Owner::Impl::retarget(StateEntry& entry) {
  if (looked_at(entry) || is_absent(entry)) {
    return;
  }
  v1::Cause cause;
  cause.set_kind("policy");
  cause.set_id(core.adoption());
  scribe_.decide(cause, entry.key, nullptr, [&](Draft& draft, absl::Time now) {
    draft.add(entry, core.stage.retarget(*entry.state, entry.key, now, *core.policy));
  });
  entry.looked_at_by = core.policy->hash();  // where nothing changed, or the cause was set aside
}

bool Owner::Impl::decide_record(InputSource& source, ReadyInput& ready) {
  v1::Cause cause = cause_of(source, ready);
  bool set_aside = false;
  if (!admit(cause, &set_aside) && !set_aside) {
    return false;
  }
  if (!set_aside) {
    for (StateEntry* entry : deciding_) {
      retarget(*entry);
    }
  }
  // The cursor of the record that is about to be made covers this input.
  if (source.spec.journal) {
    source.fold.accept(ready.log.record->header);
  }
  source.next = ready.log.offset + 1;
  source.moved = true;
  const RecordPtr record = ready.log.record;
  bool recorded = true;
  if (set_aside || !ready.error.empty()) {
    scribe_.dead_letter(cause, record, set_aside ? std::string(kEndedProcesses) : ready.error,
                        nullptr);
  } else {
    const Key& about = ready.inputs.front().keys.front();
    recorded = scribe_.decide(cause, about, record, [&](Draft& draft, absl::Time now) {
      auto next = deciding_.begin();
      for (const DecodedInput& input : ready.inputs) {
        for (const Key& key : input.keys) {
          StateEntry& entry = **next++;
          const Input told{source.at.topic, input.upstream_key, *input.message, input.id};
          draft.add(entry, core.stage.decide(*entry.state, key, told, now, *core.policy));
        }
      }
    });
  }
  if (!recorded && source.spec.scope == InputScope::kAllPartitions) {
    source.moved = false;
  }
  consumed(source, recorded);
  noted(recorded);
  return true;
}

bool Owner::Impl::adopt(InputSource& source, const ReadyInput& ready) {
  const RecordPtr record = ready.log.record;
  const auto learnt = core.ports.policies.learn(*record);
  v1::Cause cause = cause_of(source, ready);
  source.next = ready.log.offset + 1;
  source.moved = true;
  bool recorded = false;
  if (!learnt) {
    scribe_.dead_letter(cause, record, learnt.error().message, nullptr);
    recorded = true;
  } else if (core.policy == nullptr || (*learnt)->hash() != core.policy->hash()) {
    core.policy = *learnt;
    core.adoptions += 1;
    forget_sweep();  // of the policy before
    cause.set_kind("policy");
    cause.set_id(core.adoption());
    scribe_.decide_partition(cause, [&](v1::Decision& decision) {
      decision.mutable_policy_adopted()->set_policy(core.policy->hash());
    });
    recorded = true;
  }
  consumed(source, recorded);
  noted(recorded);
  return true;
}

void Owner::Impl::noted(bool recorded) {
  if (recorded) {
    substantive_ = false;
    quiet_inputs_ = 0;
  }
  admitted_done(recorded);
}

bool Owner::Impl::decide_outcomes() {
  bool worked = false;
  for (size_t n = outcomes_.size(); n > 0 && !full(false); --n) {
    EffectOutcome outcome = std::move(outcomes_.front());
    outcomes_.pop_front();
    StateEntry* entry = core.cache.find(outcome.key);
    if (entry == nullptr) {
      want(outcome.key);
      outcomes_.push_back(std::move(outcome));
      continue;
    }
    v1::Cause cause;
    cause.set_kind("outcome");
    cause.set_id(outcome.effect_id + "/" + std::to_string(outcome.attempt));
    cause.set_generation(outcome.attempt);
    bool set_aside = false;
    if (!admit(cause, &set_aside) && !set_aside) {
      outcomes_.push_back(std::move(outcome));
      continue;
    }
    worked = true;
    const auto begun = find_effect(outcome.key, outcome.effect_id, outcome.attempt);
    if (begun != effects_.end()) {
      effects_.erase(begun);
    }
    if (set_aside) {
      scribe_.dead_letter(cause, nullptr, std::string(kEndedProcesses), nullptr);
      noted(true);
      continue;
    }
    const MessagePtr message = core.stage.new_input(kOutcomeTopic);
    ESCALON_ASSERT(message != nullptr && message->ParseFromString(outcome.payload));
    const Input told{kOutcomeTopic, outcome.key, *message, cause.id()};
    retarget(*entry);
    noted(scribe_.decide(cause, outcome.key, nullptr, [&](Draft& draft, absl::Time now) {
      draft.add(*entry, core.stage.decide(*entry->state, outcome.key, told, now, *core.policy));
    }));
  }
  return worked;
}

bool Owner::Impl::admit(const v1::Cause& cause, bool* set_aside) {
  if (careful_left_ == 0) {
    return true;
  }
  const std::string name = cause_name(cause);
  if (!attempted_.empty()) {
    return attempted_ == name && scribe_.in_flight().empty();
  }
  if (!scribe_.in_flight().empty()) {
    return false;
  }
  std::set<std::string> processes;
  for (const v1::Attempt& attempt : accepted_.attempts()) {
    if (cause_name(attempt.cause()) == name) {
      processes.insert(attempt.process());
    }
  }
  if (processes.size() >= kAttemptsMax) {
    *set_aside = true;
    return false;
  }
  scribe_.attempt(cause);
  attempted_ = name;
  return false;
}

void Owner::Impl::admitted_done(bool recorded) {
  if (attempted_.empty()) {
    return;
  }
  attempted_.clear();
  careful_left_ -= 1;
  if (!recorded) {
    scribe_.progress(false);
  }
}

}  // namespace escalon::journal
