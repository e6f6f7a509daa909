#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "escalon/base/ids.hpp"
#include "escalon/base/result.hpp"
#include "escalon/command/v1/command.pb.h"
#include "escalon/contact/v1/contact.pb.h"
#include "escalon/journal/ports.hpp"
#include "escalon/journal/topology.hpp"

namespace escalon::service {
class MeshMetrics;
}

namespace escalon::intake {

using command::v1::Command;
using contact::v1::ContactEvent;

/// Topics that intake writes.
inline constexpr const char* kContactEvents = "contact.events";
inline constexpr const char* kCommands = "commands";

/// What the composition root decides for intake.
struct IntakeOptions {
  journal::Topology topology;
  std::size_t in_flight_max = 8192;  ///< Records that are not durable yet; above it kExhausted.
};

/// The contact event that became durable; ids that were empty have been filled in.
struct AcceptedEvent {
  std::string tenant;
  std::string case_id;
  std::string event_id;
};
/// The command that became durable; an id that was empty has been filled in.
struct AcceptedCommand {
  std::string tenant;
  std::string command_id;
};

/// Accepts contact events and commands: checks them, fills defaults in, finds their partition and
/// answers when they are durable. It decides nothing else; a repeated id is accepted again and
/// dropped by the stage that reads it. Thread-safe.
class Intake {
 public:
  template <typename T>
  using Done = std::function<void(Result<T>)>;
  using Now = std::function<absl::Time()>;

  /// `now` is mesh time. All references outlive the intake and what it has in flight.
  Intake(journal::Producer& producer, Now now, IntakeOptions options,
         service::MeshMetrics& metrics);

  /// Calls `done` once: with the ids when the event is durable, or with why it was refused
  /// (kInvalid names the field, kExhausted: try again later). May call it before it returns, or
  /// from another thread. `traceparent` is that of the request; one that is none by W3C Trace
  /// Context is left out.
  void publish(ContactEvent event, Done<AcceptedEvent> done, std::string_view traceparent = {});
  /// The same for a command. The command must name its case; see CommandDesk for the rest.
  void submit(Command command, Done<AcceptedCommand> done, std::string_view traceparent = {});

 private:
  struct Produced {
    std::string kind;
    journal::TopicPartition at;
    journal::RecordPtr record;
  };
  void produce(Produced what, std::function<void(Status)> done);
  [[nodiscard]] bool enter();

  journal::Producer& producer_;
  Now now_;
  const IntakeOptions options_;
  service::MeshMetrics& metrics_;
  std::atomic<std::size_t> in_flight_ = 0;
};

}  // namespace escalon::intake
