#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "escalon/policy/check.hpp"
#include "names.hpp"
#include "node.hpp"

namespace escalon::policy {

/// A key, or the number of an entry in a list.
using Step = std::variant<std::string_view, std::size_t>;

/// What the looks at a compiled policy have found. It knows where each part stands in the files.
class Findings {
 public:
  /// `files` compile.
  explicit Findings(const PolicyFiles& files);

  void add(Severity severity, std::initializer_list<Step> path, std::string message,
           std::string remedy);
  /// What compiling has found.
  void add(Severity severity, PolicyErrors found);

  /// How many entries the list has; 1 for anything else that is there.
  [[nodiscard]] std::size_t entries(std::initializer_list<Step> path) const;

  [[nodiscard]] std::vector<Finding> take();

 private:
  struct Root {
    std::string file;
    Member entry;
  };

  [[nodiscard]] Place place(std::initializer_list<Step> path) const;

  std::map<std::string, Root, std::less<>> roots_;  // top-level keys
  std::vector<Finding> found_;
};

// The looks, each at one part. None of them touches the policy.
void look_at_matrix(const CompiledPolicy& policy, Findings& out);
void look_at_unmatched(const CompiledPolicy& policy, Findings& out);
void look_at_ladders(const CompiledPolicy& policy, Findings& out);
void look_at_clocks(const CompiledPolicy& policy, absl::Time now, Findings& out);
void look_at_endless_clocks(const CompiledPolicy& policy, Findings& out);
void look_at_quiet_hours(const CompiledPolicy& policy, absl::Time now, Findings& out);
void look_at_rota_gaps(const CompiledPolicy& policy, absl::Time now, Findings& out);
void look_at_clock_changes(const CompiledPolicy& policy, absl::Time now, Findings& out);

}  // namespace escalon::policy
