#include "timer_mesh.hpp"

#include <cstdio>
#include <thread>
#include <utility>

#include "counter/counter.pb.h"
#include "counter/counter_stages.hpp"
#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "escalon/service/random_id.hpp"
#include "escalon/store_sqlite/inspect.hpp"

namespace escalon::bench {
namespace {

using std::chrono::steady_clock;

constexpr const char* kTicks = "ticks";
constexpr const char* kTally = "tally";
constexpr const char* kPolicyHash = "bench";
constexpr journal::ReaderId kReader = 1;
constexpr std::uint64_t kFileBytesMax = 2'800'000'000;
constexpr auto kLook = std::chrono::milliseconds(1);

journal::Offset records_of(const std::filesystem::path& directory, const std::string& topic) {
  const auto report = store_sqlite::inspect(directory);
  ESCALON_ASSERT(report.ok());
  for (const auto& partition : report->partitions) {
    if (partition.at.topic == topic) {
      return partition.records;
    }
  }
  return 0;
}

}  // namespace

store_sqlite::StoreOptions timer_store(const std::filesystem::path& directory) {
  store_sqlite::StoreOptions options;
  options.directory = directory;
  options.fold_version = journal::PartitionFold::kVersion;
  options.file_bytes_max = kFileBytesMax;
  options.topics = {{kTicks, 1, true}, {kTally, 1, false}, {"group", 1, false}};
  for (const std::string_view topic : {journal::kPolicyTopic, journal::kDeadLetterTopic}) {
    options.topics.push_back({std::string(topic), 1, false});
  }
  options.stages = {{kTally, 1}};
  options.on_trouble = [](const std::string& text) {
    std::fprintf(stderr, "timers: %s\n", text.c_str());
  };
  return options;
}

OnePolicyBook::OnePolicyBook() : policy_(std::make_shared<counter::CounterPolicy>(kPolicyHash)) {}

std::shared_ptr<const journal::CompiledPolicy> OnePolicyBook::find(const std::string&) {
  return policy_;
}

Result<std::shared_ptr<const journal::CompiledPolicy>> OnePolicyBook::learn(
    const journal::Record&) {
  return policy_;
}

void FiringListener::fired(const journal::StagePartition&, int, absl::Duration gate_wait,
                           absl::Duration firing) {
  if (firings.empty()) {
    first_fired = steady_clock::now();
  }
  gate_waits.push_back(gate_wait);
  firings.push_back(firing);
}

void FiringListener::accepted(const journal::StagePartition&, journal::Offset,
                              const journal::Record& record, bool own) {
  own_accepted += own && !record.header.keys.empty() ? 1U : 0U;
}

void FiringListener::alarm(const journal::StagePartition&, const std::string& text) {
  std::fprintf(stderr, "timers: the owner %s\n", text.c_str());
}

TimerOwner::TimerOwner(const journal::OwnerPorts& ports, const journal::Topology& topology)
    : mailbox_(ports.mailbox),
      owner_(counter::tally_stage(), topology, 0, service::random_id(), ports,
             journal::OwnerSettings::local()) {}

void TimerOwner::handle(journal::MailboxMessage message) {
  quiet = false;
  owner_.handle(std::move(message));
}

bool TimerOwner::step() {
  if (closing_ && !std::exchange(closed_, true)) {
    owner_.close();
  }
  const bool more = owner_.step();
  if (owner_.phase() == journal::OwnerPhase::kRunning &&
      running_since == steady_clock::time_point()) {
    running_since = steady_clock::now();
  }
  phase = owner_.phase();
  near_timers = owner_.near_timers();
  quiet = owner_.quiet();
  return more;
}

void TimerOwner::close() {
  closing_ = true;
  mailbox_.post(journal::Wake{});
}

FiringReader::FiringReader(journal::Clock& clock, const TimerPlan& plan, const TimerGroup& group)
    : clock_(clock), plan_(plan), group_(group), seen_(group.count) {}

void FiringReader::handle(journal::MailboxMessage message) {
  const auto* records = std::get_if<journal::Records>(&message);
  if (records == nullptr) {
    return;
  }
  const absl::Time received = clock_.trusted().now;
  journal::v1::JournalRecord body;
  for (const journal::LogRecord& log : records->records) {
    ESCALON_ASSERT(body.ParseFromString(log.record->body));
    if (body.decision().cause().kind() != "timer") {
      continue;
    }
    const std::size_t number = TimerPlan::number_of(log.record->header.keys.front());
    if (!group_.has(number) || seen_[number - group_.first]) {
      strangers += 1;
      continue;
    }
    if (lateness.empty()) {
      first_received = steady_clock::now();
    }
    seen_[number - group_.first] = true;
    lateness.push_back(received - plan_.due(number));
    last_received = received;
    count += 1;
  }
}

TimerMesh::TimerMesh(const std::filesystem::path& directory, absl::Time mesh_start,
                     const TimerPlan& plan, const std::optional<TimerGroup>& group)
    : plan_(plan) {
  const journal::Offset journal_end = group ? records_of(directory, kTally) : 0;
  auto store = store_sqlite::SqliteStore::open(timer_store(directory));
  ESCALON_ASSERT(store.ok());
  store_ = std::move(store).value();
  clock_ = std::make_unique<service::MeshClock>(
      service::PlayedTime{.start = mesh_start, .joins_wall = false},
      service::MachineClocks::real());
  journal::Mailbox& mailbox = loop_.open_mailbox();
  const journal::OwnerPorts ports{store_->log(), store_->ownership(), store_->view(), *clock_,
                                  book_,         store_->producer(),  effects_,       listener_,
                                  mailbox};
  owner_ = std::make_unique<TimerOwner>(ports, topology_);
  loop_.attach(mailbox, *owner_);
  if (group) {
    reader_ = std::make_unique<FiringReader>(*clock_, plan, *group);
    journal::Mailbox& reading = reading_.open_mailbox();
    reading_.attach(reading, *reader_);
    reading_.start();
    store_->log().read_from(kReader, {{kTally, 0}, journal_end}, reading);
  }
  loop_.start();
}

TimerMesh::~TimerMesh() {
  stop();
}

void TimerMesh::stop() {
  owner_->close();
  while (owner_->phase != journal::OwnerPhase::kStopped) {
    std::this_thread::sleep_for(kLook);
  }
  loop_.stop();
  reading_.stop();
  store_->close();
}

void TimerMesh::publish_policy() {
  journal::RecordHeader header;
  header.keys = {kPolicyHash};
  produce(journal::kPolicyTopic.data(), std::move(header), kPolicyHash);
}

void TimerMesh::arm(std::size_t number) {
  const absl::Time now = clock_->trusted().now;
  counter::Tick tick;
  tick.set_at_ms(to_ms(now));
  tick.set_arm_after_ms(to_ms(plan_.due(number)) - to_ms(now));
  journal::RecordHeader header;
  header.keys = {TimerPlan::key(number).str()};
  header.id = "default/" + std::to_string(number);
  produce(kTicks, std::move(header), tick.SerializeAsString());
}

void TimerMesh::produce(const char* topic, journal::RecordHeader header, std::string body) {
  header.stage = "intake";
  store_->producer().produce(
      {topic, 0},
      std::make_shared<const journal::Record>(journal::Record{std::move(header), std::move(body)}),
      [](const Result<journal::Offset>& at) { ESCALON_ASSERT(at.ok()); });
}

}  // namespace escalon::bench
