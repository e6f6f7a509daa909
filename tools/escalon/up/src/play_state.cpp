#include "escalon/up/play_state.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>

#include "absl/strings/numbers.h"

namespace escalon::up {
namespace {

constexpr const char* kFile = "play.state";

Error cannot_write(const std::filesystem::path& file) {
  return {Error::Kind::kUnavailable,
          file.string() + ": " + std::strerror(errno) + "; check the disk and permissions"};
}

Status write_durably(const std::filesystem::path& file, const std::string& text) {
  constexpr mode_t kOwnerOnly = 0600;
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kOwnerOnly);
  if (descriptor < 0) {
    return cannot_write(file);
  }
  const bool written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(descriptor) == 0;
  close(descriptor);
  return written ? Status() : Status(cannot_write(file));
}

}  // namespace

Result<std::optional<PlayState>> load_play_state(const std::filesystem::path& directory) {
  std::ifstream stream(directory / kFile);
  if (!stream) {
    return std::optional<PlayState>();
  }
  std::map<std::string, std::string> values;
  for (std::string line; std::getline(stream, line);) {
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) {
      values[line.substr(0, colon)] = line.substr(colon + 2);
    }
  }
  PlayState state;
  state.source = values["source"];
  state.run = values["run"];
  state.keep_dates = values["keep_dates"] == "true";
  state.finished = values["finished"] == "true";
  if (state.source.empty() || !absl::SimpleAtoi(values["shift_ms"], &state.shift_ms)) {
    return invalid((directory / kFile).string() + " is damaged; --fresh starts over");
  }
  return std::optional<PlayState>(state);
}

Status store_play_state(const std::filesystem::path& directory, const PlayState& state) {
  const std::filesystem::path file = directory / kFile;
  const std::filesystem::path draft = directory / "play.state.new";
  const std::string text =
      fmt::format("source: {}\nrun: {}\nshift_ms: {}\nkeep_dates: {}\nfinished: {}\n", state.source,
                  state.run, state.shift_ms, state.keep_dates, state.finished);
  if (const Status written = write_durably(draft, text); !written) {
    return written;
  }
  return rename(draft.c_str(), file.c_str()) == 0 ? Status() : Status(cannot_write(file));
}

}  // namespace escalon::up
