#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/up/mesh_options.hpp"
#include "escalon/up/play_plan.hpp"
#include "escalon/up/play_state.hpp"

namespace escalon::up {

/// What the command line says about playing.
struct PlayRequest {
  std::string file;  ///< Empty = the story, on a first start.
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();
  double speed = 60;
  bool keep_dates = false;
  bool no_story = false;
};

/// What is played, and how.
struct Play {
  PlayItems items;
  PlayState state;
  service::PlayedTime time;
  absl::Time resume_at = absl::InfinitePast();  ///< Everything before is durable.
  absl::Time until = absl::InfiniteFuture();    ///< Where mesh time ends once everything was told.
  bool story = false;
};

/// Reads what is to be played; nothing where the mesh is to run live. `last_decided` and `stored`
/// are what the data directory remembers. Errors: a file that cannot be read, dates that are not
/// one's own.
[[nodiscard]] Result<std::optional<Play>, StartError> choose_play(
    const PlayRequest& request, std::optional<absl::Time> last_decided,
    const std::optional<PlayState>& stored, absl::Time wall, const std::string& fresh_run);

}  // namespace escalon::up
