#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/contact/v1/contact.pb.h"
#include "value.hpp"

namespace google::protobuf {
class FieldDescriptor;
}

namespace escalon::importing {

/// One field of a contact event that a mapping sets.
struct EventField {
  enum class Kind { kScalar, kDue, kAttribute };
  Kind kind = Kind::kScalar;
  std::vector<const google::protobuf::FieldDescriptor*>
      path;           ///< kScalar: from the event down to the field.
  std::string name;   ///< As the mapping writes it.
  std::string entry;  ///< kDue, kAttribute: the name in the map.
};

/// The body of a type's name, as `customer_message`. The error suggests the nearest name.
[[nodiscard]] Result<const google::protobuf::FieldDescriptor*> find_body(std::string_view type);

/// The field of that name: of the event, of `body` (may be null) by its bare name, `customer.x`,
/// `due.x` or `attributes.x`. The error says why it cannot be set, or suggests the nearest name.
[[nodiscard]] Result<EventField> find_field(std::string_view name,
                                            const google::protobuf::FieldDescriptor* body);

/// Whether a field can hold values of a type. The error names both.
[[nodiscard]] Status check_field_type(const EventField& field, Type type);

/// Makes `body` the body of the event, empty.
void set_body(contact::v1::ContactEvent& event, const google::protobuf::FieldDescriptor& body);

/// Sets the field; null leaves it as it is. The error says why the text is no number.
[[nodiscard]] Status set_field(contact::v1::ContactEvent& event, const EventField& field,
                               const Value& value);

/// Sets a timestamp, rounded down to nanoseconds.
void set_timestamp(google::protobuf::Timestamp& out, absl::Time instant);

}  // namespace escalon::importing
