#include "names.hpp"

#include <algorithm>
#include <utility>

#include "escalon/base/suggest.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

struct KindWords {
  std::string_view singular;
  std::string_view where;
};
constexpr std::array<KindWords, kNameKinds> kWords{{{"calendar", "calendars"},
                                                    {"clock", "clocks"},
                                                    {"team", "teams"},
                                                    {"ladder", "ladders"},
                                                    {"person", "people of a team"},
                                                    {"channel", "notifications.channels"},
                                                    {"rota", "rotas"}}};

std::size_t index(NameKind kind) {
  return static_cast<std::size_t>(kind);
}

}  // namespace

PolicyError Place::error(std::string message, std::string remedy) const {
  return {.file = file,
          .line = line,
          .column = column,
          .path = path,
          .message = std::move(message),
          .remedy = std::move(remedy)};
}

void Names::define(NameKind kind, std::string name) {
  defined_[index(kind)].insert(std::move(name));
}

void Names::refer(NameKind kind, std::string name, Place place) {
  uses_.push_back({kind, std::move(name), std::move(place), true});
}

void Names::mention(NameKind kind, std::string name, Place place) {
  uses_.push_back({kind, std::move(name), std::move(place), false});
}

bool Names::defined(NameKind kind, std::string_view name) const {
  return defined_[index(kind)].contains(name);
}

bool Names::any(NameKind kind) const {
  return !defined_[index(kind)].empty();
}

void Names::check(PolicyErrors& errors, PolicyErrors& warnings) const {
  for (const Use& use : uses_) {
    if (!defined(use.kind, use.name)) {
      (use.required ? errors : warnings).push_back(not_found(use));
    }
  }
}

PolicyError Names::not_found(const Use& use) const {
  const KindWords& words = kWords[index(use.kind)];
  const auto& defined = defined_[index(use.kind)];
  const std::vector<std::string_view> known(defined.begin(), defined.end());
  std::string remedy = cat("add it under ", words.where);
  if (!known.empty()) {
    remedy += cat(", or use one of: ", list_of(known));
  }
  return use.place.error(
      cat("there is no ", words.singular, " '", use.name, "'", did_you_mean(use.name, known)),
      std::move(remedy));
}

}  // namespace escalon::policy
