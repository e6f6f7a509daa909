#include "rpc_status.hpp"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <string>

namespace escalon::intake {
namespace {

using google::protobuf::internal::WireFormatLite;

// The messages of google/rpc/{status,error_details}.proto have no generated code in Debian; they
// are small enough to be encoded by hand, field by field as that file numbers them.
class Encoded {
 public:
  Encoded& text(int field, const std::string& value) {
    google::protobuf::io::StringOutputStream stream(&bytes_);
    google::protobuf::io::CodedOutputStream out(&stream);
    WireFormatLite::WriteString(field, value, &out);
    return *this;
  }
  Encoded& number(int field, int value) {
    google::protobuf::io::StringOutputStream stream(&bytes_);
    google::protobuf::io::CodedOutputStream out(&stream);
    WireFormatLite::WriteInt32(field, value, &out);
    return *this;
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

std::string detail(const std::string& type, const Encoded& message) {
  google::protobuf::Any any;
  any.set_type_url("type.googleapis.com/google.rpc." + type);
  any.set_value(message.bytes());
  return any.SerializeAsString();
}

grpc::StatusCode code_of(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::kInvalid:
      return grpc::StatusCode::INVALID_ARGUMENT;
    case Error::Kind::kNotFound:
      return grpc::StatusCode::NOT_FOUND;
    case Error::Kind::kConflict:
      return grpc::StatusCode::FAILED_PRECONDITION;
    case Error::Kind::kExhausted:
      return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case Error::Kind::kUnavailable:
      return grpc::StatusCode::UNAVAILABLE;
    case Error::Kind::kInternal:
      return grpc::StatusCode::INTERNAL;
  }
  return grpc::StatusCode::INTERNAL;
}

std::string reason_of(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::kInvalid:
      return "FIELD_INVALID";
    case Error::Kind::kNotFound:
      return "NOT_KNOWN";
    case Error::Kind::kExhausted:
      return "INTAKE_FULL";
    case Error::Kind::kUnavailable:
      return "LOG_UNAVAILABLE";
    default:
      return "FAILED";
  }
}

}  // namespace

grpc::Status to_rpc_status(const Error& error) {
  const grpc::StatusCode code = code_of(error.kind);
  Encoded status;
  status.number(1, code).text(2, error.message);
  status.text(3, detail("ErrorInfo", Encoded().text(1, reason_of(error.kind)).text(2, "escalon")));
  if (error.kind == Error::Kind::kInvalid) {
    const std::string field = error.message.substr(0, error.message.find_first_of(": "));
    status.text(3,
                detail("BadRequest",
                       Encoded().text(1, Encoded().text(1, field).text(2, error.message).bytes())));
  }
  if (error.kind == Error::Kind::kExhausted || error.kind == Error::Kind::kUnavailable) {
    google::protobuf::Duration delay;
    delay.set_seconds(1);
    status.text(3, detail("RetryInfo", Encoded().text(1, delay.SerializeAsString())));
  }
  return {code, error.message, status.bytes()};
}

}  // namespace escalon::intake
