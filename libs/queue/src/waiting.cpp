#include "waiting.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"

namespace escalon::queue {
namespace {

using team::v1::Lane;
using team::v1::QueueItem;
using team::v1::QueueTerms;
using team::v1::Wake;

// FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv, 64 bits. Tags are stored: it never changes.
constexpr std::uint64_t kFnvOffset = 14695981039346656037U;
constexpr std::uint64_t kFnvPrime = 1099511628211U;

std::uint64_t tag_of(std::string_view escalation_id) {
  std::uint64_t tag = kFnvOffset;
  for (const char byte : escalation_id) {
    tag = (tag ^ static_cast<unsigned char>(byte)) * kFnvPrime;
  }
  return tag;
}

/// Where the item of that escalation stands in the lane; its size where it does not.
int index_of(const Lane& lane, std::uint64_t tag, std::string_view escalation_id) {
  auto at = lane.tags().begin();
  for (;;) {
    at = std::find(at, lane.tags().end(), tag);
    const auto index = static_cast<int>(at - lane.tags().begin());
    if (index == lane.waiting_size() || lane.waiting(index).escalation_id() == escalation_id) {
      return index;
    }
    ++at;
  }
}

Lane& lane_of(TeamState& state, const std::string& key) {
  for (Lane& lane : *state.mutable_lanes()) {
    if (lane.key() == key) {
      return lane;
    }
  }
  Lane& lane = *state.add_lanes();
  lane.set_key(key);
  return lane;
}

auto wake_place(const Wake& wake) {
  return std::tuple<std::int64_t, std::string_view>(wake.at_ms(), wake.escalation_id());
}

void add_wake(TeamState& state, const QueueItem& item) {
  if (item.terms().next_ring_at_ms() == 0) {
    return;
  }
  Wake& wake = *state.add_wakes();
  wake.set_at_ms(item.terms().next_ring_at_ms());
  wake.set_escalation_id(item.escalation_id());
  wake.set_assignment(item.assignment());
  wake.set_ring(item.terms().ring() + 1);
  auto& wakes = *state.mutable_wakes();
  const auto later = std::upper_bound(
      wakes.begin(), wakes.end() - 1, wake,
      [](const Wake& one, const Wake& two) { return wake_place(one) < wake_place(two); });
  const auto index = later - wakes.begin();
  std::rotate(wakes.pointer_begin() + index, wakes.pointer_end() - 1, wakes.pointer_end());
}

void drop_wake(TeamState& state, const QueueItem& item) {
  if (item.terms().next_ring_at_ms() == 0) {
    return;
  }
  auto& wakes = *state.mutable_wakes();
  const std::tuple<std::int64_t, std::string_view> place(item.terms().next_ring_at_ms(),
                                                         item.escalation_id());
  const auto found = std::lower_bound(
      wakes.begin(), wakes.end(), place,
      [](const Wake& wake, const auto& sought) { return wake_place(wake) < sought; });
  if (found != wakes.end() && wake_place(*found) == place) {
    wakes.erase(found);
  }
}

QueueItem take_at(TeamState& state, int lane_index, int index) {
  Lane& lane = *state.mutable_lanes(lane_index);
  QueueItem item = std::move(*lane.mutable_waiting(index));
  lane.mutable_waiting()->DeleteSubrange(index, 1);
  lane.mutable_tags()->erase(lane.tags().begin() + index);
  if (lane.waiting().empty()) {
    state.mutable_lanes()->DeleteSubrange(lane_index, 1);
  }
  return item;
}

}  // namespace

std::string lane_key(const QueueTerms& terms) {
  std::string key = terms.channel();
  for (const auto& skill : terms.skills()) {
    if (const int level = asked_level(terms, skill); level > 0) {
      absl::StrAppend(&key, "\n", skill.skill(), " ", level);
    }
  }
  return key;
}

Place place_of(const QueueItem& item) {
  if (item.terms().by_age()) {
    return {0, item.opened_at_ms() - item.terms().credit_ms(), item.opened_at_ms(),
            item.escalation_id()};
  }
  const std::int64_t due =
      item.due_at_ms() == 0 ? std::numeric_limits<std::int64_t>::max() : item.due_at_ms();
  const int urgent =
      item.terms().by_risk() ? -1 - item.terms().risk_thousandths() : item.priority();
  return {urgent, due, item.opened_at_ms(), item.escalation_id()};
}

const QueueItem* find_waiting(const TeamState& state, std::string_view escalation_id) {
  const std::uint64_t tag = tag_of(escalation_id);
  for (const Lane& lane : state.lanes()) {
    if (const int index = index_of(lane, tag, escalation_id); index < lane.waiting_size()) {
      return &lane.waiting(index);
    }
  }
  const auto old = std::ranges::find(state.waiting(), escalation_id, &QueueItem::escalation_id);
  return old == state.waiting().end() ? nullptr : &*old;
}

void add_waiting(TeamState& state, QueueItem item) {
  add_wake(state, item);
  Lane& lane = lane_of(state, lane_key(item.terms()));
  auto& items = *lane.mutable_waiting();
  const auto later = std::upper_bound(
      items.begin(), items.end(), item,
      [](const QueueItem& one, const QueueItem& other) { return place_of(one) < place_of(other); });
  const auto index = later - items.begin();
  lane.add_tags(tag_of(item.escalation_id()));
  std::rotate(lane.mutable_tags()->begin() + index, lane.mutable_tags()->end() - 1,
              lane.mutable_tags()->end());
  *items.Add() = std::move(item);
  std::rotate(items.pointer_begin() + index, items.pointer_end() - 1, items.pointer_end());
}

QueueItem take_waiting(TeamState& state, std::string_view escalation_id) {
  const std::uint64_t tag = tag_of(escalation_id);
  for (int number = 0; number < state.lanes_size(); ++number) {
    const Lane& lane = state.lanes(number);
    if (const int index = index_of(lane, tag, escalation_id); index < lane.waiting_size()) {
      QueueItem item = take_at(state, number, index);
      drop_wake(state, item);
      return item;
    }
  }
  return {};
}

void file_old_waiting(TeamState& state) {
  Items old;
  old.Swap(state.mutable_waiting());
  for (QueueItem& item : old) {
    add_waiting(state, std::move(item));
  }
}

int waiting_count(const TeamState& state) {
  int count = state.waiting_size();
  for (const Lane& lane : state.lanes()) {
    count += lane.waiting_size();
  }
  return count;
}

}  // namespace escalon::queue
