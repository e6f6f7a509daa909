#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/policy/compiled_policy.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/service/event_loop.hpp"

namespace escalon::service {

/// Follows the topic `policy`: every version goes into a book. Owners must not start before `read`
/// has returned. Lives as long as the log, which tells it what comes later. Thread-safe after
/// `read`.
class PolicyTopic {
 public:
  using PolicyPtr = std::shared_ptr<const policy::CompiledPolicy>;
  /// Told each policy that is published after `read`, on a thread of the topic's own.
  using Published = std::function<void(const PolicyPtr&)>;

  PolicyTopic(journal::Log& log, policy_book::MeshPolicyBook& book, Published published = nullptr);
  ~PolicyTopic();
  PolicyTopic(const PolicyTopic&) = delete;
  PolicyTopic& operator=(const PolicyTopic&) = delete;

  /// Blocks until every version there is has been learnt, and says which is the newest; null where
  /// there is none. Looks at `interrupted`, unless it is empty, and gives up once it is true. Call
  /// it once. kInvalid for a policy that this program cannot compile.
  [[nodiscard]] Result<PolicyPtr> read(const std::function<bool()>& interrupted = nullptr);

  /// The newest version; null where there is none.
  [[nodiscard]] PolicyPtr newest() const;
  /// Why the newest version cannot be used; empty when it can.
  [[nodiscard]] std::string trouble() const;

 private:
  class Reader;

  journal::Log& log_;
  std::unique_ptr<Reader> reader_;
  EventLoop loop_{"policy"};
};

/// How long a policy may take to become durable.
inline constexpr absl::Duration kPublishPatience = absl::Seconds(30);

/// Blocks until `policy` is durable as the newest of the topic `policy`, at most for `patience`.
/// kUnavailable where the log has not said so by then; the policy may yet be published, and
/// publishing it again changes nothing.
[[nodiscard]] Status publish_policy(journal::Producer& producer,
                                    const policy::CompiledPolicy& policy, absl::Time now,
                                    absl::Duration patience = kPublishPatience);

}  // namespace escalon::service
