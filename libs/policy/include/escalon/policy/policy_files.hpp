#pragma once

#include <string>
#include <vector>

namespace escalon::policy {

/// One file of a policy.
struct PolicyFile {
  std::string name;     ///< Relative to the policy's folder, as `sla.yaml`.
  std::string content;  ///< The text, UTF-8.

  friend bool operator==(const PolicyFile&, const PolicyFile&) = default;
};

/// The files of a policy, in any order. Who reads the folder gives every `*.yaml` in it, and every
/// `*.ics`, which calendars name under `holiday_files`.
using PolicyFiles = std::vector<PolicyFile>;

/// A policy travels in one record of the log; more bytes than this, names and contents together,
/// are refused.
inline constexpr std::size_t kPolicyBytesMax = 900'000;

/// SHA-256 over the length-prefixed names and contents, sorted by name, as 64 lower-case
/// hexadecimal digits. The order of the files does not change it; a comment does.
[[nodiscard]] std::string content_hash(const PolicyFiles& files);

}  // namespace escalon::policy
