// The whole embedded mesh, durable, under the load of the quality figures: 300-byte text events,
// ten a case, each case starts and stops two clocks, 5 % escalate and are queued, assigned and
// notified to a webhook. Prints the shares that it really had; how many events a second are done
// when they come as fast as they are done; how fast a burst is accepted and when it is done. Beside
// it bare SQLite appends.

#include <httplib.h>
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
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
#include "load.hpp"

namespace escalon::up {
namespace {

using bench::cpu_seconds;
using bench::event_of;
using bench::kEventsOfCase;
using bench::kTextBytes;

using Timer = std::chrono::steady_clock;

constexpr size_t kRowBytes = kTextBytes + 100;
constexpr size_t kInFlightMost = 6'000;
constexpr double kBacklogMost = 20'000;  // events that are not in the read model yet

double seconds_since(Timer::time_point start) {
  return std::chrono::duration<double>(Timer::now() - start).count();
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

// Rows of an event's size, a commit for every thousand. Returns rows a second.
double bare_appends(const std::filesystem::path& file, std::uint64_t rows) {
  sqlite3* database = nullptr;
  ESCALON_ASSERT(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  run_sql(database, "PRAGMA journal_mode=WAL");
  run_sql(database, "PRAGMA synchronous=FULL");
  run_sql(database, "CREATE TABLE log(id INTEGER PRIMARY KEY, body BLOB)");
  const std::string body(kRowBytes, 'x');
  sqlite3_stmt* insert = nullptr;
  ESCALON_ASSERT(sqlite3_prepare_v2(database, "INSERT INTO log(body) VALUES(?)", -1, &insert,
                                    nullptr) == SQLITE_OK);
  const auto start = Timer::now();
  for (std::uint64_t i = 0; i < rows; ++i) {
    if (i % 1000 == 0) {
      run_sql(database, "BEGIN");
    }
    sqlite3_bind_blob(insert, 1, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
    ESCALON_ASSERT(sqlite3_step(insert) == SQLITE_DONE);
    sqlite3_reset(insert);
    if (i % 1000 == 999 || i + 1 == rows) {
      run_sql(database, "COMMIT");
    }
  }
  const double rate = static_cast<double>(rows) / seconds_since(start);
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return rate;
}

std::uint64_t bytes_below(const std::filesystem::path& directory) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    bytes += entry.is_regular_file() ? entry.file_size() : 0;
  }
  return bytes;
}

// Answers every webhook with 204.
class Receiver {
 public:
  Receiver() {
    server_.Post("/", [this](const httplib::Request&, httplib::Response& response) {
      received_ += 1;
      response.status = 204;
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::jthread([this] { server_.listen_after_bind(); });
  }
  ~Receiver() { server_.stop(); }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int received() const { return received_; }

 private:
  httplib::Server server_;
  std::atomic<int> received_ = 0;
  int port_ = 0;
  std::jthread thread_;
};

// The default policy, whose log of notifications is a webhook here.
policy::PolicyFiles policy_with(const Receiver& receiver, const std::filesystem::path& secret) {
  policy::PolicyFiles files = default_policy();
  const std::string log = "{kind: file, path: notifications.jsonl}";
  for (policy::PolicyFile& file : files) {
    if (const size_t at = file.content.find(log); at != std::string::npos) {
      file.content.replace(
          at, log.size(),
          "{kind: webhook, url: \"http://127.0.0.1:" + std::to_string(receiver.port()) +
              "/\", secret_file: " + secret.string() + ", allow_private: true}");
      return files;
    }
  }
  ESCALON_ASSERT(false && "the default policy has no channel that writes a file");
  return files;
}

// A mesh on an empty directory, and what its own metrics say of it.
class BenchMesh {
 public:
  BenchMesh(std::filesystem::path data, const policy::PolicyFiles& files) {
    MeshOptions options;
    options.data = std::move(data);
    options.http_port = 0;
    options.grpc_port = 0;
    options.policy = policy::compile(files).value();
    options.console = &console_;
    auto mesh = Mesh::open(options);
    ESCALON_ASSERT(mesh.ok() && (*mesh)->run(std::nullopt).ok());
    mesh_ = *std::move(mesh);
  }
  ~BenchMesh() { mesh_->stop(); }
  [[nodiscard]] intake::Intake& intake() { return mesh_->intake(); }
  [[nodiscard]] double commits() const { return static_cast<double>(mesh_->written().commits); }
  void wait_until_done() {
    while (!mesh_->quiet()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
  /// The sum of a counter's children whose labels hold `label`.
  [[nodiscard]] double counted(const std::string& counter, const std::string& label = "") {
    httplib::Client client("127.0.0.1", mesh_->http_port());
    const auto answer = client.Get("/metrics");
    ESCALON_ASSERT(answer && answer->status == 200);
    std::istringstream lines(answer->body);
    double sum = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(counter + "{") && line.find(label) != std::string::npos) {
        sum += std::atof(line.c_str() + line.rfind(' '));
      }
    }
    return sum;
  }

 private:
  std::ostringstream console_;
  std::unique_ptr<Mesh> mesh_;
};

// Publishes all events of all cases; `before_each` is called with how many were published.
void publish_all(Publisher& publisher, int cases, const std::function<void(int)>& before_each) {
  int published = 0;
  for (int event = 0; event < kEventsOfCase; ++event) {
    for (int number = 0; number < cases; ++number) {
      before_each(published++);
      publisher.publish(event_of(number, event));
    }
  }
  ESCALON_ASSERT(publisher.finish() == 0);
}

// Returns events/s.
double sustained(BenchMesh& mesh, const Receiver& receiver, int cases) {
  Publisher publisher(mesh.intake());
  double done = 0;
  const double commits = mesh.commits();
  const double cpu = cpu_seconds();
  const auto start = Timer::now();
  publish_all(publisher, cases, [&](int published) {
    while (published % 1000 == 0 && published - done > kBacklogMost) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      done = mesh.counted("escalon_decisions_total", "stage=\"classifier\"");
    }
  });
  mesh.wait_until_done();
  const double seconds = seconds_since(start);
  const double used = cpu_seconds() - cpu;
  std::printf(
      "chain: %d events of %d cases; a case: %.2f decisions of the SLA stage, %.3f "
      "escalations, %.3f webhooks\n",
      cases * kEventsOfCase, cases,
      mesh.counted("escalon_decisions_total", "stage=\"sla\"") / cases,
      mesh.counted("escalon_escalations_total") / cases,
      static_cast<double>(receiver.received()) / cases);
  std::printf(
      "chain: %.0f us of CPU an event, publisher and receiver included; %.1f events and all that "
      "comes of them a commit (fsync)\n",
      1e6 * used / (cases * kEventsOfCase), cases * kEventsOfCase / (mesh.commits() - commits));
  return cases * kEventsOfCase / seconds;
}

void burst(BenchMesh& mesh, int cases) {
  Publisher publisher(mesh.intake());
  const auto start = Timer::now();
  publish_all(publisher, cases, [](int) {});
  const double accepted = seconds_since(start);
  mesh.wait_until_done();
  std::printf("chain: a burst of %d: accepted %.0f events/s, done after %.1f s\n",
              cases * kEventsOfCase, cases * kEventsOfCase / accepted, seconds_since(start));
}

int run(int cases) {
  service::LogOptions quiet_log;
  quiet_log.level = "error";
  ESCALON_ASSERT(service::start_logging(quiet_log).ok());
  const testkit::TempDir directory;
  const Receiver receiver;
  const std::filesystem::path secret = directory.path() / "secret";
  std::ofstream(secret) << "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";
  const policy::PolicyFiles files = policy_with(receiver, secret);
  double rate = 0;
  {
    BenchMesh mesh(directory.path() / "sustained", files);
    rate = sustained(mesh, receiver, cases);
  }
  const auto events = static_cast<std::uint64_t>(cases) * kEventsOfCase;
  const double bytes = static_cast<double>(bytes_below(directory.path() / "sustained"));
  const double bodies = bare_appends(directory.path() / "bodies.db", events);
  const double rows =
      bare_appends(directory.path() / "bytes.db", static_cast<std::uint64_t>(bytes) / kRowBytes);
  const double equal = static_cast<double>(events) / bytes * kRowBytes * rows;
  std::printf("chain: done %.0f events/s, read model included, at most %.0f behind\n", rate,
              kBacklogMost);
  std::printf(
      "chain: bare SQLite appends of as many bodies %.0f events/s, ratio %.3f; of as many bytes as "
      "the mesh's files have (%.0f an event) %.0f events/s, ratio %.3f\n",
      bodies, rate / bodies, bytes / static_cast<double>(events), equal, rate / equal);
  BenchMesh mesh(directory.path() / "burst", files);
  burst(mesh, cases);
  return 0;
}

}  // namespace
}  // namespace escalon::up

int main(int argc, char** argv) {
  const int cases = argc > 1 ? std::atoi(argv[1]) : 4'000;
  return escalon::up::run(cases > 0 ? cases : 4'000);
}
