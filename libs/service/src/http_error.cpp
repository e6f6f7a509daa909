#include "escalon/service/http_error.hpp"

#include <fmt/format.h>

namespace escalon::service {
namespace {

std::string details_of(const std::vector<FieldViolation>& fields) {
  std::string list;
  for (const FieldViolation& field : fields) {
    list += fmt::format("{}{{\"field\":{},\"description\":{}}}", list.empty() ? "" : ",",
                        json_string(field.field), json_string(field.description));
  }
  return fmt::format(
      R"([{{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{}]}}])", list);
}

// Length of the valid UTF-8 sequence at the start of `text` (not empty), or 0.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || length > text.size()) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return 0;
    }
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool outside = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

void put_ascii(std::string& out, char character) {
  switch (character) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    default:
      if (static_cast<unsigned char>(character) < 0x20) {
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
      } else {
        out += character;
      }
  }
}

}  // namespace

int http_status_of(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::kInvalid:
      return 400;
    case Error::Kind::kNotFound:
      return 404;
    case Error::Kind::kConflict:
      return 409;
    case Error::Kind::kExhausted:
      return 429;
    case Error::Kind::kUnavailable:
      return 503;
    case Error::Kind::kInternal:
      return 500;
  }
  return 500;
}

std::string_view canonical_name_of(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::kInvalid:
      return "INVALID_ARGUMENT";
    case Error::Kind::kNotFound:
      return "NOT_FOUND";
    case Error::Kind::kConflict:
      return "FAILED_PRECONDITION";
    case Error::Kind::kExhausted:
      return "RESOURCE_EXHAUSTED";
    case Error::Kind::kUnavailable:
      return "UNAVAILABLE";
    case Error::Kind::kInternal:
      return "INTERNAL";
  }
  return "INTERNAL";
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 1) {
      put_ascii(out, text.front());
    } else if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out + "\"";
}

HttpResponse error_response(const Error& error, const std::vector<FieldViolation>& fields) {
  HttpResponse response;
  response.status = http_status_of(error.kind);
  response.body =
      fmt::format(R"({{"error":{{"code":{},"message":{},"status":"{}"{}}}}})"
                  "\n",
                  response.status, json_string(error.message), canonical_name_of(error.kind),
                  fields.empty() ? "" : ",\"details\":" + details_of(fields));
  if (error.kind == Error::Kind::kExhausted || error.kind == Error::Kind::kUnavailable) {
    response.headers["Retry-After"] = "1";
  }
  return response;
}

}  // namespace escalon::service
