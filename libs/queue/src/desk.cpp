#include "desk.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "escalon/base/instant.hpp"
#include "order.hpp"

namespace escalon::queue {
namespace {

using team::v1::Person;
using team::v1::QueueItem;

constexpr std::string_view kPresent = "present";
constexpr std::string_view kOffline = "offline";

bool comes_before(const QueueItem* one, const QueueItem* other) {
  return place_of(*one) < place_of(*other);
}

const PersonRule* rule_of(const TeamRule& team, std::string_view person) {
  const auto found = std::ranges::find(team.people, person, &PersonRule::name);
  return found == team.people.end() ? nullptr : &*found;
}

}  // namespace

Desk::Desk(const TeamState& state, const TeamRule& team, const QueuePolicy& policy, absl::Time at)
    : state_(state), team_(team), policy_(policy), at_ms_(to_ms(at)) {
  seats_.reserve(static_cast<std::size_t>(state.people_size()) + team.people.size());
  for (const Person& person : state.people()) {
    seats_.push_back({person.person(), person.presence() == kPresent, person.capacity(),
                      person.load(), person.idle_since_ms()});
  }
  found();
}

void Desk::found() {
  for (const PersonRule& person : team_.people) {
    if (person.present && !knows(person.name)) {
      set_presence(person.name, std::string(kPresent), usual_capacity(person.name), {});
    }
  }
}

const QueueItem* Desk::find(std::string_view escalation_id) const {
  for (const auto* items : {&state_.given(), &state_.waiting()}) {
    for (const QueueItem& item : *items) {
      if (item.escalation_id() == escalation_id) {
        return &item;
      }
    }
  }
  return nullptr;
}

bool Desk::knows(std::string_view person) const {
  return std::ranges::find(seats_, person, &Seat::person) != seats_.end();
}

Desk::Seat* Desk::seat_of(std::string_view person) {
  const auto found = std::ranges::find(seats_, person, &Seat::person);
  return found == seats_.end() ? nullptr : &*found;
}

int Desk::usual_capacity(std::string_view person) const {
  const PersonRule* rule = rule_of(team_, person);
  if (rule != nullptr && rule->capacity > 0) {
    return rule->capacity;
  }
  return team_.default_capacity > 0 ? team_.default_capacity : policy_.default_capacity;
}

Event Desk::about(const QueueItem& item) const {
  Event event;
  event.set_case_id(item.case_id());
  event.set_escalation_id(item.escalation_id());
  event.set_assignment(item.assignment());
  event.set_effective_at_ms(at_ms_);
  return event;
}

void Desk::vacate(const QueueItem& item) {
  if (Seat* seat = item.person().empty() ? nullptr : seat_of(item.person())) {
    seat->load = std::max(0, seat->load - 1);
    seat->idle_since_ms = at_ms_;
  }
  if (item.person().empty()) {
    gone_.push_back(&item);
  }
}

void Desk::release(const QueueItem& item, std::string_view reason) {
  vacate(item);
  Event event = about(item);
  event.mutable_released()->set_person(item.person());
  event.mutable_released()->set_reason(std::string(reason));
  events_.push_back(std::move(event));
}

void Desk::enqueue(QueueItem item) {
  item.clear_person();
  item.clear_kept();
  Event event = about(item);
  team::v1::Enqueued& enqueued = *event.mutable_enqueued();
  enqueued.set_priority(item.priority());
  enqueued.set_due_at_ms(item.due_at_ms());
  enqueued.set_opened_at_ms(item.opened_at_ms());
  *enqueued.mutable_not_to() = item.not_to();
  events_.push_back(std::move(event));
  added_.push_back(std::move(item));
}

void Desk::take(const QueueItem& item, const std::string& person) {
  vacate(item);
  ++seat_of(person)->load;
  Event event = about(item);
  event.mutable_taken()->set_person(person);
  events_.push_back(std::move(event));
}

void Desk::keep(const QueueItem& item) {
  Event event = about(item);
  event.mutable_kept();
  events_.push_back(std::move(event));
}

void Desk::set_presence(const std::string& person, const std::string& presence, int capacity,
                        const std::string& command_id) {
  if (!knows(person)) {
    seats_.push_back({.person = person});
  }
  Seat& seat = *seat_of(person);
  if (presence == kPresent && !seat.present) {
    seat.idle_since_ms = at_ms_;
  }
  seat.present = presence == kPresent;
  seat.capacity = capacity;
  Event event;
  event.set_effective_at_ms(at_ms_);
  team::v1::PresenceChanged& change = *event.mutable_presence_changed();
  change.set_person(person);
  change.set_presence(presence);
  change.set_capacity(capacity);
  change.set_command_id(command_id);
  events_.push_back(std::move(event));
  for (const QueueItem& item : state_.given()) {
    if (presence == kOffline && item.person() == person && !item.kept()) {
      release(item, kOffline);
      enqueue(item);
    }
  }
}

void Desk::refuse(const std::string& person, const std::string& command_id, std::string reason) {
  Event event;
  event.set_effective_at_ms(at_ms_);
  event.mutable_presence_refused()->set_person(person);
  event.mutable_presence_refused()->set_command_id(command_id);
  event.mutable_presence_refused()->set_reason(std::move(reason));
  events_.push_back(std::move(event));
}

bool Desk::anybody_free() const {
  return std::ranges::any_of(
      seats_, [](const Seat& seat) { return seat.present && seat.load < seat.capacity; });
}

bool Desk::still_waits(const QueueItem& item) const {
  return std::ranges::find(gone_, &item) == gone_.end();
}

Desk::Seat* Desk::seat_for(const QueueItem& item) {
  Seat* best = nullptr;
  for (Seat& seat : seats_) {
    const bool free = seat.present && seat.load < seat.capacity;
    if (!free || std::ranges::find(item.not_to(), seat.person) != item.not_to().end()) {
      continue;
    }
    if (best == nullptr ||
        std::tie(seat.idle_since_ms, seat.person) < std::tie(best->idle_since_ms, best->person)) {
      best = &seat;
    }
  }
  return best;
}

void Desk::offer(const QueueItem& item, Seat& seat) {
  ++seat.load;
  gone_.push_back(&item);
  Event event = about(item);
  event.mutable_offered()->set_person(std::string(seat.person));
  events_.push_back(std::move(event));
}

void Desk::say_nobody_free() {
  const auto present = std::ranges::count_if(seats_, &Seat::present);
  for (const QueueItem& item : added_) {
    if (still_waits(item)) {
      Event event = about(item);
      event.mutable_nobody_free()->set_present(static_cast<int>(present));
      events_.push_back(std::move(event));
    }
  }
}

Events Desk::hand_out() {
  std::vector<const QueueItem*> added;
  for (const QueueItem& item : added_) {
    added.push_back(&item);
  }
  std::ranges::sort(added, comes_before);
  auto next_added = added.begin();
  auto next_waiting = state_.waiting().begin();
  while (anybody_free() && (next_added != added.end() || next_waiting != state_.waiting().end())) {
    const bool from_added =
        next_added != added.end() &&
        (next_waiting == state_.waiting().end() || comes_before(*next_added, &*next_waiting));
    const QueueItem& item = from_added ? **next_added++ : *next_waiting++;
    Seat* seat = still_waits(item) ? seat_for(item) : nullptr;
    if (seat != nullptr) {
      offer(item, *seat);
    }
  }
  say_nobody_free();
  return std::move(events_);
}

}  // namespace escalon::queue
