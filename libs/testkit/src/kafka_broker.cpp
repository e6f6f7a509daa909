#include "escalon/testkit/kafka_broker.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "escalon/base/assert.hpp"
#include "escalon/testkit/free_port.hpp"

namespace escalon::testkit {
namespace {

constexpr std::chrono::milliseconds kLookAgain{20};
constexpr std::chrono::seconds kPatience{60};
constexpr const char* kLogFile = "broker.log";
constexpr const char* kSettingsFile = "server.properties";

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

bool accepts(int port) {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const bool connected =
      ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  return connected;
}

// Small in memory and on the disk, and quick with groups.
KafkaBroker::Settings usual(int port, int controller_port) {
  const std::string broker = "127.0.0.1:" + std::to_string(port);
  const std::string controller = "127.0.0.1:" + std::to_string(controller_port);
  return {{"process.roles", "broker,controller"},
          {"node.id", "1"},
          {"controller.quorum.voters", "1@" + controller},
          {"listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller},
          {"advertised.listeners", "PLAINTEXT://" + broker},
          {"listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"},
          {"controller.listener.names", "CONTROLLER"},
          {"inter.broker.listener.name", "PLAINTEXT"},
          {"offsets.topic.replication.factor", "1"},
          {"offsets.topic.num.partitions", "5"},
          {"transaction.state.log.replication.factor", "1"},
          {"transaction.state.log.min.isr", "1"},
          {"group.initial.rebalance.delay.ms", "0"},
          // A broker that comes back waits until its former life has been forgotten.
          {"broker.session.timeout.ms", "2000"},
          {"broker.heartbeat.interval.ms", "200"},
          {"group.min.session.timeout.ms", "500"},
          {"auto.create.topics.enable", "false"},
          {"log.segment.bytes", "67108864"},
          {"log.retention.bytes", "536870912"},
          {"log.index.size.max.bytes", "1048576"}};
}

// The broker dies with this thread. Its output goes to a file.
pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& output) {
  std::vector<char*> arguments;
  for (const std::string& word : command) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  ESCALON_ASSERT(child >= 0);
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (::getppid() == parent && ::dup2(file, STDOUT_FILENO) >= 0 &&
        ::dup2(file, STDERR_FILENO) >= 0) {
      ::execvp(arguments[0], arguments.data());
    }
    ::_exit(127);
  }
  return child;
}

int status_of(pid_t child) {
  int status = 0;
  ESCALON_ASSERT(::waitpid(child, &status, 0) == child);
  return status;
}

}  // namespace

KafkaBroker::KafkaBroker(const Settings& settings) : jars_(ESCALON_KAFKA_JARS) {
  const auto resolve = spawn({ESCALON_KAFKA_RESOLVE, jars_.string()}, folder_ / kLogFile);
  if (status_of(resolve) != 0) {
    fail("cannot be fetched");
  }
  port_ = free_port();
  Settings all = usual(port_, free_port());
  all["log.dirs"] = (folder_ / "data").string();
  std::string lines;
  for (const auto& [name, value] : settings) {
    all[name] = value;
  }
  for (const auto& [name, value] : all) {
    lines += name + "=" + value + "\n";
  }
  folder_.write(kSettingsFile, lines);
  const auto format = spawn(
      {"java", "-cp", (jars_ / "*").string(), "kafka.tools.StorageTool", "format", "--cluster-id",
       "ZXNjYWxvbi10ZXN0cy0wMA", "--config", (folder_ / kSettingsFile).string()},
      folder_ / kLogFile);
  if (status_of(format) != 0) {
    fail("cannot format its folder");
  }
  start();
}

KafkaBroker::~KafkaBroker() {
  kill();
}

std::string KafkaBroker::bootstrap_servers() const {
  return "127.0.0.1:" + std::to_string(port_);
}

std::filesystem::path KafkaBroker::partition_folder(const std::string& topic, int partition) const {
  return folder_ / "data" / (topic + "-" + std::to_string(partition));
}

void KafkaBroker::kill() {
  if (pid_ != 0) {
    ::kill(pid_, SIGKILL);
    (void)status_of(pid_);
    pid_ = 0;
  }
}

void KafkaBroker::start() {
  ESCALON_ASSERT(pid_ == 0);
  pid_ = spawn({"java", "-Xmx512m", "-Xms128m", "-XX:+UseSerialGC", "-cp", (jars_ / "*").string(),
                "kafka.Kafka", (folder_ / kSettingsFile).string()},
               folder_ / kLogFile);
  wait_until_it_accepts();
}

void KafkaBroker::wait_until_it_accepts() {
  const auto patient_until = std::chrono::steady_clock::now() + kPatience;
  while (!accepts(port_)) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = 0;
      fail("has ended by itself");
    }
    if (std::chrono::steady_clock::now() > patient_until) {
      fail("accepts no connection");
    }
    std::this_thread::sleep_for(kLookAgain);
  }
}

void KafkaBroker::fail(const std::string& what) const {
  std::fprintf(stderr, "the Kafka broker of the tests %s:\n%s\n", what.c_str(),
               folder_.read(kLogFile).substr(0, 10'000).c_str());
  if (pid_ != 0) {
    ::kill(pid_, SIGKILL);
  }
  std::_Exit(EXIT_FAILURE);
}

}  // namespace escalon::testkit
