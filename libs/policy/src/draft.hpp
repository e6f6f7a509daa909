#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cursor.hpp"
#include "escalon/policy/compiled_policy.hpp"

namespace escalon::policy {

/// A name that is used, and where.
struct NamedPlace {
  std::string name;
  Place place;
};

/// A policy while it is read: the parts as the libraries want them, and what is known only at the
/// end.
struct Draft {
  std::string name = "policy";
  absl::Duration retire_after = absl::Hours(24 * 30);
  std::map<std::string, std::shared_ptr<const calendar::Calendar>, std::less<>> calendars;
  classify::ClassifyRules classify;
  sla::SlaPolicy sla;
  escalation::EscalationPolicy escalation;
  bool default_route_given = false;
  std::map<std::string, std::string, std::less<>> rota_teams;
  queue::QueuePolicy queue;
  std::vector<NamedPlace> good_outcomes;  ///< Checked when the outcomes are known.
  notify::NotifyPolicy notify;
  bool default_channel_given = false;
};

// Readers of the top-level keys, one for each; what is wrong is in the cursor's reading.
void read_calendars(const Cursor& at, Draft& out);
void read_clocks(const Cursor& at, Draft& out);
void read_priority(const Cursor& at, Draft& out);
void read_language(const Cursor& at, Draft& out);
void read_triggers(const Cursor& at, Draft& out);
void read_sentiment(const Cursor& at, Draft& out);
void read_urgency(const Cursor& at, Draft& out);
void read_intents(const Cursor& at, Draft& out);
void read_out_of_scope(const Cursor& at, Draft& out);
void read_risk(const Cursor& at, Draft& out);
void read_repeat_contact(const Cursor& at, Draft& out);
void read_matrix(const Cursor& at, Draft& out);
void read_ladders(const Cursor& at, Draft& out);
void read_default_route(const Cursor& at, Draft& out);
void read_approvals(const Cursor& at, Draft& out);
void read_escalation(const Cursor& at, Draft& out);
void read_care(const Cursor& at, Draft& out);
void read_teams(const Cursor& at, Draft& out);
void read_people(const Cursor& at, Draft& out);
void read_queue(const Cursor& at, Draft& out);
void read_rotas(const Cursor& at, Draft& out);
void read_notifications(const Cursor& at, Draft& out);

// Checks that need several keys.
void check_default_route(Reading& reading, Draft& draft);
void check_default_channel(Reading& reading, Draft& draft);
void check_good_outcomes(Reading& reading, const Draft& draft);

}  // namespace escalon::policy
