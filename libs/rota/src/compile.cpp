#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "compiled.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"
#include "wall_clock.hpp"

namespace escalon::rota {
namespace {

constexpr int kWeekS = 7 * 86'400;

using Names = std::set<std::string, std::less<>>;

// Compiles the parts of one rota. The first thing that is wrong is the error.
class Compiler {
 public:
  Compiler(const RotaSpec& spec, absl::TimeZone zone) : spec_(spec), zone_(zone) {}

  Result<std::vector<CompiledLayer>> layers() {
    std::vector<CompiledLayer> compiled;
    Names names;
    for (const LayerSpec& layer : spec_.layers) {
      const std::string where = "layer '" + layer.name + "'";
      if (!names.insert(layer.name).second) {
        return error(where, "there are two of that name; rename one of them");
      }
      auto rotations = rotations_of(layer, where);
      if (!rotations) {
        return rotations.error();
      }
      compiled.push_back({layer.name, *std::move(rotations)});
    }
    if (compiled.empty()) {
      return error("", "it has no layers; add one with at least one rotation");
    }
    return compiled;
  }

  Result<std::vector<CompiledOverride>> overrides() {
    std::vector<CompiledOverride> compiled;
    for (const OverrideSpec& spec : spec_.overrides) {
      const std::string where = "override " + std::to_string(compiled.size() + 1);
      const Period period = period_of(spec.from, spec.until);
      if (auto wrong = check(spec, period, where)) {
        return *wrong;
      }
      note(spec.person);
      compiled.push_back({period, spec, compiled.size()});
    }
    std::ranges::stable_sort(compiled, {}, [](const auto& entry) { return entry.period.from; });
    return compiled;
  }

  Result<std::vector<CompiledTemporary>> temporary() {
    std::vector<CompiledTemporary> compiled;
    for (const TemporarySpec& spec : spec_.temporary) {
      auto one = temporary_of(spec);
      if (!one) {
        return one.error();
      }
      compiled.push_back(*std::move(one));
    }
    std::ranges::stable_sort(compiled, {}, [](const auto& entry) { return entry.period.from; });
    for (std::size_t i = 1; i < compiled.size(); ++i) {
      if (compiled[i].period.from < compiled[i - 1].period.to) {
        return error("temporary schedule '" + compiled[i].name + "'",
                     "it overlaps '" + compiled[i - 1].name + "'; end one before the other begins");
      }
    }
    return compiled;
  }

  [[nodiscard]] std::vector<std::string> people() const { return {people_.begin(), people_.end()}; }

 private:
  [[nodiscard]] Error error(const std::string& where, const std::string& what) const {
    return invalid("rota '" + spec_.name + "'" + (where.empty() ? "" : ", " + where) + ": " + what);
  }

  Result<std::vector<CompiledRotation>> rotations_of(const LayerSpec& layer,
                                                     const std::string& where) {
    std::vector<CompiledRotation> compiled;
    Names names;
    for (const RotationSpec& rotation : layer.rotations) {
      const std::string place = where + ", rotation '" + rotation.name + "'";
      if (!names.insert(rotation.name).second) {
        return error(place, "there are two of that name; rename one of them");
      }
      auto one = rotation_of(rotation, layer, place);
      if (!one) {
        return one.error();
      }
      compiled.push_back(*std::move(one));
    }
    if (compiled.empty()) {
      return error(where, "it has no rotations; add one, or leave the layer out");
    }
    return compiled;
  }

  Result<CompiledRotation> rotation_of(const RotationSpec& spec, const LayerSpec& layer,
                                       const std::string& where) {
    if (auto wrong = check_people(spec, where)) {
      return *wrong;
    }
    const auto handovers = Handovers::compile(spec_.time_zone, spec.start, spec.length);
    if (!handovers) {
      return error(where, handovers.error().message);
    }
    for (const auto* spans : {&layer.only, &spec.only}) {
      if (!std::ranges::all_of(*spans, fits)) {
        return error(where, "its hours lie outside of a week; write spans from Monday 00:00 on");
      }
    }
    CompiledRotation compiled{spec.name, *handovers, spec.turns, runs_of(spec),
                              WeekHours(layer.only).within(WeekHours(spec.only))};
    if (compiled.hours.never_open()) {
      return error(where,
                   "its hours and those of its layer never overlap, so that it never opens; widen "
                   "one of them");
    }
    if (compiled.runs.to <= compiled.runs.from) {
      return error(where, "it ends before it starts; set 'until' after 'start'");
    }
    return compiled;
  }

  std::optional<Error> check_people(const RotationSpec& spec, const std::string& where) {
    for (const auto& turn : spec.turns) {
      if (turn.empty() || std::ranges::find(turn, "") != turn.end()) {
        return error(where, "a turn has nobody in it; name somebody, or take the turn out");
      }
      for (const std::string& person : turn) {
        scheduled_.insert(person);
        note(person);
      }
    }
    if (spec.turns.empty()) {
      return error(where, "it has no people; name at least one");
    }
    return std::nullopt;
  }

  static bool fits(const WeekSpan& span) {
    return span.from_s >= 0 && span.from_s < kWeekS && span.to_s >= 0 && span.to_s <= kWeekS;
  }

  [[nodiscard]] Period runs_of(const RotationSpec& spec) const {
    return {first_instant(zone_, spec.start),
            spec.until ? last_instant(zone_, *spec.until) : absl::InfiniteFuture()};
  }

  [[nodiscard]] Period period_of(const Moment& from, const Moment& until) const {
    const auto* begin = std::get_if<absl::CivilSecond>(&from);
    const auto* end = std::get_if<absl::CivilSecond>(&until);
    return {begin != nullptr ? first_instant(zone_, *begin) : std::get<absl::Time>(from),
            end != nullptr ? last_instant(zone_, *end) : std::get<absl::Time>(until)};
  }

  std::optional<Error> check(const OverrideSpec& spec, const Period& period,
                             const std::string& where) const {
    if (period.to <= period.from) {
      return error(where, "it ends before it begins; set 'until' after 'from'");
    }
    if (spec.person.empty() && spec.instead_of.empty() && !spec.instead_of_everyone) {
      return error(where, "it changes nothing; name a person, whom to take away, or both");
    }
    if (!spec.instead_of.empty() && !scheduled_.contains(spec.instead_of)) {
      const std::vector<std::string_view> known(scheduled_.begin(), scheduled_.end());
      return error(where, "'" + spec.instead_of + "' is in no rotation of it" +
                              did_you_mean(spec.instead_of, known) +
                              "; name somebody who is, or everyone");
    }
    return std::nullopt;
  }

  Result<CompiledTemporary> temporary_of(const TemporarySpec& spec) {
    const std::string where = "temporary schedule '" + spec.name + "'";
    CompiledTemporary compiled{spec.name, period_of(spec.from, spec.until), {}};
    if (compiled.period.to <= compiled.period.from) {
      return error(where, "it ends before it begins; set 'until' after 'from'");
    }
    for (const TemporaryShift& shift : spec.shifts) {
      const Period period = period_of(shift.from, shift.until);
      if (shift.person.empty() || period.to <= period.from) {
        return error(where, "a shift has nobody in it or ends before it begins; correct it");
      }
      if (period.from < compiled.period.from || period.to > compiled.period.to) {
        return error(where, "the shift of '" + shift.person + "' from " +
                                format_instant(period.from) +
                                " lies outside of it; shorten the shift, or widen the schedule");
      }
      note(shift.person);
      compiled.shifts.push_back({shift.person, period});
    }
    return compiled;
  }

  void note(const std::string& person) {
    if (!person.empty()) {
      people_.insert(person);
    }
  }

  const RotaSpec& spec_;
  absl::TimeZone zone_;
  Names scheduled_;
  Names people_;
};

absl::Duration longest(const std::vector<CompiledOverride>& overrides) {
  absl::Duration longest = absl::ZeroDuration();
  for (const CompiledOverride& entry : overrides) {
    longest = std::max(longest, entry.period.to - entry.period.from);
  }
  return longest;
}

}  // namespace

Result<Rota> Rota::compile(const RotaSpec& spec) {
  const auto zone = load_zone(spec.time_zone);
  if (!zone) {
    return invalid("rota '" + spec.name + "': " + zone.error().message);
  }
  Compiler compiler(spec, *zone);
  auto layers = compiler.layers();
  if (!layers) {
    return layers.error();
  }
  auto overrides = compiler.overrides();
  if (!overrides) {
    return overrides.error();
  }
  auto temporary = compiler.temporary();
  if (!temporary) {
    return temporary.error();
  }
  const absl::Duration longest_override = longest(*overrides);
  return Rota(std::make_shared<const Compiled>(
      Compiled{spec.name, spec.time_zone, *zone, *std::move(layers), *std::move(overrides),
               longest_override, *std::move(temporary), compiler.people()}));
}

const std::string& Rota::name() const {
  return compiled_->name;
}
const std::string& Rota::time_zone() const {
  return compiled_->time_zone;
}
const std::vector<std::string>& Rota::people() const {
  return compiled_->people;
}

}  // namespace escalon::rota
