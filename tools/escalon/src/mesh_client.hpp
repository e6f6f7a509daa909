#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "escalon/base/result.hpp"

namespace escalon::cli {

/// Talks HTTP/JSON to a running mesh. An error's message is what the mesh said, or how to reach
/// one.
class MeshClient {
 public:
  /// `to` is HOST:PORT.
  explicit MeshClient(const std::string& to);
  ~MeshClient();
  MeshClient(const MeshClient&) = delete;
  MeshClient& operator=(const MeshClient&) = delete;

  /// The body of a 200. kUnavailable where nobody answers, else as the status says.
  [[nodiscard]] Result<std::string> get(const std::string& path);
  [[nodiscard]] Result<std::string> post(const std::string& path, const std::string& body,
                                         const std::string& content_type = "application/json");
  /// Hands out the data of each server-sent event until the mesh closes or `take` returns false.
  [[nodiscard]] Status stream(const std::string& path,
                              const std::function<bool(const std::string& data)>& take);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Percent-encodes a part of a path or of a query.
[[nodiscard]] std::string encode_part(std::string_view text);

/// Cuts server-sent events out of a stream of bytes.
class EventSplitter {
 public:
  /// Takes bytes and hands out the data of each event that is now complete; false as soon as `take`
  /// is false.
  bool add(std::string_view bytes, const std::function<bool(const std::string& data)>& take);

 private:
  std::string pending_;
};

/// The message of an AIP-193 error body; the body itself where it is none.
[[nodiscard]] std::string error_message_of(const std::string& body);

}  // namespace escalon::cli
