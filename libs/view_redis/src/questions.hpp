#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "connection.hpp"
#include "escalon/journal/ports.hpp"

namespace escalon::view_redis {

struct AcquireQuestion {
  journal::OnAcquire mode = journal::OnAcquire::kKeep;
};
struct LoadQuestion {
  std::vector<Key> keys;
};
struct HorizonQuestion {
  journal::TimerPosition after;
  std::int64_t until_ms = 0;
  int limit = 0;
};
struct ApplyQuestion {
  journal::ViewBatch batch;
};

/// One call of the port, on its way to its answer.
struct Question {
  /// What is to be called: the question itself, or what has to follow it.
  enum class Step {
    kAsk,
    kGoOnEmptying,  ///< The view that is being acquired has rows left.
    kCondemn,       ///< The view was found to have lost rows, and is marked so.
  };

  journal::ViewVersion version;  ///< For acquire: the epoch that is wanted.
  std::variant<AcquireQuestion, LoadQuestion, HorizonQuestion, ApplyQuestion> ask;
  journal::Ticket ticket = 0;
  journal::Mailbox* mailbox = nullptr;
  Step step = Step::kAsk;
  bool reloaded = false;  ///< The function library was loaded for it once.

  /// The function of the library that answers it.
  [[nodiscard]] const char* function() const;
};

/// Keys begin with `<prefix>:{<stage>:<partition>}:`; the braces keep a partition in one slot.
[[nodiscard]] std::string key_prefix(const std::string& prefix, const journal::StagePartition& at);

/// The call of the function that the question's step needs. The command refers to the question.
[[nodiscard]] Command command_of(const Question& question, const std::string& prefix,
                                 std::uint32_t fold_version);

/// What the answer of a function comes to: the answer to the question, or nothing after the
/// question's step has moved on. `reply` is no error.
[[nodiscard]] std::optional<journal::ViewAnswer> read_reply(Question& question, const Reply& reply);

/// An answer for a question that was not, or perhaps not, carried out.
[[nodiscard]] journal::ViewAnswer unreachable(const Question& question, std::string why);

}  // namespace escalon::view_redis
