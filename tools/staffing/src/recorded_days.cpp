#include "escalon/staffing/recorded_days.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "escalon/events/event_reader.hpp"

namespace escalon::staffing {
namespace {

using contact::v1::ContactEvent;

/// A call while it is read.
struct Story {
  Call call;
  std::string agent;
  absl::Time answered = absl::InfiniteFuture();
  absl::Time gave_up = absl::InfiniteFuture();
  absl::Time ended = absl::InfiniteFuture();
};
using Stories = std::unordered_map<std::string, Story>;

absl::Time occurred_at(const ContactEvent& event) {
  return absl::FromUnixSeconds(event.occurred_at().seconds()) +
         absl::Nanoseconds(event.occurred_at().nanos());
}

void note_arrival(Story& story, const ContactEvent& event) {
  story.call.case_id = event.case_id();
  story.call.arrived = occurred_at(event);
  story.call.priority = event.priority();
  story.call.channel = event.channel();
}

void note(Stories& stories, const ContactEvent& event, const std::string& queue) {
  if (event.has_queued() && event.queue() == queue) {
    note_arrival(stories[event.case_id()], event);
    return;
  }
  const auto found = stories.find(event.case_id());
  if (found == stories.end()) {
    return;
  }
  Story& story = found->second;
  if (event.has_dequeued() && event.dequeued().outcome() == "abandoned") {
    story.gave_up = occurred_at(event);
  } else if (event.has_agent_joined() && story.agent.empty()) {
    story.agent = event.agent();
    story.answered = occurred_at(event);
  } else if (event.has_ended()) {
    story.ended = occurred_at(event);
  }
}

/// Whether the record tells what became of the call; then it is told in the call.
bool finish(Story& story) {
  if (story.gave_up != absl::InfiniteFuture()) {
    story.call.waited = story.gave_up - story.call.arrived;
    return true;
  }
  if (story.agent.empty() || story.ended < story.answered ||
      story.ended == absl::InfiniteFuture()) {
    return false;
  }
  story.call.waited = story.answered - story.call.arrived;
  story.call.service = story.ended - story.answered;
  return true;
}

/// Joins presences of one person that are at most `gap` apart.
std::vector<Presence> joined(std::vector<Presence> spans, absl::Duration gap) {
  std::ranges::sort(spans, [](const Presence& one, const Presence& other) {
    return std::tie(one.person, one.from, one.to) < std::tie(other.person, other.from, other.to);
  });
  std::vector<Presence> presences;
  for (Presence& span : spans) {
    if (!presences.empty() && presences.back().person == span.person &&
        span.from - presences.back().to <= gap) {
      presences.back().to = std::max(presences.back().to, span.to);
    } else {
      presences.push_back(std::move(span));
    }
  }
  return presences;
}

RecordedDays days_of(Stories stories, absl::Duration gap) {
  RecordedDays recorded;
  std::map<std::string, Day> days;
  for (auto& [case_id, story] : stories) {
    if (!finish(story)) {
      ++recorded.left_out;
      continue;
    }
    Day& day = days[absl::FormatTime("%Y-%m-%d", story.call.arrived, absl::UTCTimeZone())];
    if (story.call.service) {
      day.presences.push_back({story.agent, story.answered, story.ended});
    }
    day.calls.push_back(std::move(story.call));
  }
  for (auto& [date, day] : days) {
    day.date = date;
    day.presences = joined(std::move(day.presences), gap);
    std::ranges::sort(day.calls, [](const Call& one, const Call& other) {
      return std::tie(one.arrived, one.case_id) < std::tie(other.arrived, other.case_id);
    });
    recorded.days.push_back(std::move(day));
  }
  return recorded;
}

}  // namespace

Result<RecordedDays> read_days(const std::string& events, const std::string& queue,
                               absl::Duration gap) {
  auto reader = events::EventReader::open(events);
  if (!reader) {
    return reader.error();
  }
  Stories stories;
  ContactEvent event;
  for (;;) {
    const Result<bool> more = reader->next(event);
    if (!more) {
      return more.error();
    }
    if (!*more) {
      return days_of(std::move(stories), gap);
    }
    note(stories, event, queue);
  }
}

}  // namespace escalon::staffing
