#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/contact/v1/contact.pb.h"

namespace escalon::events {

/// Reads one contact event from a message that any program wrote on a log, in any of these forms:
///
/// - CloudEvents 1.0 in structured mode: header `content-type: application/cloudevents+json`, the
///   value is the envelope, and `data` (an object) or `data_base64` the event;
/// - CloudEvents 1.0 in binary mode: headers `ce_id`, `ce_source`, `ce_type`, `ce_specversion`, the
///   value is the event in the form that `content-type` names;
/// - the event alone: `content-type: application/json` or `application/protobuf`; without that
///   header a value that begins with `{` is JSON.
///
/// What the event leaves out is taken from its envelope: `event_id` is derived from (source, id),
/// by which CloudEvents tell repetitions, `occurred_at` is `time`, `source` is `source`,
/// `contact_id` is `subject`. Header names are compared exactly, media types without regard to
/// case (CloudEvents 1.0, Kafka protocol binding). Nothing else is checked: see `validate`. The
/// error says what is wrong and holds no word of the customer's.
[[nodiscard]] Result<contact::v1::ContactEvent> parse_outside_event(
    const std::vector<std::pair<std::string, std::string>>& headers, std::string_view value);

}  // namespace escalon::events
