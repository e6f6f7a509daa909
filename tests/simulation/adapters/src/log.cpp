#include "escalon/simulated/log.hpp"

#include <algorithm>
#include <optional>

namespace escalon::simulated {

// An append from the call to the log. `fail` tells whoever waits that it went wrong, `done` that it
// did not.
struct SimulatedLog::Append {
  journal::RecordPtr record;
  std::function<void(std::string)> fail;
  std::function<void(journal::Offset)> done;
  bool purgeable = false;
  bool purged = false;
  std::shared_ptr<Stream> stream;
};

// The appends of one process to one partition. It outlives the process for what is on its way.
struct SimulatedLog::Stream {
  journal::TopicPartition at;
  std::deque<std::shared_ptr<Append>> queued;
  journal::SteadyTime last_sent = -absl::InfiniteDuration();
  journal::SteadyTime last_landed = -absl::InfiniteDuration();
  bool cut = false;  // The process died: nothing more lands.
};

struct SimulatedLog::Reader {
  journal::ReaderId id = 0;
  journal::TopicPartition at;
  journal::Offset next = 0;
  journal::Mailbox* mailbox = nullptr;
  std::optional<journal::Offset> told_end;
  int outstanding = 0;
  bool active = true;
  bool pumping = false;
  int slow_batches = 0;
  journal::SteadyTime last_delivery = -absl::InfiniteDuration();
  std::shared_ptr<void> watch;
};

namespace {

// Strictly later than the one before, so that order is kept whatever the delays are.
journal::SteadyTime in_order(journal::SteadyTime& last, journal::SteadyTime wanted) {
  last = std::max(wanted, last + absl::Nanoseconds(1));
  return last;
}

// Every other record comes as bytes alone, as it would from another process.
void forget_messages(journal::LogRecord& record) {
  if (record.record->decoded != nullptr && record.offset % 2 == 0) {
    record.record = std::make_shared<const journal::Record>(
        journal::Record{record.record->header, record.record->body});
  }
}

}  // namespace

SimulatedLog::SimulatedLog(Broker& broker, Process process)
    : broker_(broker), process_(std::move(process)) {}

SimulatedLog::~SimulatedLog() {
  process_.kill();
  // What was not sent never will be; it and its stream own one another.
  for (auto& [at, stream] : streams_) {
    stream->queued.clear();
  }
}

void SimulatedLog::append(journal::TopicPartition at, journal::RecordPtr record,
                          journal::Ticket ticket, journal::Mailbox& mailbox) {
  auto append = std::make_shared<Append>();
  append->record = std::move(record);
  append->purgeable = true;
  append->fail = [this, at, ticket, owner = &mailbox](std::string why) {
    process_.later(broker_.random().between({}, broker_.times().append_most),
                   [at, ticket, owner, why = std::move(why)] {
                     owner->post(journal::AppendFailed{at, ticket, false, why});
                   });
  };
  enqueue(at, std::move(append));
}

void SimulatedLog::produce(journal::TopicPartition at, journal::RecordPtr record,
                           std::function<void(Result<journal::Offset>)> done) {
  auto append = std::make_shared<Append>();
  append->record = std::move(record);
  append->fail = [this, done](std::string why) {
    process_.later(broker_.random().between({}, broker_.times().append_most),
                   [done, why = std::move(why)] {
                     done(Error{Error::Kind::kUnavailable, why});
                   });
  };
  append->done = [this, done](journal::Offset offset) {
    process_.later(broker_.random().between({}, broker_.times().append_most),
                   [done, offset] { done(offset); });
  };
  enqueue(at, std::move(append));
}

void SimulatedLog::enqueue(const journal::TopicPartition& at, std::shared_ptr<Append> append) {
  std::shared_ptr<Stream>& stream = streams_[at];
  if (!stream) {
    stream = std::make_shared<Stream>();
    stream->at = at;
  }
  append->stream = stream;
  stream->queued.push_back(append);
  const auto wanted =
      broker_.scheduler().now() + broker_.random().between({}, broker_.times().send_most);
  process_.later_at(in_order(stream->last_sent, wanted), [this, append] { send(append); });
}

// From here on the append is no longer the process's own: it lands, or not, whatever becomes of the
// process.
void SimulatedLog::send(const std::shared_ptr<Append>& append) {
  Stream& stream = *append->stream;
  if (append->purged) {
    return;
  }
  stream.queued.pop_front();
  Faults& faults = broker_.faults();
  if (faults.strikes(Fault::kFailedAppend)) {
    append->fail("the log did not take it");
    return;
  }
  const bool late = faults.strikes(Fault::kLateAppend);
  const bool twice = faults.strikes(Fault::kDuplicateAppend);
  const bool unacknowledged = faults.strikes(Fault::kLostAcknowledgement);
  const BrokerTimes& times = broker_.times();
  const auto delay = broker_.random().between({}, late ? times.late_most : times.append_most);
  const auto landing = in_order(stream.last_landed, broker_.scheduler().now() + delay);
  broker_.scheduler().at(landing,
                         [&broker = broker_, process = process_, append, twice, unacknowledged] {
                           Stream& from = *append->stream;
                           from.cut = from.cut || (!process.alive() && broker.random().chance(0.3));
                           if (from.cut) {
                             return;
                           }
                           const journal::Offset offset = broker.append(from.at, append->record);
                           if (twice) {
                             broker.append(from.at, append->record);
                           }
                           if (!process.alive()) {
                             return;
                           }
                           if (unacknowledged) {
                             append->fail("no acknowledgement came");
                           } else if (append->done) {
                             append->done(offset);
                           }
                         });
}

void SimulatedLog::purge(journal::TopicPartition at) {
  const auto found = streams_.find(at);
  if (found == streams_.end()) {
    return;
  }
  std::erase_if(found->second->queued, [](const std::shared_ptr<Append>& append) {
    append->purged = append->purgeable;
    return append->purged;
  });
}

void SimulatedLog::probe_ends(absl::Time asked_at, journal::Mailbox& mailbox) {
  Random& random = broker_.random();
  const BrokerTimes& times = broker_.times();
  process_.later(random.between({}, times.read_most), [this, asked_at, owner = &mailbox] {
    const bool stale = broker_.faults().strikes(Fault::kStaleEnds);
    const auto delay =
        broker_.random().between({}, stale ? broker_.times().late_most : broker_.times().read_most);
    process_.later(delay, [asked_at, owner, ends = broker_.plain_ends()] {
      owner->post(journal::Ends{asked_at, ends});
    });
  });
}

void SimulatedLog::read_from(journal::ReaderId reader, journal::Position position,
                             journal::Mailbox& mailbox) {
  stop(reader, position.at);
  auto made = std::make_shared<Reader>();
  made->id = reader;
  made->at = position.at;
  made->next = position.next;
  made->mailbox = &mailbox;
  std::weak_ptr<Reader> weak = made;
  made->watch = broker_.watch(position.at, [this, process = process_, weak] {
    const auto grown = weak.lock();
    if (grown && process.alive()) {
      pump_soon(grown);
    }
  });
  readers_[{reader, position.at}] = made;
  pump_soon(made);
}

void SimulatedLog::stop(journal::ReaderId reader, journal::TopicPartition at) {
  const auto found = readers_.find({reader, at});
  if (found != readers_.end()) {
    found->second->active = false;
    found->second->watch.reset();
    readers_.erase(found);
  }
}

void SimulatedLog::pump_soon(const ReaderPtr& reader) {
  if (!reader->active || reader->pumping) {
    return;
  }
  reader->pumping = true;
  const auto delay = broker_.random().between({}, broker_.times().read_most / 2);
  process_.later(delay, [this, reader] {
    reader->pumping = false;
    pump(reader);
  });
}

void SimulatedLog::pump(const ReaderPtr& reader) {
  if (!reader->active) {
    return;
  }
  if (reader->next < broker_.start(reader->at)) {
    reader->active = false;
    deliver(reader, journal::BelowStart{reader->id, reader->at, broker_.start(reader->at)});
    return;
  }
  if (reader->outstanding >= broker_.times().outstanding_most) {
    return;
  }
  std::vector<journal::LogRecord> batch = next_batch(*reader);
  if (batch.empty()) {
    tell_end(reader);
    return;
  }
  reader->next = batch.back().offset + 1;
  ++reader->outstanding;
  deliver(reader, journal::Records{reader->id, reader->at, std::move(batch), make_credit(reader)});
  pump_soon(reader);
}

std::vector<journal::LogRecord> SimulatedLog::next_batch(Reader& reader) {
  const std::vector<journal::LogRecord>& records = broker_.records(reader.at);
  const auto first = std::lower_bound(
      records.begin(), records.end(), reader.next,
      [](const journal::LogRecord& record, journal::Offset next) { return record.offset < next; });
  const auto left = static_cast<std::uint64_t>(records.end() - first);
  if (left == 0) {
    return {};
  }
  if (reader.slow_batches == 0 && broker_.faults().strikes(Fault::kSlowReader)) {
    reader.slow_batches = 20;
  }
  std::uint64_t count = std::min(left, 1 + broker_.random().below(broker_.times().batch_most));
  count = reader.slow_batches > 0 ? 1 : count;
  std::vector<journal::LogRecord> batch(first, first + static_cast<std::ptrdiff_t>(count));
  for (journal::LogRecord& record : batch) {
    forget_messages(record);
  }
  return batch;
}

void SimulatedLog::tell_end(const ReaderPtr& reader) {
  const journal::Offset end = broker_.end(reader->at);
  if (reader->told_end == end) {
    return;
  }
  reader->told_end = end;
  reader->next = std::max(reader->next, end);
  deliver(reader, journal::EndOfLog{reader->id, reader->at, end});
}

void SimulatedLog::deliver(const ReaderPtr& reader, journal::MailboxMessage message) {
  const BrokerTimes& times = broker_.times();
  absl::Duration most = times.read_most;
  if (reader->slow_batches > 0) {
    --reader->slow_batches;
    most = absl::Milliseconds(500);
  } else if (broker_.faults().strikes(Fault::kLateReadBack)) {
    most = times.late_most;
  }
  const auto wanted = broker_.scheduler().now() + broker_.random().between({}, most);
  const bool last_word = std::holds_alternative<journal::BelowStart>(message);
  // std::function must be copyable, so the message travels by pointer.
  auto shared = std::make_shared<journal::MailboxMessage>(std::move(message));
  process_.later_at(in_order(reader->last_delivery, wanted), [reader, last_word, shared] {
    if (reader->active || last_word) {
      reader->mailbox->post(std::move(*shared));
    }
  });
}

std::shared_ptr<void> SimulatedLog::make_credit(const ReaderPtr& reader) {
  std::weak_ptr<Reader> weak = reader;
  auto release = [this, process = process_, weak](void*) {
    const auto held = weak.lock();
    if (held) {
      --held->outstanding;
    }
    if (held && process.alive()) {
      pump_soon(held);
    }
  };
  return {static_cast<void*>(reader.get()), std::move(release)};
}

}  // namespace escalon::simulated
