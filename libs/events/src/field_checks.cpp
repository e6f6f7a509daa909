#include "field_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "escalon/base/suggest.hpp"
#include "escalon/events/utf8.hpp"
#include "escalon/events/validate.hpp"

namespace escalon::events {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;

constexpr std::int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::int32_t kNanosMax = 999'999'999;
constexpr std::size_t kQuotedBytesMax = 60;
constexpr std::string_view kNotUtf8 = "is not valid UTF-8; send texts as UTF-8";

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// Printable, so that an error stays one line whatever the id holds.
std::string quoted(std::string_view value) {
  std::string out = "'";
  for (const char c : value.substr(0, kQuotedBytesMax)) {
    if (c == '\n') {
      out += "\\n";
    } else if (is_control(c) || static_cast<unsigned char>(c) >= 0x80) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + (value.size() > kQuotedBytesMax ? "…'" : "'");
}

// Where a message is within the event; spelled out only where something is wrong.
struct Place {
  const Place* above;
  std::string_view name;
};

std::string path_of(const Place& place) {
  const std::string above = place.above == nullptr ? "" : path_of(*place.above);
  return above.empty() ? std::string(place.name) : above + "." + std::string(place.name);
}

// What of a message type holds text: asked for each event, found once.
struct Texts {
  std::vector<const FieldDescriptor*> strings;
  std::vector<const FieldDescriptor*> messages;
  std::vector<const OneofDescriptor*> oneofs;
};

bool is_one(const FieldDescriptor& field, FieldDescriptor::CppType type) {
  return !field.is_repeated() && field.cpp_type() == type;
}

Texts texts_of(const Descriptor& type) {
  Texts texts;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->real_containing_oneof() != nullptr) {
      continue;
    }
    if (is_one(*field, FieldDescriptor::CPPTYPE_STRING)) {
      texts.strings.push_back(field);
    } else if (is_one(*field, FieldDescriptor::CPPTYPE_MESSAGE)) {
      texts.messages.push_back(field);
    }
  }
  for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
    texts.oneofs.push_back(type.oneof_decl(i));
  }
  return texts;
}

const Texts& known_texts_of(const Descriptor& type) {
  thread_local std::unordered_map<const Descriptor*, Texts> known;
  const auto found = known.find(&type);
  return found != known.end() ? found->second : known.emplace(&type, texts_of(type)).first->second;
}

void check_message(const Place& place, const Message& message, Problems& problems);

void check_string(const Place& place, const Message& message, const FieldDescriptor& field,
                  Problems& problems) {
  std::string scratch;
  if (!is_utf8(message.GetReflection()->GetStringReference(message, &field, &scratch))) {
    problems.add(path_of({&place, field.name()}), kNotUtf8);
  }
}

void check_inner(const Place& place, const Message& message, const FieldDescriptor& field,
                 Problems& problems) {
  const auto& reflection = *message.GetReflection();
  if (is_one(field, FieldDescriptor::CPPTYPE_STRING)) {
    check_string(place, message, field, problems);
  } else if (is_one(field, FieldDescriptor::CPPTYPE_MESSAGE) &&
             reflection.HasField(message, &field)) {
    check_message({&place, field.name()}, reflection.GetMessage(message, &field), problems);
  }
}

void check_message(const Place& place, const Message& message, Problems& problems) {
  const auto& reflection = *message.GetReflection();
  if (const auto& unknown = reflection.GetUnknownFields(message); !unknown.empty()) {
    const std::string path = path_of(place);
    problems.add(path.empty() ? "event" : path,
                 fmt::format("has a field number {} that this version does not know; leave it out, "
                             "or update Escalon",
                             unknown.field(0).number()));
  }
  const Texts& texts = known_texts_of(*message.GetDescriptor());
  for (const FieldDescriptor* field : texts.strings) {
    check_string(place, message, *field, problems);
  }
  for (const FieldDescriptor* field : texts.messages) {
    check_inner(place, message, *field, problems);
  }
  for (const OneofDescriptor* oneof : texts.oneofs) {
    if (const FieldDescriptor* field = reflection.GetOneofFieldDescriptor(message, oneof)) {
      check_inner(place, message, *field, problems);
    }
  }
}

}  // namespace

void Problems::add(std::string_view field, std::string_view reason) {
  sentences_.push_back(fmt::format("{}: {}", field, reason));
}

std::string Problems::text() const {
  return fmt::format("{}", fmt::join(sentences_, ". "));
}

void check_name(std::string_view field, std::string_view value, Problems& problems) {
  if (value.size() > kNameBytesMax) {
    problems.add(field,
                 fmt::format("has {} bytes; at most {} are allowed", value.size(), kNameBytesMax));
  }
  if (std::any_of(value.begin(), value.end(), is_control)) {
    problems.add(field, fmt::format("{} holds a line end or another control character; remove it",
                                    quoted(value)));
  }
}

void check_one_of(std::string_view field, std::string_view value,
                  std::span<const std::string_view> allowed, Problems& problems) {
  if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    problems.add(field, fmt::format("{}; use one of {}{}",
                                    value.empty() ? "is missing" : quoted(value) + " is not known",
                                    fmt::join(allowed, ", "), did_you_mean(value, allowed)));
  }
}

void check_instant(std::string_view field, const google::protobuf::Timestamp& value,
                   Problems& problems) {
  if (value.seconds() < 0 || value.seconds() > kSecondsMax || value.nanos() < 0 ||
      value.nanos() > kNanosMax || (value.seconds() == 0 && value.nanos() == 0)) {
    problems.add(field, fmt::format("(seconds {}, nanos {}) is not an instant between 1970 and "
                                    "9999; write it like 2024-03-01T09:00:00Z",
                                    value.seconds(), value.nanos()));
  }
}

void check_text(std::string_view field, std::string_view value, Problems& problems) {
  if (!is_utf8(value)) {
    problems.add(field, kNotUtf8);
  }
}

void check_texts(std::string_view path, const Message& message, Problems& problems) {
  check_message({nullptr, path}, message, problems);
}

absl::Time instant_of(const google::protobuf::Timestamp& value) {
  return absl::FromUnixSeconds(value.seconds()) + absl::Nanoseconds(value.nanos());
}

void set_instant(google::protobuf::Timestamp& out, absl::Time instant) {
  const std::int64_t seconds = absl::ToUnixSeconds(instant);
  out.set_seconds(seconds);
  out.set_nanos(static_cast<std::int32_t>(
      absl::ToInt64Nanoseconds(instant - absl::FromUnixSeconds(seconds))));
}

}  // namespace escalon::events
