#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/journal/ports.hpp"
#include "escalon/journal/stage.hpp"
#include "escalon/journal/topology.hpp"
#include "escalon/simulated/random.hpp"

namespace escalon::simulation {

/// Thrown by a stage when deciding an input ends the process. Not a std::exception: nothing but the
/// world catches it.
struct ProcessEnded {};

/// An input that the world writes to a plain topic.
struct PlannedInput {
  absl::Duration at;          ///< Since the world began: when it happened.
  absl::Duration told_after;  ///< How much later it reaches the log.
  std::string topic;
  Key key;
  std::string id;
  std::shared_ptr<const journal::Message> message;  ///< Null for a record that cannot be decoded.
  std::vector<journal::Destination> destinations;
  bool set_aside = false;  ///< No stage can decide it: the reference is not told.
};

/// What a schedule runs: some stages and where their inputs come from.
class MeshUnderTest {
 public:
  MeshUnderTest() = default;
  MeshUnderTest(const MeshUnderTest&) = delete;
  MeshUnderTest& operator=(const MeshUnderTest&) = delete;
  virtual ~MeshUnderTest() = default;

  [[nodiscard]] virtual const std::vector<const journal::Stage*>& stages() const = 0;
  [[nodiscard]] virtual const journal::Topology& topology() const = 0;
  [[nodiscard]] virtual const std::vector<std::string>& plain_topics() const = 0;
  /// The versions of the policy, in the order in which they are adopted; at least one.
  [[nodiscard]] virtual const std::vector<std::shared_ptr<const journal::CompiledPolicy>>&
  policies() const = 0;
  /// A schedule's inputs in order of `at`.
  [[nodiscard]] virtual std::vector<PlannedInput> plan(simulated::Random& random,
                                                       int count) const = 0;
  /// What an effect's attempt came to, in the stage's outcome type.
  [[nodiscard]] virtual journal::MessagePtr outcome(const journal::Message& request,
                                                    const std::string& effect_id,
                                                    std::uint64_t attempt,
                                                    bool delivered) const = 0;
  /// What of a state does not depend on when and by whom it was decided, as text; both sides are
  /// compared by it.
  [[nodiscard]] virtual std::string settled(const journal::Stage& stage,
                                            const journal::Message& state) const = 0;
  /// How long after the last input every timer has fired.
  [[nodiscard]] virtual absl::Duration longest_timer() const = 0;
};

}  // namespace escalon::simulation
