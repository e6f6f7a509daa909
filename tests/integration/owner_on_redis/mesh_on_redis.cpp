#include "mesh_on_redis.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include "counter/counter.pb.h"
#include "counter/counter_stages.hpp"
#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "escalon/service/random_id.hpp"

namespace escalon::owner_on_redis {
namespace {

constexpr const char* kTicks = "ticks";
constexpr const char* kTally = "tally";
constexpr const char* kPolicyHash = "policy";
constexpr auto kPatience = std::chrono::minutes(1);
constexpr auto kLook = std::chrono::milliseconds(2);

std::unique_ptr<store_sqlite::SqliteStore> open_store(const std::filesystem::path& directory) {
  store_sqlite::StoreOptions options;
  options.directory = directory;
  options.topics = {{kTicks, 1, true}, {kTally, 1, false}, {"group", 1, false}};
  for (const std::string_view topic : {journal::kPolicyTopic, journal::kDeadLetterTopic}) {
    options.topics.push_back({std::string(topic), 1, false});
  }
  options.stages = {{kTally, 1}};
  auto store = store_sqlite::SqliteStore::open(std::move(options));
  ESCALON_ASSERT(store.ok());
  return *std::move(store);
}

std::unique_ptr<view_redis::RedisView> open_view(const std::string& socket) {
  view_redis::RedisOptions options;
  options.address.unix_socket = socket;
  options.fold_version = journal::PartitionFold::kVersion;
  options.backoff_max = std::chrono::milliseconds(100);
  auto view = view_redis::RedisView::open(std::move(options));
  ESCALON_ASSERT(view.ok());
  return *std::move(view);
}

}  // namespace

OnePolicy::OnePolicy() : policy_(std::make_shared<counter::CounterPolicy>(kPolicyHash)) {}

std::shared_ptr<const journal::CompiledPolicy> OnePolicy::find(const std::string&) {
  return policy_;
}

Result<std::shared_ptr<const journal::CompiledPolicy>> OnePolicy::learn(const journal::Record&) {
  return policy_;
}

void OnePolicy::execute(journal::EffectRequest, journal::Mailbox&) {}

void Listener::fired(const journal::StagePartition&, int, absl::Duration, absl::Duration) {}

void Listener::accepted(const journal::StagePartition&, journal::Offset offset,
                        const journal::Record& record, bool) {
  journal::v1::JournalRecord body;
  ESCALON_ASSERT(body.ParseFromString(record.body));
  if (body.decision().cause().kind() == "timer") {
    const bool fresh = fired_keys.emplace(offset, record.header.keys.front()).second;
    accepted_firings += fresh ? 1U : 0U;
  }
}

void Listener::alarm(const journal::StagePartition&, const std::string& text) {
  alarms.push_back(text);
}

Member::Member(const journal::OwnerPorts& ports)
    : mailbox_(ports.mailbox),
      owner_(counter::tally_stage(), topology_, 0, service::random_id(), ports, {}) {}

void Member::handle(journal::MailboxMessage message) {
  quiet = false;
  owner_.handle(std::move(message));
}

bool Member::step() {
  if (closing_ && !std::exchange(closed_, true)) {
    owner_.close();
  }
  const bool more = owner_.step();
  phase = owner_.phase();
  takeovers = owner_.statistics().takeovers;
  quiet = owner_.quiet();
  return more;
}

void Member::close() {
  closing_ = true;
  mailbox_.post(journal::Wake{});
}

MeshOnRedis::MeshOnRedis(const std::filesystem::path& directory, const std::string& redis_socket)
    : store_(open_store(directory)),
      view_(open_view(redis_socket)),
      clock_(std::make_unique<service::MeshClock>(
          service::PlayedTime{.start = absl::Now(), .joins_wall = false},
          service::MachineClocks::real())) {
  journal::Mailbox& mailbox = loop_.open_mailbox();
  owner_ = std::make_unique<Member>(journal::OwnerPorts{store_->log(), store_->ownership(), *view_,
                                                        *clock_, policy_, store_->producer(),
                                                        policy_, listener_, mailbox});
  loop_.attach(mailbox, *owner_);
  loop_.start();
}

MeshOnRedis::~MeshOnRedis() {
  loop_.stop();
  view_->close();
  store_->close();
}

void MeshOnRedis::publish_policy() {
  journal::RecordHeader header;
  header.keys = {kPolicyHash};
  produce(std::string(journal::kPolicyTopic), std::move(header), kPolicyHash);
}

void MeshOnRedis::arm(const std::string& key, absl::Duration delay) {
  counter::Tick tick;
  tick.set_at_ms(to_ms(clock_->trusted().now));
  tick.set_arm_after_ms(absl::ToInt64Milliseconds(delay));
  journal::RecordHeader header;
  header.keys = {key};
  header.id = key;
  produce(kTicks, std::move(header), tick.SerializeAsString());
}

bool MeshOnRedis::wait(const std::function<bool()>& done) const {
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (!done()) {
    if (std::chrono::steady_clock::now() > give_up) {
      return false;
    }
    std::this_thread::sleep_for(kLook);
  }
  return true;
}

bool MeshOnRedis::wait_until_quiet() const {
  return wait([&] { return owner_->phase == journal::OwnerPhase::kRunning && owner_->quiet; });
}

void MeshOnRedis::stop() {
  owner_->close();
  ESCALON_ASSERT(wait([&] { return owner_->phase == journal::OwnerPhase::kStopped; }));
  loop_.stop();
}

void MeshOnRedis::produce(std::string topic, journal::RecordHeader header, std::string body) {
  header.stage = "intake";
  store_->producer().produce(
      {std::move(topic), 0},
      std::make_shared<const journal::Record>(journal::Record{std::move(header), std::move(body)}),
      [](const Result<journal::Offset>& at) { ESCALON_ASSERT(at.ok()); });
}

}  // namespace escalon::owner_on_redis
