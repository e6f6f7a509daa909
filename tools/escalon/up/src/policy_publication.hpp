#pragma once

#include <memory>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/policy/compiled_policy.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/service/event_loop.hpp"

namespace escalon::up {

/// Reads the whole topic `policy` into a book and, where another policy is the newest there,
/// publishes ours. Owners must not start before. Lives as long as the log, which may still tell it
/// something.
class PolicyPublication {
 public:
  PolicyPublication(journal::Log& log, policy_book::MeshPolicyBook& book);
  ~PolicyPublication();
  PolicyPublication(const PolicyPublication&) = delete;
  PolicyPublication& operator=(const PolicyPublication&) = delete;

  /// Blocks until the policy is durable. Call it once.
  [[nodiscard]] Status run(journal::Producer& producer,
                           const std::shared_ptr<const policy::CompiledPolicy>& policy,
                           absl::Time now);

 private:
  std::unique_ptr<service::LoopMember> reader_;
  service::EventLoop loop_{"policy"};
  journal::Log& log_;
  policy_book::MeshPolicyBook& book_;
};

}  // namespace escalon::up
