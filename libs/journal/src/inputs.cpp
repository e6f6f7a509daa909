#include "inputs.hpp"

#include <algorithm>

#include "escalon/base/assert.hpp"
#include "escalon/journal/decoded_record.hpp"

namespace escalon::journal {
namespace {

constexpr size_t kReadyWithCredit = 1000;  // above it the log is held back
constexpr std::uint64_t kQuietListed = 100;

Offset after(const InputSource& source) {
  if (source.ready.empty()) {
    return source.next;
  }
  const LogRecord& last = source.ready.back().log;
  return last.record == nullptr ? last.offset : last.offset + 1;
}

}  // namespace

Inputs::Inputs(const Stage& stage, const Topology& topology, std::uint32_t partition)
    : stage_(stage),
      partition_(partition),
      partitions_(topology.partitions_of(stage.spec().journal)) {
  const auto add = [&](const InputSpec& spec, std::uint32_t from) {
    InputSource source;
    source.at = {spec.topic, from};
    source.spec = spec;
    source.prototype = stage.new_input(spec.topic);
    sources_.emplace_back(std::move(source));
  };
  add({std::string(kPolicyTopic), false, InputScope::kSamePartition}, 0);
  for (const InputSpec& spec : stage.spec().inputs) {
    if (spec.scope == InputScope::kSamePartition) {
      add(spec, partition);
      continue;
    }
    for (std::uint32_t from = 0; from < topology.partitions_of(spec.topic); ++from) {
      add(spec, from);
    }
  }
}

void Inputs::reset(const std::map<TopicPartition, InputCursor>& cursor) {
  for (InputSource& source : sources_) {
    source.ready.clear();
    source.credits.clear();
    source.looked_ahead = 0;
    source.moved = false;
    source.moved_quietly = 0;
    source.gap = {};
    const auto known = cursor.find(source.at);
    source.next = known == cursor.end() ? 0 : known->second.next;
    source.fold = known == cursor.end() ? Fold() : known->second.fold;
  }
}

void Inputs::take(size_t index, Records&& records) {
  InputSource& source = sources_[index];
  for (LogRecord& log : records.records) {
    if (log.offset >= after(source)) {
      source.ready.push_back(ReadyInput{std::move(log), false, {}, {}});
    }
  }
  if (source.ready.size() > kReadyWithCredit) {
    source.credits.push_back(std::move(records.credit));
  }
}

void Inputs::take(size_t index, const EndOfLog& end) {
  InputSource& source = sources_[index];
  if (end.next > after(source)) {
    source.ready.push_back(ReadyInput{{end.next, nullptr}, true, {}, {}});
  }
}

void Inputs::keep_if_ours(const InputSource& source, DecodedInput input, std::string_view record_id,
                          ReadyInput& ready) const {
  stage_.keys({source.at.topic, input.upstream_key, *input.message, record_id}, input.keys);
  std::erase_if(input.keys,
                [&](const Key& of) { return partition_of(of, partitions_) != partition_; });
  if (!input.keys.empty()) {
    ready.inputs.push_back(std::move(input));
  }
}

void Inputs::decode_plain(const InputSource& source, ReadyInput& ready) const {
  const RecordHeader& header = ready.log.record->header;
  std::shared_ptr<Message> message(source.prototype->New());
  if (!message->ParseFromString(ready.log.record->body)) {
    ready.error = "the record's body is not a " + message->GetTypeName();
    return;
  }
  const Key key(header.keys.empty() ? std::string() : header.keys.front());
  if (source.spec.scope == InputScope::kSamePartition &&
      partition_of(key, partitions_) != partition_) {
    ready.error = "its key belongs to partition " + std::to_string(partition_of(key, partitions_)) +
                  "; its writer must place keys as Kafka's Java client does";
    return;
  }
  keep_if_ours(source, {key, std::move(message), header.id, {}}, header.id, ready);
}

void Inputs::decode_journal(const InputSource& source, ReadyInput& ready) const {
  const auto decoded = decode_record(*ready.log.record, *source.prototype);
  if (!decoded) {
    ready.error = decoded.error().message;
    return;
  }
  for (const DecodedEvent& event : (*decoded)->events) {
    keep_if_ours(source, {event.key, event.message, event.id, {}},
                 (*decoded)->body.decision().decision_id(), ready);
  }
}

void Inputs::decode(const InputSource& source, ReadyInput& ready) const {
  if (ready.decoded) {
    return;
  }
  ready.decoded = true;
  const RecordHeader& header = ready.log.record->header;
  const bool foreign = source.spec.scope == InputScope::kAllPartitions &&
                       !concerns(header, stage_.spec().name, partition_);
  if (foreign || source.at.topic == kPolicyTopic) {
    return;
  }
  try {
    if (!source.spec.journal) {
      decode_plain(source, ready);
    } else if (header.kind == RecordKind::kDecision) {
      decode_journal(source, ready);
    }
  } catch (const std::exception& problem) {
    ready.error = std::string("reading the record threw: ") + problem.what();
  }
  if (!ready.error.empty()) {
    ready.inputs.clear();
  }
}

v1::Cursor Inputs::list_moved(bool full, SteadyTime now, absl::Duration quiet_listed_after) {
  v1::Cursor cursor;
  cursor.set_full(full);
  for (InputSource& source : sources_) {
    const bool worth = source.moved || source.moved_quietly >= kQuietListed ||
                       (source.moved_quietly > 0 && now - source.listed_at >= quiet_listed_after);
    if (!full && !worth) {
      continue;
    }
    v1::CursorEntry* entry = cursor.add_entries();
    entry->set_topic(source.at.topic);
    entry->set_partition(source.at.partition);
    entry->set_next_offset(source.next);
    if (source.spec.journal) {
      *entry->mutable_fold() = encode_fold(source.fold);
    }
    source.moved = false;
    source.moved_quietly = 0;
    source.listed_at = now;
  }
  return cursor;
}

std::vector<PlainPosition> Inputs::gated_positions() const {
  std::vector<PlainPosition> positions;
  for (const std::string& topic : stage_.spec().gated_plain_topics) {
    positions.push_back({{topic, partition_}, gate_position({topic, ""})});
  }
  return positions;
}

size_t Inputs::waiting() const {
  size_t count = 0;
  for (const InputSource& source : sources_) {
    count += source.ready.size();
  }
  return count;
}

Offset Inputs::gate_position(const GateEntry& entry) const {
  const std::string& topic = entry.via.empty() ? entry.plain_topic : entry.via;
  const auto source =
      std::find_if(sources_.begin(), sources_.end(), [&](const InputSource& candidate) {
        return candidate.at.topic == topic && candidate.at.partition == partition_;
      });
  ESCALON_ASSERT(source != sources_.end());
  return entry.via.empty() ? source->next
                           : source->fold.plain_next({entry.plain_topic, partition_});
}

}  // namespace escalon::journal
