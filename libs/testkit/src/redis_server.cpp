#include "escalon/testkit/redis_server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "escalon/base/assert.hpp"

namespace escalon::testkit {
namespace {

constexpr std::chrono::seconds kPatience{20};
constexpr int kPauseMilliseconds = 2;

/// The simplest client that there can be.
class Client {
 public:
  explicit Client(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    ESCALON_ASSERT(path.size() < sizeof address.sun_path);
    std::strcpy(address.sun_path, path.c_str());
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  std::string ask(const std::vector<std::string>& words) {
    std::string bytes = "*" + std::to_string(words.size()) + "\r\n";
    for (const std::string& word : words) {
      bytes += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
    }
    std::size_t sent = 0;
    while (connected_ && sent < bytes.size()) {
      const auto count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      connected_ = count > 0;
      sent += connected_ ? static_cast<std::size_t>(count) : 0;
    }
    return read_answer();
  }

 private:
  std::string read_answer() {
    const std::string line = read_line();
    if (line.empty()) {
      return {};
    }
    const std::string rest = line.substr(1);
    if (line[0] == '$') {
      return rest == "-1" ? "" : read_bytes(std::stoul(rest));
    }
    if (line[0] != '*') {
      return line[0] == '-' ? line : rest;
    }
    std::string all;
    for (int left = std::stoi(rest); left > 0; --left) {
      all += read_answer() + "\n";
    }
    return all;
  }

  std::string read_line() {
    std::string line;
    for (char byte = 0; connected_ && !line.ends_with("\r\n");) {
      connected_ = ::read(socket_, &byte, 1) == 1;
      line.push_back(byte);
    }
    return connected_ ? line.substr(0, line.size() - 2) : std::string();
  }

  std::string read_bytes(std::size_t size) {
    std::string bytes(size + 2, '\0');
    for (std::size_t got = 0; connected_ && got < bytes.size();) {
      const auto count = ::read(socket_, bytes.data() + got, bytes.size() - got);
      connected_ = count > 0;
      got += connected_ ? static_cast<std::size_t>(count) : 0;
    }
    return bytes.substr(0, size);
  }

  int socket_;
  bool connected_ = false;
};

// In the child: becomes the server, and ends when the test does, however that ends.
[[noreturn]] void become_server(const std::vector<std::string>& words, const std::string& log) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> settings) : settings_(std::move(settings)) {}

RedisServer::~RedisServer() {
  end(SIGKILL);
}

Result<std::unique_ptr<RedisServer>> RedisServer::start(std::vector<std::string> settings) {
  std::unique_ptr<RedisServer> server(new RedisServer(std::move(settings)));
  if (Status started = server->restart(); !started) {
    return started.error();
  }
  return server;
}

Status RedisServer::restart(const std::vector<std::string>& more) {
  std::vector<std::string> words = {
      "redis-server",       "--port", "0", "--unixsocket", socket(), "--dir",
      directory().string(), "--save", "",  "--appendonly", "no"};
  words.insert(words.end(), settings_.begin(), settings_.end());
  words.insert(words.end(), more.begin(), more.end());
  std::filesystem::remove(socket());
  const std::string log = (directory() / "redis.log").string();
  process_ = ::fork();
  ESCALON_ASSERT(process_ >= 0);
  if (process_ == 0) {
    become_server(words, log);
  }
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  const auto ready = [this] {
    const std::string answer = ask({"PING"});
    return !answer.empty() && !answer.starts_with("-LOADING");
  };
  while (!ready()) {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      process_ = -1;
      const bool absent = WIFEXITED(status) && WEXITSTATUS(status) == 127;
      return Error{Error::Kind::kUnavailable,
                   absent ? "there is no redis-server on the PATH; install the Debian package "
                            "redis-server (`./dev test` does)"
                          : "redis-server ended at once:\n" + directory_.read("redis.log")};
    }
    if (std::chrono::steady_clock::now() > give_up) {
      return Error{Error::Kind::kUnavailable,
                   "redis-server does not answer:\n" + directory_.read("redis.log")};
    }
    ::poll(nullptr, 0, kPauseMilliseconds);
  }
  return {};
}

void RedisServer::kill() {
  end(SIGKILL);
}

void RedisServer::stop() {
  end(SIGTERM);
}

void RedisServer::end(int signal) {
  if (process_ > 0) {
    ::kill(process_, signal);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }
}

std::string RedisServer::ask(const std::vector<std::string>& words) const {
  return Client(socket()).ask(words);
}

}  // namespace escalon::testkit
