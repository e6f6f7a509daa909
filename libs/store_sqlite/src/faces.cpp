#include "faces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::store_sqlite {
namespace {

// Which topics there are is the program's own knowledge, so a name that is not there is a mistake
// of ours.
std::size_t index_of(const PartitionIndex& index, const journal::TopicPartition& at) {
  const auto found = index.find(at);
  ESCALON_ASSERT(found != index.end());
  return found->second;
}

const char* why(Pushed pushed) {
  return pushed == Pushed::kFull
             ? "too much waits to be written; try again later"
             : "nothing more is written here: the data directory is closed or cannot be used; "
               "start the process anew";
}

}  // namespace

LogFace::LogFace(const PartitionIndex& index, WriteQueue& queue, Feeder& feeder,
                 std::size_t bytes_max)
    : index_(index), queue_(queue), feeder_(feeder), bytes_max_(bytes_max) {}

void LogFace::read_from(journal::ReaderId reader, journal::Position position,
                        journal::Mailbox& mailbox) {
  feeder_.read_from(reader, index_of(index_, position.at), position.next, mailbox);
}

void LogFace::stop(journal::ReaderId reader, journal::TopicPartition at) {
  feeder_.stop(reader, index_of(index_, at));
}

void LogFace::append(journal::TopicPartition at, journal::RecordPtr record, journal::Ticket ticket,
                     journal::Mailbox& mailbox) {
  AppendWork work;
  work.partition = index_of(index_, at);
  work.at = at;
  work.record = std::move(record);
  work.ticket = ticket;
  work.owner = &mailbox;
  const Pushed pushed = queue_.push(std::move(work), bytes_max_);
  if (pushed != Pushed::kQueued) {
    const bool fatal = pushed == Pushed::kClosed;
    mailbox.post(journal::AppendFailed{std::move(at), ticket, fatal, why(pushed)});
  }
}

void LogFace::purge(journal::TopicPartition at) {
  queue_.purge(index_of(index_, at));
}

void LogFace::probe_ends(absl::Time asked_at, journal::Mailbox& mailbox) {
  mailbox.post(journal::Ends{asked_at, feeder_.plain_ends()});
}

void ProducerFace::produce(journal::TopicPartition at, journal::RecordPtr record,
                           std::function<void(Result<journal::Offset>)> done) {
  AppendWork work;
  work.partition = index_of(index_, at);
  work.at = std::move(at);
  work.record = std::move(record);
  work.done = done;
  const Pushed pushed = queue_.push(std::move(work), bytes_max_);
  if (pushed != Pushed::kQueued) {
    const bool full = pushed == Pushed::kFull;
    done(Error{full ? Error::Kind::kExhausted : Error::Kind::kUnavailable, why(pushed)});
  }
}

void ViewFace::acquire(journal::StagePartition at, journal::Epoch epoch, journal::OnAcquire mode,
                       journal::Ticket ticket, journal::Mailbox& mailbox) {
  const Pushed pushed = queue_.push(AcquireWork{at, epoch, mode, ticket, &mailbox}, bytes_max_);
  if (pushed != Pushed::kQueued) {
    refuse(std::move(at), ticket, mailbox, why(pushed));
  }
}

void ViewFace::load(journal::ViewVersion version, std::vector<Key> keys, journal::Ticket ticket,
                    journal::Mailbox& mailbox) {
  desk_.ask(ViewDesk::LoadWork{std::move(version), std::move(keys), ticket, &mailbox});
}

void ViewFace::horizon(journal::ViewVersion version, journal::TimerPosition after, absl::Time until,
                       int limit, journal::Ticket ticket, journal::Mailbox& mailbox) {
  desk_.ask(ViewDesk::HorizonWork{std::move(version), std::move(after), to_ms(until), limit, ticket,
                                  &mailbox});
}

void ViewFace::apply(journal::ViewVersion version, journal::ViewBatch batch, journal::Ticket ticket,
                     journal::Mailbox& mailbox) {
  journal::StagePartition at = version.at;
  const Pushed pushed =
      queue_.push(ApplyWork{std::move(version), std::move(batch), ticket, &mailbox}, bytes_max_);
  if (pushed != Pushed::kQueued) {
    refuse(std::move(at), ticket, mailbox, why(pushed));
  }
}

void ViewFace::refuse(journal::StagePartition at, journal::Ticket ticket, journal::Mailbox& mailbox,
                      const char* reason) {
  journal::ViewAnswer answer;
  answer.at = std::move(at);
  answer.ticket = ticket;
  answer.code = journal::ViewCode::kUnreachable;
  answer.reason = reason;
  mailbox.post(std::move(answer));
}

void OwnershipFace::follow(const std::string& stage, journal::Mailbox& mailbox) {
  for (const StageOptions& known : stages_) {
    for (std::uint32_t partition = 0; known.name == stage && partition < known.partitions;
         ++partition) {
      mailbox.post(journal::Assigned{{stage, partition}});
    }
  }
}

void OwnershipFace::confirm(journal::StagePartition at, journal::Mailbox& mailbox) {
  const bool owned = std::any_of(stages_.begin(), stages_.end(), [&](const StageOptions& known) {
    return known.name == at.stage && at.partition < known.partitions;
  });
  if (owned) {
    mailbox.post(journal::Confirmed{std::move(at)});
  } else {
    mailbox.post(journal::NotOwner{std::move(at)});
  }
}

}  // namespace escalon::store_sqlite
