// The view in Redis: bytes of an armed timer, applies, pages of the horizon, and taking a view
// over. Argument: timers, 200,000 if none. Against a redis-server of its own on a unix socket.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "escalon/base/assert.hpp"
#include "escalon/testkit/redis_server.hpp"
#include "escalon/view_redis/redis_view.hpp"
#include "timed_case.hpp"

namespace escalon::view_redis {
namespace {

using Timer = std::chrono::steady_clock;

constexpr std::uint32_t kPartitions = 12;
constexpr std::size_t kBatchKeys = 250;  // a state and a timer each: 500 operations
constexpr std::size_t kTimersMost = 2'000'000;
constexpr std::size_t kRounds = 2'000;
constexpr std::size_t kDurableKeys = 60'000;
constexpr int kPage = 1'000;

double ms_since(Timer::time_point start) {
  return std::chrono::duration<double, std::milli>(Timer::now() - start).count();
}

struct Spread {
  double p50 = 0;
  double p99 = 0;
};

Spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {values[values.size() / 2], values[values.size() * 99 / 100]};
}

// Asks a view and waits, for one question or until few are left open.
class ViewClient final : public journal::Mailbox {
 public:
  explicit ViewClient(journal::View& view) : view_(view) {}
  void post(journal::MailboxMessage message) override {
    const std::lock_guard lock(mutex_);
    answer_ = std::get<journal::ViewAnswer>(std::move(message));
    ESCALON_ASSERT(answer_.code == journal::ViewCode::kOk);
    ++answers_;
    changed_.notify_one();
  }
  journal::ViewAnswer wait(std::size_t open = 0) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return questions_ - answers_ <= open; });
    return open == 0 ? std::move(answer_) : journal::ViewAnswer{};
  }
  journal::View& ask() {
    ++questions_;
    return view_;
  }

 private:
  journal::View& view_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t questions_ = 0;
  std::size_t answers_ = 0;
  journal::ViewAnswer answer_;
};

class Bench {
 public:
  Bench(testkit::RedisServer& server, std::size_t timers) : server_(server), timers_(timers) {
    RedisOptions options;
    options.address.unix_socket = server.socket();
    auto opened = RedisView::open(std::move(options));
    ESCALON_ASSERT(opened.ok());
    view_ = *std::move(opened);
    client_ = std::make_unique<ViewClient>(*view_);
    versions_.assign(kPartitions, 0);
    for (std::uint32_t p = 0; p < kPartitions; ++p) {
      client_->ask().acquire({"sla", p}, 1, journal::OnAcquire::kKeep, 1, *client_);
    }
    client_->wait();
  }

  // Every partition has one batch on its way, as owners do. Returns keys a second.
  double arm() {
    const auto start = Timer::now();
    for (std::size_t i = 0, turn = 0; i < timers_; i += kBatchKeys, ++turn) {
      std::vector<journal::PostImage> images;
      for (std::size_t j = i; j < std::min(i + kBatchKeys, timers_); ++j) {
        images.push_back(bench::make_timed_case(j));
      }
      apply(static_cast<std::uint32_t>(turn % kPartitions), std::move(images));
      client_->wait(kPartitions - 1);
    }
    client_->wait();
    return 1'000 * static_cast<double>(timers_) / ms_since(start);
  }

  void print_memory() const {
    std::uint64_t due = 0;
    std::uint64_t state = 0;
    std::istringstream keys(server_.ask({"KEYS", "*"}));
    for (std::string key; std::getline(keys, key);) {
      const auto bytes = std::stoull(server_.ask({"MEMORY", "USAGE", key, "SAMPLES", "0"}));
      due += key.find(":due") != std::string::npos ? bytes : 0;
      state += key.ends_with(":state") ? bytes : 0;
    }
    const auto each = static_cast<double>(timers_);
    std::printf(
        "  memory      %.1f bytes a timer in :due, %.1f bytes a key in :state (envelope %zu)\n",
        static_cast<double>(due) / each, static_cast<double>(state) / each, bench::kEnvelopeBytes);
  }

  // One record moves one timer: read, write, and the wait of a lone owner.
  void print_small_applies() {
    std::vector<double> waits;
    for (std::size_t i = 0; i < kRounds; ++i) {
      journal::PostImage image = bench::make_timed_case(
          i * 37 % timers_ / (kPartitions * kBatchKeys) * (kPartitions * kBatchKeys));
      image.removed = image.timers;
      image.timers[0].due_ms += 1;
      const auto start = Timer::now();
      apply(0, {image});
      client_->wait();
      waits.push_back(ms_since(start));
      std::swap(image.removed, image.timers);
      apply(0, {image});
      client_->wait();
    }
    const Spread spread = spread_of(std::move(waits));
    std::printf("  apply of 1  p50 %.3f ms, p99 %.3f ms\n", spread.p50, spread.p99);
  }

  void print_pages() {
    std::vector<double> waits;
    std::size_t rows = 0;
    journal::TimerPosition after;
    for (bool more = true; more && waits.size() < kRounds;) {
      const auto start = Timer::now();
      client_->ask().horizon({{"sla", 0}, 1, 0}, after, absl::InfiniteFuture(), kPage, 1, *client_);
      const auto page = client_->wait().timers;
      waits.push_back(ms_since(start));
      rows += page.size();
      more = page.size() == static_cast<std::size_t>(kPage);
      after = more ? journal::TimerPosition{page.back().due_ms, page.back().key.str(),
                                            page.back().timer}
                   : after;
    }
    const Spread spread = spread_of(std::move(waits));
    std::printf("  horizon     page of %d: p50 %.2f ms, p99 %.2f ms (%zu rows of partition 0)\n",
                kPage, spread.p50, spread.p99, rows);
  }

  // What an owner asks of the view before it runs: the epoch, and a batch of states.
  void print_take_over() {
    std::vector<Key> keys;
    for (std::size_t i = 0; i < kBatchKeys; ++i) {
      keys.push_back(bench::make_timed_case(i).key);
    }
    std::vector<double> acquires;
    std::vector<double> loads;
    for (journal::Epoch epoch = 2; epoch < 202; ++epoch) {
      auto start = Timer::now();
      client_->ask().acquire({"sla", 0}, epoch, journal::OnAcquire::kKeep, 1, *client_);
      const journal::Offset version = client_->wait().meta.version;
      acquires.push_back(ms_since(start));
      start = Timer::now();
      client_->ask().load({{"sla", 0}, epoch, version}, keys, 1, *client_);
      const auto states = client_->wait().states;
      loads.push_back(ms_since(start));
      ESCALON_ASSERT(states.size() == keys.size() && states[0].envelope);
    }
    const Spread acquire = spread_of(std::move(acquires));
    const Spread load = spread_of(std::move(loads));
    std::printf(
        "  take-over   acquire p50 %.3f ms, p99 %.3f ms; load of %zu states p50 %.2f ms, "
        "p99 %.2f ms\n",
        acquire.p50, acquire.p99, keys.size(), load.p50, load.p99);
  }

  void print_rebuild() {
    const auto start = Timer::now();
    for (std::uint32_t p = 0; p < kPartitions; ++p) {
      client_->ask().acquire({"sla", p}, 1'000, journal::OnAcquire::kRebuild, 1, *client_);
    }
    client_->wait();
    std::printf("  rebuild     all %u views emptied in %.1f ms\n", kPartitions, ms_since(start));
  }

 private:
  void apply(std::uint32_t partition, std::vector<journal::PostImage> images) {
    const journal::Offset version = versions_[partition]++;
    client_->ask().apply({{"sla", partition}, 1, version},
                         {version + 1, std::string(300, 'p'), std::move(images)}, 1, *client_);
  }

  testkit::RedisServer& server_;
  std::size_t timers_;
  std::unique_ptr<RedisView> view_;
  std::unique_ptr<ViewClient> client_;
  std::vector<journal::Offset> versions_;
};

std::unique_ptr<testkit::RedisServer> start(std::vector<std::string> settings) {
  auto server = testkit::RedisServer::start(std::move(settings));
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().message.c_str());
    std::exit(EXIT_FAILURE);
  }
  return *std::move(server);
}

void print_arming(const char* how, double keys_per_second) {
  std::printf("  %-11s %.0f states with a timer/s in applies of %zu operations (%.0f applies/s)\n",
              how, keys_per_second, 2 * kBatchKeys, keys_per_second / kBatchKeys);
}

void run(std::size_t timers) {
  std::printf("redis: %zu armed timers in %u partitions\n", timers, kPartitions);
  {
    const auto server = start({});
    Bench bench(*server, timers);
    print_arming("no file", bench.arm());
    bench.print_memory();
    bench.print_small_applies();
    bench.print_pages();
    bench.print_take_over();
    bench.print_rebuild();
  }
  for (const char* fsync : {"everysec", "always"}) {
    const auto server = start({"--appendonly", "yes", "--appendfsync", fsync});
    Bench bench(*server, std::min(timers, kDurableKeys));
    print_arming(fsync, bench.arm());
  }
}

}  // namespace
}  // namespace escalon::view_redis

int main(int count, char** arguments) {
  const std::size_t timers = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 200'000;
  if (timers < 10'000 || timers > escalon::view_redis::kTimersMost) {
    std::fprintf(stderr, "usage: escalon_bench_redis [TIMERS], from 10000 to 2000000\n");
    return 64;
  }
  escalon::view_redis::run(timers);
  return EXIT_SUCCESS;
}
