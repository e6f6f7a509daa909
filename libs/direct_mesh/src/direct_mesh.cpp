#include "escalon/direct_mesh/direct_mesh.hpp"

#include <algorithm>
#include <tuple>

#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/journal/topology.hpp"

namespace escalon::direct_mesh {

using journal::Events;
using journal::Input;
using journal::Message;
using journal::MessagePtr;
using journal::Stage;

DirectMesh::DirectMesh(std::vector<const Stage*> stages,
                       std::shared_ptr<const journal::CompiledPolicy> policy,
                       std::function<void(const Decided&)> heard, EffectModel effects)
    : policy_(std::move(policy)), heard_(std::move(heard)), effects_(std::move(effects)) {
  for (const Stage* stage : stages) {
    StageSlot& slot = stages_.emplace_back();
    slot.stage = stage;
    for (const journal::TimerKindSpec& kind : stage->spec().timer_kinds) {
      slot.effect_kinds.resize(
          std::max(slot.effect_kinds.size(), static_cast<size_t>(kind.kind) + 1));
      slot.effect_kinds[static_cast<size_t>(kind.kind)] = kind.effect;
    }
  }
  for (StageSlot& slot : stages_) {
    slot.readers = readers_of(slot.stage->spec().journal);
  }
}

std::vector<size_t> DirectMesh::readers_of(std::string_view topic) const {
  std::vector<size_t> readers;
  for (size_t i = 0; i < stages_.size(); ++i) {
    const auto& inputs = stages_[i].stage->spec().inputs;
    if (std::any_of(inputs.begin(), inputs.end(),
                    [&](const journal::InputSpec& spec) { return spec.topic == topic; })) {
      readers.push_back(i);
    }
  }
  return readers;
}

bool DirectMesh::is_effect(size_t stage, int kind) const {
  return stages_[stage].effect_kinds[static_cast<size_t>(kind)];
}

const DirectMesh::Entry* DirectMesh::find(const Key& key) const {
  const auto found = by_key_.find(key.str());
  return found == by_key_.end() ? nullptr : found->second;
}

// Most causes concern the key that they come from, which saves the look-up.
DirectMesh::Entry& DirectMesh::entry(const Key& key, Entry* likely) {
  if (likely != nullptr && likely->key == key) {
    return *likely;
  }
  if (const auto found = by_key_.find(key.str()); found != by_key_.end()) {
    return *found->second;
  }
  Entry& made = entries_.emplace_back();
  made.key = key;
  made.slots.resize(stages_.size());
  by_key_.emplace(made.key.str(), &made);
  return made;
}

DirectMesh::Slot& DirectMesh::slot(size_t stage, const Key& key, Entry* likely) {
  Entry& of = entry(key, likely);
  Slot*& at = of.slots[stage];
  if (at == nullptr) {
    at = &stages_[stage].slots.emplace_back();
    at->entry = &of;
    at->state = stages_[stage].stage->new_state();
  }
  return *at;
}

void DirectMesh::tell(std::string_view topic, const Key& key, const Message& message,
                      std::string_view id, absl::Time at) {
  pass(at, at);
  if (strayed_) {
    return;
  }
  const Input input{topic, key, message, id};
  auto readers = readers_.find(topic);
  if (readers == readers_.end()) {
    readers = readers_.emplace(topic, readers_of(topic)).first;
  }
  Entry* likely = nullptr;
  for (const size_t i : readers->second) {
    const StageSlot& of = stages_[i];
    keys_.clear();
    of.stage->keys(input, keys_);
    if (keys_.empty()) {
      continue;
    }
    decide({i, "input", id, &keys_.front()}, [&](Told& told) {
      for (const Key& mine : keys_) {
        Slot& at_key = slot(i, mine, likely);
        likely = at_key.entry;
        const Part part = &mine == &keys_.back() ? Part::kLast : Part::kEarlier;
        add(at_key, of.stage->decide(*at_key.state, mine, input, now_, *policy_), part, told);
      }
    });
  }
  settle();
}

void DirectMesh::decide(const Cause& cause, Work work) {
  Told told;
  told.from = cause.stage;
  deciding_ = cause;
  try {
    work(told);
  } catch (const std::exception&) {
    // A stage changes a state through evolve alone, which never throws.
    undo(told);
    set_aside_ += 1;
  }
  const Slot* last = nullptr;
  for (const Event& event : told.events) {
    if (event.slot != last) {
      rearm(cause.stage, *event.slot);
    }
    last = event.slot;
  }
  told.images.clear();
  if (!told.events.empty()) {
    told_.push_back(std::move(told));
  }
}

// What comes after the last part cannot fail, so most causes need no image.
void DirectMesh::add(Slot& at, Events events, Part part, Told& told) {
  const Stage& stage = *stages_[told.from].stage;
  if (part == Part::kEarlier && !events.empty()) {
    told.images.push_back({&at, MessagePtr(at.state->New())});
    told.images.back().before->CopyFrom(*at.state);
  }
  if (!events.empty() && told.decision_id.empty()) {
    told.decision_id =
        derive_id({stage.spec().name, deciding_.about->str(), deciding_.kind, deciding_.id});
  }
  for (MessagePtr& event : events) {
    if (heard_) {
      heard_({stage, at.entry->key, *event, *at.state, now_, told.decision_id});
    }
    stage.evolve(*at.state, at.entry->key, *event);
    if (stops_where_paths_cross_ && !strayed_) {
      addresses_.clear();
      stage.addressed(at.entry->key, *event, addresses_);
      strayed_ = !addresses_.empty();
    }
    told.events.push_back({&at, std::move(event), {}});
  }
}

void DirectMesh::undo(Told& told) {
  for (auto image = told.images.rbegin(); image != told.images.rend(); ++image) {
    image->slot->state = std::move(image->before);
  }
  told.events.clear();
}

void DirectMesh::rearm(size_t stage, Slot& at) {
  armed_.clear();
  stages_[stage].stage->timers(*at.state, armed_);
  if (!at.muted.empty()) {
    std::erase_if(armed_, [&](const DueTimer& timer) {
      return std::find(at.muted.begin(), at.muted.end(), timer) != at.muted.end();
    });
  }
  if (armed_ != at.timers) {
    take_new_timers(stage, at);
  }
}

void DirectMesh::take_new_timers(size_t stage, Slot& at) {
  for (const DueTimer& timer : armed_) {
    if (std::find(at.timers.begin(), at.timers.end(), timer) == at.timers.end()) {
      due_.push_back({to_ms(timer.due), stage, &at, timer});
      std::push_heap(due_.begin(), due_.end(), Later());
    }
  }
  at.timers.swap(armed_);
}

void DirectMesh::settle() {
  while (!told_.empty() && !strayed_) {
    Told told = std::move(told_.front());
    told_.pop_front();
    hand_on(told);
  }
}

void DirectMesh::hand_on(Told& told) {
  for (const size_t reader : stages_[told.from].readers) {
    hear(reader, told);
  }
}

void DirectMesh::hear(size_t stage, Told& told) {
  const StageSlot& of = stages_[stage];
  const std::string& topic = stages_[told.from].stage->spec().journal;
  size_t count = 0;
  for (size_t n = 0; n < told.events.size(); ++n) {
    if (count == concerns_.size()) {
      concerns_.emplace_back();
    }
    Heard& heard = concerns_[count];
    heard.event = n;
    heard.keys.clear();
    const Event& event = told.events[n];
    of.stage->keys({topic, event.slot->entry->key, *event.message, told.decision_id}, heard.keys);
    count += heard.keys.empty() ? 0U : 1U;
  }
  if (count == 0) {
    return;
  }
  decide({stage, "journal", told.decision_id, &concerns_.front().keys.front()}, [&](Told& made) {
    for (size_t i = 0; i < count; ++i) {
      Event& event = told.events[concerns_[i].event];
      if (event.id.empty()) {
        event.id = derive_id({told.decision_id, std::to_string(concerns_[i].event)});
      }
      const Input input{topic, event.slot->entry->key, *event.message, event.id};
      for (const Key& key : concerns_[i].keys) {
        Slot& at = slot(stage, key, event.slot->entry);
        const bool last = i + 1 == count && &key == &concerns_[i].keys.back();
        add(at, of.stage->decide(*at.state, key, input, now_, *policy_),
            last ? Part::kLast : Part::kEarlier, made);
      }
    }
  });
}

bool DirectMesh::Later::operator()(const Due& a, const Due& b) const {
  const auto order = [](const Due& due) {
    return std::tie(due.due_ms, due.stage, due.slot->entry->key, due.timer.id, due.timer.generation,
                    due.timer.kind);
  };
  return a.due_ms != b.due_ms ? a.due_ms > b.due_ms : order(a) > order(b);
}

bool DirectMesh::next_is_due(std::int64_t limit_ms, Limit limit) const {
  if (due_.empty() || strayed_) {
    return false;
  }
  const std::int64_t due_ms = due_.front().due_ms;
  return limit == Limit::kWithin ? due_ms <= limit_ms : due_ms < limit_ms;
}

void DirectMesh::fire_before(std::int64_t limit_ms) {
  while (next_is_due(limit_ms, Limit::kBefore)) {
    fire_one();
  }
}

void DirectMesh::pass(absl::Time before, absl::Time now) {
  fire_before(to_ms(before));
  now_ = std::max(now_, now);
}

void DirectMesh::advance(absl::Time until) {
  const std::int64_t until_ms = to_ms(until);
  while (next_is_due(until_ms, Limit::kWithin)) {
    fire_one();
  }
  now_ = std::max(now_, until);
}

void DirectMesh::fire_one() {
  std::pop_heap(due_.begin(), due_.end(), Later());
  const Due due = std::move(due_.back());
  due_.pop_back();
  const std::vector<DueTimer>& armed = due.slot->timers;
  if (std::find(armed.begin(), armed.end(), due.timer) == armed.end()) {
    return;
  }
  now_ = std::max(now_, from_ms(due.due_ms));
  if (is_effect(due.stage, due.timer.kind)) {
    run_effect(due);
  } else {
    fire(due);
  }
  settle();
}

void DirectMesh::fire(const Due& due) {
  firings_ += 1;
  Slot& at = *due.slot;
  const Stage& stage = *stages_[due.stage].stage;
  const std::string id =
      at.entry->key.str() + "|" + due.timer.id + "|" + std::to_string(due.timer.generation);
  decide({due.stage, "timer", id, &at.entry->key}, [&](Told& told) {
    add(at, stage.decide(*at.state, at.entry->key, due.timer, now_, *policy_), Part::kLast, told);
  });
  if (std::find(at.timers.begin(), at.timers.end(), due.timer) != at.timers.end()) {
    at.muted.push_back(due.timer);  // it decided nothing, or deciding threw: it never fires again
    set_aside_ += 1;
    rearm(due.stage, at);
  }
}

void DirectMesh::run_effect(const Due& due) {
  Slot& at = *due.slot;
  const Stage& stage = *stages_[due.stage].stage;
  const MessagePtr request = stage.effect(*at.state, at.entry->key, due.timer);
  const MessagePtr outcome = request == nullptr || !effects_
                                 ? nullptr
                                 : effects_(stage, at.entry->key, due.timer, *request);
  if (outcome == nullptr) {
    return;
  }
  const std::string id = due.timer.id + "/" + std::to_string(due.timer.generation);
  decide({due.stage, "outcome", id, &at.entry->key}, [&](Told& told) {
    const Input input{journal::kOutcomeTopic, at.entry->key, *outcome, id};
    add(at, stage.decide(*at.state, at.entry->key, input, now_, *policy_), Part::kLast, told);
  });
}

void DirectMesh::adopt(std::shared_ptr<const journal::CompiledPolicy> policy) {
  policy_ = std::move(policy);
  adoptions_ += 1;
  const std::string adoption = policy_->hash() + "/" + std::to_string(adoptions_);
  for (size_t i = 0; i < stages_.size(); ++i) {
    std::vector<Slot*> slots;
    for (Slot& held : stages_[i].slots) {
      slots.push_back(&held);
    }
    std::sort(slots.begin(), slots.end(),
              [](const Slot* a, const Slot* b) { return a->entry->key < b->entry->key; });
    for (Slot* at : slots) {
      decide({i, "policy", adoption, &at->entry->key}, [&](Told& told) {
        add(*at, stages_[i].stage->retarget(*at->state, at->entry->key, now_, *policy_),
            Part::kLast, told);
      });
    }
  }
  settle();
}

const DirectMesh::StageSlot* DirectMesh::find(std::string_view stage) const {
  const auto found = std::find_if(stages_.begin(), stages_.end(), [&](const StageSlot& slot) {
    return slot.stage->spec().name == stage;
  });
  return found == stages_.end() ? nullptr : &*found;
}

const Message* DirectMesh::state(std::string_view stage, const Key& key) const {
  const Entry* of = find(key);
  for (size_t i = 0; of != nullptr && i < stages_.size(); ++i) {
    if (stages_[i].stage->spec().name == stage) {
      return of->slots[i] == nullptr ? nullptr : of->slots[i]->state.get();
    }
  }
  return nullptr;
}

void DirectMesh::for_each(std::string_view stage,
                          const std::function<void(const Key&, const Message&)>& visit) const {
  if (const StageSlot* of = find(stage)) {
    for (const Slot& held : of->slots) {
      visit(held.entry->key, *held.state);
    }
  }
}

void DirectMesh::start_over() {
  for (StageSlot& of : stages_) {
    of.slots.clear();
  }
  by_key_.clear();
  entries_.clear();
  due_.clear();
  told_.clear();
  now_ = absl::InfinitePast();
  firings_ = 0;
  set_aside_ = 0;
  strayed_ = false;
}

}  // namespace escalon::direct_mesh
