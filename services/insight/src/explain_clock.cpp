#include "escalon/insight/explain_clock.hpp"

#include "absl/strings/str_split.h"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/sla/report.hpp"

namespace escalon::insight {

Explainer explain_by(const policy_book::MeshPolicyBook& book) {
  return [&book](const sla::v1::ClockRun& run, const std::string& policy_hash) {
    const auto policy = book.compiled(policy_hash);
    return policy == nullptr ? std::vector<std::string>()
                             : std::vector<std::string>(absl::StrSplit(
                                   sla::explain(run, policy->sla).text, '\n', absl::SkipEmpty()));
  };
}

}  // namespace escalon::insight
