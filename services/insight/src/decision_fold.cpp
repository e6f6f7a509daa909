#include "decision_fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/base/trace_context.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/insight/case_fold.hpp"
#include "escalon/insight/timeline_text.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/service/logging.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/sla/v1/sla.pb.h"
#include "escalon/team/v1/team.pb.h"
#include "event_names.hpp"
#include "kpi.hpp"
#include "reason_fold.hpp"

namespace escalon::insight {
namespace {

constexpr std::size_t kRowsKeptMax = 30'000;

std::string cause_text(const journal::v1::Cause& cause) {
  if (cause.kind() == "timer") {
    return fmt::format("timer {} due {}", cause.timer(),
                       format_instant(from_ms(cause.due_at_ms())));
  }
  return cause.topic().empty() ? fmt::format("{} {}", cause.kind(), cause.id())
                               : fmt::format("{} {} {}", cause.kind(), cause.topic(), cause.id());
}

void count_escalation(service::MeshMetrics& metrics, const escalation::v1::EscalationEvent& event) {
  if (event.has_opened()) {
    const auto& opened = event.opened();
    metrics.repeats.expect({opened.team()});
    metrics.escalations.count({type_name(opened.type()), cause_name(opened.cause().cause()),
                               std::to_string(opened.level()), opened.team(),
                               opened.automatic() ? "true" : "false"});
  }
  if (event.has_command_refused()) {
    metrics.commands.count({event.command_refused().command(), "refused"});
  } else if (!event.command_id().empty()) {
    metrics.commands.count({body_name(event), "done"});
  }
}

std::string stage_of(const std::string& journal) {
  return journal == "classified" ? "classifier" : journal;
}

void count_survey(service::MeshMetrics& metrics, const contact::v1::SurveyAnswered& survey,
                  const v1::CaseView& view) {
  if (const std::optional<double> share = share_of(survey)) {
    metrics.surveys.count(
        {view.escalations().empty() ? "false" : "true", std::to_string(fifth_of(*share))});
  }
}

}  // namespace

DecisionFold::DecisionFold(ReadModelWriter& writer, service::MeshMetrics& metrics)
    : writer_(writer), metrics_(metrics), channels_(writer.unsettled_channels()) {
  for (const std::string& journal : folded_journals()) {
    metrics_.dead_letters.expect({stage_of(journal)});
  }
  for (const char* fifth : {"1", "2", "3", "4", "5"}) {
    metrics_.surveys.expect({"true", fifth});
    metrics_.surveys.expect({"false", fifth});
  }
}

void DecisionFold::fold(const journal::TopicPartition& at, journal::Offset offset,
                        const journal::DecodedRecord& record) {
  const journal::v1::Decision& decision = record.body.decision();
  const std::string stage = stage_of(at.topic);
  metrics_.decisions.count({stage});
  if (decision.has_dead_lettered()) {
    metrics_.dead_letters.count({stage});
  }
  writer_.begin();
  last_decided_at_ms_ = std::max(last_decided_at_ms_, decision.decided_at_ms());
  if (decision.decided_at_ms() >= last_decided_at_ms_ && decision.policy() != policy_) {
    policy_ = decision.policy();
    writer_.note_policy(policy_);
  }
  Place place{at, offset, decision, Key(), ""};
  std::size_t index = 0;
  for (const auto& change : decision.changes()) {
    place.key = Key(change.key());
    for (const std::string& bytes : change.events()) {
      place.event_id = index < record.events.size()
                           ? record.events[index].id
                           : journal::event_id(decision.decision_id(), index);
      fold_event(place, {record, index++, bytes});
    }
  }
}

void DecisionFold::flush() {
  for (const std::string& key : touched_) {
    Kept& kept = rows_.at(key);
    const bool open = is_open(kept.row);
    for (const std::string& team : writer_.store(Key(key), kept.row, open)) {
      metrics_.repeats.count({team});
    }
    if (open != kept.was_open) {
      metrics_.open_cases.add("open", open ? 1 : -1);
    }
    kept.was_open = open;
    kept.touched = false;
  }
  touched_.clear();
  if (rows_.size() > kRowsKeptMax) {
    rows_.clear();
  }
  writer_.clocks().store();
}

void DecisionFold::fold_event(const Place& place, const Told& told) {
  const std::string& topic = place.at.topic;
  if (topic == "classified") {
    fold_as<classification::v1::ClassificationEvent>(place, told);
  } else if (topic == "sla") {
    writer_.clocks().note(place.key, place.decision.policy(), told.bytes);
    fold_as<sla::v1::SlaEvent>(place, told);
  } else if (topic == "escalation") {
    fold_as<escalation::v1::EscalationEvent>(place, told);
  } else if (topic == "team") {
    fold_as<team::v1::TeamEvent>(place, told);
  } else if (topic == "notification") {
    fold_as<notification::v1::NotificationEvent>(place, told);
  }
}

// An event that cannot be parsed was written by a newer version: readers pass over it.
template <typename Event>
void DecisionFold::fold_as(const Place& place, const Told& told) {
  Event scratch;
  if (const Event* event = journal::event_as(told.record, told.index, told.bytes, scratch)) {
    fold_one(place, *event);
  }
}

void DecisionFold::fold_one(const Place& place,
                            const classification::v1::ClassificationEvent& event) {
  if (event.has_classified()) {
    metrics_.events.count({event.classified().contact().channel()});
  }
  apply(row_of(place.key), event);
  if (const auto& contact = event.classified().contact(); contact.has_survey_answered()) {
    count_survey(metrics_, contact.survey_answered(), row_of(place.key).view());
  }
  tell(place, place.key, event);
}

void DecisionFold::fold_one(const Place& place, const sla::v1::SlaEvent& event) {
  if (event.has_started()) {
    metrics_.breaches.expect({event.clock()});
    metrics_.withdrawals.expect({event.clock()});
  } else if (event.has_breached()) {
    metrics_.breaches.count({event.clock()});
  } else if (event.has_breach_withdrawn()) {
    metrics_.withdrawals.count({event.clock()});
  }
  if (!event.clock().empty()) {
    apply(row_of(place.key), event, place.decision.policy());
  }
  tell(place, place.key, event);
}

void DecisionFold::fold_one(const Place& place, const escalation::v1::EscalationEvent& event) {
  count_escalation(metrics_, event);
  if (!event.escalation_id().empty()) {
    apply(row_of(place.key), event);
    note_reason(row_of(place.key), event, place.decision.policy());
  }
  tell(place, place.key, event);
}

void DecisionFold::fold_one(const Place& place, const team::v1::TeamEvent& event) {
  const KeyParts team = split_key(place.key);
  if (event.has_enqueued() &&
      writer_.enqueue(team, event.escalation_id(), event.effective_at_ms())) {
    measure_queue(team.name, 1);
  } else if ((event.has_offered() || event.has_released()) &&
             writer_.dequeue(team, event.escalation_id())) {
    measure_queue(team.name, -1);
  } else if (event.has_presence_changed()) {
    const auto& changed = event.presence_changed();
    writer_.note_presence(team, changed.person(), changed.presence(), changed.capacity());
  }
  tell(place, event.case_id().empty() ? place.key : make_key(team.tenant, event.case_id()), event);
}

void DecisionFold::measure_queue(const std::string& team, double more) {
  metrics_.queue_depth.add(team, more);
  metrics_.queue_oldest.set(team, writer_.oldest_waits_since(team));
}

void DecisionFold::fold_one(const Place& place, const notification::v1::NotificationEvent& event) {
  if (event.has_planned()) {
    channels_[event.notification_id()] = event.planned().channel();
    writer_.note_planned(event.notification_id(), event.planned().channel());
    for (const char* result : {"delivered", "attempt_failed", "given_up"}) {
      metrics_.notifications.expect({event.planned().channel(), result});
    }
  } else if (!event.has_context_noted() && !event.has_grouped()) {
    metrics_.notifications.count({channels_[event.notification_id()], body_name(event)});
    if (!event.has_attempt_failed()) {
      channels_.erase(event.notification_id());
      writer_.note_settled(event.notification_id());
    }
  }
  tell(place, place.key, event);
}

template <typename Event>
void DecisionFold::tell(const Place& place, const Key& key, const Event& event) {
  const TimelineText text = describe(event);
  if (text.what.empty()) {
    return;
  }
  const KeyParts parts = split_key(key);
  v1::TimelineItem item;
  item.set_at(format_instant(from_ms(text.at_ms)));
  item.set_decided_at(format_instant(from_ms(place.decision.decided_at_ms())));
  item.set_tenant(parts.tenant);
  item.set_case_id(parts.name);
  item.set_stage(place.at.topic);
  item.set_what(text.what);
  item.set_text(text.text);
  item.set_cause(cause_text(place.decision.cause()));
  item.set_event_id(place.event_id);
  item.set_position(fmt::format("{}/{}/{}", place.at.topic, place.at.partition, place.offset));
  if (const std::string& traceparent = place.decision.traceparent(); !traceparent.empty()) {
    item.set_trace_id(trace_id_of(traceparent, key));
  }
  writer_.append(++newest_entry_, key, item);
  if (service::logs_info()) {
    service::log_info(item.what(), {{"case", key.str()},
                                    {"event", item.event_id()},
                                    {"stage", item.stage()},
                                    {"trace", trace_id_of(place.decision.traceparent(), key)}});
  }
}

v1::CaseRow& DecisionFold::row_of(const Key& key) {
  const auto [place, added] = rows_.try_emplace(key.str());
  Kept& kept = place->second;
  if (!std::exchange(kept.touched, true)) {
    touched_.push_back(key.str());
  }
  if (!added) {
    return kept.row;
  }
  kept.row = writer_.load(key);
  kept.was_open = is_open(kept.row);
  if (kept.row.view().case_id().empty()) {
    const KeyParts parts = split_key(key);
    kept.row.mutable_view()->set_tenant(parts.tenant);
    kept.row.mutable_view()->set_case_id(parts.name);
  }
  return kept.row;
}

}  // namespace escalon::insight
