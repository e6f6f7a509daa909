#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <map>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "bodies.hpp"
#include "hearer.hpp"
#include "programs.hpp"
#include "writer.hpp"

namespace escalon::bench {
namespace {

struct Output {
  std::string topic;
  double records = 0;  ///< For each record of the source.
  std::size_t bytes = 0;
  double owed = 0;
};

// By source.
std::multimap<std::string, Output> read_outputs(const std::vector<std::string>& writes) {
  std::multimap<std::string, Output> outputs;
  for (const std::string& text : writes) {
    const std::pair<std::string, std::string> sides = absl::StrSplit(text, '<');
    const std::vector<std::string> parts = absl::StrSplit(sides.second, ':');
    Output output;
    output.topic = sides.first;
    if (parts.size() != 3 || !absl::SimpleAtod(parts[1], &output.records) ||
        !absl::SimpleAtoi(parts[2], &output.bytes)) {
      fmt::print(stderr, "'{}' is not TOPIC<SOURCE:RECORDS_PER_RECORD:BYTES\n", text);
      std::exit(64);
    }
    outputs.emplace(parts[0], output);
  }
  return outputs;
}

volatile std::sig_atomic_t stopping = 0;

}  // namespace

int run_relay(const RelayOptions& options) {
  std::signal(SIGTERM, [](int) { stopping = 1; });
  auto outputs = read_outputs(options.writes);
  Writer writer(options.brokers);
  const Hearer hearer(options.brokers, options.reads, Hearer::From::kEnd, [&](const Heard& heard) {
    const auto [first, last] = outputs.equal_range(std::string(heard.topic));
    for (auto output = first; output != last; ++output) {
      Output& out = output->second;
      for (out.owed += out.records; out.owed >= 1; out.owed -= 1) {
        writer.append(out.topic, heard.partition, heard.key, heard.header,
                      stamped_body(stamp_of(heard.value), out.bytes));
      }
    }
  });
  fmt::print("ready\n");
  std::fflush(stdout);
  while (stopping == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return 0;
}

}  // namespace escalon::bench
