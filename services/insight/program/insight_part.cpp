#include "insight_part.hpp"

#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/impl/service_type.h>

#include <system_error>
#include <utility>

#include "escalon/insight/explain_clock.hpp"
#include "escalon/insight/insight_grpc.hpp"
#include "escalon/insight/insight_routes.hpp"
#include "escalon/service/health.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/service/settings.hpp"

namespace escalon::insight {
namespace {

using service::ExitCode;

constexpr journal::ReaderId kInsightReader = 2;
constexpr std::int64_t kPortMax = 65'535;

service::StartError cannot_start(const Error& error) {
  return {error.kind == Error::Kind::kConflict ? ExitCode::kDataHeld : ExitCode::kUnavailable,
          error.message};
}

}  // namespace

Status InsightPart::configure(service::Settings& settings) {
  grpc_port_ = static_cast<std::uint16_t>(settings.number("grpc.port", 8083, 0, kPortMax));
  data_ = settings.text("data", ".escalon/insight");
  return {};
}

Result<void, service::StartError> InsightPart::start(const service_host::HostPorts& ports) {
  if (auto opened = open_model(ports); !opened) {
    return opened;
  }
  follow_journals(ports);
  add_insight_routes(ports.http, *model_, *wallboard_);
  add_policy_answer_routes(ports.http, *answers_);
  service::GrpcServer::Services services;
  services.push_back(make_insight_service(*model_, *wallboard_, *answers_));
  auto grpc = service::GrpcServer::start(grpc_port_, std::move(services));
  if (!grpc) {
    return grpc.error();
  }
  grpc_ = std::move(grpc).value();
  service::log_info("serves gRPC", {{"grpc", "127.0.0.1:" + std::to_string(grpc_->port())}});
  return {};
}

Result<void, service::StartError> InsightPart::open_model(const service_host::HostPorts& ports) {
  std::error_code failed;
  std::filesystem::create_directories(data_, failed);
  auto lock = store_sqlite::DataLock::take(data_, 0);
  if (!lock) {
    return cannot_start(lock.error());
  }
  lock_.emplace(std::move(lock).value());
  const std::filesystem::path file = data_ / "insight.db";
  const auto now = [&clock = ports.clock] { return clock.trusted().now; };
  auto model = ReadModel::open(file, ports.metrics, explain_by(ports.policies));
  if (!model) {
    return cannot_start(model.error());
  }
  model_ = std::move(model).value();
  auto wallboard = Wallboard::open(file, now);
  if (!wallboard) {
    return cannot_start(wallboard.error());
  }
  wallboard_ = std::move(wallboard).value();
  auto answers = PolicyAnswers::open(*model_, ports.policies, now);
  if (!answers) {
    return cannot_start(answers.error());
  }
  answers_ = std::move(answers).value();
  return {};
}

void InsightPart::follow_journals(const service_host::HostPorts& ports) {
  loop_ = std::make_unique<service::FollowerLoop>("insight", ports.log, kInsightReader, *model_);
  for (const auto& at : service::partitions_of(folded_journals(), ports.topology)) {
    JournalStart start = model_->start_of(at);
    loop_->follow(at, start.next, std::move(start.fold));
  }
  loop_->start();
  ports.health.add("read model", [loop = loop_.get()] { return loop->not_ready(); });
}

void InsightPart::stop() {
  if (grpc_ != nullptr) {
    grpc_->stop();
  }
  if (loop_ != nullptr) {
    model_->give_up();
    loop_->stop();
  }
}

}  // namespace escalon::insight
