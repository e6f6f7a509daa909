#pragma once

namespace escalon::testkit {

/// A TCP port of the loopback interface that was free a moment ago. Thread-safe.
[[nodiscard]] int free_port();

}  // namespace escalon::testkit
