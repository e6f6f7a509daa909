#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"

namespace escalon::escalation {

/// The most bytes of one text that a story keeps.
constexpr std::size_t kStoryTextBytesMax = 280;
/// The most lines of a story's timeline.
constexpr int kTimelineLinesMax = 20;
/// The most things tried that a story keeps.
constexpr int kTriedMax = 8;

/// `text` cut to at most `bytes_max` bytes, never inside a UTF-8 character.
[[nodiscard]] std::string_view clip(std::string_view text, std::size_t bytes_max);

/// What `classified` changes of the story; nothing when it changes nothing that a story keeps.
/// `retire_at` is noted with the first change of a story.
[[nodiscard]] std::optional<v1::StoryNoted> story_change(
    const v1::CaseStory& story, const classification::v1::Classified& classified,
    absl::Duration retire_after);

/// Applies a change that took effect at `at_ms`.
void evolve_story(v1::CaseStory& story, const v1::StoryNoted& noted, std::int64_t at_ms);

/// Adds a line to the timeline, dropping the oldest where there are too many.
void add_line(v1::CaseStory& story, std::int64_t at_ms, std::string_view what);

/// What a timeline says of an escalation's event; empty where it says nothing.
[[nodiscard]] std::string story_line(const v1::EscalationEvent& event);

/// The same of an answer to an approval, an assistance, help or a note.
[[nodiscard]] std::string help_line(const v1::EscalationEvent& event);

/// The note that travels with an escalation that is opened now.
[[nodiscard]] v1::Handover make_handover(const v1::CaseStory& story, std::string_view note);

}  // namespace escalon::escalation
