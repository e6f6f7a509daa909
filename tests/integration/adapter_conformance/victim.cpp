#include "victim.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <utility>

#include "escalon/base/assert.hpp"

namespace escalon::adapter_conformance {
namespace {

void write_line(int descriptor, const std::string& line) {
  const std::string bytes = line + "\n";
  ESCALON_ASSERT(::write(descriptor, bytes.data(), bytes.size()) ==
                 static_cast<ssize_t>(bytes.size()));
}

std::vector<std::string> read_lines(int descriptor, std::size_t most) {
  std::vector<std::string> lines;
  std::string line;
  for (char byte = 0; lines.size() < most && ::read(descriptor, &byte, 1) == 1;) {
    if (byte == '\n') {
      lines.push_back(std::exchange(line, {}));
    } else {
      line.push_back(byte);
    }
  }
  return lines;
}

}  // namespace

std::vector<std::string> run_and_kill(std::size_t reports,
                                      const std::function<void(const Adapter::Report&)>& work) {
  int ends[2];
  ESCALON_ASSERT(::pipe(ends) == 0);
  const pid_t victim = ::fork();
  ESCALON_ASSERT(victim >= 0);
  if (victim == 0) {
    ::close(ends[0]);
    work([&](const std::string& line) { write_line(ends[1], line); });
    ::_exit(0);
  }
  ::close(ends[1]);
  std::vector<std::string> lines = read_lines(ends[0], reports);
  ESCALON_ASSERT(::kill(victim, SIGKILL) == 0);
  // What it reported before it died was acknowledged as well.
  for (std::string& line : read_lines(ends[0], SIZE_MAX)) {
    lines.push_back(std::move(line));
  }
  ESCALON_ASSERT(::waitpid(victim, nullptr, 0) == victim);
  ::close(ends[0]);
  return lines;
}

}  // namespace escalon::adapter_conformance
