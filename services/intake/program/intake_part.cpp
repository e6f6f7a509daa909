#include "intake_part.hpp"

#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/impl/service_type.h>

#include <utility>

#include "escalon/intake/intake_grpc.hpp"
#include "escalon/intake/intake_routes.hpp"
#include "escalon/intake/policy_routes.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/service/health.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/service/policy_folder.hpp"
#include "escalon/service/settings.hpp"

namespace escalon::intake {
namespace {

constexpr journal::ReaderId kOutcomesReader = 3;
constexpr std::int64_t kPortMax = 65'535;

Result<service_host::PolicyPtr> read_policy(const std::string& folder) {
  const auto files = service::read_policy_folder(folder);
  if (!files) {
    return files.error();
  }
  auto compiled = policy::compile(*files);
  if (!compiled) {
    return invalid("policy: " + folder + " is wrong:\n" + policy::text(compiled.error()));
  }
  return std::move(compiled).value();
}

}  // namespace

Status IntakePart::configure(service::Settings& settings) {
  grpc_port_ = static_cast<std::uint16_t>(settings.number("grpc.port", 8081, 0, kPortMax));
  const std::string folder = settings.text("policy", "");
  if (folder.empty()) {
    return {};
  }
  auto policy = read_policy(folder);
  if (!policy) {
    return policy.error();
  }
  policy_ = std::move(policy).value();
  return {};
}

Result<void, service::StartError> IntakePart::start(const service_host::HostPorts& ports) {
  if (auto published = publish_policy(ports); !published) {
    return published;
  }
  follow_outcomes(ports);
  const auto now = [&clock = ports.clock] { return clock.trusted().now; };
  intake_ =
      std::make_unique<Intake>(ports.producer, now, IntakeOptions{ports.topology}, ports.metrics);
  desk_ = std::make_unique<CommandDesk>(*intake_, *outcomes_);
  add_intake_routes(ports.http, *intake_, *desk_);
  add_policy_routes(ports.http, ports.producer, now);
  service::GrpcServer::Services services;
  services.push_back(make_intake_service(*intake_, *desk_));
  auto grpc = service::GrpcServer::start(grpc_port_, std::move(services));
  if (!grpc) {
    return grpc.error();
  }
  grpc_ = std::move(grpc).value();
  if (const Status reading = read_ingress(ports); !reading) {
    return service::StartError{service::ExitCode::kConfiguration, reading.error().message};
  }
  service::log_info("serves gRPC", {{"grpc", "127.0.0.1:" + std::to_string(grpc_->port())}});
  return {};
}

// An instance that still has an older folder must not bring an older policy back.
Result<void, service::StartError> IntakePart::publish_policy(
    const service_host::HostPorts& ports) const {
  if (policy_ == nullptr ||
      (ports.newest_policy != nullptr && ports.newest_policy->hash == policy_->hash)) {
    return {};
  }
  if (ports.policies.compiled(policy_->hash) != nullptr) {
    service::log_warning(
        "the policy of this service's folder was published before, and a later one decides; "
        "`escalon policy publish` brings it back",
        {{"folder_hash", policy_->hash}, {"deciding_hash", ports.newest_policy->hash}});
    return {};
  }
  if (const Status published =
          service::publish_policy(ports.producer, *policy_, ports.clock.trusted().now);
      !published) {
    return service::StartError{service::ExitCode::kUnavailable, published.error().message};
  }
  return {};
}

void IntakePart::follow_outcomes(const service_host::HostPorts& ports) {
  outcomes_ = std::make_unique<CommandOutcomes>();
  outcomes_loop_ =
      std::make_unique<service::FollowerLoop>("outcomes", ports.log, kOutcomesReader, *outcomes_);
  for (const auto& at : service::partitions_of({"escalation", "team"}, ports.topology)) {
    outcomes_loop_->follow(at, 0, {});
  }
  outcomes_loop_->start();
  ports.health.add("outcomes", [loop = outcomes_loop_.get()] { return loop->not_ready(); });
}

Status IntakePart::read_ingress(const service_host::HostPorts& ports) {
  auto reader = ports.outside.share(kIngress);
  if (!reader) {
    return reader.error();
  }
  ingress_reader_ = std::move(reader).value();
  IngressOptions options;
  options.group = ports.group;
  options.version = ports.version;
  options.steady = [&clock = ports.clock] { return clock.steady(); };
  ingress_ = std::make_unique<Ingress>(*ingress_reader_, ports.outside, *intake_,
                                       std::move(options), ports.metrics);
  ports.health.add("ingress", [this] { return ingress_->trouble(); });
  ingress_thread_ = std::jthread([this](const std::stop_token& stop) { ingress_->run(stop); });
  return {};
}

void IntakePart::give_up() {
  if (outcomes_ != nullptr) {
    outcomes_->give_up();
  }
}

void IntakePart::stop() {
  if (ingress_thread_.joinable()) {
    ingress_thread_.request_stop();
    ingress_thread_.join();
    ingress_reader_.reset();
  }
  if (grpc_ != nullptr) {
    grpc_->stop();
  }
  if (outcomes_loop_ != nullptr) {
    outcomes_loop_->stop();
  }
}

}  // namespace escalon::intake
