#include "client.hpp"

#include <memory>
#include <utility>

#include "escalon/base/instant.hpp"

namespace escalon::adapter_conformance {

journal::RecordPtr record_of(std::string body) {
  journal::RecordHeader header;
  header.kind = journal::RecordKind::kDecision;
  header.stage = kStage;
  header.epoch = 3;
  header.seq = 7;
  header.keys = {"default/a", "default/b"};
  header.destinations = {{"team", 1}};
  header.plain = {{{kPlainTopic, 1}, 42}};
  return std::make_shared<const journal::Record>(
      journal::Record{std::move(header), std::move(body)});
}

std::vector<std::string> bodies(const std::vector<journal::LogRecord>& records) {
  std::vector<std::string> all;
  all.reserve(records.size());
  for (const journal::LogRecord& record : records) {
    all.push_back(record.record->body);
  }
  return all;
}

journal::TopicPartition journal_partition(std::uint32_t partition) {
  return {kJournal, partition};
}

journal::TopicPartition plain_partition(std::uint32_t partition) {
  return {kPlainTopic, partition};
}

journal::StagePartition stage_partition(std::uint32_t partition) {
  return {kStage, partition};
}

void Client::append(const journal::TopicPartition& at, std::string body) {
  adapter_.log().append(at, record_of(std::move(body)), ++ticket_, mailbox_);
}

std::optional<Result<journal::Offset>> Client::produce(const journal::TopicPartition& at,
                                                       std::string body) {
  // Shared, because a wait in vain leaves the callback behind.
  auto result = std::make_shared<std::optional<Result<journal::Offset>>>();
  Signal& signal = adapter_.signal();
  adapter_.producer().produce(at, record_of(std::move(body)), [&signal, result](auto done) {
    {
      const std::lock_guard lock(signal.mutex);
      result->emplace(std::move(done));
    }
    signal.changed.notify_all();
  });
  if (!adapter_.wait([&] { return result->has_value(); })) {
    return std::nullopt;
  }
  return *result;
}

std::vector<journal::LogRecord> Client::read(const journal::TopicPartition& at,
                                             journal::Offset next, std::size_t count) {
  RecordingMailbox mailbox(adapter_.signal());
  const journal::ReaderId reader = ++reader_;
  std::vector<journal::LogRecord> records;
  adapter_.log().read_from(reader, {at, next}, mailbox);
  while (records.size() < count &&
         adapter_.wait([&] { return !mailbox.all<journal::Records>().empty(); })) {
    const auto more = mailbox.take_records(reader);
    records.insert(records.end(), more.begin(), more.end());
  }
  adapter_.log().stop(reader, at);
  adapter_.settle();
  return records;
}

bool Client::read_back(const journal::TopicPartition& at, std::size_t count) {
  return read(at, 0, count).size() >= count;
}

journal::ViewAnswer Client::acquire(journal::Epoch epoch, journal::OnAcquire mode,
                                    std::uint32_t partition) {
  adapter_.view().acquire(stage_partition(partition), epoch, mode, ++ticket_, mailbox_);
  return answer(ticket_);
}

journal::ViewAnswer Client::load(journal::Epoch epoch, journal::Offset version,
                                 const std::vector<std::string>& keys, std::uint32_t partition) {
  std::vector<Key> strong;
  for (const std::string& key : keys) {
    strong.emplace_back(key);
  }
  adapter_.view().load({stage_partition(partition), epoch, version}, std::move(strong), ++ticket_,
                       mailbox_);
  return answer(ticket_);
}

journal::ViewAnswer Client::horizon(journal::Epoch epoch, journal::Offset version,
                                    journal::TimerPosition after, std::int64_t until_ms,
                                    int limit) {
  adapter_.view().horizon({stage_partition(), epoch, version}, std::move(after), from_ms(until_ms),
                          limit, ++ticket_, mailbox_);
  return answer(ticket_);
}

journal::ViewAnswer Client::apply(journal::Epoch epoch, journal::Offset version,
                                  journal::ViewBatch batch, std::uint32_t partition) {
  adapter_.view().apply({stage_partition(partition), epoch, version}, std::move(batch), ++ticket_,
                        mailbox_);
  return answer(ticket_);
}

journal::ViewAnswer Client::answer(journal::Ticket ticket) {
  journal::ViewAnswer found;
  answered_ = adapter_.wait([&] {
    for (const journal::ViewAnswer* answer : mailbox_.all<journal::ViewAnswer>()) {
      if (answer->ticket == ticket) {
        found = *answer;
        return true;
      }
    }
    return false;
  });
  if (!answered_) {
    found.code = journal::ViewCode::kUnreachable;
  }
  return found;
}

journal::PostImage image_of(const std::string& key, const std::string& envelope,
                            std::int64_t due_ms) {
  journal::PostImage image;
  image.key = Key(key);
  image.envelope = std::make_shared<const std::string>(envelope);
  if (due_ms != 0) {
    image.timers.push_back(timer_of(key, due_ms));
  }
  return image;
}

journal::TimerRow timer_of(const std::string& key, std::int64_t due_ms, const std::string& timer,
                           std::uint64_t generation) {
  journal::TimerRow row;
  row.key = Key(key);
  row.timer = timer;
  row.generation = generation;
  row.due_ms = due_ms;
  row.kind = 2;
  return row;
}

journal::ViewBatch batch_of(journal::Offset to_version, std::vector<journal::PostImage> images,
                            std::string partition_state) {
  journal::ViewBatch batch;
  batch.to_version = to_version;
  batch.partition_state = std::move(partition_state);
  batch.images = std::move(images);
  return batch;
}

}  // namespace escalon::adapter_conformance
