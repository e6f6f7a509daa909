#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node.hpp"

namespace escalon::policy {

class Cursor;

/// What a reader reads, told by the reader itself: while a Reading has an outline, readers are run
/// over a probe of each kind of node, and what accepts a probe adds what it takes, as JSON Schema.
/// Thus the table of fields is the schema, and a new field is in it without a second list.
class Outline {
 public:
  using Reader = std::function<void(const Cursor&)>;

  /// What `read` takes at one place, under that name.
  [[nodiscard]] std::string describe(const Cursor& at, const Reader& read,
                                     std::string_view name = "probe");
  /// What `read` takes as a value of a map of names, some of which have a form of their own.
  [[nodiscard]] std::string describe_value(const Cursor& at, const Reader& read);

  /// One more thing that is taken here, as a JSON object.
  void add(std::string alternative);
  void add_words(std::span<const std::string_view> words);

 private:
  void probe(const Cursor& at, std::string_view name, const Reader& read);
  [[nodiscard]] std::string take();

  std::vector<std::vector<std::string>> alternatives_;  // of the places that are being described
};

/// A text as JSON writes it.
[[nodiscard]] std::string json_text(std::string_view text);

/// `description` as the first entry of a schema.
[[nodiscard]] std::string described(std::string_view description, const std::string& schema);

}  // namespace escalon::policy
