#pragma once

#include <map>
#include <memory>
#include <string>

#include "escalon/base/result.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/direct_mesh/direct_mesh.hpp"
#include "escalon/policy/compiled_policy.hpp"

namespace escalon::cli {

/// Runs recorded events through all stages and writes down, for one case, which rule of the matrix
/// and of each clock decided, and why the others did not.
class CaseExplanation {
 public:
  CaseExplanation(std::shared_ptr<const policy::CompiledPolicy> policy, Key about);
  CaseExplanation(const CaseExplanation&) = delete;
  CaseExplanation& operator=(const CaseExplanation&) = delete;

  /// Reads the events of a file up to its end. The error names what cannot be read, or the case
  /// where the file has none of it.
  [[nodiscard]] Status read(const std::string& path);

  /// What was decided, in words; some lines.
  [[nodiscard]] std::string text() const;

 private:
  void heard(const direct_mesh::Decided& decided);
  void heard_breach(const direct_mesh::Decided& decided);
  void heard_escalation(const direct_mesh::Decided& decided);
  void explain(const std::string& title, const escalation::v1::CaseStory& story,
               escalation::v1::Cause cause, const std::string& clock);
  [[nodiscard]] std::string clocks() const;

  std::shared_ptr<const policy::CompiledPolicy> policy_;
  Key about_;
  classification::v1::Classified newest_;  ///< What the classifier said last of the case.
  std::string decisions_;
  direct_mesh::DirectMesh mesh_;
};

}  // namespace escalon::cli
