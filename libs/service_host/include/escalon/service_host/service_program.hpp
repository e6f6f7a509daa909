#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/outside.hpp"
#include "escalon/journal/ports.hpp"
#include "escalon/journal/topology.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/service/policy_topic.hpp"
#include "escalon/service/stage_loops.hpp"
#include "escalon/service/start_error.hpp"

namespace escalon::service {
class Health;
class HttpServer;
class MeshClock;
class MeshMetrics;
class Settings;
}  // namespace escalon::service

namespace escalon::service_host {

using service::StartError;
using PolicyPtr = service::PolicyTopic::PolicyPtr;

/// What a running service has. All outlive its part; routes and checks are added in `start` alone.
struct HostPorts {
  journal::Log& log;
  journal::Producer& producer;
  journal::OutsideLog& outside;
  journal::Ownership& ownership;
  std::string group;    ///< Consumer group of this service.
  std::string version;  ///< Of the program.
  const journal::Topology& topology;
  service::MeshClock& clock;
  service::MeshMetrics& metrics;
  service::Health& health;
  service::HttpServer& http;
  policy_book::MeshPolicyBook& policies;
  PolicyPtr newest_policy;  ///< Null while none is published.
};

/// What a service does beside running stages. Its constructor starts no thread: main makes it
/// before signals are blocked.
class ServicePart {
 public:
  virtual ~ServicePart() = default;
  /// Reads the settings that only this service has, and checks what can be checked without a
  /// cluster.
  [[nodiscard]] virtual Status configure(service::Settings& settings) = 0;
  /// Begins, before any stage does. Call it once.
  [[nodiscard]] virtual Result<void, StartError> start(const HostPorts& ports) = 0;
  /// Carries out the effects of the stages; null where they have none. After `start`.
  [[nodiscard]] virtual journal::EffectExecutor* executor() { return nullptr; }
  /// A policy was published while the service runs. Called on another thread than the rest.
  virtual void policy_published(const PolicyPtr&) {}
  /// Answers at once what requests still wait for, so that they end: the service stops, and what
  /// they wait for may never come. Called on another thread than `stop`, if at all.
  virtual void give_up() {}
  /// Ends, after requests and stages have ended. May be called without a `start`.
  virtual void stop() = 0;
};

/// A setting as `--help` shows it.
struct SettingHelp {
  std::string path;  ///< `http.port`
  std::string flag;  ///< `--port`; empty = by `--set` alone.
  std::string type;  ///< `N`
  std::string says;  ///< What it does, with its default.
};

/// A topic beside those of the stages: what others write, or what a part keeps.
struct PartTopic {
  std::string name;
  bool newest_only =
      false;  ///< True: the newest of each key is kept for ever; false: all for a while.
  /// Not empty: its partitions are owned as those of a stage of this name.
  std::string owned_as = {};
};

/// A service, as its main.cpp describes it.
struct ServiceProgram {
  std::string name;             ///< `sla-timer`: the program is escalon-sla-timer, so is its group.
  std::string about;            ///< What it does, in a sentence.
  std::uint16_t http_port = 0;  ///< Where nothing else is set.
  std::chrono::milliseconds gather{20};   ///< Of its log, where nothing else is set.
  std::chrono::milliseconds linger{1};    ///< Of its log.
  service::StagesByThread stages;         ///< Empty where the service decides nothing.
  std::vector<service::TopicUse> topics;  ///< Used beside those of the stages.
  std::vector<PartTopic> outside;         ///< Topics of `part` alone.
  std::vector<SettingHelp> settings;      ///< Those of `part`.
  std::unique_ptr<ServicePart> part;      ///< Null where the service only runs stages.
};

/// `main` of a service: reads the command line and the settings, runs the service until SIGINT or
/// SIGTERM, and returns the exit status (service::ExitCode).
[[nodiscard]] int run_service(int argc, char** argv, ServiceProgram program);

}  // namespace escalon::service_host
