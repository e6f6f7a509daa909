#include "escalon/replay/whole_mesh.hpp"

#include <utility>

#include "escalon/classifier/classifier_stage.hpp"
#include "escalon/notification/notification_stage.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/routing/routing_stages.hpp"
#include "escalon/sla_timer/sla_stage.hpp"

namespace escalon::replay {
direct_mesh::DirectMesh make_whole_mesh(std::shared_ptr<const policy::CompiledPolicy> policy,
                                        std::function<void(const direct_mesh::Decided&)> heard,
                                        std::string answer) {
  return {{&classifier::classifier_stage(), &sla_timer::sla_stage(), &routing::escalation_stage(),
           &routing::team_stage(), &notification::notification_stage()},
          std::make_shared<const policy_book::MeshPolicy>(std::move(policy)),
          std::move(heard),
          [answer = std::move(answer)](const journal::Stage&, const Key&, const DueTimer& timer,
                                       const journal::Message&) {
            auto outcome = std::make_unique<notification::v1::DeliveryOutcome>();
            outcome->set_notification_id(timer.id);
            outcome->set_attempt(static_cast<int>(timer.generation));
            outcome->set_delivered(true);
            outcome->set_answer(answer);
            return outcome;
          }};
}

}  // namespace escalon::replay
