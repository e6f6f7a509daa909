#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "escalon/contact/v1/contact.pb.h"
#include "writer.hpp"

namespace escalon::bench {

/// The `number`-th case of a run: 36 characters, as a UUID has. `run` < 65,536.
[[nodiscard]] std::string case_id_of(int run, int number);

/// The number of a case of `run`; nothing where it is of another run. Takes a case id or a key.
[[nodiscard]] std::optional<int> number_of(int run, std::string_view case_id_or_key);

/// Appends an event to the topic of contact events as the intake does. The event names tenant,
/// case, contact, event and instant.
void append_event(Writer& writer, const std::string& topic, int partitions,
                  const contact::v1::ContactEvent& event);

/// Names a case in an event, and dates it now.
void complete(contact::v1::ContactEvent& event, const std::string& case_id,
              const std::string& event_id);

/// A body of `size` bytes (8 or more) that begins with an instant, and that instant.
[[nodiscard]] std::string stamped_body(std::int64_t instant_us, std::size_t size);
[[nodiscard]] std::int64_t stamp_of(std::string_view body);

}  // namespace escalon::bench
