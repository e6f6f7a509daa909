#include <string>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "instants.hpp"
#include "story.hpp"

namespace escalon::escalation {
namespace {

using contact::v1::ContactEvent;

/// Collects what an event changes of a story.
class Change {
 public:
  Change(const v1::CaseStory& story, const ContactEvent& contact)
      : story_(story), contact_(contact) {}

  /// True when anything changed.
  bool collect(const classification::v1::Classified& classified) {
    collect_words();
    collect_place();
    collect_customer();
    collect_attributes();
    collect_verdict(classified);
    return changed_;
  }

  v1::StoryNoted noted;

 private:
  void say(std::string_view speaker, std::string_view text) {
    if (text.empty()) {
      return;
    }
    noted.set_speaker(std::string(speaker));
    noted.set_text(std::string(clip(text, kStoryTextBytesMax)));
    changed_ = true;
  }

  void customer_says(std::string_view text) {
    say("customer", text);
    noted.set_is_issue(!text.empty() && story_.issue().empty());
  }

  void agent_says(std::string_view text) {
    say("agent", text);
    noted.set_is_tried(!text.empty());
  }

  void collect_words() {
    switch (contact_.body_case()) {
      case ContactEvent::kStarted:
        return customer_says(contact_.started().subject());
      case ContactEvent::kCustomerMessage:
        return customer_says(contact_.customer_message().text());
      case ContactEvent::kAgentMessage:
        return agent_says(contact_.agent_message().text());
      case ContactEvent::kTranscriptSegment:
        return collect_transcript();
      default:
        return collect_happenings();
    }
  }

  void collect_transcript() {
    const auto& segment = contact_.transcript_segment();
    if (segment.speaker() == "agent") {
      agent_says(segment.text());
    } else {
      customer_says(segment.text());
    }
  }

  void collect_happenings() {
    switch (contact_.body_case()) {
      case ContactEvent::kTransferred: {
        const auto& to = contact_.transferred();
        say("platform",
            absl::StrCat("transferred to ", to.to_queue(), to.to_team().empty() ? "" : " ",
                         to.to_team(), to.to_agent().empty() ? "" : " ", to.to_agent()));
        noted.set_transferred(true);
        return;
      }
      case ContactEvent::kStatusChanged:
        return collect_status();
      case ContactEvent::kEscalationAsked:
        return say(contact_.escalation_asked().by(),
                   absl::StrCat("asked for an escalation. ", contact_.escalation_asked().note()));
      case ContactEvent::kEnded:
        return say("platform", absl::StrCat("contact ended ", contact_.ended().reason()));
      case ContactEvent::kSurveyAnswered:
        return say("customer", contact_.survey_answered().comment());
      default:
        return;
    }
  }

  void collect_status() {
    const std::string& status = contact_.status_changed().status();
    if (status != story_.status()) {
      noted.set_status(status);
      say("platform", absl::StrCat("status ", status));
    }
  }

  /// Whether `told` is news beside `kept`; an empty word tells nothing.
  bool is_news(const std::string& told, const std::string& kept) {
    const bool news = !told.empty() && told != kept;
    changed_ = changed_ || news;
    return news;
  }

  void collect_place() {
    if (is_news(contact_.channel(), story_.channel())) {
      noted.set_channel(contact_.channel());
    }
    if (is_news(contact_.direction(), story_.direction())) {
      noted.set_direction(contact_.direction());
    }
    if (is_news(contact_.source(), story_.source())) {
      noted.set_source(contact_.source());
    }
    collect_agent();
    collect_queue();
  }

  void collect_agent() {
    if (contact_.has_agent_left()) {
      noted.set_agent_left(!story_.agent().empty());
      changed_ = changed_ || noted.agent_left();
    } else if (is_news(contact_.agent(), story_.agent())) {
      noted.set_agent(contact_.agent());
    }
  }

  void collect_queue() {
    if (contact_.has_dequeued()) {
      noted.set_queue_left(!story_.queue().empty());
      changed_ = changed_ || noted.queue_left();
    } else if (is_news(contact_.queue(), story_.queue())) {
      noted.set_queue(contact_.queue());
    }
  }

  void collect_customer() {
    if (!contact_.has_customer()) {
      return;
    }
    const auto& told = contact_.customer();
    const auto& kept = story_.customer();
    if (is_news(told.id(), kept.id())) {
      noted.mutable_customer()->set_id(told.id());
    }
    if (is_news(told.tier(), kept.tier())) {
      noted.mutable_customer()->set_tier(told.tier());
    }
    if (is_news(told.language(), kept.language())) {
      noted.mutable_customer()->set_language(told.language());
    }
    if (is_news(told.preferred_channel(), kept.preferred_channel())) {
      noted.mutable_customer()->set_preferred_channel(told.preferred_channel());
    }
  }

  void collect_attributes() {
    for (const auto& [name, value] : contact_.attributes()) {
      const std::string_view short_value = clip(value, kStoryTextBytesMax);
      const auto kept = story_.attributes().find(name);
      if (kept == story_.attributes().end() || kept->second != short_value) {
        (*noted.mutable_attributes())[name] = std::string(short_value);
        changed_ = true;
      }
    }
  }

  void collect_verdict(const classification::v1::Classified& classified) {
    if (is_news(classified.intent(), story_.intent())) {
      noted.set_intent(classified.intent());
    }
    if (classified.priority() != 0 && classified.priority() != story_.priority()) {
      noted.set_priority(classified.priority());
      changed_ = true;
    }
    noted.set_sentiment(classified.conversation_sentiment());
    noted.set_risk(classified.risk().score());
  }

  const v1::CaseStory& story_;
  const ContactEvent& contact_;
  bool changed_ = false;
};

}  // namespace

std::string_view clip(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) {
    return text;
  }
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

std::optional<v1::StoryNoted> story_change(const v1::CaseStory& story,
                                           const classification::v1::Classified& classified,
                                           absl::Duration retire_after) {
  Change change(story, classified.contact());
  if (!change.collect(classified)) {
    return std::nullopt;
  }
  if (story.retire_at_ms() == 0) {
    change.noted.set_retire_at_ms(to_ms(occurred_at(classified) + retire_after));
  }
  return std::move(change.noted);
}

}  // namespace escalon::escalation
