#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "escalon/insight/policy_text.hpp"

namespace escalon::insight {
namespace {

constexpr std::size_t kHashShown = 12;

std::string amount(std::int64_t count, const std::string& thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string or_none(const std::string& text) {
  return text.empty() ? "none" : text;
}

std::string counts_text(const v1::PreviewCounts& counts) {
  std::vector<std::string> parts;
  const auto add = [&](std::int64_t count, std::string_view words) {
    if (count > 0) {
      parts.push_back(fmt::format("{} {}", count, words));
    }
  };
  add(counts.due_moves(), "due at another instant");
  add(counts.breached_at_once(), "breached at once");
  add(counts.breaches_withdrawn(), "with a breach taken back");
  add(counts.begin(), "begin");
  add(counts.lose_target(), "without a target from then on");
  add(counts.when_touched(), "not before the case is next touched");
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string change_text(const v1::ClockChange& change) {
  std::string text = fmt::format("    {}/{}  ", change.tenant(), change.case_id());
  text += change.begins() ? fmt::format("begins, due {}", or_none(change.new_due_at()))
                          : fmt::format("due {} -> {}", or_none(change.old_due_at()),
                                        or_none(change.new_due_at()));
  if (change.old_target() != change.new_target()) {
    text += fmt::format(" ({} -> {})", or_none(change.old_target()), or_none(change.new_target()));
  }
  text += change.breached_at_once() ? ", breached at once" : "";
  text += change.breach_withdrawn() ? ", its breach is taken back" : "";
  text += change.when_touched() ? ", when the case is next touched" : "";
  return text + "\n";
}

std::string group_text(const v1::PreviewGroup& group) {
  std::string text =
      fmt::format("  {}, {}: {}", group.clock(),
                  group.team().empty() ? std::string("no team") : "team " + group.team(),
                  amount(group.counts().clocks(), "clock"));
  const std::string counts = counts_text(group.counts());
  text += counts.empty() ? "\n" : fmt::format(" ({})\n", counts);
  for (const v1::ClockChange& change : group.examples()) {
    text += change_text(change);
  }
  const std::int64_t more = group.counts().clocks() - group.examples_size();
  return more > 0 ? text + fmt::format("    and {} more\n", more) : text;
}

}  // namespace

std::string render_preview(const v1::PreviewPolicyResponse& preview) {
  std::string text = fmt::format(
      "policy {} ({}) changes {} of {}; looked at {} of {} with clocks that run\n", preview.name(),
      preview.hash().substr(0, kHashShown), amount(preview.clocks_affected(), "clock"),
      amount(preview.cases_affected(), "case"), preview.cases_looked_at(),
      amount(preview.cases_open(), "case"));
  if (!preview.complete()) {
    text += "not all cases were looked at: the figures are of those that were\n";
  }
  for (const v1::PreviewGroup& group : preview.groups()) {
    text += group_text(group);
  }
  if (preview.clocks_not_shown() > 0) {
    text += fmt::format("  and {} of other clocks and teams\n",
                        amount(preview.clocks_not_shown(), "clock"));
  }
  return text;
}

}  // namespace escalon::insight
