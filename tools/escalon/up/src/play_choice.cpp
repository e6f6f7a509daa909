#include "play_choice.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "escalon/base/ids.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/events/event_reader.hpp"
#include "escalon/up/embedded_files.hpp"

namespace escalon::up {
namespace {

using service::ExitCode;

constexpr const char* kStory = "story";

Result<PlayItems> read_story() {
  auto events = read_event_lines(std::string(story_events()));
  auto commands = read_commands(std::string(story_commands()));
  if (!events || !commands) {
    return events ? commands.error() : events.error();
  }
  return make_items(std::move(events).value(), std::move(commands).value());
}

Result<PlayItems> read_file(const PlayRequest& request) {
  auto events = events::read_events(request.file);
  if (!events) {
    return events.error();
  }
  if (request.from > absl::InfinitePast() || request.to < absl::InfiniteFuture()) {
    keep_cases_between(*events, request.from, request.to);
  }
  if (events->empty()) {
    return invalid(request.file + ": no case lies wholly in that time; check --from and --to");
  }
  return make_items(std::move(events).value(), {});
}

std::string source_of(const PlayRequest& request, const PlayItems& items) {
  return derive_id({std::filesystem::weakly_canonical(request.file).string(),
                    absl::FormatTime(request.from), absl::FormatTime(request.to),
                    std::to_string(items.size())});
}

StartError refuse(const std::string& message) {
  return {ExitCode::kUsage, message};
}

// Whether the data directory can take this play.
Result<void, StartError> check_dates(const PlayRequest& request, const std::string& source,
                                     std::optional<absl::Time> last_decided,
                                     const std::optional<PlayState>& stored) {
  const bool same = stored && stored->source == source && stored->keep_dates == request.keep_dates;
  if (request.keep_dates && last_decided && !same) {
    return refuse(
        "--keep-dates needs a data directory of its own, and this one holds something else; give "
        "another "
        "--data DIR, or --fresh to start over");
  }
  if (stored && stored->keep_dates && !same) {
    return refuse(
        "this data directory holds a play with its recorded dates; go on with the same --play, "
        "--from, --to "
        "and --keep-dates, or give --fresh to start over");
  }
  return {};
}

PlayState new_state(const PlayRequest& request, const std::string& source, const PlayItems& items,
                    absl::Time wall, const std::string& fresh_run) {
  PlayState state;
  state.source = source;
  state.keep_dates = request.keep_dates;
  if (!request.keep_dates) {
    state.run = fresh_run;
    state.shift_ms = absl::ToInt64Milliseconds(shift_to_join(items, wall, request.speed));
  }
  return state;
}

Play make_play(const PlayRequest& request, PlayItems items, PlayState state,
               std::optional<absl::Time> last_decided) {
  Play play;
  redate(items, absl::Milliseconds(state.shift_ms), state.run);
  play.time.start = hold_before(items.front());
  if (last_decided && *last_decided > play.time.start && *last_decided < absl::InfiniteFuture()) {
    play.resume_at = *last_decided;
    play.time.start = *last_decided;
  }
  play.time.speed = request.speed;
  play.time.joins_wall = !request.keep_dates;
  play.time.bound = play.time.start;
  play.until = request.keep_dates ? request.to : absl::InfiniteFuture();
  play.items = std::move(items);
  play.state = std::move(state);
  return play;
}

}  // namespace

Result<std::optional<Play>, StartError> choose_play(const PlayRequest& request,
                                                    std::optional<absl::Time> last_decided,
                                                    const std::optional<PlayState>& stored,
                                                    absl::Time wall, const std::string& fresh_run) {
  const bool story = request.file.empty();
  const bool story_goes_on = stored && stored->source == kStory && !stored->finished;
  if (story && (request.no_story || (last_decided && !story_goes_on))) {
    if (auto dates = check_dates(request, "", last_decided, stored); !dates) {
      return dates.error();
    }
    return std::optional<Play>();
  }
  auto items = story ? read_story() : read_file(request);
  if (!items) {
    return StartError{ExitCode::kFailed, items.error().message};
  }
  const std::string source = story ? kStory : source_of(request, *items);
  if (auto dates = check_dates(request, source, last_decided, stored); !dates) {
    return dates.error();
  }
  const bool goes_on = stored && stored->source == source;
  if (goes_on && stored->finished && !stored->keep_dates) {
    return std::optional<Play>();
  }
  PlayState state = goes_on ? *stored : new_state(request, source, *items, wall, fresh_run);
  Play play = make_play(request, std::move(items).value(), std::move(state),
                        goes_on ? last_decided : std::nullopt);
  play.story = story;
  return std::optional<Play>(std::move(play));
}

}  // namespace escalon::up
