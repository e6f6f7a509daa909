#include "child_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "escalon/base/assert.hpp"

namespace escalon::log_kafka {

ChildProcess::ChildProcess(const std::function<void(const Tell&)>& work) {
  int ends[2];
  ESCALON_ASSERT(::pipe(ends) == 0);
  pid_ = ::fork();
  ESCALON_ASSERT(pid_ >= 0);
  if (pid_ == 0) {
    ::close(ends[0]);
    work([&](const std::string& line) {
      const std::string bytes = line + "\n";
      ESCALON_ASSERT(::write(ends[1], bytes.data(), bytes.size()) ==
                     static_cast<ssize_t>(bytes.size()));
    });
    ::_exit(0);
  }
  ::close(ends[1]);
  hearing_ = ends[0];
}

ChildProcess::~ChildProcess() {
  kill();
  ::close(hearing_);
}

std::string ChildProcess::hear() {
  std::string line;
  for (char byte = 0; ::read(hearing_, &byte, 1) == 1 && byte != '\n';) {
    line.push_back(byte);
  }
  return line;
}

void ChildProcess::stop() const {
  ESCALON_ASSERT(::kill(pid_, SIGSTOP) == 0);
}

void ChildProcess::go_on() const {
  ESCALON_ASSERT(::kill(pid_, SIGCONT) == 0);
}

void ChildProcess::kill() {
  if (pid_ != 0) {
    ::kill(pid_, SIGKILL);
    ESCALON_ASSERT(::waitpid(pid_, nullptr, 0) == pid_);
    pid_ = 0;
  }
}

}  // namespace escalon::log_kafka
