#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "connection.hpp"
#include "escalon/view_redis/redis_view.hpp"
#include "questions.hpp"
#include "trouble.hpp"

namespace escalon::view_redis {

/// Takes questions and answers them, several in one pipeline, over a connection that it makes again
/// whenever it is lost.
class Desk {
 public:
  explicit Desk(RedisOptions options);

  /// The first attempt to connect, before run(). An error is what waiting does not mend.
  [[nodiscard]] Status begin();

  /// Thread-safe. Answers kUnreachable at once when too many questions wait or the desk is closed.
  void ask(Question question);

  /// Answers until `stop` is asked for and nothing is left.
  void run(std::stop_token stop);

  [[nodiscard]] RedisHealth health() const { return trouble_.health(); }
  [[nodiscard]] RedisStatistics statistics() const;

 private:
  using Instant = std::chrono::steady_clock::time_point;

  [[nodiscard]] bool take(std::stop_token stop, std::vector<Question>& questions);
  void connect_when_due();
  [[nodiscard]] Status connect();
  [[nodiscard]] Status look_at_server(Connection& connection);
  void look_when_due();
  void lose_connection(const std::string& why);

  void answer_all(std::vector<Question> questions);
  [[nodiscard]] std::vector<Question> one_round(std::vector<Question> questions);
  void take_error(Question question, const std::string& reply, std::vector<Question>& again);
  [[nodiscard]] bool reload_library();
  void give(const Question& question, journal::ViewAnswer answer);
  void refuse(const Question& question, const std::string& why);

  const RedisOptions options_;
  Trouble trouble_;
  std::optional<Connection> connection_;
  std::string why_not_;  // the connection does not stand
  Instant next_try_;
  Instant next_look_;
  std::uint64_t failures_ = 0;  // to connect, in a row
  bool reload_ = false;
  bool reconnect_ = false;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Question> waiting_;
  bool closed_ = false;

  struct Counters {
    std::atomic<std::uint64_t> applies{0};
    std::atomic<std::uint64_t> refusals{0};
    std::atomic<std::uint64_t> unreachable{0};
    std::atomic<std::uint64_t> connects{0};
    std::atomic<std::uint64_t> libraries{0};
  };
  Counters counters_;
};

}  // namespace escalon::view_redis
