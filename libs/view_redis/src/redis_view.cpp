#include "escalon/view_redis/redis_view.hpp"

#include <thread>
#include <utility>

#include "desk.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::view_redis {

class RedisView::Impl {
 public:
  explicit Impl(RedisOptions options) : desk(std::move(options)) {}
  ~Impl() { close(); }

  void start() {
    thread_ = std::jthread([this](std::stop_token stop) { desk.run(std::move(stop)); });
  }

  void close() {
    if (thread_.joinable()) {
      thread_.request_stop();
      thread_.join();
    }
  }

  Desk desk;

 private:
  std::jthread thread_;
};

RedisView::RedisView(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RedisView::~RedisView() = default;

Result<std::unique_ptr<RedisView>> RedisView::open(RedisOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (Status begun = impl->desk.begin(); !begun) {
    return begun.error();
  }
  impl->start();
  return std::unique_ptr<RedisView>(new RedisView(std::move(impl)));
}

void RedisView::acquire(journal::StagePartition at, journal::Epoch epoch, journal::OnAcquire mode,
                        journal::Ticket ticket, journal::Mailbox& mailbox) {
  impl_->desk.ask({{std::move(at), epoch, 0}, AcquireQuestion{mode}, ticket, &mailbox});
}

void RedisView::load(journal::ViewVersion version, std::vector<Key> keys, journal::Ticket ticket,
                     journal::Mailbox& mailbox) {
  impl_->desk.ask({std::move(version), LoadQuestion{std::move(keys)}, ticket, &mailbox});
}

void RedisView::horizon(journal::ViewVersion version, journal::TimerPosition after,
                        absl::Time until, int limit, journal::Ticket ticket,
                        journal::Mailbox& mailbox) {
  impl_->desk.ask({std::move(version), HorizonQuestion{std::move(after), to_ms(until), limit},
                   ticket, &mailbox});
}

void RedisView::apply(journal::ViewVersion version, journal::ViewBatch batch,
                      journal::Ticket ticket, journal::Mailbox& mailbox) {
  impl_->desk.ask({std::move(version), ApplyQuestion{std::move(batch)}, ticket, &mailbox});
}

void RedisView::close() {
  impl_->close();
}

RedisHealth RedisView::health() const {
  return impl_->desk.health();
}

RedisStatistics RedisView::statistics() const {
  return impl_->desk.statistics();
}

}  // namespace escalon::view_redis
