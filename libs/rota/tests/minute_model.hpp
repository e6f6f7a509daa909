#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "escalon/rota/rota_spec.hpp"

namespace escalon::rota {

/// Who is on call, and why in words.
using Said = std::vector<std::pair<std::string, std::string>>;

/// Says who is on call by looking at every minute of a span by itself. Knows nothing of how the
/// library counts: it reads the clock minute by minute and remembers what it has shown.
class MinuteModel {
 public:
  MinuteModel(const RotaSpec& spec, absl::Time begin, int minutes);

  [[nodiscard]] Said at(int minute) const;
  [[nodiscard]] absl::Time instant(int minute) const { return begin_ + absl::Minutes(minute); }
  [[nodiscard]] int minutes() const { return static_cast<int>(readings_.size()); }

 private:
  struct RotationMinutes {
    std::vector<bool> open;
    std::vector<std::size_t> whose;
  };

  [[nodiscard]] int first_minute(absl::CivilSecond reading) const;
  [[nodiscard]] int last_minute(absl::CivilSecond reading) const;
  [[nodiscard]] bool covers(const Moment& from, const Moment& until, int minute) const;
  [[nodiscard]] std::vector<bool> open_minutes(const std::vector<WeekSpan>& one,
                                               const std::vector<WeekSpan>& two) const;
  [[nodiscard]] RotationMinutes minutes_of(const RotationSpec& rotation,
                                           const LayerSpec& layer) const;
  [[nodiscard]] Said scheduled(int minute) const;
  [[nodiscard]] Said overridden(const Said& scheduled, int minute) const;

  const RotaSpec& spec_;
  absl::TimeZone zone_;
  absl::Time begin_;
  std::vector<absl::CivilSecond> readings_;
  std::vector<std::vector<RotationMinutes>> layers_;
};

}  // namespace escalon::rota
