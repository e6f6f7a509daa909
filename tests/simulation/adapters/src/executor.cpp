#include "escalon/simulated/executor.hpp"

#include <utility>

namespace escalon::simulated {
namespace {

constexpr absl::Duration kReachMost = absl::Milliseconds(200);

}  // namespace

void SimulatedExecutor::execute(journal::EffectRequest request, journal::Mailbox& mailbox) {
  process_.later(outside_.random_.between({}, kReachMost), [this, request = std::move(request),
                                                            owner = &mailbox] {
    const bool delivered = !outside_.faults_.strikes(Fault::kEffectFailed);
    outside_.executed_.push_back({request.at, request.key, request.effect_id, request.attempt,
                                  delivered, process_.scheduler().now(), process_.name()});
    const journal::EffectOutcome outcome{request.at, request.key, request.effect_id,
                                         request.attempt, outside_.encode_(request, delivered)};
    process_.later(outside_.random_.between({}, kReachMost),
                   [outcome, owner] { owner->post(outcome); });
  });
}

}  // namespace escalon::simulated
