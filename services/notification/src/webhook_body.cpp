#include <google/protobuf/util/json_util.h>

#include "escalon/base/instant.hpp"
#include "escalon/notification/webhook_channel.hpp"

namespace escalon::notification {

std::string webhook_body(const Delivery& delivery) {
  v1::Planned data = delivery.planned;
  data.clear_type();
  data.clear_channel();
  data.clear_due_at_ms();
  data.clear_give_up_at_ms();
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(data, &json, options).ok()) {
    json = "{}";
  }
  // Types are made of letters, digits, dots and underscores and need no quoting.
  return R"({"type":")" + delivery.planned.type() + R"(","timestamp":")" +
         format_instant(from_ms(delivery.planned.due_at_ms())) + R"(","data":)" + json + "}";
}

}  // namespace escalon::notification
