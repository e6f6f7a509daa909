#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "escalon/journal/ports.hpp"

namespace escalon::service {

/// A single-threaded state machine that a loop runs: an owner, or a reader of journals.
class LoopMember {
 public:
  virtual ~LoopMember() = default;
  /// Takes one message in. Must not block.
  virtual void handle(journal::MailboxMessage message) = 0;
  /// Does a bounded piece of work; true when there is more to do at once. It is asked after its own
  /// messages and while it says so: of what time alone makes due, a clock has to wake it.
  virtual bool step() = 0;
};

/// A thread that runs members. It hands them the messages of their mailboxes, lets them step until
/// none has anything to do, and then sleeps until a message comes: it never polls. A member that
/// throws ends the process, since it stands for a broken invariant.
class EventLoop {
 public:
  /// `name` is the thread's name, at most 15 characters.
  explicit EventLoop(std::string name);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// A new mailbox; messages wait in it until a member is attached. It lives as long as the loop.
  [[nodiscard]] journal::Mailbox& open_mailbox();
  /// Gives the mailbox's messages to `member`, which outlives `stop`. Before `start` only.
  void attach(journal::Mailbox& mailbox, LoopMember& member);

  void start();
  /// Ends the thread after the current step. Messages that wait are dropped.
  void stop();

  /// Runs everything that is ready on the calling thread, for tests; the loop must not be started.
  void run_until_idle();

 private:
  class LoopMailbox;

  void run(const std::stop_token& stop);
  bool turn();

  const std::string name_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool messages_waiting_ = false;
  std::vector<std::unique_ptr<LoopMailbox>> mailboxes_;
  std::jthread thread_;
};

}  // namespace escalon::service
