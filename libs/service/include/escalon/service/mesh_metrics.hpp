#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "escalon/service/metrics.hpp"

namespace escalon::service {

/// A counter family with labels that come from data. At most `kLabelSetsMax` different label sets
/// are told apart; those that come later are counted together, every label being `other`.
/// Thread-safe.
class CountedFamily {
 public:
  static constexpr std::size_t kLabelSetsMax = 200;

  CountedFamily(Metrics& metrics, std::string name, std::string help,
                std::vector<std::string> labels);

  /// Adds one to the child of these label values, given in the order of the labels.
  void count(std::initializer_list<std::string_view> values);
  /// Shows the child with 0 where it was not counted yet. A rate sees the first count of a child
  /// only where the child was there before.
  void expect(std::initializer_list<std::string_view> values);

 private:
  void add(std::initializer_list<std::string_view> values, double delta);

  Metrics& metrics_;
  const std::string name_;
  const std::string help_;
  const std::vector<std::string> labels_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, prometheus::Counter*> children_;
};

/// The same for gauges.
class MeasuredFamily {
 public:
  MeasuredFamily(Metrics& metrics, std::string name, std::string help, std::string label);

  void set(std::string_view value, double to);
  void add(std::string_view value, double delta);

 private:
  [[nodiscard]] prometheus::Gauge& child(std::string_view value);

  Metrics& metrics_;
  const std::string name_;
  const std::string help_;
  const std::string label_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, prometheus::Gauge*> children_;
};

/// What the mesh tells about itself on /metrics. Names and units follow the Prometheus conventions.
/// Thread-safe.
class MeshMetrics {
 public:
  explicit MeshMetrics(Metrics& metrics);

  CountedFamily events;  ///< escalon_contact_events_total{channel}: new contact events, classified.
  CountedFamily decisions;      ///< escalon_decisions_total{stage}: accepted decisions.
  CountedFamily breaches;       ///< escalon_breaches_total{clock}
  CountedFamily withdrawals;    ///< escalon_breaches_withdrawn_total{clock}
  CountedFamily escalations;    ///< escalon_escalations_total{type,cause,level,team,automatic}
  CountedFamily repeats;        ///< escalon_repeat_escalations_total{team}: of one customer.
  CountedFamily surveys;        ///< escalon_survey_answers_total{escalated,fifth}
  CountedFamily notifications;  ///< escalon_notifications_total{channel,result}
  CountedFamily dead_letters;   ///< escalon_dead_letters_total{stage}
  CountedFamily commands;       ///< escalon_commands_total{command,result}
  CountedFamily intake;         ///< escalon_intake_requests_total{kind,result}
  CountedFamily take_overs;     ///< escalon_take_overs_total{stage}: of a partition, each try.
  CountedFamily published;      ///< escalon_published_total{topic,result}: to public topics.
  MeasuredFamily queue_depth;   ///< escalon_queue_depth{team}: escalations that wait for a person.
  /// escalon_queue_oldest_timestamp_seconds{team}: Unix time since when the escalation waits that
  /// waits longest; 0 = none does.
  MeasuredFamily queue_oldest;
  MeasuredFamily timers_armed;  ///< escalon_timers_armed{stage}
  MeasuredFamily partitions;    ///< escalon_partitions{stage}: that this process decides for.
  /// escalon_partitions_stopped{stage}: that stand still until an operator acts.
  MeasuredFamily partitions_stopped;
  /// escalon_inputs_waiting{stage}: records that are read and not yet decided; above 0 for long = a
  /// backlog.
  MeasuredFamily inputs_waiting;
  MeasuredFamily open_cases;  ///< escalon_cases{state}: open and closed cases.
  MeasuredFamily data_bytes;  ///< escalon_data_bytes{file}: size of the embedded files.

  /// A timer fired: how long the gate held it and how late it fired besides. Negative values count
  /// as 0.
  void fired(absl::Duration gate_wait, absl::Duration firing);

 private:
  prometheus::Histogram& gate_wait_;
  prometheus::Histogram& firing_;
};

}  // namespace escalon::service
