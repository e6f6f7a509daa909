#include "escalon/routing/topic_maker.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace escalon::routing {
namespace {

constexpr std::chrono::seconds kRestFirst{1};
constexpr std::chrono::seconds kRestLongest{60};

}  // namespace

TopicMaker::TopicMaker(journal::OutsideLog& outside, std::uint32_t partitions,
                       std::function<void()> made)
    : outside_(outside), partitions_(partitions), made_(std::move(made)) {}

void TopicMaker::want(const std::string& topic) {
  const std::lock_guard lock(mutex_);
  if (!there_.contains(topic) && absent_.emplace(topic, "").second) {
    changed_.notify_all();
  }
}

bool TopicMaker::has(const std::string& topic) const {
  const std::lock_guard lock(mutex_);
  return there_.contains(topic);
}

std::string TopicMaker::trouble() const {
  const std::lock_guard lock(mutex_);
  for (const auto& [topic, why] : absent_) {
    if (!why.empty()) {
      return why;
    }
  }
  return "";
}

std::vector<std::string> TopicMaker::absent() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> topics;
  for (const auto& [topic, why] : absent_) {
    topics.push_back(topic);
  }
  return topics;
}

Status TopicMaker::make_wanted() {
  const std::vector<std::string> topics = absent();
  if (topics.empty()) {
    return {};
  }
  Status made = make(topics);
  // What hinders one of them may not hinder the others.
  if (!made && made.error().kind != Error::Kind::kUnavailable && topics.size() > 1) {
    for (const std::string& topic : topics) {
      if (Status one = make({topic}); !one) {
        made = std::move(one);
      }
    }
  }
  made_();
  return made;
}

Status TopicMaker::make(const std::vector<std::string>& topics) {
  Status made = outside_.make_topics(topics, partitions_);
  const std::lock_guard lock(mutex_);
  for (const std::string& topic : topics) {
    if (made) {
      there_.insert(topic);
      absent_.erase(topic);
    } else {
      absent_[topic] = made.error().message;
    }
  }
  return made;
}

void TopicMaker::run(const std::stop_token& stop) {
  for (auto rest = kRestFirst; !stop.stop_requested();) {
    const bool made = make_wanted().ok();
    std::unique_lock lock(mutex_);
    if (made) {
      rest = kRestFirst;
      changed_.wait(lock, stop, [this] { return !absent_.empty(); });
    } else {
      changed_.wait_for(lock, stop, rest, [] { return false; });
      rest = std::min(2 * rest, kRestLongest);
    }
  }
}

}  // namespace escalon::routing
