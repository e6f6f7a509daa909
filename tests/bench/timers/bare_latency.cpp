#include "bare_latency.hpp"

#include <atomic>
#include <string>
#include <thread>

#include "escalon/base/assert.hpp"
#include "timer_mesh.hpp"

namespace escalon::bench {
namespace {

constexpr std::size_t kBodyBytes = 300;  // about a firing's
constexpr journal::ReaderId kReader = 1;

using std::chrono::steady_clock;

// Records come back in the order in which they were produced.
class Arrivals final : public service::LoopMember {
 public:
  explicit Arrivals(const std::vector<steady_clock::time_point>& produced) : produced_(produced) {}

  void handle(journal::MailboxMessage message) override {
    const auto received = steady_clock::now();
    if (const auto* records = std::get_if<journal::Records>(&message)) {
      for (const journal::LogRecord& log : records->records) {
        waits.push_back(absl::FromChrono(received - produced_[log.offset]));
      }
      count = waits.size();
    }
  }
  bool step() override { return false; }

  std::vector<absl::Duration> waits;
  std::atomic<std::size_t> count = 0;

 private:
  const std::vector<steady_clock::time_point>& produced_;
};

}  // namespace

std::vector<absl::Duration> bare_latency(const std::filesystem::path& directory,
                                         std::int64_t per_second, absl::Duration steady) {
  auto store = store_sqlite::SqliteStore::open(timer_store(directory));
  ESCALON_ASSERT(store.ok());
  const auto records = static_cast<std::size_t>(per_second * absl::ToInt64Seconds(steady));
  std::vector<steady_clock::time_point> produced(records);
  Arrivals arrivals(produced);
  service::EventLoop loop("reader");
  journal::Mailbox& mailbox = loop.open_mailbox();
  loop.attach(mailbox, arrivals);
  loop.start();
  (*store)->log().read_from(kReader, {{"ticks", 0}, 0}, mailbox);
  const auto start = steady_clock::now();
  for (std::size_t i = 0; i < records; ++i) {
    const auto place = static_cast<std::int64_t>(i);
    std::this_thread::sleep_until(start + std::chrono::milliseconds(place * 1'000 / per_second));
    journal::RecordHeader header;
    header.stage = "intake";
    header.id = "default/" + std::to_string(i);
    header.keys = {TimerPlan::key(i).str()};
    auto record = std::make_shared<const journal::Record>(
        journal::Record{std::move(header), std::string(kBodyBytes, 'x')});
    produced[i] = steady_clock::now();
    (*store)->producer().produce(
        {"ticks", 0}, std::move(record),
        [](const Result<journal::Offset>& at) { ESCALON_ASSERT(at.ok()); });
  }
  while (arrivals.count < records) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  loop.stop();
  (*store)->close();
  return std::move(arrivals.waits);
}

}  // namespace escalon::bench
