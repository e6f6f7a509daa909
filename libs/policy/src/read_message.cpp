#include "read_message.hpp"

#include <google/protobuf/timestamp.pb.h>

#include <limits>
#include <string>
#include <vector>

#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"
#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr double kNumberMax = 1e15;

void read_value(const Cursor& at, const FieldDescriptor& field, absl::Time start, Message& out);

void read_body(const Cursor& at, absl::Time start, Message& out) {
  if (auto* stamp = dynamic_cast<Timestamp*>(&out)) {
    absl::Time instant;
    if (read_when(at, start, instant)) {
      stamp->set_seconds(to_ms(instant) / 1000);
      stamp->set_nanos(static_cast<int>(to_ms(instant) % 1000) * 1'000'000);
    }
    return;
  }
  const auto& type = *out.GetDescriptor();
  if (at.node().kind == Node::Kind::kNull) {
    return;
  }
  if (at.node().kind == Node::Kind::kScalar && type.field_count() > 0) {
    read_value(at, *type.field(0), start, out);
    return;
  }
  each_member(at, [&](const Cursor& entry) {
    if (!read_message_field(entry, start, out)) {
      std::vector<std::string_view> names;
      for (int i = 0; i < type.field_count(); ++i) {
        names.emplace_back(type.field(i)->name());
      }
      entry.fail_at_key(cat("unknown key", did_you_mean(entry.name(), names)),
                        names.empty() ? "write {}" : cat("use one of: ", list_of(names)));
    }
  });
}

void read_map(const Cursor& at, const FieldDescriptor& field, absl::Time start, Message& out) {
  each_member(at, [&](const Cursor& entry) {
    Message& pair = *out.GetReflection()->AddMessage(&out, &field);
    const auto& type = *pair.GetDescriptor();
    pair.GetReflection()->SetString(&pair, type.map_key(), std::string(entry.name()));
    read_value(entry, *type.map_value(), start, pair);
  });
}

void read_value(const Cursor& at, const FieldDescriptor& field, absl::Time start, Message& out) {
  const auto& reflection = *out.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      read_body(at, start, *reflection.MutableMessage(&out, &field));
      return;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64: {
      int number = 0;
      if (read_number(at, Range<int>{0, std::numeric_limits<int>::max()}, number)) {
        field.cpp_type() == FieldDescriptor::CPPTYPE_INT32
            ? reflection.SetInt32(&out, &field, number)
            : reflection.SetInt64(&out, &field, number);
      }
      return;
    }
    case FieldDescriptor::CPPTYPE_DOUBLE: {
      double number = 0;
      if (read_number(at, Range<double>{-kNumberMax, kNumberMax}, number)) {
        reflection.SetDouble(&out, &field, number);
      }
      return;
    }
    default: {
      std::string text;
      if (read_text(at, text)) {
        reflection.SetString(&out, &field, std::move(text));
      }
    }
  }
}

}  // namespace

bool read_message_field(const Cursor& at, absl::Time start, Message& out) {
  const FieldDescriptor* field = out.GetDescriptor()->FindFieldByName(std::string(at.name()));
  if (field == nullptr) {
    return false;
  }
  if (field->is_map()) {
    read_map(at, *field, start, out);
  } else {
    read_value(at, *field, start, out);
  }
  return true;
}

bool read_when(const Cursor& at, absl::Time start, absl::Time& out) {
  std::string text;
  if (!read_text(at, text)) {
    return false;
  }
  if (const auto instant = parse_instant(text)) {
    out = *instant;
    return true;
  }
  if (const auto duration = parse_duration(text)) {
    out = start + *duration;
    return true;
  }
  at.fail(cat("'", text, "' is neither an instant nor a time from the start"),
          "write 2026-03-02T09:00:00Z, or 15m for that long after the test's start");
  return false;
}

}  // namespace escalon::policy
