#include "escalon/direct_mesh/direct_mesh.hpp"

#include <algorithm>

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
}

bool DirectMesh::is_effect(size_t stage, int kind) const {
  return stages_[stage].effect_kinds[static_cast<size_t>(kind)];
}

DirectMesh::Slot& DirectMesh::slot(StageSlot& of, const Key& key) {
  Slot& slot = of.states[key];
  if (slot.state == nullptr) {
    slot.state = of.stage->new_state();
  }
  return slot;
}

void DirectMesh::tell(std::string_view topic, const Key& key, const Message& message,
                      std::string_view id, absl::Time at) {
  fire_before(to_ms(at));
  now_ = std::max(now_, at);
  const Input input{topic, key, message, id};
  for (size_t i = 0; i < stages_.size(); ++i) {
    const auto& inputs = stages_[i].stage->spec().inputs;
    const bool reads =
        std::any_of(inputs.begin(), inputs.end(),
                    [&](const journal::InputSpec& spec) { return spec.topic == topic; });
    std::vector<Key> keys;
    if (reads) {
      stages_[i].stage->keys(input, keys);
    }
    if (keys.empty()) {
      continue;
    }
    decide(i, "input", std::string(id), keys.front(), [&](StageSlot& of, Told& told) {
      for (const Key& mine : keys) {
        add(of, mine, of.stage->decide(*slot(of, mine).state, mine, input, now_, *policy_), told);
      }
    });
  }
  settle();
}

void DirectMesh::decide(size_t stage, std::string_view kind, const std::string& id,
                        const Key& about, const Work& work) {
  StageSlot& of = stages_[stage];
  Told told;
  told.from = stage;
  told.decision_id = derive_id({of.stage->spec().name, about.str(), kind, id});
  try {
    work(of, told);
  } catch (const std::exception&) {
    // No stage changes a state before all of a cause is decided but through evolve, which never
    // throws.
    set_aside_ += 1;
  }
  for (const auto& [key, event] : told.events) {
    rearm(stage, key);
  }
  if (!told.events.empty()) {
    told_.push_back(std::move(told));
  }
}

void DirectMesh::add(StageSlot& of, const Key& key, Events events, Told& told) {
  Slot& at = slot(of, key);
  for (MessagePtr& event : events) {
    if (heard_) {
      heard_({*of.stage, key, *event, *at.state, now_, told.decision_id});
    }
    of.stage->evolve(*at.state, key, *event);
    told.events.emplace_back(key, std::move(event));
  }
}

void DirectMesh::rearm(size_t stage, const Key& key) {
  Slot& at = slot(stages_[stage], key);
  std::vector<DueTimer> armed;
  stages_[stage].stage->timers(*at.state, armed);
  std::erase_if(armed, [&](const DueTimer& timer) {
    return std::find(at.muted.begin(), at.muted.end(), timer) != at.muted.end();
  });
  for (const DueTimer& timer : armed) {
    if (std::find(at.timers.begin(), at.timers.end(), timer) == at.timers.end()) {
      due_.push({to_ms(timer.due), stage, key, timer.id, timer.generation, timer.kind});
    }
  }
  at.timers = std::move(armed);
}

void DirectMesh::settle() {
  while (!told_.empty()) {
    const Told told = std::move(told_.front());
    told_.pop_front();
    hand_on(told);
  }
}

void DirectMesh::hand_on(const Told& told) {
  const std::string& topic = stages_[told.from].stage->spec().journal;
  for (size_t i = 0; i < stages_.size(); ++i) {
    const Stage& stage = *stages_[i].stage;
    const auto& inputs = stage.spec().inputs;
    if (std::none_of(inputs.begin(), inputs.end(),
                     [&](const journal::InputSpec& spec) { return spec.topic == topic; })) {
      continue;
    }
    struct Heard {
      const Key* from;
      const Message* event;
      size_t index;
      std::vector<Key> keys;
    };
    std::vector<Heard> concerns;
    for (size_t n = 0; n < told.events.size(); ++n) {
      Heard heard{&told.events[n].first, told.events[n].second.get(), n, {}};
      stage.keys({topic, *heard.from, *heard.event, told.decision_id}, heard.keys);
      if (!heard.keys.empty()) {
        concerns.push_back(std::move(heard));
      }
    }
    if (concerns.empty()) {
      continue;
    }
    decide(i, "journal", told.decision_id, concerns.front().keys.front(),
           [&](StageSlot& of, Told& made) {
             for (const Heard& heard : concerns) {
               const std::string id = derive_id({told.decision_id, std::to_string(heard.index)});
               for (const Key& key : heard.keys) {
                 const Input input{topic, *heard.from, *heard.event, id};
                 add(of, key, of.stage->decide(*slot(of, key).state, key, input, now_, *policy_),
                     made);
               }
             }
           });
  }
}

void DirectMesh::fire_before(std::int64_t limit_ms) {
  while (!due_.empty() && due_.top().due_ms < limit_ms) {
    fire_one();
  }
}

void DirectMesh::advance(absl::Time until) {
  const std::int64_t until_ms = to_ms(until);
  while (!due_.empty() && due_.top().due_ms <= until_ms) {
    fire_one();
  }
  now_ = std::max(now_, until);
}

void DirectMesh::fire_one() {
  const Due due = due_.top();
  due_.pop();
  const Slot& at = slot(stages_[due.stage], due.key);
  const auto armed = std::find_if(at.timers.begin(), at.timers.end(), [&](const DueTimer& timer) {
    return timer.id == due.timer && timer.generation == due.generation &&
           to_ms(timer.due) == due.due_ms;
  });
  if (armed == at.timers.end()) {
    return;
  }
  now_ = std::max(now_, from_ms(due.due_ms));
  const DueTimer timer = *armed;
  if (is_effect(due.stage, due.kind)) {
    run_effect(due, timer);
  } else {
    fire(due, timer);
  }
  settle();
}

void DirectMesh::fire(const Due& due, const DueTimer& timer) {
  firings_ += 1;
  const std::string id = due.key.str() + "|" + timer.id + "|" + std::to_string(timer.generation);
  decide(due.stage, "timer", id, due.key, [&](StageSlot& of, Told& told) {
    add(of, due.key, of.stage->decide(*slot(of, due.key).state, due.key, timer, now_, *policy_),
        told);
  });
  Slot& at = slot(stages_[due.stage], due.key);
  if (std::find(at.timers.begin(), at.timers.end(), timer) != at.timers.end()) {
    at.muted.push_back(timer);  // it decided nothing, or deciding it threw: it never fires again
    set_aside_ += 1;
    rearm(due.stage, due.key);
  }
}

void DirectMesh::run_effect(const Due& due, const DueTimer& timer) {
  StageSlot& of = stages_[due.stage];
  const MessagePtr request = of.stage->effect(*slot(of, due.key).state, due.key, timer);
  const MessagePtr outcome =
      request == nullptr || !effects_ ? nullptr : effects_(*of.stage, due.key, timer, *request);
  if (outcome == nullptr) {
    return;
  }
  const std::string id = timer.id + "/" + std::to_string(timer.generation);
  decide(due.stage, "outcome", id, due.key, [&](StageSlot& at, Told& told) {
    const Input input{journal::kOutcomeTopic, due.key, *outcome, id};
    add(at, due.key, at.stage->decide(*slot(at, due.key).state, due.key, input, now_, *policy_),
        told);
  });
}

void DirectMesh::adopt(std::shared_ptr<const journal::CompiledPolicy> policy) {
  policy_ = std::move(policy);
  for (size_t i = 0; i < stages_.size(); ++i) {
    std::vector<Key> keys;
    for (const auto& [key, held] : stages_[i].states) {
      keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    for (const Key& key : keys) {
      decide(i, "policy", policy_->hash(), key, [&](StageSlot& of, Told& told) {
        add(of, key, of.stage->retarget(*slot(of, key).state, key, now_, *policy_), told);
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
  const StageSlot* of = find(stage);
  if (of == nullptr) {
    return nullptr;
  }
  const auto found = of->states.find(key);
  return found == of->states.end() ? nullptr : found->second.state.get();
}

void DirectMesh::for_each(std::string_view stage,
                          const std::function<void(const Key&, const Message&)>& visit) const {
  if (const StageSlot* of = find(stage)) {
    for (const auto& [key, held] : of->states) {
      visit(key, *held.state);
    }
  }
}

}  // namespace escalon::direct_mesh
