#pragma once

#include <memory>
#include <string>
#include <vector>

#include "escalon/base/ids.hpp"
#include "escalon/base/result.hpp"
#include "escalon/journal/record.hpp"
#include "escalon/journal/stage.hpp"
#include "escalon/journal/v1/journal.pb.h"

namespace escalon::journal {

/// One event of a decision.
struct DecodedEvent {
  Key key;  ///< Whose state it changes.
  std::shared_ptr<const Message> message;
  std::string id;
};

/// What a journal record's bytes say, as messages. Immutable and shared by all readers of a
/// process, so that what was decided here is not parsed again by each of them.
struct DecodedRecord {
  v1::JournalRecord body;
  /// In the order of the changes in `body`; empty where the body alone was parsed.
  std::vector<DecodedEvent> events;
};

/// The id of event `index` of a decision.
[[nodiscard]] std::string event_id(std::string_view decision_id, size_t index);

/// The record's messages, its events being of the type of `event`: those that travel with the
/// record, or parsed from its bytes. kInvalid for bytes that are none.
[[nodiscard]] Result<DecodedRecordPtr> decode_record(const Record& record, const Message& event);

/// The record's body, perhaps without its events; null where the bytes are none.
[[nodiscard]] DecodedRecordPtr decode_body(const Record& record);

/// Event `index` of a decision, whose bytes are `bytes`: the one that travels with the record, or
/// parsed into `scratch`. Null where the bytes are no `Event`.
template <typename Event>
[[nodiscard]] const Event* event_as(const DecodedRecord& record, size_t index,
                                    const std::string& bytes, Event& scratch) {
  if (index < record.events.size()) {
    if (const auto* held = dynamic_cast<const Event*>(record.events[index].message.get())) {
      return held;
    }
  }
  return scratch.ParseFromString(bytes) ? &scratch : nullptr;
}

}  // namespace escalon::journal
