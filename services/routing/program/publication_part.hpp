#pragma once

#include <memory>
#include <thread>

#include "escalon/routing/public_topics.hpp"
#include "escalon/routing/topic_maker.hpp"
#include "escalon/service/event_loop.hpp"
#include "escalon/service_host/service_program.hpp"

namespace escalon::routing {

/// Publishes escalations on topics that anyone may read.
class PublicationPart final : public service_host::ServicePart {
 public:
  [[nodiscard]] Status configure(service::Settings& settings) override;
  [[nodiscard]] Result<void, service::StartError> start(
      const service_host::HostPorts& ports) override;
  void policy_published(const service_host::PolicyPtr& policy) override;
  void stop() override;

 private:
  PublicOptions options_;
  service::MeshClock* clock_ = nullptr;
  journal::Mailbox* mailbox_ = nullptr;
  std::unique_ptr<service::EventLoop> loop_;
  std::unique_ptr<TopicMaker> maker_;
  std::unique_ptr<PublicTopics> topics_;
  std::jthread making_thread_;
};

}  // namespace escalon::routing
