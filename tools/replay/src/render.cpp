#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "escalon/base/assert.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/replay/replay.hpp"

namespace escalon::replay {
namespace {

using google::protobuf::Struct;

void put(Struct& to, const std::string& name, double value) {
  (*to.mutable_fields())[name].set_number_value(value);
}

void put(Struct& to, const std::string& name, const Counts& counts) {
  Struct& inner = *(*to.mutable_fields())[name].mutable_struct_value();
  for (const auto& [key, count] : counts) {
    put(inner, key, static_cast<double>(count));
  }
}

void put(Struct& to, const std::string& name, const TeamLoad& load) {
  put(to, name,
      {{"queued", load.queued},
       {"offered", load.offered},
       {"waiting_most", load.waiting_most},
       {"waiting_at_end", load.waiting_at_end},
       {"waited_ms", static_cast<std::uint64_t>(load.waited_ms)}});
}

std::string render_json(const ReplayReport& report) {
  Struct object;
  put(object, "events", static_cast<double>(report.events));
  put(object, "refused", static_cast<double>(report.refused));
  put(object, "ignored", static_cast<double>(report.ignored));
  put(object, "cases", static_cast<double>(report.cases));
  put(object, "set_aside", static_cast<double>(report.set_aside));
  put(object, "firings", static_cast<double>(report.firings));
  put(object, "withdrawn_breaches", static_cast<double>(report.withdrawn_breaches));
  put(object, "seconds", report.seconds);
  (*object.mutable_fields())["until"].set_string_value(format_instant(report.until));
  Struct& clocks = *(*object.mutable_fields())["clocks"].mutable_struct_value();
  for (const auto& [clock, verdicts] : report.verdicts) {
    put(clocks, clock, verdicts);
  }
  put(object, "escalations_by_cause", report.escalations_by_cause);
  put(object, "escalations_by_type", report.escalations_by_type);
  put(object, "escalations_by_level", report.escalations_by_level);
  put(object, "escalations_by_rule", report.escalations_by_rule);
  put(object, "pages", static_cast<double>(report.pages));
  put(object, "night_pages", static_cast<double>(report.night_pages));
  Struct& teams = *(*object.mutable_fields())["teams"].mutable_struct_value();
  for (const auto& [team, load] : report.teams) {
    put(teams, team, load);
  }
  std::string text;
  ESCALON_ASSERT(google::protobuf::util::MessageToJsonString(object, &text).ok());
  return text + "\n";
}

std::string line(const std::string& name, const Counts& counts) {
  std::string text = absl::StrCat(name, ":");
  for (const auto& [key, count] : counts) {
    absl::StrAppend(&text, " ", key, " ", count);
  }
  return counts.empty() ? absl::StrCat(name, ": none\n") : text + "\n";
}

}  // namespace

std::string render(const ReplayReport& report, ReportFormat format) {
  if (format == ReportFormat::kJson) {
    return render_json(report);
  }
  std::string text = absl::StrFormat(
      "%d events of %d cases until %s in %.2f s (%.0f events/s)\n", report.events, report.cases,
      format_instant(report.until), report.seconds,
      report.seconds > 0 ? static_cast<double>(report.events) / report.seconds : 0.0);
  absl::StrAppend(&text, "refused ", report.refused, ", after the end ", report.ignored,
                  ", set aside ", report.set_aside, ", timers fired ", report.firings,
                  ", breaches withdrawn ", report.withdrawn_breaches, "\n");
  for (const auto& [clock, verdicts] : report.verdicts) {
    text += line("clock " + clock, verdicts);
  }
  text += line("escalations by cause", report.escalations_by_cause);
  text += line("escalations by type", report.escalations_by_type);
  text += line("escalations by level", report.escalations_by_level);
  text += line("escalations by rule", report.escalations_by_rule);
  absl::StrAppend(&text, "pages ", report.pages, ", at night ", report.night_pages, "\n");
  for (const auto& [team, load] : report.teams) {
    absl::StrAppend(&text, "queue ", team, ": put into it ", load.queued, ", asked ", load.offered,
                    ", most waiting ", load.waiting_most, ", waiting at the end ",
                    load.waiting_at_end, "\n");
  }
  return text;
}

}  // namespace escalon::replay
