#include "escalon/journal/decoded_record.hpp"

#include <algorithm>
#include <utility>

namespace escalon::journal {
namespace {

// A later version of a stage may live in the same process and speak of its events by another type.
bool speaks_of(const DecodedRecord& decoded, const Message& event) {
  return std::all_of(decoded.events.begin(), decoded.events.end(), [&](const DecodedEvent& held) {
    return held.message->GetDescriptor() == event.GetDescriptor();
  });
}

}  // namespace

std::string event_id(std::string_view decision_id, size_t index) {
  return derive_id({decision_id, std::to_string(index)});
}

Result<DecodedRecordPtr> decode_record(const Record& record, const Message& event) {
  const bool whole =
      record.decoded != nullptr &&
      (!record.decoded->events.empty() || record.decoded->body.decision().changes().empty());
  if (whole && speaks_of(*record.decoded, event)) {
    return record.decoded;
  }
  auto decoded = std::make_shared<DecodedRecord>();
  if (!decoded->body.ParseFromString(record.body)) {
    return invalid("the record's body is not a JournalRecord");
  }
  const v1::Decision& decision = decoded->body.decision();
  for (const v1::Change& change : decision.changes()) {
    for (const std::string& bytes : change.events()) {
      std::shared_ptr<Message> message(event.New());
      if (!message->ParseFromString(bytes)) {
        return invalid("the record's body is not a " + message->GetTypeName());
      }
      decoded->events.push_back({Key(change.key()), std::move(message),
                                 event_id(decision.decision_id(), decoded->events.size())});
    }
  }
  return DecodedRecordPtr(std::move(decoded));
}

DecodedRecordPtr decode_body(const Record& record) {
  if (record.decoded != nullptr) {
    return record.decoded;
  }
  auto decoded = std::make_shared<DecodedRecord>();
  return decoded->body.ParseFromString(record.body) ? decoded : nullptr;
}

}  // namespace escalon::journal
