#pragma once

#include <cstddef>
#include <optional>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/contact/v1/contact.pb.h"

namespace escalon::events {

/// The most bytes an event may have in protobuf's binary form.
constexpr std::size_t kEventBytesMax = 900'000;
/// The most bytes an id, name or attribute name may have.
constexpr std::size_t kNameBytesMax = 1'024;
/// How far ahead of the clock an event may be dated.
constexpr absl::Duration kAheadMax = absl::Minutes(5);

/// Checks one contact event and fills in what it may leave out: `tenant` (default), `case_id` (the
/// contact id), `occurred_at` (`now`) and `event_id` (a hash of the rest). Without `now`, as for
/// the events of a file, `occurred_at` is required and may lie at any instant from 1970 to 9999.
/// The error lists every field that is wrong, with the reason and the remedy; the event is then
/// unspecified. Pure, and idempotent: a valid event stays as it is.
[[nodiscard]] Status validate(contact::v1::ContactEvent& event, std::optional<absl::Time> now);

}  // namespace escalon::events
