#include "escalon/service/mesh_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <algorithm>

namespace escalon::service {
namespace {

constexpr std::string_view kOther = "other";

const std::vector<double>& lateness_bounds() {
  static const std::vector<double> bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                          0.25,  0.5,    1,     2.5,  5,     10};
  return bounds;
}

std::string joined(std::initializer_list<std::string_view> values) {
  std::string out;
  for (const std::string_view value : values) {
    out.append(value).push_back('\0');
  }
  return out;
}

}  // namespace

CountedFamily::CountedFamily(Metrics& metrics, std::string name, std::string help,
                             std::vector<std::string> labels)
    : metrics_(metrics),
      name_(std::move(name)),
      help_(std::move(help)),
      labels_(std::move(labels)) {}

void CountedFamily::count(std::initializer_list<std::string_view> values) {
  add(values, 1);
}

void CountedFamily::expect(std::initializer_list<std::string_view> values) {
  add(values, 0);
}

void CountedFamily::add(std::initializer_list<std::string_view> values, double delta) {
  const std::string key = joined(values);
  const std::lock_guard lock(mutex_);
  auto found = children_.find(key);
  if (found == children_.end()) {
    const bool full = children_.size() >= kLabelSetsMax;
    MetricLabels labels;
    auto value = values.begin();
    for (const std::string& label : labels_) {
      labels[label] = full ? kOther : (value == values.end() ? std::string_view() : *value++);
    }
    auto& child = metrics_.counter(name_, help_, labels);
    if (full) {
      child.Increment(delta);
      return;
    }
    found = children_.emplace(key, &child).first;
  }
  found->second->Increment(delta);
}

MeasuredFamily::MeasuredFamily(Metrics& metrics, std::string name, std::string help,
                               std::string label)
    : metrics_(metrics), name_(std::move(name)), help_(std::move(help)), label_(std::move(label)) {}

prometheus::Gauge& MeasuredFamily::child(std::string_view value) {
  const std::lock_guard lock(mutex_);
  auto found = children_.find(std::string(value));
  if (found == children_.end()) {
    const bool full = children_.size() >= CountedFamily::kLabelSetsMax;
    const std::string label(full ? kOther : value);
    found = children_.emplace(label, &metrics_.gauge(name_, help_, {{label_, label}})).first;
  }
  return *found->second;
}

void MeasuredFamily::set(std::string_view value, double to) {
  child(value).Set(to);
}

void MeasuredFamily::add(std::string_view value, double delta) {
  child(value).Increment(delta);
}

MeshMetrics::MeshMetrics(Metrics& metrics)
    : events(metrics, "escalon_contact_events_total", "New contact events, classified.",
             {"channel"}),
      decisions(metrics, "escalon_decisions_total", "Accepted decisions.", {"stage"}),
      breaches(metrics, "escalon_breaches_total", "Due instants that passed while the clock ran.",
               {"clock"}),
      withdrawals(metrics, "escalon_breaches_withdrawn_total",
                  "Breaches taken back by a timely answer.", {"clock"}),
      escalations(metrics, "escalon_escalations_total", "Escalations opened.",
                  {"type", "cause", "level", "team", "automatic"}),
      repeats(metrics, "escalon_repeat_escalations_total",
              "Escalations soon after another one of the same customer.", {"team"}),
      surveys(metrics, "escalon_survey_answers_total",
              "Answers of customers by fifth of the best score, 1 the worst.",
              {"escalated", "fifth"}),
      notifications(metrics, "escalon_notifications_total", "Attempts to tell somebody, by result.",
                    {"channel", "result"}),
      dead_letters(metrics, "escalon_dead_letters_total", "Causes that could not be decided.",
                   {"stage"}),
      commands(metrics, "escalon_commands_total", "Commands by outcome.", {"command", "result"}),
      intake(metrics, "escalon_intake_requests_total", "Events and commands offered, by result.",
             {"kind", "result"}),
      take_overs(metrics, "escalon_take_overs_total",
                 "Times that this process began to take a partition over.", {"stage"}),
      published(metrics, "escalon_published_total", "Records written to public topics, by result.",
                {"topic", "result"}),
      queue_depth(metrics, "escalon_queue_depth", "Escalations that wait for a person.", "team"),
      queue_oldest(metrics, "escalon_queue_oldest_timestamp_seconds",
                   "Unix time since when the oldest waits for a person, 0 = none does.", "team"),
      timers_armed(metrics, "escalon_timers_armed",
                   "Timers that are due within the horizon of a minute.", "stage"),
      partitions(metrics, "escalon_partitions", "Partitions that this process decides for.",
                 "stage"),
      partitions_stopped(metrics, "escalon_partitions_stopped",
                         "Partitions that stand still until an operator acts.", "stage"),
      inputs_waiting(metrics, "escalon_inputs_waiting",
                     "Records that are read and not yet decided.", "stage"),
      open_cases(metrics, "escalon_cases", "Cases in the read model.", "state"),
      data_bytes(metrics, "escalon_data_bytes",
                 "Size of the embedded files. Nothing is trimmed yet.", "file"),
      gate_wait_(metrics.histogram("escalon_timer_lateness_seconds",
                                   "Decision instant less due instant.", lateness_bounds(),
                                   {{"part", "gate_wait"}})),
      firing_(metrics.histogram("escalon_timer_lateness_seconds",
                                "Decision instant less due instant.", lateness_bounds(),
                                {{"part", "firing"}})) {}

void MeshMetrics::fired(absl::Duration gate_wait, absl::Duration firing) {
  gate_wait_.Observe(std::max(0.0, absl::ToDoubleSeconds(gate_wait)));
  firing_.Observe(std::max(0.0, absl::ToDoubleSeconds(firing)));
}

}  // namespace escalon::service
