#include "escalon/insight/case_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "describe_help.hpp"

namespace escalon::insight {
namespace {

constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kDim = "\033[2m";
constexpr std::string_view kRed = "\033[31m";
constexpr std::string_view kGreen = "\033[32m";
constexpr std::string_view kYellow = "\033[33m";
constexpr std::string_view kReset = "\033[0m";
constexpr std::size_t kTracesShown = 3;
constexpr double kHighRisk = 0.7;

class Painter {
 public:
  explicit Painter(const CaseTextOptions& options) : on_(options.colour) {}
  [[nodiscard]] std::string operator()(std::string_view colour, std::string_view text) const {
    return on_ ? fmt::format("{}{}{}", colour, text, kReset) : std::string(text);
  }

 private:
  bool on_;
};

// What comes from outside may hold control characters; a terminal must not obey them.
std::string printable(std::string_view text) {
  std::string out;
  for (const char character : text) {
    const auto code = static_cast<unsigned char>(character);
    out += code < 0x20 || code == 0x7F ? ' ' : character;
  }
  return out;
}

std::string_view colour_of(const v1::TimelineItem& item) {
  const std::string& what = item.what();
  const auto ends = [&](std::string_view with) {
    return what.size() >= with.size() &&
           what.compare(what.size() - with.size(), with.size(), with) == 0;
  };
  if (ends("breached") || ends("refused") || ends("timed_out") || ends("given_up") ||
      ends("failed")) {
    return kRed;
  }
  if (ends("opened") || ends("raised") || ends("warning_reached") || ends("level_reached") ||
      ends("no_rule_matched") || ends("available")) {
    return kYellow;
  }
  return ends("resolved") || ends("acknowledged") || ends("accepted") || ends("delivered")
             ? kGreen
             : std::string_view();
}

// A sum over a year has hundreds of lines; the overview shows the ends of it.
constexpr int kLinesOfOverview = 16;

void render_sum(const v1::ClockView& clock, const Painter& paint, bool full, std::string& out) {
  const int lines = clock.explanation_size();
  const int left_out = full || lines <= kLinesOfOverview ? 0 : lines - kLinesOfOverview;
  for (int i = 0; i < lines; ++i) {
    if (left_out > 0 && i == kLinesOfOverview / 2) {
      out += fmt::format("    {}\n", paint(kDim, fmt::format("… {} further lines", left_out)));
      i += left_out;
    }
    out += fmt::format("    {}\n", paint(kDim, printable(clock.explanation(i))));
  }
}

void render_clocks(const v1::CaseView& view, const Painter& paint, bool full, std::string_view only,
                   std::string& out) {
  for (const auto& clock : view.clocks()) {
    if (!only.empty() && clock.clock() != only) {
      continue;
    }
    const bool late = clock.verdict() == "breached" || clock.verdict() == "overdue";
    out += fmt::format("\n{} {}  target {}, started {}",
                       paint(kBold, "clock " + printable(clock.clock())),
                       paint(late ? kRed : kGreen, clock.verdict()), printable(clock.target()),
                       clock.started_at());
    out += clock.due_at().empty() ? "" : ", due " + clock.due_at();
    out += clock.stopped_at().empty() ? "" : ", stopped " + clock.stopped_at();
    out += clock.breached_at().empty() ? "" : ", missed " + clock.breached_at();
    out += "\n";
    render_sum(clock, paint, full, out);
  }
}

// What is owed to the customer, and what it is part of.
void render_care(const v1::EscalationView& escalation, std::string& out) {
  const auto line = [&](std::string_view what, const std::string& words) {
    out += words.empty() ? "" : fmt::format("    {} {}\n", what, printable(words));
  };
  line("part of the surge", escalation.surge_case_id());
  if (escalation.surge_count() > 0) {
    out += fmt::format("    stands for {} cases\n", escalation.surge_count());
  }
  if (!escalation.repeat_of().empty()) {
    out += fmt::format("    repeat of {}, case {}\n", printable(escalation.repeat_of()),
                       printable(escalation.repeat_of_case_id()));
  }
  line("the customer hears by", escalation.promised_by());
  line("root cause", escalation.root_cause());
  line("compensation", escalation.compensation());
  line("avoidable", escalation.avoidable());
}

void render_help(const v1::EscalationView& escalation, const Painter& paint, std::string& out) {
  if (!escalation.asked_by().empty()) {
    out += fmt::format("    asked for by {}\n", printable(escalation.asked_by()));
  }
  if (escalation.note_missing()) {
    out += fmt::format("    {}\n", paint(kRed, kNoteMissing));
  }
  for (const auto& team : escalation.helping_teams()) {
    out += fmt::format("    helped by team {}\n", printable(team));
  }
  if (!escalation.waits_until().empty()) {
    out += fmt::format("    waits until {}\n", escalation.waits_until());
  }
}

void render_escalations(const v1::CaseView& view, const Painter& paint, std::string& out) {
  for (const auto& escalation : view.escalations()) {
    out += fmt::format(
        "\n{} {}  {}{}, team {}, level {}, rule {}\n",
        paint(kBold, "escalation " + escalation.escalation_id()),
        paint(escalation.status() == "resolved" ? kGreen : kYellow, escalation.status()),
        escalation.automatic() ? "automatic " : "", escalation.type(), printable(escalation.team()),
        escalation.level(), printable(escalation.rule()));
    out += fmt::format("    because of {}\n", fmt::join(escalation.causes(), ", "));
    if (!escalation.person().empty()) {
      out += fmt::format("    with {}\n", printable(escalation.person()));
    }
    render_help(escalation, paint, out);
    if (!escalation.outcome().empty()) {
      out += fmt::format("    outcome {}\n", printable(escalation.outcome()));
    }
    render_care(escalation, out);
  }
}

void render_verdict(const v1::CaseView& view, const Painter& paint, std::string& out) {
  if (!view.intent().empty()) {
    out += fmt::format("intent {} (confidence {:.2f})\n", printable(view.intent()),
                       view.intent_confidence());
  }
  if (view.sentiment() != 0 || view.sentiment_trend() != 0) {
    // What rounds to nothing neither rises nor falls.
    const std::string by = fmt::format("{:.2f}", std::abs(view.sentiment_trend()));
    const std::string trend =
        by == "0.00" ? "steady" : (view.sentiment_trend() < 0 ? "falling by " : "rising by ") + by;
    out += fmt::format("sentiment {:.2f}, {}\n", view.sentiment(), trend);
  }
  if (!view.risk_reasons().empty()) {
    out += fmt::format(
        "escalation risk {}\n    {}\n",
        paint(view.risk() >= kHighRisk ? kRed : kBold, fmt::format("{:.2f}", view.risk())),
        paint(kDim, printable(fmt::format("{}", fmt::join(view.risk_reasons(), ", ")))));
  }
}

void render_similar_cases(const v1::CaseView& view, const Painter& paint, std::string& out) {
  if (!view.similar().empty()) {
    out += "\n" + paint(kBold, "what worked in similar cases") + "\n";
  }
  for (const auto& similar : view.similar()) {
    out += render_similar(similar, {});
  }
}

void render_traces(const v1::CaseView& view, std::string& out) {
  std::vector<std::string> ids;
  for (const auto& item : view.timeline()) {
    if (std::find(ids.begin(), ids.end(), item.trace_id()) == ids.end()) {
      ids.push_back(item.trace_id());
    }
  }
  if (ids.empty()) {
    return;
  }
  const std::size_t more = ids.size() - std::min(ids.size(), kTracesShown);
  ids.resize(ids.size() - more);
  out += fmt::format("trace {}", fmt::join(ids, ", "));
  out += more == 0 ? "\n" : fmt::format(" and {} more\n", more);
}

}  // namespace

std::string render_similar(const v1::SimilarCase& similar, const CaseTextOptions& options) {
  const Painter paint(options);
  const auto& resolved = similar.resolved();
  std::string out =
      fmt::format("{}  {:.2f}  {}{}, {}\n", paint(kBold, printable(resolved.case_id())),
                  similar.score(), printable(resolved.outcome()),
                  similar.times() > 1 ? fmt::format(" ({} times)", similar.times()) : "",
                  resolved.resolved_at());
  const auto line = [&](std::string_view what, const std::string& text) {
    out += text.empty() ? "" : fmt::format("    {} {}\n", what, printable(text));
  };
  line("issue", resolved.issue());
  line("cause", resolved.root_cause());
  line("note", resolved.note());
  line("tried before", resolved.tried().empty() ? "" : *resolved.tried().rbegin());
  line("by", resolved.person().empty()
                 ? resolved.team()
                 : fmt::format("{} of {}", resolved.person(), resolved.team()));
  line("like it in", fmt::format("{}", fmt::join(similar.reasons(), "; ")));
  return out;
}

std::string render_item(const v1::TimelineItem& item, const CaseTextOptions& options) {
  const Painter paint(options);
  const std::string_view colour = colour_of(item);
  const std::string text = printable(item.text());
  std::string line = fmt::format("{}  {:<24}  {}", item.at(), printable(item.what()),
                                 colour.empty() ? text : paint(colour, text));
  if (options.causes) {
    line += "  " + paint(kDim, "← " + printable(item.cause()));
  }
  return line;
}

std::string render_sums(const v1::CaseView& view, std::string_view clock,
                        const CaseTextOptions& options) {
  std::string out;
  render_clocks(view, Painter(options), true, clock, out);
  return out;
}

std::string render_case(const v1::CaseView& view, const CaseTextOptions& options) {
  const Painter paint(options);
  std::string out = paint(kBold, "case " + printable(view.case_id()));
  out += view.tenant() == "default" ? "" : " of tenant " + printable(view.tenant());
  out += view.channel().empty() ? "" : ", " + printable(view.channel());
  out += view.status().empty() ? "" : ", status " + printable(view.status());
  out += view.priority() == 0 ? "" : fmt::format(", priority {}", view.priority());
  out += view.owner().empty() ? "" : ", with " + printable(view.owner());
  out += "\n";
  render_verdict(view, paint, out);
  render_traces(view, out);
  render_clocks(view, paint, false, "", out);
  render_escalations(view, paint, out);
  render_similar_cases(view, paint, out);
  out += "\n";
  for (const auto& item : view.timeline()) {
    out += render_item(item, options) + "\n";
  }
  return out;
}

}  // namespace escalon::insight
