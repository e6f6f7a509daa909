#include "escalon/intake/intake.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "escalon/base/trace_context.hpp"
#include "escalon/events/validate.hpp"
#include "escalon/intake/command_check.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/service/random_id.hpp"

namespace escalon::intake {
namespace {

constexpr const char* kTeamStage = "team";

journal::RecordHeader plain_header(const Key& key, std::string_view tenant, std::string_view id,
                                   std::string_view traceparent) {
  journal::RecordHeader header;
  header.kind = journal::RecordKind::kPlain;
  header.stage = "intake";
  header.id = make_key(tenant, id).str();
  header.keys = {key.str()};
  if (is_traceparent(traceparent)) {
    header.traceparent = traceparent;
  }
  return header;
}

Error full() {
  return {Error::Kind::kExhausted,
          "the mesh takes nothing more at the moment; try again in a second"};
}

}  // namespace

Intake::Intake(journal::Producer& producer, Now now, IntakeOptions options,
               service::MeshMetrics& metrics)
    : producer_(producer), now_(std::move(now)), options_(std::move(options)), metrics_(metrics) {
  for (const char* kind : {"event", "command"}) {
    for (const char* result : {"accepted", "invalid", "full", "failed"}) {
      metrics_.intake.expect({kind, result});
    }
  }
}

void Intake::publish(ContactEvent event, Done<AcceptedEvent> done, std::string_view traceparent) {
  if (const Status valid = events::validate(event, now_()); !valid) {
    metrics_.intake.count({"event", "invalid"});
    done(valid.error());
    return;
  }
  const Key key = make_key(event.tenant(), event.case_id());
  auto record = std::make_shared<journal::Record>();
  record->header = plain_header(key, event.tenant(), event.event_id(), traceparent);
  record->body = event.SerializeAsString();
  AcceptedEvent accepted{event.tenant(), event.case_id(), event.event_id()};
  const std::uint32_t partition =
      partition_of(key, options_.topology.partitions_of(kContactEvents));
  produce({"event", {kContactEvents, partition}, std::move(record)},
          [accepted = std::move(accepted), done = std::move(done)](const Status& status) {
            status ? done(accepted) : done(status.error());
          });
}

void Intake::submit(Command command, Done<AcceptedCommand> done, std::string_view traceparent) {
  if (const Status valid = check_command(command, now_(), service::random_id()); !valid) {
    metrics_.intake.count({"command", "invalid"});
    done(valid.error());
    return;
  }
  const bool presence = command.has_set_presence();
  const Key key =
      make_key(command.tenant(), presence ? command.set_presence().team() : command.case_id());
  auto record = std::make_shared<journal::Record>();
  record->header = plain_header(key, command.tenant(), command.command_id(), traceparent);
  if (presence) {
    record->header.destinations = {
        {kTeamStage, partition_of(key, options_.topology.partitions_of(kTeamStage))}};
  }
  record->body = command.SerializeAsString();
  AcceptedCommand accepted{command.tenant(), command.command_id()};
  const std::uint32_t partition = partition_of(key, options_.topology.partitions_of(kCommands));
  produce({"command", {kCommands, partition}, std::move(record)},
          [accepted = std::move(accepted), done = std::move(done)](const Status& status) {
            status ? done(accepted) : done(status.error());
          });
}

void Intake::produce(Produced what, std::function<void(Status)> done) {
  if (!enter()) {
    metrics_.intake.count({what.kind, "full"});
    done(full());
    return;
  }
  producer_.produce(
      what.at, std::move(what.record),
      [this, kind = what.kind, done = std::move(done)](const Result<journal::Offset>& appended) {
        --in_flight_;
        metrics_.intake.count({kind, appended ? "accepted" : "failed"});
        done(appended ? Status() : Status(appended.error()));
      });
}

bool Intake::enter() {
  if (in_flight_.fetch_add(1) < options_.in_flight_max) {
    return true;
  }
  --in_flight_;
  return false;
}

}  // namespace escalon::intake
