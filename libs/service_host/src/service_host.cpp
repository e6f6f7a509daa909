#include "service_host.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "absl/strings/str_join.h"
#include "escalon/base/assert.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/service/operations_routes.hpp"
#include "escalon/service/version.hpp"

namespace escalon::service_host {
namespace {

using service::ExitCode;

constexpr absl::Duration kCloseMax = absl::Milliseconds(2'500);
constexpr auto kRequestsMax = std::chrono::milliseconds(500);
// A start looks so often whether it is to be given up.
constexpr auto kOpenSlice = std::chrono::milliseconds(2'000);

StartError cannot_start(const Error& error) {
  switch (error.kind) {
    case Error::Kind::kInvalid:
    case Error::Kind::kNotFound:
    case Error::Kind::kConflict:
      return {ExitCode::kConfiguration, error.message};
    case Error::Kind::kUnavailable:
      return {ExitCode::kUnavailable, error.message};
    default:
      return {ExitCode::kFailed, error.message};
  }
}

// The stages that have no effects never ask for one.
class NoEffects final : public journal::EffectExecutor {
 public:
  void execute(journal::EffectRequest, journal::Mailbox&) override { ESCALON_ASSERT(false); }
};

}  // namespace

ServiceHost::ServiceHost(ServiceProgram program, HostSettings settings,
                         std::function<bool()> interrupted)
    : program_(std::move(program)),
      settings_(std::move(settings)),
      interrupted_(std::move(interrupted)),
      topology_{settings_.partitions, {}},
      no_effects_(std::make_unique<NoEffects>()) {}

Result<void, StartError> ServiceHost::start() {
  if (auto opened = open_log(); !opened) {
    return opened;
  }
  clock_ = std::make_unique<service::MeshClock>();
  if (auto opened = open_view(); !opened) {
    return opened;
  }
  const auto newest = read_policies();
  if (!newest) {
    return newest.error();
  }
  service::HttpOptions http;
  http.port = settings_.http_port;
  http_ = std::make_unique<service::HttpServer>(http);
  service::add_operations_routes(*http_, health_, registry_, [this] {
    if (stages_ != nullptr) {
      stages_->measure();
    }
  });
  service::watch_clock(*http_, health_, *clock_);
  if (auto started = start_part(*newest); !started) {
    return started;
  }
  if (view_ != nullptr) {
    start_stages();
  }
  add_checks();
  const auto port = http_->start();
  if (!port) {
    return StartError{ExitCode::kPortInUse, port.error().message + " with --port"};
  }
  http_port_ = *port;
  return {};
}

Result<void, StartError> ServiceHost::open_log() {
  log_kafka::KafkaOptions options = settings_.kafka;
  options.on_trouble = [](const std::string& text) { service::log_warning(text); };
  const auto patience = options.start_patience;
  options.start_patience = std::min(patience, kOpenSlice);
  for (auto waited = options.start_patience;; waited += options.start_patience) {
    auto log = log_kafka::KafkaLog::open(options);
    if (log) {
      log_ = std::move(log).value();
      return {};
    }
    if (log.error().kind != Error::Kind::kUnavailable || waited >= patience || interrupted_()) {
      return cannot_start(log.error());
    }
    service::log_warning("waits for Kafka", {{"reason", log.error().message}});
  }
}

Result<void, StartError> ServiceHost::open_view() {
  if (program_.stages.empty()) {
    return {};
  }
  view_redis::RedisOptions options = settings_.redis;
  options.on_trouble = [](const std::string& text) { service::log_warning(text); };
  options.on_server_time = [this](absl::Time at, absl::Duration waited) {
    clock_->compare(at, waited);
  };
  auto view = view_redis::RedisView::open(std::move(options));
  if (!view) {
    return cannot_start(view.error());
  }
  view_ = std::move(view).value();
  return {};
}

Result<PolicyPtr, StartError> ServiceHost::read_policies() {
  policies_ = std::make_unique<
      service::PolicyTopic>(log_->log(), book_, [this](const PolicyPtr& policy) {
    service::log_info("a policy was published", {{"policy", policy->name}, {"hash", policy->hash}});
    if (program_.part != nullptr && part_started_) {
      program_.part->policy_published(policy);
    }
  });
  auto newest = policies_->read(interrupted_);
  if (!newest) {
    return cannot_start(newest.error());
  }
  return std::move(newest).value();
}

Result<void, StartError> ServiceHost::start_part(const PolicyPtr& newest) {
  if (program_.part == nullptr) {
    return {};
  }
  if (auto started =
          program_.part->start({log_->log(), log_->producer(), log_->outside(), log_->ownership(),
                                settings_.kafka.group, std::string(service::version()), topology_,
                                *clock_, metrics_, health_, *http_, book_, newest});
      !started) {
    return started;
  }
  part_started_ = true;
  // What was published meanwhile.
  if (const PolicyPtr now = policies_->newest(); now != newest && now != nullptr) {
    program_.part->policy_published(now);
  }
  return {};
}

void ServiceHost::start_stages() {
  journal::EffectExecutor* executor =
      program_.part == nullptr ? nullptr : program_.part->executor();
  const service::StagePorts ports{log_->log(),
                                  log_->ownership(),
                                  *view_,
                                  *clock_,
                                  book_,
                                  log_->producer(),
                                  executor == nullptr ? *no_effects_ : *executor};
  stages_ = std::make_unique<service::StageLoops>(program_.stages, topology_, ports,
                                                  service::StageLoopsOptions{}, metrics_);
}

void ServiceHost::add_checks() {
  health_.add("kafka", [this] { return absl::StrJoin(log_->troubles(), "; "); });
  health_.add("policy", [this] {
    return policies_->newest() == nullptr && policies_->trouble().empty()
               ? "none is published yet; see escalon policy publish --help"
               : policies_->trouble();
  });
  if (stages_ == nullptr) {
    return;
  }
  health_.add("redis", [this] {
    const view_redis::RedisHealth health = view_->health();
    const std::string troubles = absl::StrJoin(health.troubles, "; ");
    return health.reachable || !troubles.empty() ? troubles : "cannot be reached";
  });
  health_.add("stages", [this] { return stages_->not_ready(); });
}

// A request may wait for a Kafka that is away, which ends with the log alone.
void ServiceHost::end_requests() {
  const std::future<void> ended = std::async(std::launch::async, [this] {
    if (http_ != nullptr) {
      http_->stop();
    }
    if (program_.part != nullptr) {
      program_.part->stop();
    }
  });
  if (ended.wait_for(kRequestsMax) == std::future_status::ready) {
    return;
  }
  if (program_.part != nullptr) {
    program_.part->give_up();
  }
  if (log_ != nullptr) {
    log_->close();
  }
  ended.wait();
}

void ServiceHost::stop() {
  if (std::exchange(stopped_, true)) {
    return;
  }
  health_.stopping();
  if (stages_ != nullptr) {
    stages_->close();
    if (!stages_->wait_until_closed(kCloseMax)) {
      service::log_warning("did not stop in order in time; what was not stored is decided again");
    }
  }
  end_requests();
  if (stages_ != nullptr) {
    stages_->stop();
  }
  if (log_ != nullptr) {
    log_->close();
  }
  if (view_ != nullptr) {
    view_->close();
  }
}

}  // namespace escalon::service_host
