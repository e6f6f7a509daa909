#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "escalon/log_kafka/kafka_log.hpp"
#include "escalon/service/health.hpp"
#include "escalon/service/http_server.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/service/metrics.hpp"
#include "escalon/service_host/service_program.hpp"
#include "escalon/view_redis/redis_view.hpp"
#include "host_settings.hpp"

namespace escalon::service_host {

/// A service at work: the log on Kafka, the view in Redis, its stages and its part. `start` and
/// `stop` are for one thread.
class ServiceHost {
 public:
  /// `interrupted` is true once the service is to give up starting.
  ServiceHost(ServiceProgram program, HostSettings settings, std::function<bool()> interrupted);
  ~ServiceHost() { stop(); }
  ServiceHost(const ServiceHost&) = delete;
  ServiceHost& operator=(const ServiceHost&) = delete;

  /// Returns once the service serves /readyz, which says when its stages are ready.
  [[nodiscard]] Result<void, StartError> start();
  /// Stops in order within 5 s: nothing is taken any more, what was decided is stored, journals are
  /// closed. What could not be stored in time is decided again by the next owner.
  void stop();

  [[nodiscard]] std::uint16_t http_port() const { return http_port_; }

 private:
  [[nodiscard]] Result<void, StartError> open_log();
  [[nodiscard]] Result<void, StartError> open_view();
  [[nodiscard]] Result<PolicyPtr, StartError> read_policies();
  [[nodiscard]] Result<void, StartError> start_part(const PolicyPtr& newest);
  void start_stages();
  void add_checks();
  void end_requests();

  // Destroyed from the last to the first: what is told things goes after what tells them.
  ServiceProgram program_;
  const HostSettings settings_;
  const std::function<bool()> interrupted_;
  const journal::Topology topology_;
  service::Metrics registry_;
  service::MeshMetrics metrics_{registry_};
  service::Health health_;
  policy_book::MeshPolicyBook book_;
  std::unique_ptr<journal::EffectExecutor> no_effects_;
  std::unique_ptr<service::StageLoops> stages_;
  std::unique_ptr<service::PolicyTopic> policies_;
  std::atomic<bool> part_started_ = false;
  std::unique_ptr<service::MeshClock> clock_;
  std::unique_ptr<view_redis::RedisView> view_;
  std::unique_ptr<log_kafka::KafkaLog> log_;
  std::unique_ptr<service::HttpServer> http_;
  std::uint16_t http_port_ = 0;
  bool stopped_ = false;
};

}  // namespace escalon::service_host
