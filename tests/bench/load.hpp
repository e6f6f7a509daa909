#pragma once

#include "escalon/contact/v1/contact.pb.h"

namespace escalon::bench {

/// The load of the quality figures: text events of 300 bytes, ten a case; each case starts and
/// stops two clocks, and 5 % escalate.
constexpr int kEventsOfCase = 10;
constexpr int kTextBytes = 300;

/// The `event_number`-th event of a case, counted from 0, without an instant.
[[nodiscard]] contact::v1::ContactEvent event_of(int case_number, int event_number);

/// What this process has used so far, in user mode and in the kernel.
[[nodiscard]] double cpu_seconds();

}  // namespace escalon::bench
