#include "desk.hpp"

#include <algorithm>
#include <utility>

#include "escalon/base/instant.hpp"
#include "waiting.hpp"
#include "work_in_order.hpp"

namespace escalon::queue {
namespace {

using team::v1::Person;
using team::v1::QueueItem;
using team::v1::QueueTerms;

constexpr std::string_view kPresent = "present";
constexpr std::string_view kOffline = "offline";

}  // namespace

Desk::Desk(const TeamState& state, const TeamRule& team, const QueuePolicy& policy, absl::Time at)
    : state_(state), team_(team), policy_(policy), at_ms_(to_ms(at)), turns_(state.turns()) {
  seats_.reserve(static_cast<std::size_t>(state.people_size()) + team.people.size());
  for (const Person& person : state.people()) {
    seats_.push_back(seat_of(person, team));
  }
  found();
}

void Desk::found() {
  for (const auto& [name, person] : team_.people) {
    if (person.present && !knows(name)) {
      set_presence(name, std::string(kPresent), usual_capacity(name), {});
    }
  }
}

const QueueItem* Desk::find(std::string_view escalation_id) const {
  const auto given = std::ranges::find(state_.given(), escalation_id, &QueueItem::escalation_id);
  return given == state_.given().end() ? find_waiting(state_, escalation_id) : &*given;
}

bool Desk::knows(std::string_view person) const {
  return std::ranges::find(seats_, person, &Seat::person) != seats_.end();
}

Seat* Desk::find_seat(std::string_view person) {
  const auto found = std::ranges::find(seats_, person, &Seat::person);
  return found == seats_.end() ? nullptr : &*found;
}

int Desk::usual_capacity(std::string_view person) const {
  const auto rule = team_.people.find(person);
  if (rule != team_.people.end() && rule->second.capacity > 0) {
    return rule->second.capacity;
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

void Desk::leave(const QueueItem& item) {
  if (item.person().empty()) {
    gone_.push_back(&item);
  } else if (Seat* seat = find_seat(item.person())) {
    load(*seat, item, -1);
    seat->idle_since_ms = at_ms_;
  }
}

void Desk::release(const QueueItem& item, std::string_view reason) {
  leave(item);
  Event event = about(item);
  event.mutable_released()->set_person(item.person());
  event.mutable_released()->set_reason(std::string(reason));
  events_.push_back(std::move(event));
}

void Desk::settle(const QueueItem& item, bool well) {
  release(item, "resolved");
  if (!item.person().empty()) {
    events_.back().mutable_released()->set_settled(true);
    events_.back().mutable_released()->set_settled_well(well);
  }
}

void Desk::set_next_ring(QueueTerms& terms) const {
  const auto reached = static_cast<std::size_t>(terms.ring());
  const bool more = !terms.skills().empty() && reached < team_.rings.size();
  terms.set_next_ring_at_ms(
      more ? terms.since_ms() + absl::ToInt64Milliseconds(team_.rings[reached].after) : 0);
}

void Desk::reach_next_ring(QueueTerms& terms) const {
  const auto reached = static_cast<std::size_t>(terms.ring());
  if (reached < team_.rings.size()) {
    terms.set_lowered(team_.rings[reached].lower);
  }
  terms.set_ring(terms.ring() + 1);
  set_next_ring(terms);
}

void Desk::set_terms(QueueItem& item) const {
  QueueTerms& terms = *item.mutable_terms();
  terms.set_since_ms(at_ms_);
  terms.set_by_age(team_.by_age);
  terms.set_by_risk(team_.by_risk);
  if (const auto credit = team_.credit.find(item.priority());
      team_.by_age && credit != team_.credit.end()) {
    terms.set_credit_ms(absl::ToInt64Milliseconds(credit->second));
  }
  set_next_ring(terms);
}

void Desk::enqueue(QueueItem item) {
  item.clear_person();
  item.clear_kept();
  QueueTerms& terms = *item.mutable_terms();
  if (terms.since_ms() == 0) {
    set_terms(item);
  }
  // Work that comes back has reached what it would have reached by now.
  while (terms.next_ring_at_ms() != 0 && terms.next_ring_at_ms() <= at_ms_) {
    reach_next_ring(terms);
  }
  Event event = about(item);
  team::v1::Enqueued& enqueued = *event.mutable_enqueued();
  enqueued.set_priority(item.priority());
  enqueued.set_due_at_ms(item.due_at_ms());
  enqueued.set_opened_at_ms(item.opened_at_ms());
  *enqueued.mutable_not_to() = item.not_to();
  *enqueued.mutable_terms() = terms;
  events_.push_back(std::move(event));
  added_.push_back(std::move(item));
}

void Desk::relax(const QueueItem& item) {
  leave(item);
  QueueItem after = item;
  QueueTerms& terms = *after.mutable_terms();
  reach_next_ring(terms);
  Event event = about(item);
  event.mutable_relaxed()->set_ring(terms.ring());
  event.mutable_relaxed()->set_lowered(terms.lowered());
  event.mutable_relaxed()->set_next_ring_at_ms(terms.next_ring_at_ms());
  events_.push_back(std::move(event));
  relaxed_.push_back(std::move(after));
}

void Desk::take(const QueueItem& item, const std::string& person) {
  leave(item);
  load(*find_seat(person), item, 1);
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
    const auto rule = team_.people.find(person);
    seats_.push_back(
        {.person = person, .rule = rule == team_.people.end() ? nullptr : &rule->second});
  }
  Seat& seat = *find_seat(person);
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

bool Desk::give(const QueueItem& item) {
  Seat* best = nullptr;
  int candidates = 0;
  for (Seat& seat : seats_) {
    if (obstacle(seat, item, team_) != Obstacle::kNone) {
      continue;
    }
    ++candidates;
    if (best == nullptr || preferred(seat, *best, item, team_.strategy)) {
      best = &seat;
    }
  }
  if (best == nullptr) {
    return false;
  }
  Event event = about(item);
  event.mutable_offered()->set_person(std::string(best->person));
  event.mutable_offered()->set_reason(reason_for(*best, item, team_.strategy, candidates, at_ms_));
  events_.push_back(std::move(event));
  load(*best, item, 1);
  best->last_turn = ++turns_;
  gone_.push_back(&item);
  return true;
}

void Desk::say_nobody_free() {
  const auto present = std::ranges::count_if(seats_, &Seat::present);
  for (const QueueItem& item : added_) {
    if (still_waits(item)) {
      Event event = about(item);
      event.mutable_nobody_free()->set_present(static_cast<int>(present));
      event.mutable_nobody_free()->set_reason(reason_against(seats_, item, team_));
      events_.push_back(std::move(event));
    }
  }
}

Events Desk::hand_out() {
  WorkInOrder work(state_, added_, relaxed_);
  while (anybody_free()) {
    const QueueItem* item = work.next();
    if (item == nullptr) {
      break;
    }
    if (still_waits(*item) && !give(*item) && item->not_to().empty()) {
      work.pass_over_lane();
    }
  }
  say_nobody_free();
  return std::move(events_);
}

}  // namespace escalon::queue
