#include <atomic>
#include <chrono>
#include <iostream>
#include <thread>
#include <utility>

#include "adapter.hpp"
#include "escalon/base/assert.hpp"
#include "escalon/testkit/redis_server.hpp"
#include "escalon/view_redis/redis_view.hpp"

namespace escalon::adapter_conformance {
namespace {

using testkit::RedisServer;
using view_redis::RedisOptions;
using view_redis::RedisView;

constexpr std::chrono::seconds kPatience{60};

std::unique_ptr<RedisServer> start_server() {
  auto server = RedisServer::start({"--appendonly", "yes", "--appendfsync", "always"});
  if (!server) {
    std::cerr << server.error().message << "\n";
    ESCALON_ASSERT(server.ok());
  }
  return *std::move(server);
}

std::unique_ptr<RedisView> open_view(const RedisServer& server) {
  RedisOptions options;
  options.address.unix_socket = server.socket();
  auto view = RedisView::open(std::move(options));
  ESCALON_ASSERT(view.ok());
  return *std::move(view);
}

/// The view over a server of its own, which writes each command to its file before it answers.
class RedisAdapter final : public Adapter {
 public:
  RedisAdapter() : server_(start_server()), view_(open_view(*server_)) {}

  journal::View& view() override { return *view_; }
  Signal& signal() override { return signal_; }

  bool wait(const std::function<bool()>& done) override {
    std::unique_lock lock(signal_.mutex);
    return signal_.changed.wait_for(lock, kPatience, done);
  }

  void settle() override {}

  // The server is killed from beside the work, in the midst of whatever it is doing then.
  std::vector<std::string> crash_and_reopen(std::size_t reports, const Work& work) override {
    std::vector<std::string> lines;
    std::atomic<std::size_t> reported{0};
    std::jthread killer([&] {
      for (std::size_t seen = 0; seen < reports; seen = reported) {
        reported.wait(seen);
      }
      server_->kill();
    });
    work(*this, [&](const std::string& line) {
      lines.push_back(line);
      reported += 1;
      reported.notify_one();
    });
    killer.join();
    view_.reset();
    const Status restarted = server_->restart();
    ESCALON_ASSERT(restarted.ok());
    view_ = open_view(*server_);
    return lines;
  }

 private:
  Signal signal_;
  std::unique_ptr<RedisServer> server_;
  std::unique_ptr<RedisView> view_;
};

}  // namespace

std::vector<Candidate> view_candidates() {
  return {{"redis", [] { return std::make_unique<RedisAdapter>(); }}};
}

}  // namespace escalon::adapter_conformance
