#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"

namespace escalon::up {

/// What a data directory remembers of the play that it was made for, so that a restart goes on with
/// the same dates and ids.
struct PlayState {
  std::string source;  ///< Hash of what is played.
  std::string run;     ///< Marks ids; empty where recorded ids are kept.
  std::int64_t shift_ms = 0;
  bool keep_dates = false;
  bool finished = false;  ///< Everything was told.
};

/// The state in `directory`; nothing where none was stored.
[[nodiscard]] Result<std::optional<PlayState>> load_play_state(
    const std::filesystem::path& directory);
/// Stores it durably; the file is never half written.
[[nodiscard]] Status store_play_state(const std::filesystem::path& directory,
                                      const PlayState& state);

}  // namespace escalon::up
