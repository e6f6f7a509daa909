#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "escalon/journal/ports.hpp"
#include "escalon/journal/stage.hpp"
#include "escalon/policy/compiled_policy.hpp"

namespace escalon::policy_book {

/// A compiled policy as the stage runtime carries it. Immutable.
class MeshPolicy final : public journal::CompiledPolicy {
 public:
  explicit MeshPolicy(std::shared_ptr<const policy::CompiledPolicy> compiled)
      : compiled_(std::move(compiled)) {}
  [[nodiscard]] const std::string& hash() const override { return compiled_->hash; }
  [[nodiscard]] const policy::CompiledPolicy& compiled() const { return *compiled_; }

 private:
  std::shared_ptr<const policy::CompiledPolicy> compiled_;
};

/// The policy behind what the runtime hands to a stage.
[[nodiscard]] const policy::CompiledPolicy& policy_of(const journal::CompiledPolicy& policy);

/// Every version of the policy that a process knows. Thread-safe.
class MeshPolicyBook final : public journal::PolicyBook {
 public:
  /// Mesh seconds a real second, while a file is played. What a policy says in real time (how late
  /// a step may be decided before its time-out counts anew) is scaled by it. Before the first
  /// policy is learnt.
  void set_speed(double speed);

  std::shared_ptr<const journal::CompiledPolicy> find(const std::string& hash) override;
  /// Compiles a record of the topic `policy`, an encoded PolicySnapshot.
  Result<std::shared_ptr<const journal::CompiledPolicy>> learn(
      const journal::Record& record) override;
  /// Keeps a policy that was compiled here.
  void keep(std::shared_ptr<const policy::CompiledPolicy> compiled);
  /// The policy of that hash; null when it is not known.
  [[nodiscard]] std::shared_ptr<const policy::CompiledPolicy> compiled(
      const std::string& hash) const;

 private:
  mutable std::mutex mutex_;
  double speed_ = 1.0;
  std::map<std::string, std::shared_ptr<const MeshPolicy>> policies_;
};

/// The record that publishes `policy` on the topic `policy`.
[[nodiscard]] journal::RecordPtr policy_record(const policy::CompiledPolicy& policy,
                                               absl::Time published_at);

}  // namespace escalon::policy_book
