#include "recording.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

#include "escalon/base/assert.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/events/event_reader.hpp"
#include "escalon/events/validate.hpp"
#include "in_parallel.hpp"

namespace escalon::replay {
namespace {

using contact::v1::ContactEvent;
using events::EventReader;

constexpr std::uint64_t kComplaintsMax = 20;
constexpr std::size_t kBatchEvents = 1 << 14;
constexpr std::size_t kPieceEvents = 1 << 8;  // what a thread takes at once
constexpr std::size_t kBlockBytes = 1 << 22;

absl::Time occurred_at(const ContactEvent& event) {
  return absl::FromUnixSeconds(event.occurred_at().seconds()) +
         absl::Nanoseconds(event.occurred_at().nanos());
}

// An event as it stands in the file, and what became of it.
struct Raw {
  std::string_view bytes;
  EventReader::Place place;
  std::string refusal;  // empty where it is accepted
  std::string encoded;  // where the file's bytes are not what is kept
  Key key;
  absl::Time at;
};

void judge(events::Format format, Raw& raw, ContactEvent& event) {
  Status good = EventReader::decode(format, raw.bytes, event);
  const bool complete = format == events::Format::kBinary && !event.tenant().empty() &&
                        !event.case_id().empty() && !event.event_id().empty();
  if (good.ok()) {
    good = events::validate(event, std::nullopt);
  }
  if (!good.ok()) {
    raw.refusal = good.error().message;
    return;
  }
  if (!complete) {
    raw.encoded = events::to_binary(event);
  }
  raw.key = make_key(event.tenant(), event.case_id());
  raw.at = occurred_at(event);
}

}  // namespace

// Reads in batches: the file in its order, the judging by all threads, the taking in its order.
class RecordingReader {
 public:
  RecordingReader(const RecordingOptions& options, std::ostream& complaints)
      : options_(options), complaints_(complaints) {}

  Result<Recording> run();

 private:
  // The latest instants of events, each later than all that come after it: the latest of a stretch
  // up to now is the first of them within it.
  struct Latest {
    std::uint32_t event;
    absl::Time at;
  };

  Result<bool> fill_batch(EventReader& reader);
  void judge_batch(const EventReader& reader);
  void take(const EventReader& reader, Raw& raw);
  void refuse(const std::string& where, const std::string& why);
  static std::string_view keep(std::deque<std::string>& blocks, std::string_view bytes);
  std::uint32_t case_of(const Key& key);
  absl::Time latest_since(std::uint32_t event) const;

  const RecordingOptions& options_;
  std::ostream& complaints_;
  Recording made_;
  std::vector<Raw> batch_;
  std::deque<std::string> lines_;  // of the batch, where the file is JSON
  absl::flat_hash_map<std::string, std::uint32_t> case_index_;
  std::vector<Latest> latest_;
};

std::string_view RecordingReader::keep(std::deque<std::string>& blocks, std::string_view bytes) {
  if (blocks.empty() || blocks.back().capacity() - blocks.back().size() < bytes.size()) {
    blocks.emplace_back().reserve(std::max(kBlockBytes, bytes.size()));
  }
  std::string& block = blocks.back();
  block.append(bytes);
  return std::string_view(block).substr(block.size() - bytes.size());
}

// True while there is more.
Result<bool> RecordingReader::fill_batch(EventReader& reader) {
  batch_.clear();
  lines_.clear();
  auto& blocks = reader.format() == events::Format::kBinary ? made_.blocks_ : lines_;
  while (batch_.size() < kBatchEvents) {
    std::string_view bytes;
    const Result<bool> more = reader.next(bytes);
    if (!more.ok()) {
      return more.error();
    }
    if (!*more) {
      return false;
    }
    Raw& raw = batch_.emplace_back();
    raw.bytes = keep(blocks, bytes);
    raw.place = reader.place();
  }
  return true;
}

void RecordingReader::judge_batch(const EventReader& reader) {
  const std::size_t pieces = (batch_.size() + kPieceEvents - 1) / kPieceEvents;
  in_parallel(options_.threads, pieces, [&](int, std::size_t piece) {
    thread_local ContactEvent event;  // its strings are used again
    const std::size_t end = std::min(batch_.size(), (piece + 1) * kPieceEvents);
    for (std::size_t i = piece * kPieceEvents; i < end; ++i) {
      judge(reader.format(), batch_[i], event);
    }
  });
}

void RecordingReader::refuse(const std::string& where, const std::string& why) {
  made_.refused_ += 1;
  if (made_.refused_ <= kComplaintsMax) {
    complaints_ << where << ": " << why << "\n";
  } else if (made_.refused_ == kComplaintsMax + 1) {
    complaints_ << "further refused events are counted, not listed\n";
  }
}

std::uint32_t RecordingReader::case_of(const Key& key) {
  const auto next = static_cast<std::uint32_t>(made_.cases_.size());
  const auto [found, is_new] = case_index_.try_emplace(key.str(), next);
  if (is_new) {
    made_.cases_.push_back({key});
  }
  return found->second;
}

// The latest instant of the events after `event`; of all of them for kNone.
absl::Time RecordingReader::latest_since(std::uint32_t event) const {
  if (event == RecordedEvent::kNone) {
    return latest_.front().at;
  }
  return std::upper_bound(latest_.begin(), latest_.end(), event,
                          [](std::uint32_t seen, const Latest& one) { return seen < one.event; })
      ->at;
}

void RecordingReader::take(const EventReader& reader, Raw& raw) {
  if (!raw.refusal.empty()) {
    return refuse(reader.where(raw.place), raw.refusal);
  }
  if (options_.until && raw.at > *options_.until) {
    made_.ignored_ += 1;
    return;
  }
  const auto index = static_cast<std::uint32_t>(made_.events_.size());
  ESCALON_ASSERT(index != RecordedEvent::kNone);
  made_.last_ = std::max(made_.last_, raw.at);
  while (!latest_.empty() && latest_.back().at <= raw.at) {
    latest_.pop_back();
  }
  latest_.push_back({index, raw.at});
  const std::uint32_t of_case = case_of(raw.key);
  RecordedCase& whose = made_.cases_[of_case];
  RecordedEvent& event = made_.events_.emplace_back();
  event.bytes = raw.encoded.empty() ? raw.bytes : keep(made_.blocks_, raw.encoded);
  event.case_index = of_case;
  event.at = raw.at;
  event.before = latest_since(whose.last);
  event.now = made_.last_;
  (whose.last == RecordedEvent::kNone ? whose.first : made_.events_[whose.last].next) = index;
  whose.last = index;
}

Result<Recording> RecordingReader::run() {
  auto reader = EventReader::open(options_.path);
  if (!reader.ok()) {
    return reader.error();
  }
  for (bool more = true; more;) {
    const Result<bool> filled = fill_batch(*reader);
    if (!filled.ok()) {
      return filled.error();
    }
    more = *filled;
    judge_batch(*reader);
    for (Raw& raw : batch_) {
      take(*reader, raw);
    }
    if (options_.progress) {
      options_.progress(reader->progress());
    }
  }
  return std::move(made_);
}

Result<Recording> Recording::read(const RecordingOptions& options, std::ostream& complaints) {
  return RecordingReader(options, complaints).run();
}

void decode(const RecordedEvent& recorded, ContactEvent& event) {
  ESCALON_ASSERT(
      event.ParseFromArray(recorded.bytes.data(), static_cast<int>(recorded.bytes.size())));
}

}  // namespace escalon::replay
