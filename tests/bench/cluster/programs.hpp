#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace escalon::bench {

struct TopicsOptions {
  std::string brokers;
  std::vector<std::string> names;
  int partitions = 12;
};
/// Makes topics of one replica; prints a JSON object, and on stderr what was refused.
int run_make_topics(const TopicsOptions& options);

/// A million timers on a cluster, or a few: arms them as contact events that carry their due
/// instants, and hears the journal `sla`.
struct TimersOptions {
  std::string brokers;
  int run = 0;        ///< Names this run's cases; new for each run on one cluster.
  int count = 0;      ///< Timers.
  double rate = 0;    ///< Firings a second; 0 = all due in one millisecond.
  double lead = 10;   ///< Seconds from the first arming to the first due instant.
  double cancel = 0;  ///< The share that is cancelled once all are armed, 0 to 1.
  bool arm_only = false;
  int payload_bytes = 100;
  int patience = 30;    ///< Seconds without news after which it ends.
  std::string firings;  ///< A CSV file for each timer's instants; none where empty.
};
/// Prints a JSON object; 1 where a timer is missing, early, or fired twice or uncalled for.
int run_timers(const TimersOptions& options);

/// librdkafka alone: records that are produced when they are due.
struct BareTimersOptions {
  std::string brokers;
  std::string topic;
  int count = 0;
  double rate = 0;  ///< A second; 0 = as fast as they go.
  int bytes = 400;
};
/// Prints a JSON object.
int run_bare_timers(const BareTimersOptions& options);

/// The load of the quality figures on a cluster's five services.
struct ChainOptions {
  std::string brokers;
  int run = 0;
  int cases = 0;
  double rate = 0;           ///< Events a second; 0 = flat out, with a bounded backlog.
  int backlog_max = 20'000;  ///< Events that are not classified yet, when flat out.
  int open_only = 0;         ///< Only the first event of as many cases, which stay open.
  int sink_port = 0;         ///< Where the webhooks of the policy go; 0 = there are none.
};
/// Prints a JSON object; 1 where a case that should escalate was not notified.
int run_chain(const ChainOptions& options);

/// Stamped records into one topic, until they come out of others.
struct FlowOptions {
  std::string brokers;
  std::string in;
  std::vector<std::string> out;  ///< The last is the one whose latency is told.
  int count = 0;
  double rate = 0;
  int bytes = 400;
  int backlog_max = 20'000;  ///< Records that the first of `out` has not shown yet.
  double quiet = 2;          ///< Seconds without a record after which it is over.
};
/// Prints a JSON object.
int run_flow(const FlowOptions& options);

/// What one service of the chain reads and writes, without what it thinks.
struct RelayOptions {
  std::string brokers;
  std::vector<std::string> reads;
  std::vector<std::string> writes;  ///< `TOPIC<SOURCE:RECORDS_PER_RECORD:BYTES`.
};
/// Goes on until SIGTERM.
int run_relay(const RelayOptions& options);

}  // namespace escalon::bench
