#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "database.hpp"
#include "escalon/journal/ports.hpp"
#include "view_table.hpp"

namespace escalon::store_sqlite {

/// Answers load and horizon from the file, on one thread and a connection of its own, so that they
/// wait neither for a commit nor for the log's readers. An answer holds all that was acknowledged
/// when the question was asked.
class ViewDesk {
 public:
  struct LoadWork {
    journal::ViewVersion version;
    std::vector<Key> keys;
    journal::Ticket ticket = 0;
    journal::Mailbox* owner = nullptr;
  };
  struct HorizonWork {
    journal::ViewVersion version;
    journal::TimerPosition after;
    std::int64_t until_ms = 0;
    int limit = 0;
    journal::Ticket ticket = 0;
    journal::Mailbox* owner = nullptr;
  };
  using Work = std::variant<LoadWork, HorizonWork>;

  explicit ViewDesk(Database database);

  /// Thread-safe. Answers kUnreachable at once when too many questions wait or the desk is closed.
  void ask(Work work);

  /// Answers until `stop` is asked for; what is left is answered kUnreachable.
  void run(std::stop_token stop);

 private:
  void answer(const Work& work);
  std::vector<Work> take(std::stop_token stop);

  Database database_;
  ViewReader view_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Work> work_;
  bool closed_ = false;
};

}  // namespace escalon::store_sqlite
