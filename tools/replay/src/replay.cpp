#include "escalon/replay/replay.hpp"

#include <chrono>
#include <ostream>

#include "escalon/base/instant.hpp"
#include "escalon/classifier/classifier_stage.hpp"
#include "escalon/direct_mesh/direct_mesh.hpp"
#include "escalon/events/event_reader.hpp"
#include "escalon/events/validate.hpp"
#include "escalon/notification/notification_stage.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/routing/routing_stages.hpp"
#include "escalon/sla_timer/sla_stage.hpp"
#include "rows.hpp"

namespace escalon::replay {
namespace {

using contact::v1::ContactEvent;
using direct_mesh::Decided;
using journal::Message;

constexpr std::uint64_t kComplaintsMax = 20;
constexpr std::uint64_t kProgressEvery = 1000;

absl::Time occurred_at(const ContactEvent& event) {
  return absl::FromUnixSeconds(event.occurred_at().seconds()) +
         absl::Nanoseconds(event.occurred_at().nanos());
}

// In virtual time every channel takes what it is given.
journal::MessagePtr delivered(const journal::Stage&, const Key&, const DueTimer& timer,
                              const Message&) {
  auto outcome = std::make_unique<notification::v1::DeliveryOutcome>();
  outcome->set_notification_id(timer.id);
  outcome->set_attempt(static_cast<int>(timer.generation));
  outcome->set_delivered(true);
  outcome->set_answer("replayed");
  return outcome;
}

class Replay {
 public:
  Replay(const ReplayOptions& options, std::ostream& complaints)
      : options_(options),
        complaints_(complaints),
        mesh_(
            {&classifier::classifier_stage(), &sla_timer::sla_stage(), &routing::escalation_stage(),
             &routing::team_stage(), &notification::notification_stage()},
            std::make_shared<const policy_book::MeshPolicy>(options.policy),
            [this](const Decided& decided) { heard(decided); }, delivered) {}

  Result<ReplayReport> run();

 private:
  Status read();
  void tell(ContactEvent& event);
  void refuse(const std::string& where, const std::string& why);
  void heard(const Decided& decided);
  Status write();

  const ReplayOptions& options_;
  std::ostream& complaints_;
  Rows rows_;
  ReplayReport report_;
  absl::Time last_ = absl::InfinitePast();
  direct_mesh::DirectMesh mesh_;
};

void Replay::refuse(const std::string& where, const std::string& why) {
  report_.refused += 1;
  if (report_.refused <= kComplaintsMax) {
    complaints_ << where << ": " << why << "\n";
  } else if (report_.refused == kComplaintsMax + 1) {
    complaints_ << "further refused events are counted, not listed\n";
  }
}

Status Replay::read() {
  auto reader = events::EventReader::open(options_.events);
  if (!reader) {
    return reader.error();
  }
  ContactEvent event;
  for (std::uint64_t number = 0;; ++number) {
    const Result<bool> more = reader->next(event);
    if (!more && reader->broken()) {
      return more.error();
    }
    if (more && !*more) {
      return {};
    }
    if (options_.progress && number % kProgressEvery == 0) {
      options_.progress(reader->progress());
    }
    if (!more) {
      refuse("", more.error().message);
    } else if (const Status valid = events::validate(event, std::nullopt); !valid) {
      refuse(reader->where(), valid.error().message);
    } else {
      tell(event);
    }
  }
}

void Replay::tell(ContactEvent& event) {
  const absl::Time at = occurred_at(event);
  if (options_.until && at > *options_.until) {
    report_.ignored += 1;
    return;
  }
  report_.events += 1;
  last_ = std::max(last_, at);
  const std::string id = event.tenant() + "/" + event.event_id();
  mesh_.tell("contact.events", make_key(event.tenant(), event.case_id()), event, id, at);
}

void Replay::heard(const Decided& decided) {
  if (&decided.stage == &sla_timer::sla_stage()) {
    const auto& event = static_cast<const sla::v1::SlaEvent&>(decided.event);
    report_.withdrawn_breaches += event.has_breach_withdrawn() ? 1U : 0U;
    if (event.has_case_retired()) {
      rows_.add_clocks(decided.key, static_cast<const sla::v1::CaseClocks&>(decided.before));
    }
  } else if (&decided.stage == &routing::escalation_stage()) {
    const auto& event = static_cast<const escalation::v1::EscalationEvent&>(decided.event);
    if (event.has_case_retired()) {
      rows_.add_escalations(decided.key,
                            static_cast<const escalation::v1::CaseEscalations&>(decided.before));
    }
  }
}

Status Replay::write() {
  mesh_.for_each("classifier", [this](const Key&, const Message&) { report_.cases += 1; });
  mesh_.for_each("sla", [this](const Key& key, const Message& state) {
    rows_.add_clocks(key, static_cast<const sla::v1::CaseClocks&>(state));
  });
  mesh_.for_each("escalation", [this](const Key& key, const Message& state) {
    rows_.add_escalations(key, static_cast<const escalation::v1::CaseEscalations&>(state));
  });
  rows_.count(report_);
  if (!options_.clocks.empty()) {
    if (const Status written = rows_.write_clocks(options_.clocks); !written) {
      return written;
    }
  }
  return options_.escalations.empty() ? Status() : rows_.write_escalations(options_.escalations);
}

Result<ReplayReport> Replay::run() {
  const auto begun = std::chrono::steady_clock::now();
  if (const Status done = read(); !done) {
    return done.error();
  }
  report_.until = options_.until.value_or(last_);
  mesh_.advance(report_.until);
  report_.firings = mesh_.firings();
  report_.set_aside = mesh_.set_aside();
  if (const Status written = write(); !written) {
    return written.error();
  }
  report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return report_;
}

}  // namespace

Result<ReplayReport> replay(const ReplayOptions& options, std::ostream& complaints) {
  return Replay(options, complaints).run();
}

}  // namespace escalon::replay
