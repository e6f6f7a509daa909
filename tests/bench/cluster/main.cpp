// Loads a cluster that runs, and tells as a JSON object what came of it. `./dev bench peers` and
// `./dev bench cluster` start it.

#include <CLI/CLI.hpp>
#include <functional>

#include "programs.hpp"

namespace {

using namespace escalon::bench;

void add_timers(CLI::App& app, TimersOptions& options) {
  app.add_option("--run", options.run, "Names the cases: another for each run on one cluster")
      ->check(CLI::Range(0, 65'535));
  app.add_option("--count", options.count, "Timers")->required();
  app.add_option("--rate", options.rate, "Firings/s; 0: all due in one millisecond");
  app.add_option("--lead", options.lead, "Seconds from the first arming to the first due instant");
  app.add_option("--cancel", options.cancel, "The share to cancel, 0 to 1")
      ->check(CLI::Range(0.0, 1.0));
  app.add_flag("--arm-only", options.arm_only, "End once all are armed");
  app.add_option("--payload", options.payload_bytes, "Bytes of text an event");
  app.add_option("--patience", options.patience, "Seconds without news after which it ends");
  app.add_option("--firings", options.firings, "A CSV file for the instants of each timer");
}

void add_chain(CLI::App& app, ChainOptions& options) {
  app.add_option("--run", options.run, "Names the cases: another for each run on one cluster")
      ->check(CLI::Range(0, 65'535));
  app.add_option("--cases", options.cases, "Cases of ten events");
  app.add_option("--rate", options.rate, "Events/s; 0: flat out");
  app.add_option("--backlog", options.backlog_max, "Events not yet classified, flat out");
  app.add_option("--open-only", options.open_only, "Only the first event of as many cases");
  app.add_option("--sink-port", options.sink_port, "Where the policy's webhooks go");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Loads a cluster that runs, and prints what came of it as a JSON object."};
  app.require_subcommand(1);
  std::string brokers;
  app.add_option("--brokers", brokers, "HOST:PORT of Kafka")->required();
  TopicsOptions topics;
  TimersOptions timers;
  BareTimersOptions bare;
  ChainOptions chain;
  FlowOptions flow;
  RelayOptions relay;

  CLI::App* topics_command = app.add_subcommand("make-topics", "Makes topics of one replica");
  topics_command->add_option("names", topics.names, "Their names")->required();
  topics_command->add_option("--partitions", topics.partitions, "Partitions of each");
  CLI::App* timers_command = app.add_subcommand("timers", "Arms timers and hears them fire");
  add_timers(*timers_command, timers);
  CLI::App* bare_command = app.add_subcommand("bare-timers", "Records produced when due");
  bare_command->add_option("--topic", bare.topic, "An existing topic")->required();
  bare_command->add_option("--count", bare.count, "Records")->required();
  bare_command->add_option("--rate", bare.rate, "Records/s; 0: flat out");
  bare_command->add_option("--bytes", bare.bytes, "Bytes a record");
  CLI::App* chain_command = app.add_subcommand("chain", "Contact events through all services");
  add_chain(*chain_command, chain);
  CLI::App* flow_command = app.add_subcommand("flow", "Stamped records into a topic until out");
  flow_command->add_option("--in", flow.in, "The topic to write")->required();
  flow_command->add_option("--out", flow.out, "The topics to hear, the last one's latency")
      ->required();
  flow_command->add_option("--count", flow.count, "Records")->required();
  flow_command->add_option("--rate", flow.rate, "Records/s; 0: flat out");
  flow_command->add_option("--bytes", flow.bytes, "Bytes a record");
  flow_command->add_option("--quiet", flow.quiet, "Seconds without a record until it is over");
  CLI::App* relay_command = app.add_subcommand("relay", "Reads and writes as a service does");
  relay_command->add_option("--reads", relay.reads, "Topics")->required();
  relay_command->add_option("--writes", relay.writes, "TOPIC<SOURCE:RECORDS_PER_RECORD:BYTES");
  CLI11_PARSE(app, argc, argv);

  topics.brokers = timers.brokers = bare.brokers = brokers;
  chain.brokers = flow.brokers = relay.brokers = brokers;
  if (topics_command->parsed()) {
    return run_make_topics(topics);
  }
  if (timers_command->parsed()) {
    return run_timers(timers);
  }
  if (bare_command->parsed()) {
    return run_bare_timers(bare);
  }
  if (chain_command->parsed()) {
    return run_chain(chain);
  }
  return flow_command->parsed() ? run_flow(flow) : run_relay(relay);
}
