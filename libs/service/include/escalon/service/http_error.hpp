#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/service/http_server.hpp"

namespace escalon::service {

/// A field of a request that is wrong.
struct FieldViolation {
  std::string field;        ///< Path of the field, as `customer.tier`; empty when it is the whole.
  std::string description;  ///< Why.
};

/// The answer to a request that failed, in the form of AIP-193:
/// {"error":{code,message,status,details}}. Exhausted and unavailable carry Retry-After.
[[nodiscard]] HttpResponse error_response(const Error& error,
                                          const std::vector<FieldViolation>& fields = {});

/// HTTP status and canonical name of an error's kind, as 400 and INVALID_ARGUMENT.
[[nodiscard]] int http_status_of(Error::Kind kind);
[[nodiscard]] std::string_view canonical_name_of(Error::Kind kind);

/// `text` as a JSON string, quotes included. Invalid UTF-8 is replaced.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace escalon::service
