#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "raw_log.hpp"
#include "record_lines.hpp"
#include "stages.hpp"
#include "view_compare.hpp"

namespace {

using namespace escalon;

struct Options {
  chaos::RawLogOptions log;
  std::string redis_host;
  int redis_port = 0;
  bool records = false;
};

int refuse(const Error& error) {
  fmt::print(stderr, "escalon_chaos_journals: {}\n", error.message);
  return 1;
}

void print_view(const chaos::ViewVerdict& view) {
  fmt::print(
      "{{\"view\":\"{}\",\"present\":{},\"version\":{},\"end\":{},\"states\":{},"
      "\"timers\":{},\"differences\":[",
      view.name, view.present, view.version, view.end, view.states, view.timers);
  for (size_t i = 0; i < view.differences.size(); ++i) {
    fmt::print("{}\"{}\"", i == 0 ? "" : ",", view.differences[i]);
  }
  fmt::print("]}}\n");
}

int run(const Options& options) {
  std::vector<std::string> topics{"contact.events", "commands"};
  for (const journal::Stage* stage : chaos::all_stages()) {
    topics.push_back(stage->spec().journal);
  }
  const auto log = chaos::read_raw_log(options.log, topics);
  if (!log) {
    return refuse(log.error());
  }
  for (const auto& [at, partition] : *log) {
    for (const chaos::RawRecord& raw : partition.records) {
      if (options.records) {
        fmt::print("{}\n", chaos::record_line(raw));
      }
    }
  }
  if (options.redis_port == 0) {
    return 0;
  }
  const auto views = chaos::compare_views(options.redis_host, options.redis_port, "escalon", *log);
  if (!views) {
    return refuse(views.error());
  }
  for (const chaos::ViewVerdict& view : *views) {
    print_view(view);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Prints what lies in a mesh's log and how its views compare with it, as JSON lines."};
  app.add_option("--brokers", options.log.brokers, "HOST:PORT of Kafka")->required();
  app.add_flag("--records", options.records, "Every record of every topic");
  app.add_option("--redis-host", options.redis_host, "Compare the views of this Redis");
  app.add_option("--redis-port", options.redis_port, "Its port");
  CLI11_PARSE(app, argc, argv);
  return run(options);
}
