#include <fmt/format.h>
#include <httplib.h>

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "../load.hpp"
#include "bodies.hpp"
#include "clock.hpp"
#include "escalon/journal/v1/journal.pb.h"
#include "escalon/notification/v1/notification.pb.h"
#include "hearer.hpp"
#include "percentiles.hpp"
#include "programs.hpp"
#include "writer.hpp"

namespace escalon::bench {
namespace {

constexpr const char* kEvents = "escalon.contact.events.v1";
constexpr const char* kClassified = "escalon.classified.v1";
constexpr const char* kNotification = "escalon.notification.v1";
constexpr std::array kJournals = {kClassified, "escalon.sla.v1", "escalon.escalation.v1",
                                  "escalon.team.v1", kNotification};
constexpr double kMicros = 1e6;
constexpr double kMilli = 1e3;
constexpr int kEscalates = 20;    // every so many cases one, as load.cpp has it
constexpr int kTriggerEvent = 3;  // by this event of it
constexpr double kQuietSeconds = 2;
constexpr double kPatienceSeconds = 60;

// Answers every webhook with 204.
class Sink {
 public:
  explicit Sink(int port) {
    if (port == 0) {
      return;
    }
    server_.Post("/", [this](const httplib::Request&, httplib::Response& response) {
      received_ += 1;
      response.status = 204;
    });
    server_.bind_to_port("127.0.0.1", port);
    thread_ = std::jthread([this] { server_.listen_after_bind(); });
  }
  ~Sink() { server_.stop(); }
  [[nodiscard]] int received() const { return received_; }

 private:
  httplib::Server server_;
  std::atomic<int> received_ = 0;
  std::jthread thread_;
};

struct Traffic {
  std::size_t records = 0;
  std::size_t bytes = 0;
};

// What the journals said of the run. Told by the reading thread and asked by another.
class ChainTally {
 public:
  ChainTally(int run, int cases)
      : run_(run),
        triggered_us_(static_cast<std::size_t>(cases)),
        planned_us_(static_cast<std::size_t>(cases)) {}

  void triggered(int number) { triggered_us_[static_cast<std::size_t>(number)] = now_us(); }

  void take(const Heard& heard) {
    const std::lock_guard lock(mutex_);
    Traffic& traffic = traffic_[std::string(heard.topic)];
    traffic.records += 1;
    traffic.bytes += heard.value.size() + heard.header.size();
    last_us_ = heard.received_us;
    if (heard.topic == kClassified) {
      classified_ += number_of(run_, heard.key) ? 1 : 0;
    } else if (heard.topic == kNotification) {
      take_notification(heard);
    }
  }
  [[nodiscard]] int classified() const { return classified_; }
  [[nodiscard]] std::int64_t last_us() const { return last_us_; }
  /// Escalating cases that were told to somebody.
  [[nodiscard]] std::size_t notified() {
    const std::lock_guard lock(mutex_);
    return latency_.count();
  }
  [[nodiscard]] const Percentiles& latency() const { return latency_; }
  [[nodiscard]] const std::map<std::string, Traffic>& traffic() const { return traffic_; }

 private:
  void take_notification(const Heard& heard) {
    const std::optional<int> number = number_of(run_, heard.key);
    journal::v1::JournalRecord record;
    if (!number ||
        !record.ParseFromArray(heard.value.data(), static_cast<int>(heard.value.size()))) {
      return;
    }
    std::int64_t& planned = planned_us_.at(static_cast<std::size_t>(*number));
    for (const journal::v1::Change& change : record.decision().changes()) {
      for (const std::string& bytes : change.events()) {
        notification::v1::NotificationEvent event;
        if (planned == 0 && event.ParseFromString(bytes) && event.has_planned()) {
          planned = heard.received_us;
          latency_.add(
              static_cast<double>(planned - triggered_us_[static_cast<std::size_t>(*number)]) /
              kMilli);
        }
      }
    }
  }

  int run_;
  std::vector<std::atomic<std::int64_t>> triggered_us_;
  std::vector<std::int64_t> planned_us_;
  std::mutex mutex_;
  std::atomic<int> classified_ = 0;
  std::atomic<std::int64_t> last_us_ = now_us();
  Percentiles latency_;
  std::map<std::string, Traffic> traffic_;
};

class Load {
 public:
  Load(const ChainOptions& options, Writer& writer, ChainTally& tally)
      : options_(options),
        writer_(writer),
        tally_(tally),
        partitions_(writer.partitions_of(kEvents)),
        began_us_(now_us()) {}

  // The n-th event of every case before the next of any.
  void send_all() {
    const int events = options_.open_only > 0 ? 1 : kEventsOfCase;
    for (int event = 0; event < events; ++event) {
      for (int number = 0; number < options_.cases; ++number) {
        wait();
        send(number, event);
      }
    }
    writer_.flush();
  }
  [[nodiscard]] int sent() const { return sent_; }
  [[nodiscard]] std::int64_t began_us() const { return began_us_; }

 private:
  void wait() const {
    if (options_.rate > 0) {
      sleep_until_us(began_us_ + static_cast<std::int64_t>(sent_ / options_.rate * kMicros));
    }
    while (options_.rate <= 0 && sent_ - tally_.classified() > options_.backlog_max) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  void send(int number, int event_number) {
    contact::v1::ContactEvent event = event_of(number, event_number);
    const std::string case_id = case_id_of(options_.run, number);
    complete(event, case_id, fmt::format("{}-{}", case_id, event_number));
    if (number % kEscalates == 0 && event_number == kTriggerEvent) {
      tally_.triggered(number);
    }
    append_event(writer_, kEvents, partitions_, event);
    sent_ += 1;
  }

  const ChainOptions& options_;
  Writer& writer_;
  ChainTally& tally_;
  int partitions_;
  std::int64_t began_us_;
  int sent_ = 0;
};

void wait_until_done(const Load& load, ChainTally& tally, std::size_t escalating) {
  for (;;) {
    const double quiet = static_cast<double>(now_us() - tally.last_us()) / kMicros;
    const bool all = tally.classified() >= load.sent() && tally.notified() >= escalating;
    if ((all && quiet > kQuietSeconds) || quiet > kPatienceSeconds) {
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

std::string traffic_json(const std::map<std::string, Traffic>& traffic) {
  std::string json;
  for (const auto& [topic, told] : traffic) {
    json += fmt::format("{}\"{}\":{{\"records\":{},\"bytes\":{}}}", json.empty() ? "" : ",", topic,
                        told.records, told.bytes);
  }
  return json;
}

}  // namespace

int run_chain(const ChainOptions& told) {
  ChainOptions options = told;
  options.cases = options.open_only > 0 ? options.open_only : options.cases;
  ChainTally tally(options.run, options.cases);
  Sink sink(options.sink_port);
  Writer writer(options.brokers);
  const int every = kEscalates;
  const auto escalating =
      static_cast<std::size_t>(options.open_only > 0 ? 0 : (options.cases + every - 1) / every);
  int sent = 0;
  double seconds = 0;
  {
    const Hearer hearer(options.brokers, {kJournals.begin(), kJournals.end()}, Hearer::From::kEnd,
                        [&](const Heard& heard) { tally.take(heard); });
    Load load(options, writer, tally);
    load.send_all();
    wait_until_done(load, tally, escalating);
    sent = load.sent();
    seconds = static_cast<double>(tally.last_us() - load.began_us()) / kMicros;
  }
  fmt::print(
      "{{\"events\":{},\"cases\":{},\"classified\":{},\"escalating\":{},\"notified\":{},"
      "\"webhooks\":{},\"per_second\":{:.0f},\"latency_ms\":{},\"topics\":{{{}}}}}\n",
      sent, options.cases, tally.classified(), escalating, tally.notified(), sink.received(),
      sent / seconds, tally.latency().json(), traffic_json(tally.traffic()));
  return tally.classified() < sent || tally.notified() < escalating ? 1 : 0;
}

}  // namespace escalon::bench
