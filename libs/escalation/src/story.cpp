#include "story.hpp"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace escalon::escalation {
namespace {

/// Drops the oldest entries of a bounded list.
template <typename List>
void keep_newest(List& list, int count_max) {
  if (list.size() > count_max) {
    list.DeleteSubrange(0, list.size() - count_max);
  }
}

void evolve_customer(contact::v1::Customer& customer, const contact::v1::Customer& change) {
  // A merge of messages replaces only the fields that the change holds.
  customer.MergeFrom(change);
}

void evolve_attributes(v1::CaseStory& story, const v1::StoryNoted& noted) {
  for (const auto& [name, value] : noted.attributes()) {
    (*story.mutable_attributes())[name] = value;
  }
}

void evolve_place(v1::CaseStory& story, const v1::StoryNoted& noted) {
  const auto replace = [](std::string* kept, const std::string& told) {
    if (!told.empty()) {
      *kept = told;
    }
  };
  replace(story.mutable_agent(), noted.agent());
  replace(story.mutable_channel(), noted.channel());
  replace(story.mutable_queue(), noted.queue());
  replace(story.mutable_status(), noted.status());
  replace(story.mutable_intent(), noted.intent());
  replace(story.mutable_direction(), noted.direction());
  replace(story.mutable_source(), noted.source());
  if (noted.agent_left()) {
    story.clear_agent();
  }
  if (noted.queue_left()) {
    story.clear_queue();
  }
}

void evolve_text(v1::CaseStory& story, const v1::StoryNoted& noted, std::int64_t at_ms) {
  if (noted.text().empty()) {
    return;
  }
  add_line(story, at_ms, absl::StrCat(noted.speaker(), ": ", noted.text()));
  if (noted.is_issue()) {
    story.set_issue(noted.text());
  }
  if (noted.is_tried()) {
    story.add_tried(noted.text());
    keep_newest(*story.mutable_tried(), kTriedMax);
  }
}

}  // namespace

void add_line(v1::CaseStory& story, std::int64_t at_ms, std::string_view what) {
  v1::TimelineEntry& entry = *story.add_timeline();
  entry.set_at_ms(at_ms);
  entry.set_what(std::string(what));
  keep_newest(*story.mutable_timeline(), kTimelineLinesMax);
  story.set_last_event_at_ms(std::max(story.last_event_at_ms(), at_ms));
}

void evolve_story(v1::CaseStory& story, const v1::StoryNoted& noted, std::int64_t at_ms) {
  evolve_text(story, noted, at_ms);
  evolve_place(story, noted);
  if (noted.has_customer()) {
    evolve_customer(*story.mutable_customer(), noted.customer());
  }
  evolve_attributes(story, noted);
  if (noted.priority() != 0) {
    story.set_priority(noted.priority());
  }
  if (noted.transferred()) {
    story.set_transfers(story.transfers() + 1);
  }
  if (noted.retire_at_ms() != 0) {
    story.set_retire_at_ms(noted.retire_at_ms());
  }
  story.set_leaving(noted.leaving());
  story.set_sentiment(noted.sentiment());
  story.set_risk(noted.risk());
  story.set_last_event_at_ms(std::max(story.last_event_at_ms(), at_ms));
}

v1::Handover make_handover(const v1::CaseStory& story, std::string_view note) {
  v1::Handover handover;
  handover.set_issue(story.issue());
  *handover.mutable_tried() = story.tried();
  *handover.mutable_timeline() = story.timeline();
  handover.set_sentiment(story.sentiment());
  handover.set_risk(story.risk());
  handover.set_note(std::string(note));
  handover.set_customer_id(story.customer().id());
  handover.set_tier(story.customer().tier());
  handover.set_language(story.customer().language());
  handover.set_agent(story.agent());
  handover.set_channel(story.channel());
  handover.set_preferred_channel(story.customer().preferred_channel());
  return handover;
}

}  // namespace escalon::escalation
