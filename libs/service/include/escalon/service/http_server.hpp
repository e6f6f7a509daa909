#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"

namespace escalon::service {

/// One request, as a handler sees it. A value; the handler's for the call.
struct HttpRequest {
  std::vector<std::string> path;  ///< What the pattern's groups matched, percent-decoded.
  std::multimap<std::string, std::string> query;  ///< Percent-decoded.
  std::string content_type;                       ///< As sent.
  std::string traceparent;                        ///< As sent.
  std::string body;

  /// The first value of a query parameter; empty where there is none.
  [[nodiscard]] std::string parameter(const std::string& name) const;
};

/// What a handler answers; sent as it is.
struct HttpResponse {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::map<std::string, std::string> headers;
};

/// Where a handler of server-sent events writes to. `send` blocks while the client is slow and
/// returns false when the client has gone or the server stops; the handler then returns.
class EventStream {
 public:
  virtual ~EventStream() = default;
  virtual bool send(std::string_view bytes) = 0;
  /// True when the server stops; look at it while there is nothing to send.
  [[nodiscard]] virtual bool closed() const = 0;
};

/// Where a server listens and what it bears at once.
struct HttpOptions {
  std::string address = "127.0.0.1";  ///< Loopback alone: there are no API keys yet.
  std::uint16_t port = 0;             ///< 0 = any free one.
  std::size_t threads = 48;      ///< Requests at once; streams and waiting commands each hold one.
  std::size_t streams_max = 16;  ///< Further streams are answered 503.
  std::size_t body_bytes_max = 64u << 20u;
};

/// An HTTP/1.1 server on a loopback address. Handlers run on a bounded pool of threads and may
/// block. A handler that throws is answered 500 and logged. Routes are added before `start`.
class HttpServer {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;
  using StreamHandler = std::function<void(const HttpRequest&, EventStream&)>;

  explicit HttpServer(HttpOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// `pattern` is an ECMAScript regular expression of the whole path.
  void get(const std::string& pattern, Handler handler);
  void post(const std::string& pattern, Handler handler);
  /// Answers text/event-stream.
  void stream(const std::string& pattern, StreamHandler handler);

  /// Listens and returns the port. kConflict where the port is in use; kInvalid for an address that
  /// is not loopback.
  [[nodiscard]] Result<std::uint16_t> start();
  /// Takes no further requests and waits for those at work. Called by the destructor as well.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace escalon::service
