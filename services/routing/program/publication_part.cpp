#include "publication_part.hpp"

#include <string>

#include "escalon/service/health.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/service/settings.hpp"

namespace escalon::routing {
namespace {

constexpr std::int64_t kTeamPartitionsMax = 1'000;

void want_topics(const service_host::PolicyPtr& policy, TopicMaker& maker) {
  for (const auto& [name, team] : policy->queue.teams) {
    maker.want(team_topic(name));
  }
}

}  // namespace

Status PublicationPart::configure(service::Settings& settings) {
  options_.team_partitions = static_cast<std::uint32_t>(
      settings.number("publish.team_partitions", 1, 1, kTeamPartitionsMax));
  options_.personal_text = settings.flag("publish.personal_text", false);
  return {};
}

Result<void, service::StartError> PublicationPart::start(const service_host::HostPorts& ports) {
  options_.partitions = ports.topology.partitions_of(kPublishedJournal);
  loop_ = std::make_unique<service::EventLoop>("publication");
  mailbox_ = &loop_->open_mailbox();
  clock_ = &ports.clock;
  maker_ = std::make_unique<TopicMaker>(ports.outside, options_.team_partitions,
                                        [this] { mailbox_->post(journal::Wake{}); });
  topics_ = std::make_unique<PublicTopics>(
      PublicPorts{ports.log, ports.producer, ports.outside, ports.ownership, ports.clock, *maker_,
                  ports.metrics},
      options_, *mailbox_);
  loop_->attach(*mailbox_, *topics_);
  if (ports.newest_policy != nullptr) {
    want_topics(ports.newest_policy, *maker_);
  }
  ports.health.add("public topics", [this] { return topics_->trouble(); });
  topics_->follow();
  loop_->start();
  // A public topic that cannot be made is told by /readyz: it holds up nobody's escalation.
  making_thread_ = std::jthread([this](const std::stop_token& stop) { maker_->run(stop); });
  return {};
}

void PublicationPart::policy_published(const service_host::PolicyPtr& policy) {
  want_topics(policy, *maker_);
}

void PublicationPart::stop() {
  if (making_thread_.joinable()) {
    making_thread_.request_stop();
    making_thread_.join();
  }
  if (loop_ != nullptr) {
    loop_->stop();
    clock_->forget(*mailbox_);
  }
}

}  // namespace escalon::routing
