#include "escalon/events/validate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "event_stories.hpp"

namespace escalon::events {
namespace {

using contact::v1::ContactEvent;

/// What validate says about the smallest event after a change.
std::string refusal_of(const std::function<void(ContactEvent&)>& change) {
  ContactEvent event = smallest_event();
  change(event);
  const Status valid = validate(event, story_time());
  return valid.ok() ? "" : valid.error().message;
}

void expect_refusal(const std::function<void(ContactEvent&)>& change, const std::string& part) {
  const std::string refusal = refusal_of(change);
  EXPECT_NE(refusal.find(part), std::string::npos) << "got: " << refusal << "\nwanted: " << part;
}

TEST(SmallestEvent, IsCompletedByItsDefaults) {
  ContactEvent event = smallest_event();
  ASSERT_TRUE(validate(event, story_time()).ok());
  EXPECT_EQ(event.tenant(), "default");
  EXPECT_EQ(event.case_id(), "chat-1");
  EXPECT_EQ(event.occurred_at().seconds(), absl::ToUnixSeconds(story_time()));
  EXPECT_EQ(event.event_id().size(), 32U);
}

TEST(ValidEvent, StaysAsItIs) {
  ContactEvent event = smallest_event();
  ASSERT_TRUE(validate(event, story_time()).ok());
  const std::string before = event.SerializeAsString();
  ASSERT_TRUE(validate(event, story_time() + absl::Hours(1)).ok());
  EXPECT_EQ(event.SerializeAsString(), before);
}

TEST(Case, MayBeGivenWithoutAContact) {
  ContactEvent event = smallest_event();
  event.clear_contact_id();
  event.set_case_id("case-7");
  EXPECT_TRUE(validate(event, story_time()).ok());
  EXPECT_EQ(event.contact_id(), "");
}

TEST(EmptyIds, AreRefusedWithTheRemedy) {
  expect_refusal([](ContactEvent& event) { event.clear_contact_id(); },
                 "contact_id: is empty; give");
}

TEST(IdWithALineEnd, IsRefusedByName) {
  expect_refusal([](ContactEvent& event) { event.set_contact_id("a\nb"); },
                 "contact_id: 'a\\nb' holds a line end");
  expect_refusal([](ContactEvent& event) { event.set_event_id(std::string("a\0b", 3)); },
                 "event_id: ");
  expect_refusal([](ContactEvent& event) { event.set_tenant("acme\r"); }, "tenant: ");
  expect_refusal([](ContactEvent& event) { event.set_case_id("\x7f"); }, "case_id: ");
  expect_refusal([](ContactEvent& event) { (*event.mutable_attributes())["a\tb"] = "1"; },
                 "attributes: ");
}

TEST(Id, HasABound) {
  EXPECT_EQ(refusal_of(
                [](ContactEvent& event) { event.set_contact_id(std::string(kNameBytesMax, 'x')); }),
            "");
  expect_refusal(
      [](ContactEvent& event) { event.set_contact_id(std::string(kNameBytesMax + 1, 'x')); },
      "contact_id: has 1025 bytes; at most 1024");
}

TEST(Channel, IsOneOfSevenAndSuggestsTheNearest) {
  expect_refusal([](ContactEvent& event) { event.set_channel("chatt"); }, "(did you mean 'chat'?)");
  expect_refusal([](ContactEvent& event) { event.clear_channel(); },
                 "channel: is missing; use one of voice, chat");
}

TEST(Direction, MayBeUnknownButNotMisspelt) {
  expect_refusal([](ContactEvent& event) { event.set_direction("inbund"); },
                 "(did you mean 'inbound'?)");
  EXPECT_EQ(refusal_of([](ContactEvent& event) { event.set_direction("outbound"); }), "");
}

TEST(EventWithoutABody, SaysWhatIsMissing) {
  expect_refusal([](ContactEvent& event) { event.clear_body(); },
                 "body: nothing says what happened");
}

TEST(FutureEvent, IsRefusedOverFiveMinutesAhead) {
  const auto dated = [](absl::Duration ahead) {
    return [ahead](ContactEvent& event) {
      event.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(story_time() + ahead));
    };
  };
  EXPECT_EQ(refusal_of(dated(absl::Minutes(5))), "");
  expect_refusal(dated(absl::Seconds(301)),
                 "occurred_at: 2024-03-01T09:05:01.000Z is more than 5 minutes ahead");
}

TEST(EventOfAFile, BringsItsInstantWhateverItIs) {
  ContactEvent event = smallest_event();
  const Status undated = validate(event, std::nullopt);
  ASSERT_FALSE(undated.ok());
  EXPECT_EQ(undated.error().message.find("occurred_at: is missing"), 0U);
  event.mutable_occurred_at()->set_seconds(
      absl::ToUnixSeconds(story_time() + absl::Hours(24 * 365)));
  EXPECT_TRUE(validate(event, std::nullopt).ok());
}

TEST(Instant, LiesBetween1970And9999) {
  const auto at = [](std::int64_t seconds, std::int32_t nanos) {
    return [=](ContactEvent& event) {
      event.mutable_occurred_at()->set_seconds(seconds);
      event.mutable_occurred_at()->set_nanos(nanos);
    };
  };
  expect_refusal(at(0, 0), "is not an instant between 1970 and 9999");
  expect_refusal(at(-1, 0), "occurred_at: ");
  expect_refusal(at(5, -1), "occurred_at: ");
  expect_refusal(at(5, 1'000'000'000), "occurred_at: ");
  expect_refusal(at(253'402'300'800, 0), "occurred_at: ");
  expect_refusal(at(std::numeric_limits<std::int64_t>::max(), 0), "occurred_at: ");
  expect_refusal([](ContactEvent& event) { (*event.mutable_due())["resolution"].set_seconds(-5); },
                 "due.resolution: ");
}

TEST(Priority, IsOneToNine) {
  expect_refusal([](ContactEvent& event) { event.set_priority(10); },
                 "priority: 10 is not between 1");
  expect_refusal([](ContactEvent& event) { event.set_priority(-1); }, "priority: -1");
  expect_refusal([](ContactEvent& event) { event.mutable_priority_changed(); },
                 "priority: is missing");
}

TEST(Survey, HasAScoreOfItsScale) {
  const auto answers = [](double score, double score_max) {
    return [score, score_max](ContactEvent& event) {
      event.mutable_survey_answered()->set_score(score);
      event.mutable_survey_answered()->set_score_max(score_max);
    };
  };
  expect_refusal(answers(7, 5), "survey_answered.score: is 7, not from 0 to 5; ");
  expect_refusal(answers(-1, 5), "survey_answered.score: is -1, not from 0 to 5; ");
  for (const auto& [score, score_max] :
       {std::pair(5.0, 5.0), std::pair(0.0, 5.0), std::pair(7.0, 0.0)}) {
    EXPECT_EQ(refusal_of(answers(score, score_max)), "");
  }
}

TEST(Survey, HasFiniteScores) {
  expect_refusal(
      [](ContactEvent& event) { event.mutable_survey_answered()->set_score(std::nan("")); },
      "survey_answered.score: is not a finite number");
  expect_refusal(
      [](ContactEvent& event) {
        event.mutable_survey_answered()->set_score_max(std::numeric_limits<double>::infinity());
      },
      "survey_answered.score_max: ");
}

TEST(AskedEscalation, SaysWhoAskedAndAKnownCause) {
  expect_refusal([](ContactEvent& event) { event.mutable_escalation_asked(); },
                 "escalation_asked.by: is missing");
  expect_refusal(
      [](ContactEvent& event) {
        event.mutable_escalation_asked()->set_by("agent");
        event.mutable_escalation_asked()->set_cause("need_specialist");
      },
      "(did you mean 'needs_specialist'?)");
}

TEST(Status, IsNotEmpty) {
  expect_refusal([](ContactEvent& event) { event.mutable_status_changed(); },
                 "status_changed.status: is empty");
}

TEST(Transcript, SaysWhoSpeaks) {
  expect_refusal(
      [](ContactEvent& event) { event.mutable_transcript_segment()->set_speaker("robot"); },
      "transcript_segment.speaker: 'robot' is not known; use one of customer, agent");
}

TEST(EventOver900000Bytes, IsRefused) {
  const auto sized = [](std::size_t bytes) {
    return [bytes](ContactEvent& event) {
      event.mutable_customer_message()->set_text(std::string(bytes, 'x'));
    };
  };
  EXPECT_EQ(refusal_of(sized(kEventBytesMax - 200)), "");
  expect_refusal(sized(kEventBytesMax), "bytes; at most 900000 are allowed");
}

TEST(EventAtTheLimit, StaysValidOnceItsIdIsFilledIn) {
  for (std::size_t short_by = 60; short_by < 140; ++short_by) {
    ContactEvent event = smallest_event();
    event.mutable_customer_message()->set_text(std::string(kEventBytesMax - short_by, 'x'));
    if (validate(event, story_time()).ok()) {
      EXPECT_LE(event.ByteSizeLong(), kEventBytesMax);
      EXPECT_TRUE(validate(event, story_time()).ok());
    }
  }
}

TEST(TextThatIsNotUtf8, IsRefusedByItsPath) {
  expect_refusal([](ContactEvent& event) { event.mutable_customer_message()->set_text("\xff"); },
                 "customer_message.text: is not valid UTF-8");
  expect_refusal([](ContactEvent& event) { (*event.mutable_attributes())["note"] = "\xc3"; },
                 "attributes.value: is not valid UTF-8");
}

TEST(UnknownBinaryField, IsRefused) {
  ContactEvent event = smallest_event();
  std::string bytes = event.SerializeAsString();
  bytes += "\xf8\x3e\x01";  // Field 1007, varint 1.
  ASSERT_TRUE(event.ParseFromString(bytes));
  const Status valid = validate(event, story_time());
  ASSERT_FALSE(valid.ok());
  EXPECT_NE(valid.error().message.find("field number 1007"), std::string::npos);
}

TEST(Refusal, ListsEveryFieldThatIsWrong) {
  const std::string refusal = refusal_of([](ContactEvent& event) {
    event.clear_contact_id();
    event.set_channel("fax");
    event.set_priority(12);
  });
  EXPECT_NE(refusal.find("contact_id: "), std::string::npos);
  EXPECT_NE(refusal.find("channel: 'fax' is not known"), std::string::npos);
  EXPECT_NE(refusal.find("priority: 12"), std::string::npos);
}

}  // namespace
}  // namespace escalon::events
