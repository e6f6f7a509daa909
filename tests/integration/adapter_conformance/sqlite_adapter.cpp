#include <chrono>
#include <utility>

#include "escalon/base/assert.hpp"
#include "escalon/store_sqlite/sqlite_store.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "local_adapters.hpp"
#include "victim.hpp"

namespace escalon::adapter_conformance {
namespace {

using store_sqlite::SqliteStore;
using store_sqlite::StoreOptions;

constexpr std::chrono::seconds kPatience{60};

std::unique_ptr<SqliteStore> open_store(const std::filesystem::path& directory) {
  StoreOptions options;
  options.directory = directory;
  options.topics = {{kPlainTopic, kPartitions, true}, {kJournal, kPartitions, false}};
  options.stages = {{kStage, kPartitions}};
  options.recent_bytes_max =
      64U << 10U;  // Small, so that readers are served from the file as well.
  auto store = SqliteStore::open(std::move(options));
  ESCALON_ASSERT(store.ok());
  return *std::move(store);
}

class SqliteAdapter final : public Adapter {
 public:
  explicit SqliteAdapter(std::filesystem::path directory)
      : directory_(std::move(directory)), store_(open_store(directory_)) {}

  journal::Log& log() override { return store_->log(); }
  journal::Producer& producer() override { return store_->producer(); }
  journal::View& view() override { return store_->view(); }
  journal::Ownership& ownership() override { return store_->ownership(); }
  Signal& signal() override { return signal_; }

  bool wait(const std::function<bool()>& done) override {
    std::unique_lock lock(signal_.mutex);
    return signal_.changed.wait_for(lock, kPatience, done);
  }

  // Readers are served in turn by one thread, so one that has heard of a later commit has let the
  // others hear.
  void settle() override {
    RecordingMailbox mailbox(signal_);
    constexpr journal::ReaderId kFence = 999'999;
    log().read_from(kFence, {{kPlainTopic, 1}, 0}, mailbox);
    (void)wait([&] { return !mailbox.messages().empty(); });
    log().stop(kFence, {kPlainTopic, 1});
  }

  std::vector<std::string> crash_and_reopen(std::size_t reports, const Work& work) override;

 private:
  Signal signal_;
  std::filesystem::path directory_;
  std::unique_ptr<SqliteStore> store_;
};

/// Owns the folder too.
class SqliteAdapterInTempDir final : public Adapter {
 public:
  SqliteAdapterInTempDir() : adapter_(directory_.path()) {}
  journal::Log& log() override { return adapter_.log(); }
  journal::Producer& producer() override { return adapter_.producer(); }
  journal::View& view() override { return adapter_.view(); }
  journal::Ownership& ownership() override { return adapter_.ownership(); }
  Signal& signal() override { return adapter_.signal(); }
  bool wait(const std::function<bool()>& done) override { return adapter_.wait(done); }
  void settle() override { adapter_.settle(); }
  std::vector<std::string> crash_and_reopen(std::size_t reports, const Work& work) override {
    return adapter_.crash_and_reopen(reports, work);
  }

 private:
  testkit::TempDir directory_;
  SqliteAdapter adapter_;
};

// The store is closed before the fork, so that the child starts with one thread and takes the
// directory itself.
std::vector<std::string> SqliteAdapter::crash_and_reopen(std::size_t reports, const Work& work) {
  store_.reset();
  std::vector<std::string> lines = run_and_kill(reports, [&](const Report& report) {
    SqliteAdapter adapter(directory_);
    work(adapter, report);
  });
  store_ = open_store(directory_);
  return lines;
}

}  // namespace

std::unique_ptr<Adapter> make_sqlite_adapter() {
  return std::make_unique<SqliteAdapterInTempDir>();
}

}  // namespace escalon::adapter_conformance
