#include "escalon/service/journal_follower.hpp"

#include <algorithm>
#include <utility>

namespace escalon::service {
namespace {

constexpr std::chrono::milliseconds kToldEvery(250);

}  // namespace

using journal::Verdict;

JournalFollower::JournalFollower(journal::Log& log, journal::Mailbox& mailbox,
                                 journal::ReaderId reader, JournalSink& sink, Alarm alarm)
    : log_(log), mailbox_(mailbox), reader_(reader), sink_(sink), alarm_(std::move(alarm)) {}

void JournalFollower::follow(const journal::TopicPartition& at, journal::Offset next,
                             journal::Fold fold) {
  following_[at] = {next, std::move(fold), false};
  log_.read_from(reader_, {at, next}, mailbox_);
}

void JournalFollower::handle(journal::MailboxMessage message) {
  if (const auto* records = std::get_if<journal::Records>(&message)) {
    take(*records);
  } else if (const auto* end = std::get_if<journal::EndOfLog>(&message)) {
    if (const auto found = following_.find(end->at); found != following_.end()) {
      found->second.behind = false;
      ended_.insert(end->at);
    }
  } else if (const auto* below = std::get_if<journal::BelowStart>(&message)) {
    give_up(below->at, below->start, "what was not read yet is no longer kept");
  }
}

void JournalFollower::take(const journal::Records& records) {
  const auto found = following_.find(records.at);
  if (found == following_.end()) {
    return;
  }
  Following& following = found->second;
  for (const journal::LogRecord& record : records.records) {
    if (record.offset < following.next) {
      continue;
    }
    if (!take_one(records.at, record, following.fold)) {
      return;
    }
    following.next = record.offset + 1;
  }
  following.moved = true;
  following.behind = true;
  if (!moved_at_) {
    moved_at_ = std::chrono::steady_clock::now();
  }
}

// What comes closely one after another is stored together: the same case moves in several journals.
bool JournalFollower::worth_telling() const {
  const bool more_is_coming = std::any_of(following_.begin(), following_.end(),
                                          [](const auto& one) { return one.second.behind; });
  return !more_is_coming ||
         (moved_at_ && std::chrono::steady_clock::now() - *moved_at_ >= kToldEvery);
}

bool JournalFollower::step() {
  if (!worth_telling()) {
    return false;
  }
  tell_advanced();
  for (const journal::TopicPartition& at : std::exchange(ended_, {})) {
    if (following_.contains(at)) {
      sink_.caught_up(at);
    }
  }
  return false;
}

void JournalFollower::tell_advanced() {
  moved_at_.reset();
  std::vector<Advance> moved;
  for (auto& [at, following] : following_) {
    if (following.moved) {
      following.moved = false;
      moved.push_back({at, following.next, following.fold});
    }
  }
  if (!moved.empty()) {
    sink_.advanced(moved);
  }
}

// False when the partition cannot be read on; then `following_` no longer holds it.
bool JournalFollower::take_one(const journal::TopicPartition& at, const journal::LogRecord& record,
                               journal::Fold& fold) {
  const journal::RecordHeader& header = record.record->header;
  const Verdict verdict = fold.accept(header);
  if (verdict == Verdict::kMissingMarker) {
    give_up(at, record.offset, "the marker of its epoch is missing");
    return false;
  }
  if (verdict != Verdict::kAccepted || header.kind != journal::RecordKind::kDecision) {
    return true;
  }
  const journal::DecodedRecordPtr decoded = journal::decode_body(*record.record);
  if (decoded == nullptr || !decoded->body.has_decision()) {
    give_up(at, record.offset, "its body cannot be parsed");
    return false;
  }
  sink_.decided(at, record.offset, decoded);
  return true;
}

void JournalFollower::give_up(const journal::TopicPartition& at, journal::Offset offset,
                              const std::string& reason) {
  alarm_("journal " + at.topic + "/" + std::to_string(at.partition) + " cannot be read at offset " +
         std::to_string(offset) + ": " + reason + "; restore the data directory from a backup");
  log_.stop(reader_, at);
  following_.erase(at);
}

}  // namespace escalon::service
