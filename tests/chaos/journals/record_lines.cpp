#include "record_lines.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <memory>

#include "escalon/journal/v1/journal.pb.h"
#include "stages.hpp"

namespace escalon::chaos {
namespace {

// Ids, keys and names of ours: what JSON wants escaped is the quote, the backslash and controls.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += byte;
    } else if (static_cast<unsigned char>(byte) < 0x20) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += byte;
    }
  }
  return out + '"';
}

std::string json_of(const google::protobuf::Message& message) {
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  return status.ok() ? text : "null";
}

// Which field of the oneof `body` is set.
std::string kind_of(const google::protobuf::Message& event) {
  const auto* body = event.GetDescriptor()->FindOneofByName("body");
  const auto* set =
      body == nullptr ? nullptr : event.GetReflection()->GetOneofFieldDescriptor(event, body);
  return set == nullptr ? "" : set->name();
}

std::string events_of(const journal::Stage& stage, const journal::v1::Decision& decision) {
  std::string out;
  const auto event = stage.new_event();
  for (const auto& change : decision.changes()) {
    for (const std::string& bytes : change.events()) {
      const bool read = event->ParseFromString(bytes);
      out += fmt::format("{}{{\"key\":{},\"what\":{},\"event\":{}}}", out.empty() ? "" : ",",
                         in_quotes(change.key()), in_quotes(read ? kind_of(*event) : "unreadable"),
                         read ? json_of(*event) : "null");
    }
  }
  return out;
}

std::string decision_of(const journal::Stage& stage, const journal::v1::Decision& decision) {
  const journal::v1::Cause& cause = decision.cause();
  return fmt::format(
      ",\"decided_at\":{},\"decision\":{},\"policy\":{},\"dead\":{},\"cause\":{},\"timer\":{},"
      "\"cause_id\":{},\"generation\":{},\"due\":{},\"gate_wait\":{},\"events\":[{}]",
      decision.decided_at_ms(), in_quotes(decision.decision_id()), in_quotes(decision.policy()),
      in_quotes(decision.dead_lettered().reason()), in_quotes(cause.kind()),
      in_quotes(cause.timer()), in_quotes(cause.id()), cause.generation(), cause.due_at_ms(),
      cause.gate_wait_ms(), events_of(stage, decision));
}

std::string body_of(const RawRecord& raw) {
  const journal::Stage* stage = stage_of(raw.topic);
  if (stage == nullptr) {
    return {};
  }
  journal::v1::JournalRecord body;
  if (!body.ParseFromString(raw.record.body)) {
    return ",\"unreadable\":true";
  }
  if (body.has_decision()) {
    return decision_of(*stage, body.decision());
  }
  return body.has_epoch_start()
             ? fmt::format(",\"process\":{}", in_quotes(body.epoch_start().process()))
             : "";
}

}  // namespace

std::string record_line(const RawRecord& raw) {
  const journal::RecordHeader& header = raw.record.header;
  return fmt::format(
      "{{\"topic\":{},\"partition\":{},\"offset\":{},\"stored_at\":{},\"kind\":{},\"epoch\":{},"
      "\"seq\":{},\"id\":{},\"key\":{}{}}}",
      in_quotes(raw.topic), raw.partition, raw.offset, raw.stored_at_ms,
      static_cast<int>(header.kind), header.epoch, header.seq, in_quotes(header.id),
      in_quotes(header.keys.empty() ? "" : header.keys.front()), body_of(raw));
}

}  // namespace escalon::chaos
