// What the stage runtime pays for each record apart from the stage: the fold rule, the partition's
// own fold, headers, ids and partitioning.

#include <cstdint>
#include <string>

#include "benchmark/benchmark.h"
#include "escalon/base/ids.hpp"
#include "escalon/journal/fold.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "escalon/journal/record.hpp"

namespace escalon::journal {
namespace {

constexpr const char* kCase = "default/8c5f3b1e-6f7a-4f43-9a5b-0123456789ab";

// A decision of one case that concerns a team and tells how far two plain topics are decided.
RecordHeader decision_header() {
  RecordHeader header;
  header.kind = RecordKind::kDecision;
  header.stage = "escalation";
  header.epoch = 1;
  header.seq = 1;
  header.id = derive_id({"escalation", kCase, "input", "default/event-1"});
  header.keys = {kCase};
  header.destinations = {{"team", 1}};
  header.plain = {{{"contact.events", 0}, 1}, {{"commands", 0}, 1}};
  header.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  return header;
}

RecordHeader marker_header() {
  RecordHeader header;
  header.kind = RecordKind::kEpochStart;
  header.stage = "escalation";
  header.epoch = 1;
  return header;
}

v1::JournalRecord decision_body(const RecordHeader& header) {
  v1::JournalRecord body;
  v1::Decision& decision = *body.mutable_decision();
  decision.set_epoch(header.epoch);
  decision.set_decision_id(header.id);
  decision.set_policy(sha256_hex("policy"));
  decision.mutable_cause()->set_kind("input");
  decision.mutable_cause()->set_id("default/event-1");
  for (const PlainPosition& moved : header.plain) {
    v1::CursorEntry& entry = *decision.mutable_cursor()->add_entries();
    entry.set_topic(moved.at.topic);
    entry.set_next_offset(moved.next);
  }
  v1::Change& change = *decision.add_changes();
  change.set_key(kCase);
  change.add_events(std::string(200, 'x'));
  return body;
}

void fold_accepts(benchmark::State& bench) {
  Fold fold;
  fold.accept(marker_header());
  RecordHeader header = decision_header();
  for (auto _ : bench) {
    header.plain[0].next += 1;
    benchmark::DoNotOptimize(fold.accept(header));
    header.seq += 1;
  }
  if (fold.seq() + 1 != header.seq) {
    bench.SkipWithError("a record was not accepted");
  }
}
BENCHMARK(fold_accepts);

void fold_drops_a_zombie(benchmark::State& bench) {
  Fold fold;
  RecordHeader marker = marker_header();
  marker.epoch = 2;
  fold.accept(marker);
  const RecordHeader header = decision_header();
  for (auto _ : bench) {
    benchmark::DoNotOptimize(fold.accept(header));
  }
}
BENCHMARK(fold_drops_a_zombie);

PartitionFold begun_partition() {
  PartitionFold partition;
  v1::JournalRecord marker;
  marker.mutable_epoch_start()->set_epoch(1);
  partition.accept(marker_header(), marker);
  return partition;
}

void partition_fold_accepts(benchmark::State& bench) {
  PartitionFold partition = begun_partition();
  RecordHeader header = decision_header();
  v1::JournalRecord body = decision_body(header);
  for (auto _ : bench) {
    header.plain[0].next += 1;
    benchmark::DoNotOptimize(partition.accept(header, body));
    header.seq += 1;
  }
  if (partition.fold().seq() + 1 != header.seq) {
    bench.SkipWithError("a record was not accepted");
  }
}
BENCHMARK(partition_fold_accepts);

// What each batch that moves a view carries.
void partition_fold_encode(benchmark::State& bench) {
  PartitionFold partition = begun_partition();
  const RecordHeader header = decision_header();
  partition.accept(header, decision_body(header));
  for (auto _ : bench) {
    benchmark::DoNotOptimize(partition.encode());
  }
  bench.counters["bytes"] = static_cast<double>(partition.encode().size());
}
BENCHMARK(partition_fold_encode);

void header_encode(benchmark::State& bench) {
  const RecordHeader header = decision_header();
  for (auto _ : bench) {
    benchmark::DoNotOptimize(encode_header(header));
  }
  bench.counters["bytes"] = static_cast<double>(encode_header(header).size());
}
BENCHMARK(header_encode);

void header_decode(benchmark::State& bench) {
  const std::string bytes = encode_header(decision_header());
  for (auto _ : bench) {
    benchmark::DoNotOptimize(decode_header(bytes));
  }
}
BENCHMARK(header_decode);

void id_derived(benchmark::State& bench) {
  for (auto _ : bench) {
    benchmark::DoNotOptimize(derive_id({"escalation", kCase, "input", "default/event-1"}));
  }
}
BENCHMARK(id_derived);

void key_partitioned(benchmark::State& bench) {
  const Key key(kCase);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(partition_of(key, 32));
  }
}
BENCHMARK(key_partitioned);

void key_murmur2(benchmark::State& bench) {
  const std::string key = kCase;
  for (auto _ : bench) {
    benchmark::DoNotOptimize(murmur2(key));
  }
}
BENCHMARK(key_murmur2);

}  // namespace
}  // namespace escalon::journal
