#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "escalon/base/instant.hpp"
#include "escalon/testkit/redis_server.hpp"
#include "escalon/view_redis/redis_view.hpp"

namespace escalon::view_redis {

using journal::OnAcquire;
using journal::ViewAnswer;
using journal::ViewCode;

inline constexpr std::int64_t kForEver = 4'000'000'000'000;

/// Keeps answers and troubles, and waits for them.
class Inbox final : public journal::Mailbox {
 public:
  void post(journal::MailboxMessage message) override {
    const std::lock_guard lock(mutex_);
    answers_.push_back(std::get<ViewAnswer>(std::move(message)));
    changed_.notify_all();
  }
  [[nodiscard]] std::function<void(std::string)> troubles() {
    return [this](std::string what) {
      const std::lock_guard lock(mutex_);
      troubles_.push_back(std::move(what));
      changed_.notify_all();
    };
  }
  /// The answer to that question; fails the test after half a minute.
  [[nodiscard]] ViewAnswer take(journal::Ticket ticket) {
    std::unique_lock lock(mutex_);
    ViewAnswer taken;
    const auto come = [&] {
      for (ViewAnswer& answer : answers_) {
        if (answer.ticket == ticket) {
          taken = std::exchange(answer, {});
          return true;
        }
      }
      return false;
    };
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(30), come)) << "no answer";
    return taken;
  }
  [[nodiscard]] bool told(const std::string& part) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] {
      return std::any_of(troubles_.begin(), troubles_.end(), [&](const std::string& trouble) {
        return trouble.find(part) != std::string::npos;
      });
    });
  }
  [[nodiscard]] std::size_t troubles_told() {
    const std::lock_guard lock(mutex_);
    return troubles_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ViewAnswer> answers_;
  std::vector<std::string> troubles_;
};

[[nodiscard]] inline journal::TimerRow timer_of(const std::string& key, std::int64_t due_ms,
                                                const std::string& timer = "timer") {
  return {Key(key), timer, 1, due_ms, 2};
}

/// A state with one timer.
[[nodiscard]] inline journal::PostImage image_of(const std::string& key, std::int64_t due_ms,
                                                 const std::string& envelope = "state") {
  journal::PostImage image;
  image.key = Key(key);
  image.envelope = std::make_shared<const std::string>(envelope);
  image.timers = {timer_of(key, due_ms)};
  return image;
}

/// Asks a view and waits, as one owner of partition 0 of the stage `sla`.
class OneOwner {
 public:
  OneOwner(journal::View& view, Inbox& inbox) : view_(view), inbox_(inbox) {}

  ViewAnswer acquire(journal::Epoch epoch, OnAcquire mode = OnAcquire::kKeep) {
    view_.acquire({"sla", 0}, epoch, mode, next(), inbox_);
    return inbox_.take(ticket_);
  }
  ViewAnswer load(journal::Epoch epoch, journal::Offset version,
                  const std::vector<std::string>& keys = {}) {
    view_.load({{"sla", 0}, epoch, version}, {keys.begin(), keys.end()}, next(), inbox_);
    return inbox_.take(ticket_);
  }
  ViewAnswer horizon(journal::Epoch epoch, journal::Offset version,
                     journal::TimerPosition after = {}, std::int64_t until_ms = kForEver,
                     int limit = 1'000) {
    view_.horizon({{"sla", 0}, epoch, version}, std::move(after), from_ms(until_ms), limit, next(),
                  inbox_);
    return inbox_.take(ticket_);
  }
  ViewAnswer apply(journal::Epoch epoch, journal::Offset from, journal::Offset to,
                   std::vector<journal::PostImage> images) {
    view_.apply({{"sla", 0}, epoch, from}, {to, "P" + std::to_string(to), std::move(images)},
                next(), inbox_);
    return inbox_.take(ticket_);
  }
  /// Asks again until the answer has that code.
  ViewAnswer load_until(ViewCode code, journal::Epoch epoch, journal::Offset version) {
    ViewAnswer answer = load(epoch, version);
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (answer.code != code && std::chrono::steady_clock::now() < give_up) {
      answer = load(epoch, version);
    }
    EXPECT_EQ(answer.code, code) << answer.reason;
    return answer;
  }

 private:
  // Across all of a test's owners, so that no answer is taken for another's.
  journal::Ticket next() {
    static journal::Ticket last = 0;
    return ticket_ = ++last;
  }
  journal::View& view_;
  Inbox& inbox_;
  journal::Ticket ticket_ = 0;
};

/// A server of its own for each test, and an inbox that outlives the views.
class RedisTest : public testing::Test {
 protected:
  /// Starts the server; false, with the remedy printed, when that cannot be done.
  [[nodiscard]] bool start(std::vector<std::string> settings = {}) {
    auto started = testkit::RedisServer::start(std::move(settings));
    EXPECT_TRUE(started.ok()) << (started ? "" : started.error().message);
    server_ = started ? *std::move(started) : nullptr;
    return server_ != nullptr;
  }
  [[nodiscard]] RedisOptions options() {
    RedisOptions options;
    options.address.unix_socket = server_->socket();
    options.backoff_min = std::chrono::milliseconds(1);
    options.backoff_max = std::chrono::milliseconds(20);
    options.on_trouble = inbox_.troubles();
    return options;
  }
  [[nodiscard]] std::unique_ptr<RedisView> open() { return open(options()); }
  [[nodiscard]] static std::unique_ptr<RedisView> open(RedisOptions options) {
    auto view = RedisView::open(std::move(options));
    EXPECT_TRUE(view.ok()) << (view ? "" : view.error().message);
    return view ? *std::move(view) : nullptr;
  }
  /// Why a view cannot be opened.
  [[nodiscard]] static Error refused(RedisOptions options) {
    auto view = RedisView::open(std::move(options));
    EXPECT_FALSE(view.ok());
    return view ? Error{} : view.error();
  }

  Inbox inbox_;
  std::unique_ptr<testkit::RedisServer> server_;
};

[[nodiscard]] inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace escalon::view_redis
