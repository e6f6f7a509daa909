// The whole embedded mesh, durable, under the load of the quality figures: 300-byte text events,
// ten a case, each case starts and stops two clocks, 5 % escalate and are queued, assigned and
// notified. Prints the shares that it really had, how fast events were accepted and how fast the
// whole chain was done, beside bare SQLite appends.

#include <sqlite3.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>

#include "escalon/base/assert.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "escalon/up/embedded_files.hpp"
#include "escalon/up/mesh.hpp"

namespace escalon::up {
namespace {

using Timer = std::chrono::steady_clock;

constexpr int kEventsOfCase = 10;
constexpr int kTextBytes = 300;
constexpr size_t kInFlightMost = 6'000;

double seconds_since(Timer::time_point start) {
  return std::chrono::duration<double>(Timer::now() - start).count();
}

std::string text_of(int case_number, int event_number) {
  const bool escalates = case_number % 20 == 0 && event_number == 4;
  std::string text = escalates ? "I want to speak to a manager. "
                               : "Where is the parcel that I ordered last week? ";
  while (text.size() < kTextBytes) {
    text += "It was to come on Tuesday and the driver did not ring at number ";
  }
  text.resize(kTextBytes);
  return text;
}

contact::v1::ContactEvent event_of(int case_number, int event_number) {
  contact::v1::ContactEvent event;
  event.set_case_id("bench-" + std::to_string(case_number));
  event.set_contact_id(event.case_id());
  event.set_event_id(event.case_id() + "-" + std::to_string(event_number));
  event.set_channel("chat");
  if (event_number == kEventsOfCase - 1) {
    event.mutable_ended();
  } else if (event_number % 3 == 1) {
    event.mutable_agent_message()->set_text(text_of(1, event_number));
  } else {
    event.mutable_customer_message()->set_text(text_of(case_number, event_number));
  }
  return event;
}

// Publishes everything with a bounded number in flight; returns when all of it is durable.
class Publisher {
 public:
  explicit Publisher(intake::Intake& intake) : intake_(intake) {}

  void publish(contact::v1::ContactEvent event) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return in_flight_ < kInFlightMost; });
      in_flight_ += 1;
    }
    intake_.publish(std::move(event), [this](const Result<intake::AcceptedEvent>& accepted) {
      const std::lock_guard lock(mutex_);
      refused_ += accepted.ok() ? 0U : 1U;
      in_flight_ -= 1;
      changed_.notify_all();
    });
  }
  size_t finish() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return in_flight_ == 0; });
    return refused_;
  }

 private:
  intake::Intake& intake_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t in_flight_ = 0;
  size_t refused_ = 0;
};

void run_sql(sqlite3* database, const char* sql) {
  ESCALON_ASSERT(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

// As many bytes as the mesh's file took, in rows of an event's size, a commit for every thousand.
double bare_appends(const std::filesystem::path& file, int events) {
  sqlite3* database = nullptr;
  ESCALON_ASSERT(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  run_sql(database, "PRAGMA journal_mode=WAL");
  run_sql(database, "PRAGMA synchronous=FULL");
  run_sql(database, "CREATE TABLE log(id INTEGER PRIMARY KEY, body BLOB)");
  const std::string body(kTextBytes + 100, 'x');
  sqlite3_stmt* insert = nullptr;
  ESCALON_ASSERT(sqlite3_prepare_v2(database, "INSERT INTO log(body) VALUES(?)", -1, &insert,
                                    nullptr) == SQLITE_OK);
  const auto start = Timer::now();
  for (int i = 0; i < events; ++i) {
    if (i % 1000 == 0) {
      run_sql(database, "BEGIN");
    }
    sqlite3_bind_blob(insert, 1, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
    ESCALON_ASSERT(sqlite3_step(insert) == SQLITE_DONE);
    sqlite3_reset(insert);
    if (i % 1000 == 999 || i + 1 == events) {
      run_sql(database, "COMMIT");
    }
  }
  const double rate = events / seconds_since(start);
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return rate;
}

int run(int cases) {
  service::LogOptions quiet_log;
  quiet_log.level = "error";
  ESCALON_ASSERT(service::start_logging(quiet_log).ok());
  const testkit::TempDir directory;
  std::ostringstream console;
  MeshOptions options;
  options.data = directory.path() / "data";
  options.http_port = 0;
  options.grpc_port = 0;
  options.policy = policy::compile(default_policy()).value();
  options.console = &console;
  auto mesh = Mesh::open(options);
  ESCALON_ASSERT(mesh.ok() && (*mesh)->run(std::nullopt).ok());
  Publisher publisher((*mesh)->intake());
  const int events = cases * kEventsOfCase;
  const auto start = Timer::now();
  for (int event = 0; event < kEventsOfCase; ++event) {
    for (int number = 0; number < cases; ++number) {
      publisher.publish(event_of(number, event));
    }
  }
  const size_t refused = publisher.finish();
  const double accepted = seconds_since(start);
  while (!(*mesh)->quiet()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  const double done = seconds_since(start);
  (*mesh)->stop();
  const double bare = bare_appends(directory.path() / "bare.db", events);
  std::printf("chain: %d events of %d cases, %zu refused, sink: console and file\n", events, cases,
              refused);
  std::printf("chain: accepted %.0f events/s, done %.0f events/s (read model included)\n",
              events / accepted, events / done);
  std::printf("chain: bare SQLite appends of as many bodies %.0f rows/s, ratio %.3f\n", bare,
              events / done / bare);
  return refused == 0 ? 0 : 1;
}

}  // namespace
}  // namespace escalon::up

int main(int argc, char** argv) {
  const int cases = argc > 1 ? std::atoi(argv[1]) : 4'000;
  return escalon::up::run(cases > 0 ? cases : 4'000);
}
