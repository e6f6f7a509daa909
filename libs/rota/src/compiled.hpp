#pragma once

#include <string>
#include <vector>

#include "escalon/rota/handovers.hpp"
#include "escalon/rota/rota.hpp"
#include "week_hours.hpp"

namespace escalon::rota {

struct CompiledRotation {
  std::string name;
  Handovers handovers;
  std::vector<std::vector<std::string>> turns;
  Period runs;
  WeekHours hours;
};

struct CompiledLayer {
  std::string name;
  std::vector<CompiledRotation> rotations;
};

struct CompiledOverride {
  Period period;
  OverrideSpec spec;
  std::size_t order;
};

struct CompiledShift {
  std::string person;
  Period period;
};

struct CompiledTemporary {
  std::string name;
  Period period;
  std::vector<CompiledShift> shifts;
};

struct Rota::Compiled {
  std::string name;
  std::string time_zone;
  absl::TimeZone zone;
  std::vector<CompiledLayer> layers;
  std::vector<CompiledOverride> overrides;  // by begin
  absl::Duration longest_override;
  std::vector<CompiledTemporary> temporary;  // by begin, apart from one another
  std::vector<std::string> people;
};

}  // namespace escalon::rota
