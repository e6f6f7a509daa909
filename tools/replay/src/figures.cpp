#include "figures.hpp"

#include "absl/strings/str_format.h"

namespace escalon::replay {
namespace {

std::uint64_t count_of(const Counts& counts, const std::string& name) {
  const auto found = counts.find(name);
  return found == counts.end() ? 0 : found->second;
}

std::uint64_t breached(const Counts& verdicts) {
  return count_of(verdicts, "breached") + count_of(verdicts, "overdue");
}

class Figures {
 public:
  void add(std::vector<std::string> path, std::uint64_t value) {
    list.push_back({std::move(path), static_cast<std::int64_t>(value)});
  }
  void add(const std::string& group, const std::string& kind, const Counts& counts) {
    for (const auto& [name, count] : counts) {
      add({group, kind, name}, count);
    }
  }

  std::vector<Figure> list;
};

}  // namespace

std::vector<Figure> figures_of(const ReplayReport& report) {
  Figures figures;
  std::uint64_t breaches = 0;
  for (const auto& [clock, verdicts] : report.verdicts) {
    breaches += breached(verdicts);
  }
  figures.add({"breaches"}, breaches);
  for (const auto& [clock, verdicts] : report.verdicts) {
    figures.add({"breaches", clock}, breached(verdicts));
  }
  std::uint64_t escalations = 0;
  for (const auto& [type, count] : report.escalations_by_type) {
    escalations += count;
  }
  figures.add({"escalations"}, escalations);
  figures.add("escalations", "type", report.escalations_by_type);
  figures.add("escalations", "level", report.escalations_by_level);
  figures.add("escalations", "rule", report.escalations_by_rule);
  figures.add({"pages"}, report.pages);
  figures.add({"pages", "night"}, report.night_pages);
  for (const auto& [team, load] : report.teams) {
    figures.add({"queues", team, "queued"}, load.queued);
    figures.add({"queues", team, "asked"}, load.offered);
    figures.add({"queues", team, "most_waiting"}, load.waiting_most);
    figures.add({"queues", team, "waiting_at_end"}, load.waiting_at_end);
    figures.add(
        {"queues", team, "mean_wait_s"},
        load.queued == 0 ? 0 : static_cast<std::uint64_t>(load.waited_ms) / load.queued / 1000);
  }
  return figures.list;
}

std::string json_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += absl::StrFormat("\\u%04x", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace escalon::replay
