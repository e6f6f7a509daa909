#include "escalon/routing/public_chain.hpp"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "escalon/base/ids.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/service/redaction.hpp"

namespace escalon::routing {
namespace {

using escalation::v1::EscalationEvent;
using publication::v1::PublicationState;
using publication::v1::PublishedEscalation;

constexpr std::size_t kTeamBytesMax = 100;  // Kafka's names end at 249
constexpr std::string_view kSource = "urn:escalon:escalation";
constexpr std::string_view kSchema = "urn:escalon:proto:escalon.publication.v1.PublishedEscalation";

// One event with all that its envelope tells.
struct Told {
  const journal::v1::Decision& decision;
  const EscalationEvent& event;
  KeyParts of;
  std::string key;
  std::string src;
  std::string id;
};

std::string type_of(const EscalationEvent& event) {
  const auto* body = event.GetReflection()->GetOneofFieldDescriptor(
      event, EscalationEvent::descriptor()->oneof_decl(0));
  return absl::StrCat("escalon.escalation.", body->name(), ".v1");
}

// Which rules were asked is between the policy and those who write it.
void forget_asked_rules(EscalationEvent& event) {
  if (event.has_opened()) {
    event.mutable_opened()->clear_asked_rules();
  } else if (event.has_cause_added()) {
    event.mutable_cause_added()->clear_asked_rules();
  }
}

std::string value_of(const Told& told, bool personal_text) {
  PublishedEscalation value;
  value.set_event_id(told.id);
  value.set_tenant(told.of.tenant);
  value.set_case_id(told.of.name);
  value.set_decided_at_ms(told.decision.decided_at_ms());
  value.set_policy(told.decision.policy());
  *value.mutable_event() = told.event;
  forget_asked_rules(*value.mutable_event());
  if (!personal_text) {
    service::redact(value);
  }
  return value.SerializeAsString();
}

journal::OutsideHeaders headers_of(const Told& told) {
  journal::OutsideHeaders headers = {
      {"ce_specversion", "1.0"},
      {"ce_id", told.id},
      {"ce_source", std::string(kSource)},
      {"ce_type", type_of(told.event)},
      {"ce_subject", told.event.escalation_id()},
      {"ce_time", format_instant(from_ms(told.decision.decided_at_ms()))},
      {"ce_dataschema", std::string(kSchema)},
      {"ce_partitionkey", told.key},
      {"ce_tenant", told.of.tenant},
      {"content-type", "application/protobuf"}};
  if (const std::string& trace = told.decision.traceparent(); !trace.empty()) {
    headers.emplace_back("ce_traceparent", trace);
    headers.emplace_back("traceparent", trace);
  }
  headers.emplace_back("ce_src", told.src);
  return headers;
}

// The teams that owned the escalation before or own it now, once each.
std::vector<std::string> owners_of(const EscalationEvent& event) {
  std::vector<std::string> teams;
  for (const std::string* team : {&event.owner_team(), &event.opened().team(),
                                  &event.reassigned().from_team(), &event.reassigned().team()}) {
    if (!team->empty() && std::ranges::find(teams, *team) == teams.end()) {
      teams.push_back(*team);
    }
  }
  return teams;
}

}  // namespace

std::string team_topic(std::string_view team) {
  std::string name(team.substr(0, kTeamBytesMax));
  std::ranges::replace_if(
      name,
      [](char letter) {
        return !absl::ascii_isalnum(static_cast<unsigned char>(letter)) && letter != '_' &&
               letter != '-' && letter != '.';
      },
      '-');
  if (name != team) {
    absl::StrAppend(&name, "-", derive_id({team}).substr(0, 8));
  }
  return absl::StrCat(kAllEscalations, ".team.", name);
}

PublicChain::PublicChain(std::uint32_t partition, PublicOptions options)
    : partition_(partition), options_(options) {}

void PublicChain::restore(const PublicationState& state) {
  next_ = state.next_offset();
  fold_ = journal::Fold(state.fold().epoch(), state.fold().seq(), {});
  last_.clear();
  for (const auto& last : state.last()) {
    last_[last.topic()] = last.src();
  }
}

PublicationState PublicChain::state() const {
  PublicationState state;
  state.set_next_offset(next_);
  state.mutable_fold()->set_epoch(fold_.epoch());
  state.mutable_fold()->set_seq(fold_.seq());
  for (const auto& [topic, src] : last_) {
    auto& last = *state.add_last();
    last.set_topic(topic);
    last.set_src(src);
  }
  return state;
}

Result<std::vector<journal::OutsideRecord>> PublicChain::take(const journal::LogRecord& record) {
  std::vector<journal::OutsideRecord> out;
  if (record.offset < next_) {
    return out;
  }
  const journal::RecordHeader& header = record.record->header;
  const journal::Verdict verdict = fold_.judge(header);
  if (verdict == journal::Verdict::kMissingMarker) {
    return invalid("the marker of its epoch is missing");
  }
  if (verdict == journal::Verdict::kAccepted && header.kind == journal::RecordKind::kDecision) {
    const auto decoded = journal::decode_record(*record.record, EscalationEvent());
    if (!decoded) {
      return decoded.error();
    }
    publish(record.offset, **decoded, out);
  }
  fold_.accept(header);
  next_ = record.offset + 1;
  return out;
}

void PublicChain::publish(journal::Offset offset, const journal::DecodedRecord& decoded,
                          std::vector<journal::OutsideRecord>& out) {
  for (std::size_t index = 0; index < decoded.events.size(); ++index) {
    const journal::DecodedEvent& one = decoded.events[index];
    const auto& event = static_cast<const EscalationEvent&>(*one.message);
    // An event that only a newer program knows has no body here.
    if (event.escalation_id().empty() || event.body_case() == EscalationEvent::BODY_NOT_SET) {
      continue;
    }
    const Told told{decoded.body.decision(),
                    event,
                    split_key(one.key),
                    one.key.str(),
                    absl::StrCat(kPublishedJournal, "/", partition_, "/", offset, "/", index),
                    one.id};
    journal::OutsideRecord record;
    record.key = told.key;
    record.headers = headers_of(told);
    record.value = value_of(told, options_.personal_text);
    const auto add = [&](const std::string& topic, std::uint32_t partitions) {
      journal::OutsideRecord copy = record;
      copy.at = {topic, partition_ % partitions};
      std::string& last = last_[topic];
      if (!last.empty()) {
        copy.headers.emplace_back("ce_prev", last);
      }
      last = told.src;
      out.push_back(std::move(copy));
    };
    add(kAllEscalations, options_.partitions);
    for (const std::string& team : owners_of(event)) {
      add(team_topic(team), options_.team_partitions);
    }
  }
}

}  // namespace escalon::routing
