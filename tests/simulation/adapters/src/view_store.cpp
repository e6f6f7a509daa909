#include "escalon/simulated/view_store.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace escalon::simulated {
namespace {

using journal::ViewAnswer;
using journal::ViewCode;

constexpr std::size_t kHistoryMost = 200;

ViewAnswer answer_of(const journal::StagePartition& at, ViewCode code, journal::ViewMeta meta) {
  ViewAnswer answer;
  answer.at = at;
  answer.code = code;
  answer.meta = std::move(meta);
  return answer;
}

// Sets or removes one entry of a map and returns what was there.
template <typename Map>
std::optional<typename Map::mapped_type> exchange_entry(
    Map& map, const typename Map::key_type& key, std::optional<typename Map::mapped_type> value) {
  std::optional<typename Map::mapped_type> before;
  const auto found = map.find(key);
  if (found != map.end()) {
    before = std::move(found->second);
    map.erase(found);
  }
  if (value) {
    map.emplace(key, *std::move(value));
  }
  return before;
}

}  // namespace

ViewStore::ViewStore(Scheduler& scheduler, Faults& faults, ViewTimes times,
                     std::uint32_t fold_version)
    : scheduler_(scheduler),
      faults_(faults),
      times_(times),
      fold_version_(fold_version),
      random_(scheduler.random().fork()) {}

const ViewStore::Entry* ViewStore::entry(const journal::StagePartition& at) const {
  const auto found = views_.find(at);
  return found == views_.end() ? nullptr : &found->second;
}

const StoredView* ViewStore::find(const journal::StagePartition& at) const {
  const Entry* found = entry(at);
  return found == nullptr ? nullptr : &found->view;
}

ViewAnswer ViewStore::acquire(const journal::StagePartition& at, journal::Epoch epoch,
                              journal::OnAcquire mode) {
  const bool absent = entry(at) == nullptr;
  Entry& held = views_[at];
  if (!absent && held.view.meta.epoch >= epoch) {
    return answer_of(at, ViewCode::kFenced, held.view.meta);
  }
  Undo undo;
  undo.meta = held.view.meta;
  if (absent || mode == journal::OnAcquire::kRebuild) {
    undo.whole = std::exchange(held.view, {});
    held.view.meta.fold_version = fold_version_;
  }
  held.view.meta.epoch = epoch;
  if (!absent) {
    remember(held, std::move(undo));
  }
  return answer_of(at, ViewCode::kOk, held.view.meta);
}

std::optional<ViewAnswer> ViewStore::refuse(const journal::ViewVersion& version, const Entry* held,
                                            bool exact) const {
  if (held == nullptr) {
    return answer_of(version.at, ViewCode::kStale, {});
  }
  const journal::ViewMeta& meta = held->view.meta;
  if (meta.epoch > version.epoch) {
    return answer_of(version.at, ViewCode::kFenced, meta);
  }
  const bool fits = exact ? meta.version == version.version : meta.version >= version.version;
  if (meta.epoch < version.epoch || !fits) {
    return answer_of(version.at, ViewCode::kStale, {});
  }
  return std::nullopt;
}

ViewAnswer ViewStore::load(const journal::ViewVersion& version,
                           const std::vector<Key>& keys) const {
  const Entry* held = entry(version.at);
  if (auto refused = refuse(version, held, false)) {
    return *std::move(refused);
  }
  ViewAnswer answer = answer_of(version.at, ViewCode::kOk, held->view.meta);
  for (const Key& key : keys) {
    const auto found = held->view.states.find(key.str());
    answer.states.push_back({key, found == held->view.states.end()
                                      ? std::nullopt
                                      : std::optional<std::string>(found->second)});
  }
  return answer;
}

ViewAnswer ViewStore::horizon(const journal::ViewVersion& version,
                              const journal::TimerPosition& after, std::int64_t until_ms,
                              int limit) const {
  const Entry* held = entry(version.at);
  if (auto refused = refuse(version, held, false)) {
    return *std::move(refused);
  }
  ViewAnswer answer = answer_of(version.at, ViewCode::kOk, held->view.meta);
  const auto& timers = held->view.timers;
  for (auto at = timers.upper_bound({after.due_ms, after.key, after.timer});
       at != timers.end() && at->second.due_ms <= until_ms &&
       answer.timers.size() < static_cast<std::size_t>(limit);
       ++at) {
    answer.timers.push_back(at->second);
  }
  return answer;
}

ViewAnswer ViewStore::apply(const journal::ViewVersion& version, const journal::ViewBatch& batch) {
  if (auto refused = refuse(version, entry(version.at), true)) {
    return *std::move(refused);
  }
  Entry& held = views_[version.at];
  Undo undo;
  undo.meta = held.view.meta;
  for (const journal::PostImage& image : batch.images) {
    write(held.view, image, undo);
  }
  held.view.meta.version = batch.to_version;
  held.view.meta.partition_state = batch.partition_state;
  remember(held, std::move(undo));
  return answer_of(version.at, ViewCode::kOk, held.view.meta);
}

void ViewStore::write(StoredView& view, const journal::PostImage& image, Undo& undo) {
  const std::string& key = image.key.str();
  undo.states.emplace_back(
      key,
      exchange_entry(view.states, key,
                     image.envelope ? std::optional<std::string>(*image.envelope) : std::nullopt));
  const auto put = [&](const journal::TimerRow& timer, bool keep) {
    StoredView::TimerKey place{timer.due_ms, key, timer.timer};
    auto before = exchange_entry(view.timers, place, keep ? std::optional(timer) : std::nullopt);
    undo.timers.emplace_back(std::move(place), std::move(before));
  };
  for (const journal::TimerRow& timer : image.removed) {
    put(timer, false);
  }
  for (const journal::TimerRow& timer : image.armed()) {
    put(timer, true);
  }
}

void ViewStore::remember(Entry& held, Undo undo) {
  held.history.push_back(std::move(undo));
  if (held.history.size() > kHistoryMost) {
    held.history.pop_front();
  }
}

void ViewStore::roll_back(const journal::StagePartition& at, std::size_t changes) {
  const auto found = views_.find(at);
  for (; found != views_.end() && changes > 0 && !found->second.history.empty(); --changes) {
    take_back(found->second);
  }
}

void ViewStore::take_back(Entry& held) {
  Undo undo = std::move(held.history.back());
  held.history.pop_back();
  if (undo.whole) {
    held.view = *std::move(undo.whole);
  }
  held.view.meta = std::move(undo.meta);
  for (auto change = undo.states.rbegin(); change != undo.states.rend(); ++change) {
    exchange_entry(held.view.states, change->first, std::move(change->second));
  }
  for (auto change = undo.timers.rbegin(); change != undo.timers.rend(); ++change) {
    exchange_entry(held.view.timers, change->first, std::move(change->second));
  }
}

void ViewStore::wipe(const journal::StagePartition& at) {
  views_.erase(at);
}

void ViewStore::cut_off(absl::Duration lasting) {
  unreachable_until_ = std::max(unreachable_until_, scheduler_.now() + lasting);
}

}  // namespace escalon::simulated
