#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "default_policy.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/classify/classify.hpp"
#include "escalon/testkit/csv_file.hpp"
#include "escalon/testkit/shared_data.hpp"
#include "gtest/gtest.h"

// No public set says which conversation was escalated. Two stand in for it: complaints that people
// called severe (words alone), and incidents whose support level rose (hand-overs alone, no words).
// The weights of the default policy were chosen by hand, not fitted to either.

namespace escalon::classify {
namespace {

struct Scored {
  double risk = 0;
  bool escalated = false;
};

constexpr double kTopShare = 0.1;

// The chance that an escalated one has a higher risk than another; ties count half.
double area_under_curve(std::vector<Scored> all) {
  std::ranges::sort(all, {}, &Scored::risk);
  double rank_sum = 0;
  double escalated = 0;
  for (std::size_t from = 0; from < all.size();) {
    std::size_t to = from;
    while (to < all.size() && all[to].risk == all[from].risk) {
      ++to;
    }
    const double rank = static_cast<double>(from + to + 1) / 2;
    for (; from < to; ++from) {
      rank_sum += all[from].escalated ? rank : 0;
      escalated += all[from].escalated ? 1 : 0;
    }
  }
  const double others = static_cast<double>(all.size()) - escalated;
  return (rank_sum - escalated * (escalated + 1) / 2) / (escalated * others);
}

double share_escalated(const std::vector<Scored>& all, std::size_t first) {
  const auto count = std::count_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(first),
                                   [](const Scored& one) { return one.escalated; });
  return static_cast<double>(count) / static_cast<double>(first);
}

struct Verdict {
  double area = 0;
  double lift = 0;
};

Verdict judge(const char* set, std::vector<Scored> all) {
  const double base = share_escalated(all, all.size());
  const double area = area_under_curve(all);
  std::ranges::stable_sort(all, std::greater(), &Scored::risk);
  const auto top = static_cast<std::size_t>(kTopShare * static_cast<double>(all.size()));
  const double lift = share_escalated(all, top) / base;
  std::printf(
      "%s: %zu, base rate %.3f, AUC %.3f; of the tenth with the highest risk %.3f, %.1f x "
      "the base rate\n",
      set, all.size(), base, area, share_escalated(all, top), lift);
  return {area, lift};
}

TEST(RecordedRisk, IsHigherForComplaintsThatPeopleCallSevere) {
  SKIP_WITHOUT_SHARED("data/xci_complaints_dev.csv.gz");
  const auto table =
      testkit::read_csv_gz(*testkit::shared_data_path("data/xci_complaints_dev.csv.gz"));
  const ClassifyPolicy policy = default_policy();
  std::vector<Scored> all;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    ContactEvent event;
    event.set_contact_id("contact");
    event.mutable_customer_message()->set_text(table.at(row, "tweet"));
    const auto said =
        decide(CaseConversation(), event, absl::UnixEpoch(), policy).front().classified();
    all.push_back({said.risk().score(), table.at(row, "severity") >= "3"});
  }
  const Verdict verdict = judge("X-CI tweets, severity >= 3", std::move(all));
  EXPECT_GE(verdict.area, 0.75);
  EXPECT_GE(verdict.lift, 3);
}

// What the rows of an incident say, as the mapping bpi2013 imports them, up to the row `kSeenRows`.
class Incident {
 public:
  static constexpr int kSeenRows = 3;

  void add(const ClassifyPolicy& policy, const std::string& team, const std::string& level) {
    ++rows_;
    if (rows_ == 1) {
      level_ = level.substr(0, 2);
    }
    if (rows_ <= kSeenRows) {
      ContactEvent event;
      event.set_event_id("event-" + std::to_string(rows_));
      event.set_contact_id("incident");
      rows_ == 1 || team == team_ ? static_cast<void>(event.mutable_status_changed())
                                  : event.mutable_transferred()->set_to_queue(team);
      const Events events = decide(state_, event, absl::UnixEpoch(), policy);
      evolve(state_, events.front());
      rose_early_ = rose_early_ || level.substr(0, 2) > level_;
    } else {
      rises_ = rises_ || level.substr(0, 2) > level_;
    }
    team_ = team;
  }

  /// Whether it is open to a forecast: it went on, and had not risen yet.
  [[nodiscard]] bool counts() const { return rows_ > kSeenRows && !rose_early_; }
  [[nodiscard]] Scored scored() const { return {state_.risk(), rises_}; }

 private:
  CaseConversation state_;
  std::string team_;
  std::string level_;
  int rows_ = 0;
  bool rose_early_ = false;
  bool rises_ = false;
};

TEST(RecordedRisk, IsHigherForIncidentsThatWereHandedOn) {
  SKIP_WITHOUT_SHARED("data/bpi13_volvo_incidents_dev.csv.gz");
  const auto table =
      testkit::read_csv_gz(*testkit::shared_data_path("data/bpi13_volvo_incidents_dev.csv.gz"));
  std::vector<std::size_t> order(table.rows.size());
  for (std::size_t row = 0; row < order.size(); ++row) {
    order[row] = row;
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t row) { return table.at(row, "timestamp"); });
  const ClassifyPolicy policy = default_policy();
  std::map<std::string, Incident> incidents;
  for (const std::size_t row : order) {
    incidents[table.at(row, "case_id")].add(policy, table.at(row, "support_team"),
                                            table.at(row, "support_level"));
  }
  std::vector<Scored> all;
  for (const auto& [id, incident] : incidents) {
    if (incident.counts()) {
      all.push_back(incident.scored());
    }
  }
  const Verdict verdict =
      judge("BPI 2013 incidents, level rises after the third row", std::move(all));
  EXPECT_GE(verdict.area, 0.5) << "a hand-over alone tells little, but not the contrary";
}

}  // namespace
}  // namespace escalon::classify
