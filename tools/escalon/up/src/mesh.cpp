#include "escalon/up/mesh.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include "escalon/insight/explain_clock.hpp"
#include "escalon/insight/insight_routes.hpp"
#include "escalon/insight/policy_answers.hpp"
#include "escalon/intake/command_outcomes.hpp"
#include "escalon/intake/intake_routes.hpp"
#include "escalon/intake/policy_routes.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/service/follower_loop.hpp"
#include "escalon/service/health.hpp"
#include "escalon/service/http_error.hpp"
#include "escalon/service/http_server.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/service/operations_routes.hpp"
#include "escalon/service/policy_topic.hpp"
#include "escalon/service/stage_loops.hpp"
#include "escalon/store_sqlite/sqlite_store.hpp"
#include "escalon/up/data_directory.hpp"
#include "grpc_faces.hpp"
#include "live_channels.hpp"
#include "mesh_parts.hpp"

namespace escalon::up {
namespace {

using service::ExitCode;

constexpr journal::ReaderId kInsightReader = 2;
constexpr journal::ReaderId kOutcomesReader = 3;
constexpr auto kLook = std::chrono::milliseconds(10);
constexpr auto kStopMax = std::chrono::seconds(10);

StartError cannot_start(const Error& error) {
  return {error.kind == Error::Kind::kConflict      ? ExitCode::kDataHeld
          : error.kind == Error::Kind::kUnavailable ? ExitCode::kUnavailable
                                                    : ExitCode::kFailed,
          error.message};
}

}  // namespace

// Members are destroyed from the last to the first: what is told things goes after what tells them.
class Mesh::Impl {
 public:
  explicit Impl(MeshOptions options)
      : options_(std::move(options)), topology_{options_.partitions, {}} {}

  Result<void, StartError> open();
  Result<void, StartError> run(const std::optional<service::PlayedTime>& played);
  void stop();
  [[nodiscard]] bool quiet() const;

  const MeshOptions options_;
  const journal::Topology topology_;
  service::Metrics registry_;
  service::MeshMetrics metrics_{registry_};
  service::Health health_;
  policy_book::MeshPolicyBook book_;
  std::unique_ptr<insight::ReadModel> read_model_;
  std::unique_ptr<insight::Wallboard> wallboard_;
  std::unique_ptr<insight::PolicyAnswers> answers_;
  intake::CommandOutcomes outcomes_;
  std::unique_ptr<LiveChannels> channels_;  // told of policies, and told of effects by stages
  std::unique_ptr<service::StageLoops> stages_;
  std::unique_ptr<store_sqlite::SqliteStore> store_;
  std::unique_ptr<service::PolicyTopic> policies_;
  std::unique_ptr<service::FollowerLoop> insight_loop_;
  std::unique_ptr<service::FollowerLoop> outcomes_loop_;
  std::unique_ptr<service::MeshClock> clock_;
  std::unique_ptr<intake::Intake> intake_;
  std::unique_ptr<intake::CommandDesk> desk_;
  std::unique_ptr<service::HttpServer> http_;
  std::unique_ptr<GrpcFaces> grpc_;
  std::uint16_t http_port_ = 0;
  bool stopped_ = false;

 private:
  void follow_journals();
  [[nodiscard]] Status publish_policy();
  void start_stages();
  void add_checks();
  Result<void, StartError> serve();
  void add_routes();
  void close_store_once_full(const std::stop_token& stop);
  [[nodiscard]] bool stages_closed() const;

  std::atomic<bool> store_given_up_ = false;
};

Result<void, StartError> Mesh::Impl::open() {
  if (auto free = check_data_directory(options_.data); !free) {
    return free;
  }
  auto store = store_sqlite::SqliteStore::open(store_options(options_, topology_));
  if (!store) {
    return cannot_start(store.error());
  }
  store_ = std::move(store).value();
  const std::filesystem::path file = options_.data / "insight.db";
  auto model = insight::ReadModel::open(file, metrics_, insight::explain_by(book_));
  if (!model) {
    return cannot_start(model.error());
  }
  read_model_ = std::move(model).value();
  const auto now = [this] { return clock_->trusted().now; };
  auto wallboard = insight::Wallboard::open(file, now);
  if (!wallboard) {
    return cannot_start(wallboard.error());
  }
  wallboard_ = std::move(wallboard).value();
  auto answers = insight::PolicyAnswers::open(*read_model_, book_, now);
  if (!answers) {
    return cannot_start(answers.error());
  }
  answers_ = std::move(answers).value();
  follow_journals();
  const auto all = service::partitions_of(insight::folded_journals(), topology_);
  while (!read_model_->caught_up_with(all)) {
    if (options_.interrupted && options_.interrupted()) {
      return StartError{ExitCode::kFailed, "stopped while it read what is there"};
    }
    if (insight_loop_->failed() || outcomes_loop_->failed()) {
      return StartError{ExitCode::kFailed, "a journal in " + options_.data.string() +
                                               " is damaged; the log says where"};
    }
    std::this_thread::sleep_for(kLook);
  }
  return {};
}

void Mesh::Impl::follow_journals() {
  insight_loop_ = std::make_unique<service::FollowerLoop>("insight", store_->log(), kInsightReader,
                                                          *read_model_);
  for (const auto& at : service::partitions_of(insight::folded_journals(), topology_)) {
    insight::JournalStart start = read_model_->start_of(at);
    insight_loop_->follow(at, start.next, std::move(start.fold));
  }
  insight_loop_->start();
  outcomes_loop_ = std::make_unique<service::FollowerLoop>("outcomes", store_->log(),
                                                           kOutcomesReader, outcomes_);
  for (const auto& at : service::partitions_of({"escalation", "team"}, topology_)) {
    outcomes_loop_->follow(at, 0, {});
  }
  outcomes_loop_->start();
}

Result<void, StartError> Mesh::Impl::run(const std::optional<service::PlayedTime>& played) {
  const service::MachineClocks machine = service::MachineClocks::real();
  clock_ = played ? std::make_unique<service::MeshClock>(*played, machine)
                  : std::make_unique<service::MeshClock>(machine);
  book_.set_speed(played ? played->speed : 1.0);
  if (const Status published = publish_policy(); !published) {
    return cannot_start(published.error());
  }
  if (const Status begun = channels_->start(*options_.policy); !begun) {
    return StartError{ExitCode::kConfiguration, begun.error().message};
  }
  start_stages();
  intake_ = std::make_unique<intake::Intake>(
      store_->producer(), [this] { return clock_->trusted().now; },
      intake::IntakeOptions{topology_}, metrics_);
  desk_ = std::make_unique<intake::CommandDesk>(*intake_, outcomes_);
  add_checks();
  return serve();
}

Status Mesh::Impl::publish_policy() {
  channels_ = std::make_unique<LiveChannels>(options_.console, options_.data);
  policies_ = std::make_unique<service::PolicyTopic>(
      store_->log(), book_, [this](const auto& policy) { channels_->published(policy); });
  const auto newest = policies_->read();
  if (!newest) {
    return newest.error();
  }
  book_.keep(options_.policy);
  if (*newest != nullptr && (*newest)->hash == options_.policy->hash) {
    return {};
  }
  return service::publish_policy(store_->producer(), *options_.policy, clock_->trusted().now);
}

void Mesh::Impl::start_stages() {
  service::StageLoopsOptions options;
  options.owner = journal::OwnerSettings::local();
  options.owns_everything = true;
  const service::StagePorts ports{store_->log(), store_->ownership(), store_->view(),       *clock_,
                                  book_,         store_->producer(),  channels_->executor()};
  stages_ = std::make_unique<service::StageLoops>(stages_by_thread(), topology_, ports,
                                                  std::move(options), metrics_);
}

void Mesh::Impl::add_checks() {
  health_.add("store", [this] {
    return store_->statistics().writable ? std::string() : "cannot be written; free disk space";
  });
  health_.add("channels", [this] { return channels_->trouble(); });
  health_.add("stages", [this] { return stages_->not_ready(); });
}

Result<void, StartError> Mesh::Impl::serve() {
  service::HttpOptions options;
  options.port = options_.http_port;
  http_ = std::make_unique<service::HttpServer>(options);
  add_routes();
  const auto port = http_->start();
  if (!port) {
    return StartError{ExitCode::kPortInUse, port.error().message + " with --port"};
  }
  http_port_ = *port;
  auto faces =
      start_grpc_faces(options_.grpc_port, *intake_, *desk_, *read_model_, *wallboard_, *answers_);
  if (!faces) {
    return faces.error();
  }
  grpc_ = std::move(faces).value();
  return {};
}

void Mesh::Impl::add_routes() {
  service::add_operations_routes(*http_, health_, registry_, [this] {
    metrics_.data_bytes.set("escalon.db", static_cast<double>(store_->size_bytes()));
    stages_->measure();
  });
  if (options_.takes_events) {
    intake::add_intake_routes(*http_, *intake_, *desk_);
    intake::add_policy_routes(*http_, store_->producer(), [this] { return clock_->trusted().now; });
  } else {
    const auto refuse = [](const service::HttpRequest&) {
      return service::error_response(
          {Error::Kind::kConflict,
           "this mesh plays a file with its recorded dates and takes nothing live; start "
           "another with its own --data DIR and --port"});
    };
    http_->post("/v1/events", refuse);
    http_->post("/v1/commands", refuse);
    http_->post("/v1/policies", refuse);
  }
  insight::add_insight_routes(*http_, *read_model_, *wallboard_);
  insight::add_policy_answer_routes(*http_, *answers_);
  service::watch_clock(*http_, health_, *clock_);
}

bool Mesh::Impl::quiet() const {
  return stages_ != nullptr && stages_->quiet();
}

// Requests and owners wait for what they write. Where it cannot be written they would wait until
// somebody frees space, so the store goes before them: what waits has failed, and nobody was told
// that it is durable.
void Mesh::Impl::close_store_once_full(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (!store_->statistics().writable) {
      store_given_up_ = true;
      store_->close();
      return;
    }
    std::this_thread::sleep_for(kLook);
  }
}

bool Mesh::Impl::stages_closed() const {
  return store_given_up_ || stages_ == nullptr || stages_->closed();
}

void Mesh::Impl::stop() {
  if (std::exchange(stopped_, true)) {
    return;
  }
  health_.stopping();
  std::jthread watch;
  if (store_ != nullptr) {
    watch = std::jthread([this](const std::stop_token& stop) { close_store_once_full(stop); });
  }
  if (grpc_ != nullptr) {
    grpc_->stop();
  }
  if (http_ != nullptr) {
    http_->stop();
  }
  if (stages_ != nullptr) {
    stages_->close();
  }
  for (auto waited = kLook; !stages_closed() && waited < kStopMax; waited += kLook) {
    std::this_thread::sleep_for(kLook);
  }
  if (channels_ != nullptr) {
    channels_->stop();
  }
  if (stages_ != nullptr) {
    stages_->stop();
  }
  if (insight_loop_ != nullptr) {
    read_model_->give_up();
    insight_loop_->stop();
    outcomes_loop_->stop();
  }
  if (store_ != nullptr) {
    watch.request_stop();
    watch.join();
    store_->close();
  }
}

Mesh::Mesh(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Mesh::~Mesh() {
  stop();
}

Result<std::unique_ptr<Mesh>, StartError> Mesh::open(MeshOptions options) {
  std::unique_ptr<Mesh> mesh(new Mesh(std::make_unique<Impl>(std::move(options))));
  if (auto opened = mesh->impl_->open(); !opened) {
    return opened.error();
  }
  return mesh;
}

Result<void, StartError> Mesh::run(std::optional<service::PlayedTime> played) {
  return impl_->run(played);
}
void Mesh::stop() {
  impl_->stop();
}

insight::OpenCases Mesh::open_cases() const {
  return impl_->read_model_->open_cases();
}
std::optional<absl::Time> Mesh::last_decided_at() const {
  return impl_->read_model_->last_decided_at();
}
std::uint16_t Mesh::http_port() const {
  return impl_->http_port_;
}
std::uint16_t Mesh::grpc_port() const {
  return impl_->grpc_ == nullptr ? std::uint16_t{0} : impl_->grpc_->port();
}
service::MeshClock& Mesh::clock() {
  return *impl_->clock_;
}
intake::Intake& Mesh::intake() {
  return *impl_->intake_;
}
intake::CommandDesk& Mesh::desk() {
  return *impl_->desk_;
}
const insight::ReadModel& Mesh::read_model() const {
  return *impl_->read_model_;
}
store_sqlite::StoreStatistics Mesh::written() const {
  return impl_->store_->statistics();
}
bool Mesh::quiet() const {
  return impl_->quiet();
}

}  // namespace escalon::up
