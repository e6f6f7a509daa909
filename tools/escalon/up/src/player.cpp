#include "escalon/up/player.hpp"

#include <algorithm>
#include <future>
#include <utility>
#include <vector>

#include "escalon/base/instant.hpp"

namespace escalon::up {
namespace {

// So many are under way at once within one instant.
constexpr std::size_t kWindow = 1024;
constexpr absl::Duration kPause = absl::Milliseconds(200);

using Told = std::promise<Status>;

std::future<Status> begin(intake::Intake& intake, const PlayItem& item) {
  auto told = std::make_shared<Told>();
  if (const auto* event = std::get_if<contact::v1::ContactEvent>(&item.what)) {
    intake.publish(*event, [told](const Result<intake::AcceptedEvent>& accepted) {
      told->set_value(accepted ? Status() : Status(accepted.error()));
    });
  } else {
    intake.submit(std::get<command::v1::Command>(item.what),
                  [told](const Result<intake::AcceptedCommand>& accepted) {
                    told->set_value(accepted ? Status() : Status(accepted.error()));
                  });
  }
  return told->get_future();
}

bool may_pass(const Error& error) {
  return error.kind == Error::Kind::kExhausted || error.kind == Error::Kind::kUnavailable;
}

}  // namespace

Player::Player(PlayItems items, absl::Time until, service::MeshClock& clock, intake::Intake& intake)
    : items_(std::move(items)), until_(until), clock_(clock), intake_(intake) {}

Player::~Player() {
  stop();
}

void Player::start(absl::Time resume_at, std::function<void(const Outcome&)> finished) {
  finished_ = std::move(finished);
  const std::size_t first = position_of(resume_at);
  told_ = first;
  thread_ = std::jthread([this, first](const std::stop_token& stop) { run(stop, first); });
}

void Player::stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
}

std::size_t Player::position_of(absl::Time resume_at) const {
  const auto first = std::find_if(items_.begin(), items_.end(),
                                  [&](const PlayItem& item) { return item.at >= resume_at; });
  return static_cast<std::size_t>(first - items_.begin());
}

void Player::run(const std::stop_token& stop, std::size_t first) {
  for (std::size_t from = first; from < items_.size();) {
    clock_.set_bound(hold_before(items_[from]));
    if (!clock_.sleep_until(hold_before(items_[from]), stop)) {
      return;
    }
    const std::size_t to = end_of_instant(from);
    if (const Status told = tell(from, to, stop); !told) {
      finished_({told_, told.error().message});
      return;
    }
    if (stop.stop_requested()) {
      return;
    }
    told_ = to;
    from = to;
  }
  clock_.set_bound(until_);
  finished_({told_, {}});
}

std::size_t Player::end_of_instant(std::size_t from) const {
  std::size_t to = from;
  while (to < items_.size() && items_[to].at == items_[from].at && to - from < kWindow) {
    ++to;
  }
  return to;
}

// Tells [from, to), all of one instant, and returns when it is durable. What may pass is tried
// again for ever: time stands still meanwhile.
Status Player::tell(std::size_t from, std::size_t to, const std::stop_token& stop) {
  std::vector<std::future<Status>> under_way;
  for (std::size_t i = from; i < to; ++i) {
    under_way.push_back(begin(intake_, items_[i]));
  }
  for (std::size_t i = from; i < to; ++i) {
    Status told = under_way[i - from].get();
    while (!told && may_pass(told.error()) && !stop.stop_requested()) {
      std::this_thread::sleep_for(absl::ToChronoMilliseconds(kPause));
      told = begin(intake_, items_[i]).get();
    }
    if (!told && !stop.stop_requested()) {
      return invalid("event " + std::to_string(i + 1) + " at " + format_instant(items_[i].at) +
                     " was refused: " + told.error().message);
    }
  }
  return {};
}

}  // namespace escalon::up
