#include <algorithm>
#include <string>
#include <utility>

#include "escalon/queue/queue.hpp"
#include "order.hpp"

namespace escalon::queue {
namespace {

using team::v1::Person;
using team::v1::QueueItem;
using Items = google::protobuf::RepeatedPtrField<QueueItem>;

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

/// Removes the item of that escalation and returns it; an empty item where there is none.
QueueItem take_out(Items& items, const std::string& escalation_id) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const QueueItem& item) {
    return item.escalation_id() == escalation_id;
  });
  if (found == items.end()) {
    return {};
  }
  QueueItem item = std::move(*found);
  items.erase(found);
  return item;
}

void insert_in_order(Items& items, QueueItem item) {
  const auto later = std::upper_bound(
      items.begin(), items.end(), item,
      [](const QueueItem& one, const QueueItem& other) { return place_of(one) < place_of(other); });
  const auto index = static_cast<int>(later - items.begin());
  *items.Add() = std::move(item);
  for (int at = items.size() - 1; at > index; --at) {
    items.SwapElements(at, at - 1);
  }
}

void let_go(TeamState& state, const QueueItem& item, std::int64_t at_ms) {
  if (Person* person = find_person(state, item.person())) {
    person->set_load(std::max(0, person->load() - 1));
    person->set_idle_since_ms(at_ms);
  }
}

/// Takes the item out of wherever it is; who has it is free of it.
QueueItem remove(TeamState& state, const Event& event) {
  QueueItem item = take_out(*state.mutable_waiting(), event.escalation_id());
  if (item.escalation_id().empty()) {
    item = take_out(*state.mutable_given(), event.escalation_id());
    let_go(state, item, event.effective_at_ms());
  }
  return item;
}

void give(TeamState& state, const Event& event, const std::string& name, bool kept) {
  QueueItem item = remove(state, event);
  if (item.escalation_id().empty()) {
    return;
  }
  Person& person = person_of(state, name);
  person.set_load(person.load() + 1);
  item.set_person(name);
  item.set_kept(kept);
  *state.add_given() = std::move(item);
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
  insert_in_order(*state.mutable_waiting(), std::move(item));
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
  switch (event.body_case()) {
    case Event::kEnqueued:
      return evolve_enqueued(state, event);
    case Event::kOffered:
      return give(state, event, event.offered().person(), false);
    case Event::kTaken:
      return give(state, event, event.taken().person(), true);
    case Event::kKept:
      return evolve_kept(state, event.escalation_id());
    case Event::kReleased:
      remove(state, event);
      return;
    case Event::kPresenceChanged:
      evolve_presence(state, event);
      return note_command(state, event.presence_changed().command_id());
    case Event::kPresenceRefused:
      return note_command(state, event.presence_refused().command_id());
    default:
      return;
  }
}

bool concerns_a_case(const Event& event) {
  return event.has_offered() || event.has_nobody_free();
}

}  // namespace escalon::queue
