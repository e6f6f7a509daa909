#include "escalon/service/owner_member.hpp"

#include <utility>

#include "escalon/service/logging.hpp"
#include "escalon/service/mesh_metrics.hpp"

namespace escalon::service {

void OwnerReporter::fired(const journal::StagePartition&, int, absl::Duration gate_wait,
                          absl::Duration firing) {
  metrics_.fired(gate_wait, firing);
}

void OwnerReporter::alarm(const journal::StagePartition& at, const std::string& text) {
  log_warning(text, {{"stage", at.stage}, {"partition", std::to_string(at.partition)}});
}

OwnerMember::OwnerMember(const journal::Stage& stage, const journal::Topology& topology,
                         std::uint32_t partition, const std::string& process,
                         journal::OwnerPorts ports, const journal::OwnerSettings& settings,
                         MeshMetrics& metrics)
    : mailbox_(ports.mailbox),
      metrics_(metrics),
      owner_(stage, topology, partition, process, ports, settings) {
  metrics_.timers_armed.set(owner_.at().stage, 0);
  metrics_.inputs_waiting.set(owner_.at().stage, 0);
  metrics_.take_overs.expect({owner_.at().stage});
}

void OwnerMember::handle(journal::MailboxMessage message) {
  quiet_ = false;
  owner_.handle(std::move(message));
}

bool OwnerMember::step() {
  if (closing_ && !closed_) {
    closed_ = true;
    owner_.close();
  }
  const bool more = owner_.step();
  publish_state();
  return more;
}

void OwnerMember::close() {
  closing_ = true;
  mailbox_.post(journal::Wake{});
}

void OwnerMember::publish_state() {
  for (; take_overs_ < owner_.statistics().takeovers; ++take_overs_) {
    metrics_.take_overs.count({owner_.at().stage});
  }
  const bool stopped_before = stopped_for_good();
  phase_ = owner_.phase();
  if (stopped_for_good() && !stopped_before) {
    log_error("its partition stands still until an operator acts; the warning before says why",
              {{"stage", at().stage}, {"partition", std::to_string(at().partition)}});
  }
  quiet_ = owner_.quiet();
  publish(metrics_.timers_armed, owner_.near_timers(), near_timers_);
  publish(metrics_.inputs_waiting, owner_.waiting_inputs(), waiting_inputs_);
}

// Owners of one stage share a gauge: each adds what has become more or less of its own.
void OwnerMember::publish(MeasuredFamily& gauge, std::size_t now, std::size_t& told) {
  if (now != told) {
    gauge.add(owner_.at().stage, static_cast<double>(now) - static_cast<double>(told));
    told = now;
  }
}

}  // namespace escalon::service
