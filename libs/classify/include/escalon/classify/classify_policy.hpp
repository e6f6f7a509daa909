#pragma once

#include <memory>

#include "escalon/base/result.hpp"
#include "escalon/classify/classify_rules.hpp"

namespace escalon::classify {

struct CompiledRules;

/// What `decide` goes by: the rules with all their phrases in one matcher. An immutable value,
/// cheap to copy, safe to use from several threads.
class ClassifyPolicy {
 public:
  /// Refuses an empty or repeated name, an unknown cause, a rule that would speak always (no
  /// phrases, no bound and no condition), a number out of its range, and a phrase that check_phrase
  /// refuses. The error names the rule, the phrase and the remedy. A loader that wants lines checks
  /// each phrase with check_phrase as it reads it.
  [[nodiscard]] static Result<ClassifyPolicy> compile(ClassifyRules rules);

  [[nodiscard]] const ClassifyRules& rules() const;
  [[nodiscard]] const CompiledRules& compiled() const { return *compiled_; }

 private:
  explicit ClassifyPolicy(std::shared_ptr<const CompiledRules> compiled)
      : compiled_(std::move(compiled)) {}

  std::shared_ptr<const CompiledRules> compiled_;
};

}  // namespace escalon::classify
