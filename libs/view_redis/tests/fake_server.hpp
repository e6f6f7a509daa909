#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "escalon/base/assert.hpp"
#include "function_library.hpp"

namespace escalon::view_redis {

/// A server that says to each command what a test wants: for answers that a real one gives only in
/// company. One connection at a time, on a free port of the loopback interface.
class FakeServer {
 public:
  /// `answer` gets the words of a command and returns the bytes of the protocol; empty = hang up.
  using Answer = std::function<std::string(const std::vector<std::string>&)>;

  explicit FakeServer(Answer answer) : answer_(std::move(answer)) {
    listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ESCALON_ASSERT(::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    ESCALON_ASSERT(::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    ESCALON_ASSERT(::listen(listening_, 8) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  /// To be called when no client is connected any more.
  ~FakeServer() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  [[nodiscard]] int port() const { return port_; }

  /// What a healthy server says: INFO and the version of the library.
  static std::string well(const std::vector<std::string>& words) {
    if (words[0] == "INFO") {
      return bulk("redis_version:7.0.15\r\nrole:master\r\nmaxmemory:0\r\n");
    }
    if (words[0] == "FCALL" && words[1] == "escalon_version") {
      return "*2\r\n" + bulk(std::string(library_version())) + bulk("1");
    }
    return words[0] == "CONFIG" ? "*0\r\n" : "";
  }
  static std::string bulk(const std::string& text) {
    return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
  }

 private:
  void serve() {
    for (int client = ::accept(listening_, nullptr, nullptr); client >= 0;
         client = ::accept(listening_, nullptr, nullptr)) {
      buffer_.clear();
      for (auto words = read_command(client); !words.empty(); words = read_command(client)) {
        const std::string bytes = answer_(words);
        if (bytes.empty() || ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) {
          break;
        }
      }
      ::close(client);
    }
  }

  std::string read_line(int client) {
    for (;;) {
      if (const auto end = buffer_.find("\r\n"); end != std::string::npos) {
        std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return line;
      }
      char bytes[4096];
      const auto count = ::read(client, bytes, sizeof bytes);
      if (count <= 0) {
        return {};
      }
      buffer_.append(bytes, static_cast<std::size_t>(count));
    }
  }

  // The words of tests hold no line ends.
  std::vector<std::string> read_command(int client) {
    std::vector<std::string> words;
    const std::string count = read_line(client);
    for (int left = count.empty() ? 0 : std::stoi(count.substr(1)); left > 0; --left) {
      if (read_line(client).empty()) {
        return {};
      }
      words.push_back(read_line(client));
    }
    return words;
  }

  Answer answer_;
  int listening_ = -1;
  int port_ = 0;
  std::string buffer_;
  std::thread thread_;
};

}  // namespace escalon::view_redis
