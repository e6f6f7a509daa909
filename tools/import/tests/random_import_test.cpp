#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "import_stories.hpp"

namespace escalon::importing {
namespace {

struct Row {
  std::string id;
  int minute = 0;
  std::string state;
  bool bad = false;
};

std::vector<Row> random_rows(std::mt19937& random) {
  std::vector<Row> rows(1 + random() % 40);
  for (Row& row : rows) {
    row.id = std::string(1, static_cast<char>('A' + random() % 5));
    row.minute = static_cast<int>(random() % 30);
    row.state = std::string(1, static_cast<char>('p' + random() % 3));
    row.bad = random() % 8 == 0;
  }
  return rows;
}

std::string csv_of(const std::vector<Row>& rows) {
  std::string text = "id,at,state\n";
  for (const Row& row : rows) {
    const std::string minute = (row.minute < 10 ? "0" : "") + std::to_string(row.minute);
    text += row.id + "," + (row.bad ? "never" : "2024-01-01T10:" + minute + ":00Z") + "," +
            row.state + "\n";
  }
  return text;
}

const char* const kMapping =
    "let: {t: time(at)}\norder: [t]\n"
    "emit:\n"
    "  - {when: first, type: started, at: t}\n"
    "  - {when: changed(state), type: status_changed, at: t, status: state}\n"
    "  - {when: last, type: ended, at: t, reason: prev(state)}\n";

/// The statuses that a simple model says for each case, in order.
std::map<std::string, std::vector<std::string>> expected_statuses(std::vector<Row> rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& left, const Row& right) { return left.minute < right.minute; });
  std::map<std::string, std::vector<std::string>> statuses;
  for (const Row& row : rows) {
    if (!row.bad && (statuses[row.id].empty() || statuses[row.id].back() != row.state)) {
      statuses[row.id].push_back(row.state);
    }
  }
  std::erase_if(statuses, [](const auto& each) { return each.second.empty(); });
  return statuses;
}

TEST(RandomLog, ComesToWhatASimpleModelSays) {
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    const auto rows = random_rows(random);
    const auto imported = import_text(story_mapping(kMapping), csv_of(rows));
    const auto bad = static_cast<std::uint64_t>(
        std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.bad; }));
    EXPECT_EQ(imported.counts.rejected, bad);
    EXPECT_EQ(imported.counts.emitting + imported.counts.silent + imported.counts.rejected,
              rows.size());
    std::map<std::string, std::vector<std::string>> statuses;
    std::map<std::string, int> started;
    std::set<std::string> ids;
    std::int64_t before = 0;
    for (const ContactEvent& event : events_of(imported)) {
      EXPECT_TRUE(ids.insert(event.event_id()).second) << event.event_id();
      EXPECT_LE(before, event.occurred_at().seconds());
      before = event.occurred_at().seconds();
      started[event.case_id()] += event.has_started() ? 1 : 0;
      if (event.has_status_changed()) {
        EXPECT_EQ(started[event.case_id()], 1) << "a status before the case began";
        statuses[event.case_id()].push_back(event.status_changed().status());
      }
    }
    EXPECT_EQ(statuses, expected_statuses(rows));
  }
}

TEST(RandomLog, GivesTheSameEventsWhereverItsCasesStand) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    auto rows = random_rows(random);
    std::vector<std::string> before = ids_of(import_text(story_mapping(kMapping), csv_of(rows)));
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& left, const Row& right) { return left.id < right.id; });
    std::vector<std::string> after = ids_of(import_text(story_mapping(kMapping), csv_of(rows)));
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    // A row without a time has no place in its case, so that the others' ids do not depend on it.
    EXPECT_EQ(before, after);
  }
}

/// Whatever the bytes are, every row is accounted for and nothing else happens.
TEST(RandomBytes, NeverBreakTheReader) {
  std::mt19937 random(9);
  static const std::string kBytes = "A,\"\n\r'x2024-01-01T10:00Z\xff\xc3";
  for (int round = 0; round < 3'000; ++round) {
    std::string text = "id,at,state\n";
    for (auto i = random() % 80; i > 0; --i) {
      text += kBytes[random() % kBytes.size()];
    }
    const auto imported = import_text(story_mapping(kMapping), text);
    EXPECT_EQ(imported.counts.rejected, imported.rejects.size());
  }
}

}  // namespace
}  // namespace escalon::importing
