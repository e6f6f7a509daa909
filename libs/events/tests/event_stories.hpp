#pragma once

#include <string>

#include "absl/time/time.h"
#include "escalon/contact/v1/contact.pb.h"

namespace escalon::events {

/// 2024-03-01T09:00:00Z, when these stories play.
inline absl::Time story_time() {
  return absl::FromUnixSeconds(1'709'283'600);
}

/// The smallest event that works: a contact, its channel and a message.
inline contact::v1::ContactEvent smallest_event() {
  contact::v1::ContactEvent event;
  event.set_contact_id("chat-1");
  event.set_channel("chat");
  event.mutable_customer_message()->set_text("Where is my parcel?");
  return event;
}

}  // namespace escalon::events
