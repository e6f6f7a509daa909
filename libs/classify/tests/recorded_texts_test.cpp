#include <algorithm>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "default_policy.hpp"
#include "escalon/classify/classify.hpp"
#include "escalon/testkit/csv_file.hpp"
#include "escalon/testkit/shared_data.hpp"
#include "gtest/gtest.h"

namespace escalon::classify {
namespace {

using classification::v1::Classified;
using classification::v1::Trigger;

constexpr int kSamples = 20;
constexpr std::size_t kSampleBytesMax = 160;

const ClassifyPolicy& policy() {
  static const ClassifyPolicy compiled = default_policy();
  return compiled;
}

Classified classified(const std::string& text) {
  ContactEvent event;
  event.set_contact_id("contact");
  event.mutable_customer_message()->set_text(text);
  return decide(CaseConversation(), event, absl::UnixEpoch(), policy()).front().classified();
}

std::vector<std::string> texts(std::string_view file, std::string_view column) {
  const auto table = testkit::read_csv_gz(*testkit::shared_data_path(file));
  std::vector<std::string> all;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    all.push_back(table.at(row, column));
  }
  return all;
}

bool has_conflict(const Classified& said) {
  return std::any_of(said.triggers().begin(), said.triggers().end(),
                     [](const Trigger& trigger) { return trigger.cause() == "conflict"; });
}

// Texts in which a rule or a cause spoke.
using Firings = std::map<std::string, std::vector<std::pair<std::string, std::string>>>;

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.substr(0, kSampleBytesMax);
}

void print_samples(const std::vector<std::pair<std::string, std::string>>& fired) {
  std::vector<std::size_t> order(fired.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::shuffle(order.begin(), order.end(), std::mt19937(1));
  for (std::size_t i = 0; i < std::min<std::size_t>(order.size(), kSamples); ++i) {
    const auto& [phrase, text] = fired[order[i]];
    std::printf("      «%s»  %s\n", phrase.c_str(), one_line(text).c_str());
  }
}

std::map<std::string, double> print_rates(const char* set, const std::vector<std::string>& all) {
  Firings by_rule;
  std::map<std::string, std::size_t> by_cause;
  for (const TriggerRule& rule : policy().rules().triggers) {
    by_rule[rule.cause + " / " + rule.name];
    by_cause[rule.cause];
  }
  for (const std::string& text : all) {
    std::map<std::string, bool> causes;
    const Classified said = classified(text);
    for (const Trigger& trigger : said.triggers()) {
      by_rule[trigger.cause() + " / " + trigger.rule()].push_back({trigger.phrase(), text});
      causes[trigger.cause()] = true;
    }
    for (const auto& [cause, spoke] : causes) {
      ++by_cause[cause];
    }
  }
  std::printf("%s: %zu texts\n", set, all.size());
  std::map<std::string, double> rates;
  const auto share = [&](std::size_t count) {
    return static_cast<double>(count) / static_cast<double>(all.size());
  };
  for (const auto& [cause, count] : by_cause) {
    rates[cause] = share(count);
    std::printf("  %-18s %6.2f %%\n", cause.c_str(), 100 * rates[cause]);
  }
  for (const auto& [rule, fired] : by_rule) {
    std::printf("    %s: %zu, %.2f %%\n", rule.c_str(), fired.size(), 100 * share(fired.size()));
    print_samples(fired);
  }
  return rates;
}

TEST(RecordedTexts, AirlineCustomersAreHeard) {
  SKIP_WITHOUT_SHARED("data/airline_tweets_dev.csv.gz");
  auto rates = print_rates("airline", texts("data/airline_tweets_dev.csv.gz", "text"));
  EXPECT_GE(rates["waiting_too_long"], 0.06);
  EXPECT_GE(rates["churn_threat"], 0.008);
  EXPECT_GE(rates["repeat_contact"], 0.002);
  EXPECT_GE(rates["customer_asked"], 0.0015);
  EXPECT_LE(rates["critical_event"], 0.005);
}

TEST(RecordedTexts, ConflictIsHeardInNegativeTweetsAlone) {
  SKIP_WITHOUT_SHARED("data/airline_tweets_dev.csv.gz");
  const auto table =
      testkit::read_csv_gz(*testkit::shared_data_path("data/airline_tweets_dev.csv.gz"));
  int heard = 0;
  int negative = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (has_conflict(classified(table.at(row, "text")))) {
      ++heard;
      negative += table.at(row, "airline_sentiment") == "negative" ? 1 : 0;
    }
  }
  std::printf("conflict in airline tweets: %d, of these labelled negative %.3f\n", heard,
              static_cast<double>(negative) / heard);
  EXPECT_GE(heard, 2'000);
  EXPECT_GE(negative, 0.95 * heard);
}

TEST(RecordedTexts, ComplaintTweetsAreHeard) {
  SKIP_WITHOUT_SHARED("data/xci_complaints_dev.csv.gz");
  auto rates = print_rates("x-ci", texts("data/xci_complaints_dev.csv.gz", "tweet"));
  EXPECT_GE(rates["waiting_too_long"], 0.02);
  EXPECT_GE(rates["churn_threat"], 0.005);
}

TEST(RecordedTexts, FinancialNarrativesAreHeard) {
  SKIP_WITHOUT_SHARED("data/cfpb_narratives_dev.csv.gz");
  auto rates = print_rates("cfpb", texts("data/cfpb_narratives_dev.csv.gz", "narrative"));
  EXPECT_GE(rates["critical_event"], 0.17) << "identity theft above all";
  EXPECT_GE(rates["churn_threat"], 0.03);
  EXPECT_GE(rates["repeat_contact"], 0.025);
  EXPECT_GE(rates["customer_asked"], 0.015);
  EXPECT_LE(rates["conflict"], 0.6);
}

TEST(RecordedTexts, PoliteConversationsRaiseLittle) {
  SKIP_WITHOUT_SHARED("data/multidogo_turns_train_dev.csv.gz");
  auto rates =
      print_rates("multidogo", texts("data/multidogo_turns_train_dev.csv.gz", "utterance"));
  EXPECT_LE(rates["conflict"], 0.002);
  EXPECT_LE(rates["needs_approval"], 0.002);
  EXPECT_GE(rates["critical_event"], 0.001) << "stolen cards";
  EXPECT_GE(rates["churn_threat"], 0.0007) << "accounts to be closed";
}

struct Score {
  int severe = 0, all = 0, heard = 0, right = 0;
  [[nodiscard]] double precision() const { return static_cast<double>(right) / heard; }
  [[nodiscard]] double recall() const { return static_cast<double>(right) / severe; }
  [[nodiscard]] double base_rate() const { return static_cast<double>(severe) / all; }
};

Score conflict_against_severity() {
  const auto table =
      testkit::read_csv_gz(*testkit::shared_data_path("data/xci_complaints_dev.csv.gz"));
  Score score;
  std::map<std::string, std::pair<int, int>> by_rule;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const bool severe = table.at(row, "severity") >= "3";
    const Classified said = classified(table.at(row, "tweet"));
    const bool conflict = has_conflict(said);
    for (const Trigger& trigger : said.triggers()) {
      auto& [heard, right] = by_rule[trigger.rule()];
      ++heard;
      right += severe ? 1 : 0;
    }
    ++score.all;
    score.severe += severe ? 1 : 0;
    score.heard += conflict ? 1 : 0;
    score.right += severe && conflict ? 1 : 0;
  }
  for (const auto& [rule, counts] : by_rule) {
    std::printf("  %-24s heard %4d, severe %4d, precision %.3f\n", rule.c_str(), counts.first,
                counts.second, static_cast<double>(counts.second) / counts.first);
  }
  std::printf("conflict against X-CI severity >= 3: precision %.3f, recall %.3f, base rate %.3f\n",
              score.precision(), score.recall(), score.base_rate());
  return score;
}

TEST(RecordedTexts, ConflictIsHeardInSevereComplaints) {
  SKIP_WITHOUT_SHARED("data/xci_complaints_dev.csv.gz");
  const Score score = conflict_against_severity();
  EXPECT_GE(score.recall(), 0.42);
  EXPECT_GE(score.precision(), 3.2 * score.base_rate());
}

}  // namespace
}  // namespace escalon::classify
