#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/view_redis/options.hpp"

struct redisContext;
struct redisReply;

namespace escalon::view_redis {

/// What a server answered. Owns it.
class Reply {
 public:
  explicit Reply(redisReply* reply);

  [[nodiscard]] bool failed() const;
  /// Text of a string, status or error; empty for anything else.
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] std::optional<std::int64_t> number() const;

  /// Elements of an array; 0 for anything else.
  [[nodiscard]] std::size_t size() const;
  /// Text of an element of an array; nothing when it is nil or there is none.
  [[nodiscard]] std::optional<std::string_view> at(std::size_t index) const;
  /// An element that is an array itself, as texts.
  [[nodiscard]] std::vector<std::string> list_at(std::size_t index) const;

 private:
  struct Free {
    void operator()(redisReply* reply) const;
  };
  std::unique_ptr<redisReply, Free> reply_;
};

/// The words of a command. Texts that are given as views must live until it is sent.
class Command {
 public:
  Command() = default;
  explicit Command(std::initializer_list<std::string_view> words) : words_(words) {}
  Command& add(std::string_view word) {
    words_.push_back(word);
    return *this;
  }
  /// Keeps the text itself.
  Command& own(std::string word) { return add(owned_.emplace_back(std::move(word))); }
  [[nodiscard]] const std::vector<std::string_view>& words() const { return words_; }

 private:
  std::vector<std::string_view> words_;
  std::deque<std::string> owned_;
};

/// One connection to a server, blocking, with time limits. After an error it is of no further use:
/// which answer belongs to which command is no longer known. Thread-compatible.
class Connection {
 public:
  /// Connects and authenticates. Errors: kInvalid for TLS and refused credentials, else
  /// kUnavailable.
  [[nodiscard]] static Result<Connection> open(const RedisAddress& address,
                                               std::chrono::milliseconds connect_within,
                                               std::chrono::milliseconds answer_within);

  /// Queues a command; receive() sends what is queued.
  void send(const Command& command);
  /// The answer to the oldest command that has none yet. Error: kUnavailable.
  [[nodiscard]] Result<Reply> receive();
  /// One command and its answer.
  [[nodiscard]] Result<Reply> call(const Command& command);

  [[nodiscard]] const RedisAddress& address() const { return address_; }

 private:
  struct Free {
    void operator()(redisContext* context) const;
  };
  using Context = std::unique_ptr<redisContext, Free>;
  Connection(RedisAddress address, Context context);
  [[nodiscard]] Status authenticate();

  RedisAddress address_;
  Context context_;
};

}  // namespace escalon::view_redis
