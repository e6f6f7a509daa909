#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace escalon::journal {

/// Policies are published here, one partition, keyed by content hash.
inline constexpr std::string_view kPolicyTopic = "policy";
/// What cannot be decided is copied here.
inline constexpr std::string_view kDeadLetterTopic = "dead-letter";
/// Name of the input by which an effect's outcome reaches its stage.
inline constexpr std::string_view kOutcomeTopic = "outcome";

/// How many partitions each topic has. It never changes while a journal lives.
struct Topology {
  std::uint32_t default_partitions = 1;
  std::map<std::string, std::uint32_t> partitions;  ///< Topics that differ from the default.

  [[nodiscard]] std::uint32_t partitions_of(const std::string& topic) const {
    if (topic == kPolicyTopic || topic == kDeadLetterTopic) {
      return 1;
    }
    const auto found = partitions.find(topic);
    return found == partitions.end() ? default_partitions : found->second;
  }
};

}  // namespace escalon::journal
