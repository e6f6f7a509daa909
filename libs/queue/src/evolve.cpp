#include <algorithm>
#include <string>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/queue/queue.hpp"
#include "surge.hpp"
#include "waiting.hpp"

namespace escalon::queue {
namespace {

using team::v1::Person;
using team::v1::QueueItem;

constexpr int kCommandIdsMax = 256;
constexpr std::string_view kPresent = "present";

Person* find_person(TeamState& state, const std::string& name) {
  for (Person& person : *state.mutable_people()) {
    if (person.person() == name) {
      return &person;
    }
  }
  return nullptr;
}

Person& person_of(TeamState& state, const std::string& name) {
  if (Person* known = find_person(state, name)) {
    return *known;
  }
  Person& person = *state.add_people();
  person.set_person(name);
  return person;
}

/// Adds `change` to what the person has in hand.
void load(Person& person, const QueueItem& item, int change) {
  person.set_load(std::max(0, person.load() + change));
  const std::string& channel = item.terms().channel();
  if (channel.empty()) {
    return;
  }
  std::int32_t& of_channel = (*person.mutable_channel_load())[channel];
  of_channel += change;
  if (of_channel <= 0) {
    person.mutable_channel_load()->erase(channel);
  }
}

/// Takes the item out of somebody's hands and returns it; an empty item where nobody has it.
QueueItem take_given(TeamState& state, const Event& event) {
  auto& items = *state.mutable_given();
  const auto found = std::ranges::find(items, event.escalation_id(), &QueueItem::escalation_id);
  if (found == items.end()) {
    return {};
  }
  QueueItem item = std::move(*found);
  items.erase(found);
  if (Person* person = find_person(state, item.person())) {
    load(*person, item, -1);
    person->set_idle_since_ms(event.effective_at_ms());
  }
  return item;
}

/// Takes the item out of wherever it is; who has it is free of it.
QueueItem remove(TeamState& state, const Event& event) {
  QueueItem item = take_waiting(state, event.escalation_id());
  return item.escalation_id().empty() ? take_given(state, event) : item;
}

void give(TeamState& state, const Event& event, const std::string& name, bool kept) {
  QueueItem item = remove(state, event);
  if (item.escalation_id().empty()) {
    return;
  }
  load(person_of(state, name), item, 1);
  item.set_person(name);
  item.set_kept(kept);
  *state.add_given() = std::move(item);
}

void evolve_offered(TeamState& state, const Event& event) {
  give(state, event, event.offered().person(), false);
  state.set_turns(state.turns() + 1);
  person_of(state, event.offered().person()).set_last_turn(state.turns());
}

void evolve_enqueued(TeamState& state, const Event& event) {
  remove(state, event);
  QueueItem item;
  item.set_case_id(event.case_id());
  item.set_escalation_id(event.escalation_id());
  item.set_assignment(event.assignment());
  item.set_priority(event.enqueued().priority());
  item.set_due_at_ms(event.enqueued().due_at_ms());
  item.set_opened_at_ms(event.enqueued().opened_at_ms());
  *item.mutable_not_to() = event.enqueued().not_to();
  if (event.enqueued().has_terms()) {
    *item.mutable_terms() = event.enqueued().terms();
  }
  add_waiting(state, std::move(item));
}

void evolve_relaxed(TeamState& state, const Event& event) {
  QueueItem item = take_waiting(state, event.escalation_id());
  if (item.escalation_id().empty()) {
    return;
  }
  item.mutable_terms()->set_ring(event.relaxed().ring());
  item.mutable_terms()->set_lowered(event.relaxed().lowered());
  item.mutable_terms()->set_next_ring_at_ms(event.relaxed().next_ring_at_ms());
  add_waiting(state, std::move(item));
}

void evolve_released(TeamState& state, const Event& event) {
  const QueueItem item = remove(state, event);
  Person* person = event.released().settled() ? find_person(state, item.person()) : nullptr;
  if (person == nullptr) {
    return;
  }
  team::v1::Record& record = (*person->mutable_records())[item.terms().intent()];
  record.set_settled(record.settled() + 1);
  record.set_well(record.well() + (event.released().settled_well() ? 1 : 0));
}

void evolve_presence(TeamState& state, const Event& event) {
  const team::v1::PresenceChanged& change = event.presence_changed();
  Person& person = person_of(state, change.person());
  if (change.presence() == kPresent && person.presence() != kPresent) {
    person.set_idle_since_ms(event.effective_at_ms());
  }
  person.set_presence(change.presence());
  person.set_capacity(change.capacity());
}

void note_command(TeamState& state, const std::string& command_id) {
  if (command_id.empty()) {
    return;
  }
  auto& ids = *state.mutable_command_ids();
  ids.Add(std::string(command_id));
  if (ids.size() > kCommandIdsMax) {
    ids.DeleteSubrange(0, ids.size() - kCommandIdsMax);
  }
}

void evolve_kept(TeamState& state, const std::string& escalation_id) {
  for (QueueItem& item : *state.mutable_given()) {
    if (item.escalation_id() == escalation_id) {
      item.set_kept(true);
    }
  }
}

}  // namespace

void evolve(TeamState& state, const Event& event) {
  file_old_waiting(state);
  switch (event.body_case()) {
    case Event::kEnqueued:
      return evolve_enqueued(state, event);
    case Event::kOffered:
      return evolve_offered(state, event);
    case Event::kTaken:
      return give(state, event, event.taken().person(), true);
    case Event::kKept:
      return evolve_kept(state, event.escalation_id());
    case Event::kReleased:
      return evolve_released(state, event);
    case Event::kRelaxed:
      return evolve_relaxed(state, event);
    case Event::kPresenceChanged:
      evolve_presence(state, event);
      return note_command(state, event.presence_changed().command_id());
    case Event::kPresenceRefused:
      return note_command(state, event.presence_refused().command_id());
    default:
      return evolve_surge(state, event);
  }
}

std::vector<DueTimer> timers(const TeamState& state) {
  if (state.wakes().empty()) {
    return {};
  }
  const team::v1::Wake& next = state.wakes(0);
  return {{.id = next.escalation_id(),
           .generation = next.assignment() * (kRingsMax + 1) +
                         static_cast<std::uint64_t>(std::max(0, next.ring())),
           .due = from_ms(next.at_ms()),
           .kind = kRingTimer}};
}

}  // namespace escalon::queue
