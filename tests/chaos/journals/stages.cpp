#include "stages.hpp"

#include <algorithm>

#include "escalon/classifier/classifier_stage.hpp"
#include "escalon/notification/notification_stage.hpp"
#include "escalon/routing/routing_stages.hpp"
#include "escalon/sla_timer/sla_stage.hpp"

namespace escalon::chaos {

const std::vector<const journal::Stage*>& all_stages() {
  static const std::vector<const journal::Stage*> kAll{
      &classifier::classifier_stage(), &sla_timer::sla_stage(), &routing::escalation_stage(),
      &routing::team_stage(), &notification::notification_stage()};
  return kAll;
}

const journal::Stage* stage_of(std::string_view topic) {
  const auto& all = all_stages();
  const auto found = std::find_if(all.begin(), all.end(), [&](const journal::Stage* stage) {
    return stage->spec().journal == topic;
  });
  return found == all.end() ? nullptr : *found;
}

}  // namespace escalon::chaos
