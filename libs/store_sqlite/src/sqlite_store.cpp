#include "escalon/store_sqlite/sqlite_store.hpp"

#include <fmt/format.h>

#include <system_error>
#include <thread>
#include <utility>

#include "database.hpp"
#include "escalon/store_sqlite/data_lock.hpp"
#include "faces.hpp"
#include "feeder.hpp"
#include "file_size.hpp"
#include "log_table.hpp"
#include "schema.hpp"
#include "view_desk.hpp"
#include "write_queue.hpp"
#include "writer.hpp"

namespace escalon::store_sqlite {
namespace {

// An owner's appends may wait in a longer queue than a producer's: it bounds them itself, and its
// answers to a full queue are costlier.
constexpr std::size_t kOwnersShare = 4;

struct Connections {
  Database writing;
  Database feeding;
  Database viewing;
  Database checkpointing;
};

Result<Connections> connect(const StoreOptions& options) {
  Result<Database> writing = open_for_writing(options);
  if (!writing.ok()) {
    return writing.error();
  }
  Result<Database> feeding = open_for_reading(options.directory);
  Result<Database> viewing = open_for_reading(options.directory);
  if (!feeding.ok() || !viewing.ok()) {
    return feeding.ok() ? viewing.error() : feeding.error();
  }
  Result<Database> checkpointing = open_for_checkpoints(options.directory);
  if (!checkpointing.ok()) {
    return checkpointing.error();
  }
  return Connections{*std::move(writing), *std::move(feeding), *std::move(viewing),
                     *std::move(checkpointing)};
}

FeedBounds feed_bounds(const StoreOptions& options) {
  return {{options.read_batch_records_max, options.read_batch_bytes_max},
          options.read_batches_outstanding_max,
          options.recent_bytes_max};
}

PartitionIndex index_partitions(const std::vector<Partition>& partitions) {
  PartitionIndex index;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    index.emplace(partitions[i].at, i);
  }
  return index;
}

}  // namespace

class SqliteStore::Impl {
 public:
  Impl(StoreOptions options, DataLock lock, Connections connections,
       const std::vector<Partition>& partitions)
      : options_(std::move(options)),
        lock_(std::move(lock)),
        index_(index_partitions(partitions)),
        feeder_(partitions, feed_bounds(options_)),
        checkpointer_(std::move(connections.checkpointing)),
        writer_(std::move(connections.writing), options_, partitions, queue_, feeder_,
                checkpointer_),
        feeding_(std::move(connections.feeding)),
        file_(feeding_),
        desk_(std::move(connections.viewing)),
        log_(index_, queue_, feeder_, kOwnersShare * options_.queue_bytes_max),
        producer_(index_, queue_, options_.queue_bytes_max),
        view_(queue_, desk_, kOwnersShare * options_.queue_bytes_max),
        ownership_(options_.stages) {
    writing_thread_ = std::jthread([this](std::stop_token stop) { writer_.run(std::move(stop)); });
    feeding_thread_ = std::jthread([this](std::stop_token stop) {
      feeder_.run(std::move(stop), file_, [this](std::string what) { trouble(std::move(what)); });
    });
    viewing_thread_ = std::jthread([this](std::stop_token stop) { desk_.run(std::move(stop)); });
    checkpointing_thread_ =
        std::jthread([this](std::stop_token stop) { checkpointer_.run(std::move(stop)); });
  }

  ~Impl() { close(); }

  void close() {
    for (std::jthread* thread :
         {&writing_thread_, &viewing_thread_, &feeding_thread_, &checkpointing_thread_}) {
      if (thread->joinable()) {
        thread->request_stop();
        thread->join();
      }
    }
  }

  void set_file_bytes_max(std::uint64_t bytes) {
    writer_.set_file_bytes_max(bytes);
    queue_.nudge();
  }

  [[nodiscard]] StoreStatistics statistics() const {
    StoreStatistics statistics = writer_.statistics();
    statistics.disk_reads = feeder_.disk_reads();
    statistics.checkpoints = checkpointer_.rounds();
    return statistics;
  }

  [[nodiscard]] std::uint64_t size_bytes() const { return file_bytes(options_.directory); }

  LogFace& log() { return log_; }
  ProducerFace& producer() { return producer_; }
  ViewFace& view() { return view_; }
  OwnershipFace& ownership() { return ownership_; }

 private:
  void trouble(std::string what) const {
    if (options_.on_trouble) {
      options_.on_trouble(std::move(what));
    }
  }

  StoreOptions options_;
  DataLock lock_;
  PartitionIndex index_;
  WriteQueue queue_;
  Feeder feeder_;
  Checkpointer checkpointer_;
  Writer writer_;
  Database feeding_;
  LogReader file_;
  ViewDesk desk_;
  LogFace log_;
  ProducerFace producer_;
  ViewFace view_;
  OwnershipFace ownership_;
  std::jthread writing_thread_;
  std::jthread feeding_thread_;
  std::jthread viewing_thread_;
  std::jthread checkpointing_thread_;
};

SqliteStore::SqliteStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(StoreOptions options) {
  std::error_code failed;
  std::filesystem::create_directories(options.directory, failed);
  if (failed) {
    return Error{Error::Kind::kUnavailable,
                 fmt::format("cannot make data directory {}: {}; choose a place that this user can "
                             "write, with --data",
                             options.directory.string(), failed.message())};
  }
  Result<DataLock> lock = DataLock::take(options.directory, options.port);
  if (!lock.ok()) {
    return lock.error();
  }
  Result<Connections> connections = connect(options);
  if (!connections.ok()) {
    return connections.error();
  }
  Result<std::vector<Partition>> partitions = load_partitions(connections->writing, options);
  if (!partitions.ok()) {
    return partitions.error();
  }
  auto impl = std::make_unique<Impl>(std::move(options), *std::move(lock), *std::move(connections),
                                     *partitions);
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(impl)));
}

journal::Log& SqliteStore::log() {
  return impl_->log();
}
journal::View& SqliteStore::view() {
  return impl_->view();
}
journal::Ownership& SqliteStore::ownership() {
  return impl_->ownership();
}
journal::Producer& SqliteStore::producer() {
  return impl_->producer();
}
void SqliteStore::close() {
  impl_->close();
}
std::uint64_t SqliteStore::size_bytes() const {
  return impl_->size_bytes();
}
StoreStatistics SqliteStore::statistics() const {
  return impl_->statistics();
}
void SqliteStore::set_file_bytes_max(std::uint64_t bytes) {
  impl_->set_file_bytes_max(bytes);
}

}  // namespace escalon::store_sqlite
