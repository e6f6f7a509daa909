#include "escalon/service/redaction.hpp"

#include <gtest/gtest.h>

#include "escalon/contact/v1/contact.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"

namespace escalon::service {
namespace {

TEST(Redaction, ReplacesPersonalTextAtAnyDepthAndKeepsIds) {
  contact::v1::ContactEvent event;
  event.set_event_id("e1");
  event.mutable_customer()->set_id("anna@example.org");
  event.mutable_customer()->set_tier("gold");
  event.mutable_customer_message()->set_text("my card is 4111");
  const std::string json = redacted_json(event);
  EXPECT_EQ(json.find("anna"), std::string::npos);
  EXPECT_EQ(json.find("4111"), std::string::npos);
  EXPECT_NE(json.find("[redacted]"), std::string::npos);
  EXPECT_NE(json.find("e1"), std::string::npos);
  EXPECT_NE(json.find("gold"), std::string::npos);
}

TEST(Redaction, ReplacesEveryTextOfAList) {
  escalation::v1::CaseStory story;
  story.add_tried("called her mother");
  story.add_tried("sent a letter");
  story.add_timeline()->set_what("she shouted");
  redact(story);
  EXPECT_EQ(story.tried(0), "[redacted]");
  EXPECT_EQ(story.tried(1), "[redacted]");
  EXPECT_EQ(story.timeline(0).what(), "[redacted]");
}

TEST(Redaction, LeavesTheMessageItselfAlone) {
  contact::v1::ContactEvent event;
  event.mutable_customer_message()->set_text("hello");
  EXPECT_NE(redacted_json(event), "");
  EXPECT_EQ(event.customer_message().text(), "hello");
}

}  // namespace
}  // namespace escalon::service
