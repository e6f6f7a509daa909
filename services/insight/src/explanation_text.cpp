#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "escalon/insight/policy_text.hpp"

namespace escalon::insight {
namespace {

constexpr std::size_t kHashShown = 12;

std::string policy_text(const v1::ExplainedReason& reason) {
  const std::string hash = reason.policy().substr(0, kHashShown);
  return reason.policy_name().empty() ? "policy " + hash
                                      : fmt::format("policy {} ({})", reason.policy_name(), hash);
}

std::string asked_text(const escalation::v1::AskedRules& asked, const std::string& rule) {
  std::string refused;
  std::string decided;
  for (const auto& one : asked.rules()) {
    if (one.why_not().empty()) {
      decided = fmt::format("    {} decides\n", one.rule());
    } else {
      refused += fmt::format("    {} no: {}\n", one.rule(), fmt::join(one.why_not(), "; "));
    }
  }
  if (asked.left_out() > 0) {
    refused += fmt::format("    and {} more, which are not recorded, no\n", asked.left_out());
  }
  return refused + (decided.empty() ? fmt::format("    no rule decides: {}\n", rule) : decided);
}

std::string rules_text(const v1::ExplainedReason& reason) {
  if (!reason.has_asked_rules()) {
    return fmt::format("    {} decides; no other rule is recorded\n", reason.rule());
  }
  const escalation::v1::AskedRules& asked = reason.asked_rules();
  std::string text = asked_text(asked, reason.rule());
  if (reason.matrix_rules() > 0) {
    text += fmt::format("    {} of {} rules of the matrix were asked\n",
                        asked.rules_size() + asked.left_out(), reason.matrix_rules());
  }
  return text;
}

std::string reason_text(const v1::ExplainedReason& reason) {
  const std::string detail = reason.detail().empty() ? "" : fmt::format(" “{}”", reason.detail());
  return fmt::format("{} {}{}: {} escalation {}, by {}\n{}", reason.at(), reason.cause(), detail,
                     reason.opened() ? "opens" : "is added to", reason.escalation_id(),
                     policy_text(reason), rules_text(reason));
}

std::string clock_text(const v1::ExplainedClock& clock) {
  std::string text = fmt::format("clock {}\n", clock.clock());
  int number = 0;
  for (const auto& asked : clock.asked_rules()) {
    ++number;
    text += asked.why_not().empty()
                ? fmt::format("    rule {} applies\n", number)
                : fmt::format("    rule {} no: {}\n", number, fmt::join(asked.why_not(), "; "));
  }
  return clock.applies() ? text : text + "    none applies\n";
}

}  // namespace

std::string render_explanation(const v1::ExplainCaseResponse& explained) {
  std::string text;
  for (const v1::ExplainedReason& reason : explained.reasons()) {
    text += reason_text(reason);
  }
  if (explained.reasons().empty()) {
    text = "nothing was a reason to escalate, but for what a rule ignores\n";
  }
  for (const v1::ExplainedClock& clock : explained.clocks()) {
    text += clock_text(clock);
  }
  return text;
}

}  // namespace escalon::insight
