#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace escalon {

/// A string that names one kind of thing and is never mixed up with another kind. `Tag` is an
/// incomplete type.
template <typename Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] const std::string& str() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  friend auto operator<=>(const StrongId&, const StrongId&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const StrongId& id) {
    return H::combine(std::move(state), id.value_);
  }

 private:
  std::string value_;
};

}  // namespace escalon

template <typename Tag>
struct std::hash<escalon::StrongId<Tag>> {
  size_t operator()(const escalon::StrongId<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.str());
  }
};
