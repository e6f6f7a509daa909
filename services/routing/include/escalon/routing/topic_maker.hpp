#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/outside.hpp"

namespace escalon::routing {

/// Makes public topics when they are wanted, on a thread of its own, since a cluster may take long
/// to answer. Thread-safe.
class TopicMaker {
 public:
  /// `outside` outlives it. `made` is called after each round of making, on the thread that makes.
  TopicMaker(journal::OutsideLog& outside, std::uint32_t partitions, std::function<void()> made);

  /// The topic is to be made where it is absent. Returns at once.
  void want(const std::string& topic);
  /// Whether the topic was wanted and is there.
  [[nodiscard]] bool has(const std::string& topic) const;
  /// Why something that is wanted is not there, and what to do; empty when all is.
  [[nodiscard]] std::string trouble() const;

  /// Makes what is wanted and not there. Blocks. One that cannot be made holds no other up; errors
  /// as OutsideLog::make_topics.
  Status make_wanted();
  /// Makes what is wanted, as it is wanted, until `stop` is asked for. After a failure it rests, up
  /// to a minute.
  void run(const std::stop_token& stop);

 private:
  [[nodiscard]] std::vector<std::string> absent() const;
  Status make(const std::vector<std::string>& topics);

  journal::OutsideLog& outside_;
  const std::uint32_t partitions_;
  const std::function<void()> made_;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::set<std::string> there_;
  std::map<std::string, std::string> absent_;  // wanted, with why it is not there
};

}  // namespace escalon::routing
