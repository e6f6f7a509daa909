#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "escalon/base/assert.hpp"

namespace escalon {

/// Why something that depends on the outside world could not be done. `message` says what was
/// wrong, where, and what to do; it is shown to people as it is.
struct Error {
  /// What kind of error it is; front ends map it to an exit code, an HTTP status or a gRPC status.
  enum class Kind {
    kInvalid,      ///< The input itself is wrong, whatever the state.
    kNotFound,     ///< What the input names does not exist.
    kConflict,     ///< The state does not allow it.
    kExhausted,    ///< A bound is reached; try again later.
    kUnavailable,  ///< Something outside cannot be reached or written now.
    kInternal,     ///< Anything else.
  };

  Kind kind = Kind::kInvalid;
  std::string message;
};

/// An error about an input.
[[nodiscard]] inline Error invalid(std::string message) {
  return Error{Error::Kind::kInvalid, std::move(message)};
}

/// A value or the reason why there is none. A refusal is a value and leaves no trace.
/// Thread-compatible. Taking the value of a failed result is a broken invariant of ours.
template <typename T, typename E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : held_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(E error)
      : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] const T& value() const& {
    ESCALON_ASSERT(ok());
    return std::get<0>(held_);
  }
  [[nodiscard]] T& value() & {
    ESCALON_ASSERT(ok());
    return std::get<0>(held_);
  }
  [[nodiscard]] T&& value() && {
    ESCALON_ASSERT(ok());
    return std::get<0>(std::move(held_));
  }
  [[nodiscard]] const E& error() const {
    ESCALON_ASSERT(!ok());
    return std::get<1>(held_);
  }

  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }
  [[nodiscard]] T* operator->() { return &value(); }

 private:
  std::variant<T, E> held_;
};

/// Success without a value, or the reason why not.
template <typename E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(E error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const E& error() const {
    ESCALON_ASSERT(!ok());
    return *error_;
  }

 private:
  std::optional<E> error_;
};

/// Success without a value.
using Status = Result<void>;

}  // namespace escalon
