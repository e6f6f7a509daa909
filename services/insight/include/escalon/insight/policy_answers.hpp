#pragma once

#include <functional>
#include <memory>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/insight/v1/explanation.pb.h"
#include "escalon/insight/v1/policy_preview.pb.h"

namespace escalon::policy_book {
class MeshPolicyBook;
}

namespace escalon::insight {

/// Answers questions about policies from what the journals say. Thread-safe.
class PolicyAnswers {
 public:
  /// Reads the file of a read model by a connection of its own; a question first brings the clocks
  /// in it up to date, between two transactions of the model, and is kUnavailable where it cannot.
  /// `book` outlives it. `now` is the mesh's time. kUnavailable where the file cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<PolicyAnswers>> open(
      const ReadModel& model, const policy_book::MeshPolicyBook& book,
      std::function<absl::Time()> now);
  ~PolicyAnswers();
  PolicyAnswers(const PolicyAnswers&) = delete;
  PolicyAnswers& operator=(const PolicyAnswers&) = delete;

  /// Whose clocks a policy would change if it were published now: `sla::foretell` of every case
  /// with a clock that runs or stands still. Records nothing. kInvalid with every error of the
  /// policy, or for a bound that is none; kExhausted while another one is looked at, since it takes
  /// a core for as long as it lasts.
  [[nodiscard]] Result<v1::PreviewPolicyResponse> preview(const v1::PreviewPolicyRequest& request);

  /// Which rules decided about a case. kNotFound where it is unknown.
  [[nodiscard]] Result<v1::ExplainCaseResponse> explain(const v1::ExplainCaseRequest& request);

 private:
  class Impl;
  explicit PolicyAnswers(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace escalon::insight
