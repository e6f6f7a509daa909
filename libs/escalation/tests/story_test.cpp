#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

TEST(Handover, TellsTheIssueWhatWasTriedAndTheTimeline) {
  TestedCase tested;
  contact::v1::ContactEvent started;
  started.set_channel("chat");
  started.set_agent("ann");
  started.mutable_customer()->set_id("c-7");
  started.mutable_customer()->set_tier("gold");
  started.mutable_customer()->set_language("de");
  started.mutable_started();
  tested.happens(started);
  tested.customer_says("my modem is broken");
  tested.agent_says("please restart it");
  const Events events = tested.customer_says("that did nothing, I am furious", {"conflict"});
  const v1::Handover handover = first(events, Event::kOpened).opened().handover();
  EXPECT_EQ(handover.issue(), "my modem is broken");
  ASSERT_EQ(handover.tried_size(), 1);
  EXPECT_EQ(handover.tried(0), "please restart it");
  ASSERT_EQ(handover.timeline_size(), 3);
  EXPECT_EQ(handover.timeline(2).what(), "customer: that did nothing, I am furious");
  EXPECT_EQ(handover.customer_id(), "c-7");
  EXPECT_EQ(handover.tier(), "gold");
  EXPECT_EQ(handover.language(), "de");
  EXPECT_EQ(handover.agent(), "ann");
  EXPECT_EQ(handover.channel(), "chat");
}

TEST(Handover, CarriesTheNoteOfWhoAsked) {
  TestedCase tested;
  const Events events =
      tested.asks_for_escalation("agent", "beyond_authority", "wants 500 back, I may give 50");
  const v1::Handover handover = first(events, Event::kOpened).opened().handover();
  EXPECT_EQ(handover.note(), "wants 500 back, I may give 50");
  EXPECT_FALSE(handover.note_missing());
}

TEST(Handover, IsMarkedWhereAHumanAskedWithoutANote) {
  TestedCase by_agent;
  const Events asked = by_agent.asks_for_escalation("agent", "", "");
  EXPECT_TRUE(first(asked, Event::kOpened).opened().handover().note_missing());
  TestedCase by_clock;
  const Events breached = by_clock.breach("first_response", "breach-1");
  EXPECT_FALSE(first(breached, Event::kOpened).opened().handover().note_missing());
}

TEST(Handover, OfACustomerWhoAskedNeedsNoNoteOfTheirs) {
  TestedCase by_words;
  const Events said = by_words.customer_says("Let me speak to a manager", {"customer_asked"});
  EXPECT_FALSE(first(said, Event::kOpened).opened().handover().note_missing());
  TestedCase by_button;
  const Events pressed = by_button.asks_for_escalation("customer", "", "");
  EXPECT_FALSE(first(pressed, Event::kOpened).opened().handover().note_missing());
}

TEST(Story, IsBounded) {
  TestedCase tested;
  for (int i = 0; i < 100; ++i) {
    tested.customer_says(std::string(5000, 'x'));
    tested.agent_says(std::string(5000, 'y'));
  }
  EXPECT_EQ(tested.state().story().timeline_size(), 20);
  EXPECT_EQ(tested.state().story().tried_size(), 8);
  EXPECT_LT(tested.state().ByteSizeLong(), 20U * 300U + 8U * 300U + 1000U);
}

TEST(Story, NeverCutsACharacterInTwo) {
  TestedCase tested;
  std::string text;
  for (int i = 0; i < 200; ++i) {
    text += "\xC3\xA4";
  }
  text.insert(0, "x");
  tested.customer_says(text);
  const std::string& issue = tested.state().story().issue();
  EXPECT_LE(issue.size(), 280U);
  EXPECT_EQ(issue.size() % 2, 1U) << "one plain letter and whole two-byte letters";
}

TEST(Story, SaysNothingOfEventsThatChangeNothing) {
  TestedCase tested;
  tested.customer_says("hello");
  contact::v1::ContactEvent held;
  held.mutable_held();
  EXPECT_EQ(kinds(tested.happens(held)), "");
  contact::v1::ContactEvent status;
  status.mutable_status_changed()->set_status("Waiting");
  EXPECT_EQ(kinds(tested.happens(status)), "story_noted");
  EXPECT_EQ(kinds(tested.happens(status)), "");
}

TEST(Story, FollowsQueueAgentAndAttributes) {
  TestedCase tested;
  contact::v1::ContactEvent queued;
  queued.set_queue("billing");
  (*queued.mutable_attributes())["product"] = "modem";
  queued.mutable_queued();
  tested.happens(queued);
  EXPECT_EQ(tested.state().story().queue(), "billing");
  EXPECT_EQ(tested.state().story().attributes().at("product"), "modem");
  contact::v1::ContactEvent dequeued;
  dequeued.mutable_dequeued();
  tested.happens(dequeued);
  EXPECT_EQ(tested.state().story().queue(), "");
  contact::v1::ContactEvent joined;
  joined.set_agent("ann");
  joined.mutable_agent_joined();
  tested.happens(joined);
  EXPECT_EQ(tested.state().story().agent(), "ann");
  contact::v1::ContactEvent left;
  left.set_agent("ann");
  left.mutable_agent_left();
  tested.happens(left);
  EXPECT_EQ(tested.state().story().agent(), "");
}

TEST(Story, TakesTheWordsOfACallBySpeaker) {
  TestedCase tested;
  contact::v1::ContactEvent segment;
  segment.mutable_transcript_segment()->set_speaker("customer");
  segment.mutable_transcript_segment()->set_text("no tone at all");
  tested.happens(segment);
  segment.mutable_transcript_segment()->set_speaker("agent");
  segment.mutable_transcript_segment()->set_text("unplug it please");
  tested.happens(segment);
  EXPECT_EQ(tested.state().story().issue(), "no tone at all");
  EXPECT_EQ(tested.state().story().tried(0), "unplug it please");
}

TEST(Story, TellsWhatBecameOfAnEarlierEscalation) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.acknowledge("bob");
  tested.resolve("workaround");
  const Events events = tested.customer_says("furious again", {"conflict"});
  const v1::Handover handover = first(events, Event::kOpened).opened().handover();
  std::string timeline;
  for (const v1::TimelineEntry& entry : handover.timeline()) {
    timeline += entry.what() + "\n";
  }
  EXPECT_EQ(timeline,
            "customer: I am furious\nescalated to care, conflict\nbob has seen it\n"
            "resolved, workaround\ncustomer: furious again\n");
}

}  // namespace
}  // namespace escalon::escalation
