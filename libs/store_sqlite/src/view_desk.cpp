#include "view_desk.hpp"

#include <iterator>
#include <utility>

namespace escalon::store_sqlite {
namespace {

constexpr std::size_t kWorkMax = 10'000;

void refuse(const ViewDesk::Work& work, std::string why) {
  std::visit(
      [&](const auto& call) {
        journal::ViewAnswer answer;
        answer.at = call.version.at;
        answer.ticket = call.ticket;
        answer.code = journal::ViewCode::kUnreachable;
        answer.reason = std::move(why);
        call.owner->post(std::move(answer));
      },
      work);
}

}  // namespace

ViewDesk::ViewDesk(Database database) : database_(std::move(database)), view_(database_) {}

void ViewDesk::ask(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_ && work_.size() < kWorkMax) {
      work_.push_back(std::move(work));
      changed_.notify_one();
      return;
    }
  }
  refuse(work, "the view answers too many questions already, or is being closed; ask again later");
}

void ViewDesk::run(std::stop_token stop) {
  for (std::vector<Work> work = take(stop); !work.empty(); work = take(stop)) {
    for (const Work& call : work) {
      answer(call);
    }
  }
}

// A stop is heeded only once nothing is left, so that every question gets its answer.
std::vector<ViewDesk::Work> ViewDesk::take(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [this] { return !work_.empty(); });
  std::vector<Work> taken(std::make_move_iterator(work_.begin()),
                          std::make_move_iterator(work_.end()));
  work_.clear();
  closed_ = taken.empty();
  return taken;
}

void ViewDesk::answer(const Work& work) {
  journal::ViewAnswer answer;
  if (const auto* load = std::get_if<LoadWork>(&work)) {
    answer = view_.load(load->version, load->keys);
  } else if (const auto* horizon = std::get_if<HorizonWork>(&work)) {
    answer = view_.horizon(horizon->version, horizon->after, horizon->until_ms, horizon->limit);
  }
  if (!database_.ok()) {
    const std::string why = "the view cannot be read: " + database_.message();
    database_.clear();
    database_.run("ROLLBACK");
    database_.clear();
    refuse(work, why);
    return;
  }
  std::visit(
      [&](const auto& call) {
        answer.ticket = call.ticket;
        call.owner->post(std::move(answer));
      },
      work);
}

}  // namespace escalon::store_sqlite
