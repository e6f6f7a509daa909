#include "escalon/service/event_loop.hpp"

#include <pthread.h>

#include <utility>

#include "escalon/base/assert.hpp"

namespace escalon::service {

class EventLoop::LoopMailbox final : public journal::Mailbox {
 public:
  explicit LoopMailbox(EventLoop& loop) : loop_(loop) {}

  void post(journal::MailboxMessage message) override {
    const std::lock_guard lock(loop_.mutex_);
    messages_.push_back(std::move(message));
    loop_.messages_waiting_ = true;
    loop_.changed_.notify_one();
  }

  // Both under the loop's mutex.
  [[nodiscard]] bool has_any() const { return !messages_.empty(); }
  std::deque<journal::MailboxMessage> take() { return std::exchange(messages_, {}); }

  LoopMember* member = nullptr;
  bool busy = true;  // it may have more to do at once; the loop's thread alone

 private:
  EventLoop& loop_;
  std::deque<journal::MailboxMessage> messages_;
};

EventLoop::EventLoop(std::string name) : name_(std::move(name)) {}

EventLoop::~EventLoop() {
  stop();
}

journal::Mailbox& EventLoop::open_mailbox() {
  const std::lock_guard lock(mutex_);
  mailboxes_.push_back(std::make_unique<LoopMailbox>(*this));
  return *mailboxes_.back();
}

void EventLoop::attach(journal::Mailbox& mailbox, LoopMember& member) {
  const std::lock_guard lock(mutex_);
  auto& ours = static_cast<LoopMailbox&>(mailbox);
  ESCALON_ASSERT(ours.member == nullptr && !thread_.joinable());
  ours.member = &member;
}

void EventLoop::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  pthread_setname_np(thread_.native_handle(), name_.substr(0, 15).c_str());
}

void EventLoop::stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
}

void EventLoop::run_until_idle() {
  while (turn()) {
  }
}

void EventLoop::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (turn()) {
      continue;
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [this] { return messages_waiting_; });
  }
}

// Hands out what has come and lets every member that has something to do step once; true when there
// may be more to do at once.
bool EventLoop::turn() {
  std::vector<std::pair<LoopMailbox*, std::deque<journal::MailboxMessage>>> work;
  {
    const std::lock_guard lock(mutex_);
    messages_waiting_ = false;
    for (const auto& mailbox : mailboxes_) {
      if (mailbox->member != nullptr && (mailbox->busy || mailbox->has_any())) {
        work.emplace_back(mailbox.get(), mailbox->take());
      }
    }
  }
  bool busy = false;
  for (auto& [mailbox, messages] : work) {
    for (auto& message : messages) {
      mailbox->member->handle(std::move(message));
    }
    mailbox->busy = mailbox->member->step() || !messages.empty();
    busy = busy || mailbox->busy;
  }
  return busy;
}

}  // namespace escalon::service
