#include "escalon/insight/canonical_case.hpp"

#include <gtest/gtest.h>

namespace escalon::insight {
namespace {

v1::TimelineItem item(const std::string& id, std::int64_t entry) {
  v1::TimelineItem made;
  made.set_event_id(id);
  made.set_entry(entry);
  made.set_at("2023-11-15T12:00:00.000Z");
  made.set_stage("sla");
  made.set_what("clock_started");
  made.set_cause("input contact.events default/e1");
  made.set_decided_at("2023-11-15T12:00:0" + std::to_string(entry) + ".000Z");
  made.set_position("sla/0/" + std::to_string(entry));
  return made;
}

TEST(CanonicalCase, IsTheSameWhateverTheOrderAndTheOffsets) {
  v1::CaseView one;
  *one.add_timeline() = item("a", 1);
  *one.add_timeline() = item("b", 2);
  v1::CaseView two;
  *two.add_timeline() = item("b", 7);
  *two.add_timeline() = item("a", 9);
  EXPECT_EQ(canonical_json(one), canonical_json(two));
}

TEST(CanonicalCase, DropsFailedAttemptsAndInstantsOfDelivery) {
  v1::CaseView one;
  auto delivered = item("d", 1);
  delivered.set_stage("notification");
  delivered.set_what("notification_delivered");
  *one.add_timeline() = delivered;
  v1::CaseView two;
  delivered.set_at("2023-11-15T12:00:09.000Z");
  *two.add_timeline() = delivered;
  auto failed = item("f", 3);
  failed.set_stage("notification");
  failed.set_what("notification_attempt_failed");
  *two.add_timeline() = failed;
  EXPECT_EQ(canonical_json(one), canonical_json(two));
}

TEST(CanonicalCase, TellsDifferentStoriesApart) {
  v1::CaseView one;
  *one.add_timeline() = item("a", 1);
  v1::CaseView two = one;
  two.mutable_timeline(0)->set_at("2023-11-15T12:00:01.000Z");
  EXPECT_NE(canonical_json(one), canonical_json(two));
  two = one;
  *two.add_timeline() = item("a", 2);
  EXPECT_NE(canonical_json(one), canonical_json(two));
}

}  // namespace
}  // namespace escalon::insight
