#include <gtest/gtest.h>

#include <random>

#include "escalon/events/codec.hpp"
#include "escalon/events/event_id.hpp"
#include "escalon/events/validate.hpp"
#include "event_stories.hpp"

namespace escalon::events {
namespace {

using contact::v1::ContactEvent;

std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces{"a", "Z", " ",  "\"", "\\",  "\n",
                                                "ß", "€", "🤥", "{",  "<b>", "0"};
  std::string text;
  for (auto i = random() % 12; i > 0; --i) {
    text += kPieces[random() % kPieces.size()];
  }
  return text;
}

void random_body(std::mt19937& random, ContactEvent& event) {
  switch (random() % 5) {
    case 0:
      event.mutable_customer_message()->set_text(random_text(random));
      break;
    case 1:
      event.mutable_transcript_segment()->set_speaker("agent");
      event.mutable_transcript_segment()->set_offset_ms(static_cast<std::int64_t>(random()) << 20);
      break;
    case 2:
      event.mutable_survey_answered()->set_score(static_cast<double>(random()) / 7);
      break;
    case 3:
      event.mutable_escalation_asked()->set_by("customer");
      event.mutable_escalation_asked()->set_note(random_text(random));
      break;
    default:
      event.mutable_attributes_changed();
  }
}

ContactEvent random_event(std::mt19937& random) {
  ContactEvent event;
  event.set_contact_id("contact-" + std::to_string(random() % 10));
  event.set_channel("email");
  event.set_priority(static_cast<std::int32_t>(random() % 10));
  event.mutable_occurred_at()->set_seconds(1 + static_cast<std::int64_t>(random()));
  event.mutable_occurred_at()->set_nanos(static_cast<std::int32_t>(random() % 1'000'000'000));
  for (auto i = random() % 4; i > 0; --i) {
    (*event.mutable_attributes())["a" + std::to_string(i)] = random_text(random);
    (*event.mutable_due())["clock" + std::to_string(i)].set_seconds(
        1 + static_cast<std::int64_t>(random()));
  }
  random_body(random, event);
  return event;
}

TEST(RandomEvent, SurvivesJsonAndBinaryWithItsId) {
  std::mt19937 random(7);
  for (int round = 0; round < 2'000; ++round) {
    ContactEvent event = random_event(random);
    ASSERT_TRUE(validate(event, std::nullopt).ok());
    const auto from_json = parse_event_json(to_json(event));
    const auto from_binary = parse_event_binary(event.SerializeAsString());
    ASSERT_TRUE(from_json.ok()) << to_json(event) << from_json.error().message;
    ASSERT_TRUE(from_binary.ok());
    EXPECT_EQ(content_id(*from_json), event.event_id());
    EXPECT_EQ(content_id(*from_binary), event.event_id());
  }
}

/// Bytes that were an event once: whatever happens, it is an answer and not a crash, and what is
/// taken stays taken.
TEST(DamagedEvent, IsRefusedOrValidForGood) {
  std::mt19937 random(11);
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes = random_event(random).SerializeAsString();
    bytes[random() % bytes.size()] = static_cast<char>(random());
    auto event = parse_event_binary(bytes);
    if (event.ok() && validate(*event, story_time()).ok()) {
      EXPECT_TRUE(validate(*event, story_time()).ok());
      EXPECT_TRUE(parse_event_json(to_json(*event)).ok());
    }
  }
}

}  // namespace
}  // namespace escalon::events
