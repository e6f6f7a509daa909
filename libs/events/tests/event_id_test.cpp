#include "escalon/events/event_id.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "escalon/events/validate.hpp"
#include "event_stories.hpp"

namespace escalon::events {
namespace {

TEST(ContentId, DoesNotDependOnTheOrderInWhichAttributesWereSet) {
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) {
    names.push_back("name" + std::to_string(i));
  }
  std::mt19937 random(1);
  std::string id;
  for (int round = 0; round < 20; ++round) {
    std::shuffle(names.begin(), names.end(), random);
    auto event = smallest_event();
    for (const std::string& name : names) {
      (*event.mutable_attributes())[name] = "value of " + name;
    }
    EXPECT_TRUE(id.empty() || id == content_id(event));
    id = content_id(event);
  }
}

TEST(ContentId, IsTheSameForEver) {
  auto event = smallest_event();
  ASSERT_TRUE(validate(event, story_time()).ok());
  EXPECT_EQ(event.event_id(), "34ae34f486164bed3116b37cd6c43647");
}

TEST(ContentId, LeavesTheEventIdOut) {
  auto event = smallest_event();
  const std::string id = content_id(event);
  event.set_event_id("something");
  EXPECT_EQ(content_id(event), id);
}

TEST(ContentId, DiffersWithEveryField) {
  const auto base = smallest_event();
  auto other = base;
  other.set_agent("ann");
  EXPECT_NE(content_id(base), content_id(other));
  auto moved = base;
  moved.set_queue("ann");
  EXPECT_NE(content_id(other), content_id(moved));
  auto words = base;
  words.mutable_agent_message()->set_text("Where is my parcel?");
  EXPECT_NE(content_id(base), content_id(words));
  auto survey = base;
  survey.mutable_survey_answered()->set_score(4.5);
  auto better = base;
  better.mutable_survey_answered()->set_score(5);
  EXPECT_NE(content_id(survey), content_id(better));
}

}  // namespace
}  // namespace escalon::events
