#pragma once

#include <string_view>

#include "escalon/base/result.hpp"
#include "escalon/service/http_error.hpp"

namespace google::protobuf {
class Descriptor;
}

namespace escalon::intake {

/// Why `body` could not be read as a message: `parsed`, which events::parse_json said, with the
/// field's path or the line and column before it and what to do after it. Lines and columns count
/// from 1, columns in bytes.
[[nodiscard]] Error explain_body(std::string_view body, const Error& parsed);

/// The field that an error's message begins with, by its path; without a field where `type` has no
/// such one and the message does not say so itself.
[[nodiscard]] service::FieldViolation violation_of(const Error& error,
                                                   const google::protobuf::Descriptor& type);

}  // namespace escalon::intake
