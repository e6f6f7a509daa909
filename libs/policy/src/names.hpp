#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/policy/policy_error.hpp"

namespace escalon::policy {

/// Where something stands in a policy: an error without words.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  std::string path;

  [[nodiscard]] PolicyError error(std::string message, std::string remedy = "") const;
};

/// What a policy gives names to.
enum class NameKind { kCalendar, kClock, kTeam, kLadder, kPerson, kChannel, kRota };
inline constexpr std::size_t kNameKinds = 7;

/// Names that were given and names that were used, so that after the reading each use finds its
/// name.
class Names {
 public:
  void define(NameKind kind, std::string name);
  /// A use that must find its name.
  void refer(NameKind kind, std::string name, Place place);
  /// A use that may name something outside of the policy; one that finds nothing is worth a
  /// warning.
  void mention(NameKind kind, std::string name, Place place);

  [[nodiscard]] bool defined(NameKind kind, std::string_view name) const;
  [[nodiscard]] bool any(NameKind kind) const;

  /// Appends an error for each reference and a warning for each mention that finds nothing.
  void check(PolicyErrors& errors, PolicyErrors& warnings) const;

 private:
  struct Use {
    NameKind kind;
    std::string name;
    Place place;
    bool required;
  };

  [[nodiscard]] PolicyError not_found(const Use& use) const;

  std::array<std::set<std::string, std::less<>>, kNameKinds> defined_;
  std::vector<Use> uses_;
};

}  // namespace escalon::policy
