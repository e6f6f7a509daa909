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
  phase_ = owner_.phase();
  quiet_ = owner_.quiet();
  if (const std::size_t near = owner_.near_timers(); near != near_timers_) {
    metrics_.timers_armed.add(owner_.at().stage,
                              static_cast<double>(near) - static_cast<double>(near_timers_));
    near_timers_ = near;
  }
}

}  // namespace escalon::service
