#include "escalon/routing/public_topics.hpp"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "escalon/service/logging.hpp"
#include "escalon/service/mesh_metrics.hpp"

namespace escalon::routing {
namespace {

using journal::TopicPartition;

// Other readers of this process have small numbers, owners have hashes.
constexpr journal::ReaderId kReadersBegin = 1'000;
// A kill writes what was published in this time again.
const absl::Duration kStoreEvery = absl::Seconds(10);
const absl::Duration kRestFirst = absl::Seconds(1);
const absl::Duration kRestLongest = absl::Minutes(1);
// A journal of which little is published is read again after a kill, but not all of it.
constexpr std::uint64_t kStoreEveryRecords = 10'000;
// What one failure makes written again, at most.
constexpr std::size_t kUnderWayMax = 500;

TopicPartition stored_at(std::uint32_t partition) {
  return {kPublished, partition};
}
TopicPartition journal_at(std::uint32_t partition) {
  return {kPublishedJournal, partition};
}

}  // namespace

PublicTopics::PublicTopics(PublicPorts ports, PublicOptions options, journal::Mailbox& mailbox)
    : ports_(ports), options_(options), mailbox_(mailbox), last_reader_(kReadersBegin) {}

void PublicTopics::follow() {
  ports_.ownership.follow(kPublication, mailbox_);
}

PublicTopics::Numbered* PublicTopics::reads(journal::ReaderId reader, const TopicPartition& at) {
  const auto found = partitions_.find(at.partition);
  return found != partitions_.end() && found->second.reader == reader ? &*found : nullptr;
}

void PublicTopics::handle(journal::MailboxMessage message) {
  if (const auto* assigned = std::get_if<journal::Assigned>(&message)) {
    begin(assigned->at.partition);
  } else if (const auto* revoked = std::get_if<journal::Revoked>(&message)) {
    end(revoked->at.partition);
  } else if (const auto* records = std::get_if<journal::Records>(&message)) {
    if (Numbered* one = reads(records->reader, records->at); one == nullptr) {
      return;
    } else if (one->second.phase == Phase::kRestoring) {
      take_stored(one->second, *records);
    } else {
      take_journal(*one, *records);
    }
  } else if (const auto* end_of_log = std::get_if<journal::EndOfLog>(&message)) {
    if (Numbered* one = reads(end_of_log->reader, end_of_log->at)) {
      reached_end(*one, *end_of_log);
    }
  } else if (const auto* below = std::get_if<journal::BelowStart>(&message)) {
    if (Numbered* one = reads(below->reader, below->at); one == nullptr) {
      return;
    } else if (one->second.phase == Phase::kRestoring) {
      read(one->second, below->at, below->start);
    } else {
      stop_reading(*one, "it no longer has what is to be published next; restore it");
    }
  }
}

bool PublicTopics::step() {
  take_answers();
  const journal::SteadyTime now = ports_.clock.steady();
  std::optional<journal::SteadyTime> next;
  const auto wake_at = [&](journal::SteadyTime at) { next = next ? std::min(*next, at) : at; };
  for (Numbered& numbered : partitions_) {
    Partition& one = numbered.second;
    if (one.phase != Phase::kFollowing) {
      continue;
    }
    go_on(numbered, now);
    send(numbered);
    store(numbered, now);
    for (const auto& [way, rest] : one.rests) {
      if (rest.until) {
        wake_at(*rest.until);
      }
    }
    if (one.published && one.store_at > now) {
      wake_at(one.store_at);
    }
  }
  if (next) {
    ports_.clock.wake_at_steady(*next, mailbox_);
  }
  return false;
}

void PublicTopics::begin(std::uint32_t partition) {
  const auto found = partitions_.find(partition);
  const std::uint64_t attempt = found == partitions_.end() ? 0 : found->second.attempt + 1;
  Partition& one =
      partitions_.insert_or_assign(partition, Partition(partition, options_)).first->second;
  one.attempt = attempt;
  one.phase = Phase::kRestoring;
  read(one, stored_at(partition), 0);
}

void PublicTopics::end(std::uint32_t partition) {
  const auto found = partitions_.find(partition);
  if (found == partitions_.end() || found->second.phase == Phase::kIdle) {
    return;
  }
  ports_.log.stop(found->second.reader, found->second.phase == Phase::kRestoring
                                            ? stored_at(partition)
                                            : journal_at(partition));
  const std::uint64_t attempt = found->second.attempt;
  found->second = Partition(partition, options_);
  found->second.attempt = attempt + 1;
  const std::lock_guard lock(mutex_);
  for (const Way way : {Way::kReading, Way::kWriting}) {
    troubles_.erase({partition, way});
  }
}

// Each reading has a name of its own, so that nothing of an earlier one is taken for its.
void PublicTopics::read(Partition& one, TopicPartition at, journal::Offset next) {
  one.reader = ++last_reader_;
  ports_.log.read_from(one.reader, {std::move(at), next}, mailbox_);
}

void PublicTopics::take_stored(Partition& one, const journal::Records& records) const {
  for (const journal::LogRecord& record : records.records) {
    publication::v1::PublicationState state;
    // What others wrote there is none; without any the journal is published from its beginning.
    if (record.record->header.keys.size() == 1 &&
        record.record->header.keys.front() == kPublishedJournal &&
        state.ParseFromString(record.record->body)) {
      one.stored = std::move(state);
    }
  }
}

void PublicTopics::reached_end(Numbered& numbered, const journal::EndOfLog& end) {
  auto& [partition, one] = numbered;
  if (one.phase == Phase::kRestoring) {
    ports_.log.stop(one.reader, end.at);
    one.chain.restore(one.stored);
    one.phase = Phase::kFollowing;
    one.store_at = ports_.clock.steady() + kStoreEvery;
    read(one, journal_at(partition), one.chain.next());
  } else if (end.next < one.chain.next()) {
    stop_reading(numbered,
                 "it is shorter than what was published of it; restore it, or delete the records "
                 "of topic published and restart this service to publish it from its start");
  } else {
    goes_on(numbered, Way::kReading);
  }
}

void PublicTopics::take_journal(Numbered& numbered, const journal::Records& records) {
  Partition& one = numbered.second;
  for (const journal::LogRecord& record : records.records) {
    auto published = one.chain.take(record);
    if (!published) {
      stop_reading(numbered, absl::StrCat("offset ", record.offset, ": ", published.error().message,
                                          "; restore it"));
      return;
    }
    ++one.since_stored;
    for (journal::OutsideRecord& next : *published) {
      one.outgoing.push_back({std::move(next), records.credit});
      one.published = true;
    }
  }
  goes_on(numbered, Way::kReading);
}

void PublicTopics::stop_reading(Numbered& numbered, const std::string& why) {
  auto& [partition, one] = numbered;
  ports_.log.stop(one.reader, journal_at(partition));
  one.reader = ++last_reader_;
  rests(numbered, Way::kReading,
        absl::StrCat("partition ", partition, " of journal ", kPublishedJournal,
                     " cannot be published: ", why));
}

// In their order, since a record names the one before it. Where a topic is still to be made those
// behind it wait, too.
void PublicTopics::send(Numbered& numbered) {
  Partition& one = numbered.second;
  while (!one.rests[Way::kWriting].until && one.sent < one.outgoing.size() &&
         one.sent < kUnderWayMax) {
    const std::string& topic = one.outgoing[one.sent].record.at.topic;
    if (topic != kAllEscalations && !ports_.maker.has(topic)) {
      ports_.maker.want(topic);
      return;
    }
    write(numbered, one.sent++);
  }
}

void PublicTopics::write(Numbered& numbered, std::size_t index) {
  const auto& [partition, one] = numbered;
  Answer answer{partition, one.attempt, one.durable + index, {}};
  journal::OutsideRecord record = one.outgoing[index].record;
  const std::string topic = record.at.topic;
  ports_.outside.write(std::move(record), [this, answer, topic](Status status) mutable {
    ports_.metrics.published.count({topic, status ? "written" : "failed"});
    answer.status = std::move(status);
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      first = answers_.empty();
      answers_.push_back(std::move(answer));
    }
    if (first) {
      mailbox_.post(journal::Wake{});
    }
  });
}

void PublicTopics::take_answers() {
  std::vector<Answer> answers;
  {
    const std::lock_guard lock(mutex_);
    answers.swap(answers_);
  }
  for (const Answer& answer : answers) {
    Numbered& numbered = *partitions_.find(answer.partition);
    if (answer.attempt != numbered.second.attempt) {
      continue;
    }
    if (answer.status) {
      written(numbered, answer.number);
    } else {
      send_again(numbered, answer.status.error().message);
    }
  }
}

void PublicTopics::written(Numbered& numbered, std::uint64_t number) {
  Partition& one = numbered.second;
  one.outgoing[number - one.durable].durable = true;
  while (!one.outgoing.empty() && one.outgoing.front().durable) {
    one.outgoing.pop_front();
    --one.sent;
    ++one.durable;
    goes_on(numbered, Way::kWriting);
  }
}

// From the first that is not durable: what was written behind it is passed over by readers of the
// chain.
void PublicTopics::send_again(Numbered& numbered, const std::string& why) {
  auto& [partition, one] = numbered;
  ++one.attempt;
  one.sent = 0;
  for (Outgoing& outgoing : one.outgoing) {
    outgoing.durable = false;
  }
  rests(numbered, Way::kWriting,
        absl::StrCat("what partition ", partition, " of journal ", kPublishedJournal,
                     " tells cannot be written: ", why));
}

void PublicTopics::rests(Numbered& numbered, Way way, const std::string& why) {
  Rest& rest = numbered.second.rests[way];
  rest.next = std::clamp(2 * rest.next, kRestFirst, kRestLongest);
  rest.until = ports_.clock.steady() + rest.next;
  const std::lock_guard lock(mutex_);
  std::string& trouble = troubles_[{numbered.first, way}];
  if (trouble != why) {
    trouble = why;
    service::log_warning("public topics: " + why + "; it is tried again");
  }
}

void PublicTopics::goes_on(Numbered& numbered, Way way) {
  Rest& rest = numbered.second.rests[way];
  if (rest.next > absl::ZeroDuration() && !rest.until) {
    rest.next = absl::ZeroDuration();
    const std::lock_guard lock(mutex_);
    troubles_.erase({numbered.first, way});
  }
}

void PublicTopics::go_on(Numbered& numbered, journal::SteadyTime now) {
  auto& [partition, one] = numbered;
  for (auto& [way, rest] : one.rests) {
    if (rest.until && now >= *rest.until) {
      rest.until.reset();
      if (way == Way::kReading) {
        read(one, journal_at(partition), one.chain.next());
      }
    }
  }
}

void PublicTopics::store(Numbered& numbered, journal::SteadyTime now) {
  auto& [partition, one] = numbered;
  const bool worth_it = one.published || one.since_stored >= kStoreEveryRecords;
  if (!one.snapshot && worth_it && now >= one.store_at) {
    one.snapshot = Snapshot{one.durable + one.outgoing.size(), one.chain.state()};
    one.published = false;
    one.since_stored = 0;
    one.store_at = now + kStoreEvery;
  }
  if (!one.snapshot || one.durable < one.snapshot->issued) {
    return;
  }
  auto record = std::make_shared<journal::Record>();
  record->header.stage = kPublication;
  record->header.keys = {kPublishedJournal};
  record->body = one.snapshot->state.SerializeAsString();
  one.snapshot.reset();
  // Where it fails the next one says more, and until then more is written again after a kill.
  ports_.producer.produce(stored_at(partition), std::move(record),
                          [](const Result<journal::Offset>&) {});
}

std::string PublicTopics::trouble() const {
  {
    const std::lock_guard lock(mutex_);
    if (!troubles_.empty()) {
      return troubles_.begin()->second;
    }
  }
  return ports_.maker.trouble();
}

}  // namespace escalon::routing
