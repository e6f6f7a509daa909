#include "escalon/service/http_server.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <atomic>
#include <thread>

#include "escalon/service/http_error.hpp"
#include "escalon/service/logging.hpp"

namespace escalon::service {
namespace {

// The library's own default sets SO_REUSEPORT too, and then a second process would share the port
// unnoticed.
void set_socket_options(socket_t socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

HttpRequest to_request(const httplib::Request& request) {
  HttpRequest out;
  for (std::size_t i = 1; i < request.matches.size(); ++i) {
    out.path.push_back(request.matches[i].str());
  }
  out.query.insert(request.params.begin(), request.params.end());
  out.content_type = request.get_header_value("Content-Type");
  out.traceparent = request.get_header_value("traceparent");
  out.body = request.body;
  return out;
}

void send(const HttpResponse& from, httplib::Response& to) {
  to.status = from.status;
  for (const auto& [name, value] : from.headers) {
    to.set_header(name, value);
  }
  to.set_content(from.body, from.content_type);
}

class SinkStream final : public EventStream {
 public:
  SinkStream(httplib::DataSink& sink, const std::atomic<bool>& stopping)
      : sink_(sink), stopping_(stopping) {}

  bool send(std::string_view bytes) override {
    return !closed() && sink_.write(bytes.data(), bytes.size());
  }
  [[nodiscard]] bool closed() const override { return stopping_ || !sink_.is_writable(); }

 private:
  httplib::DataSink& sink_;
  const std::atomic<bool>& stopping_;
};

}  // namespace

struct HttpServer::Impl {
  HttpOptions options;
  httplib::Server server;
  std::atomic<bool> stopping = false;
  std::atomic<std::size_t> streams = 0;
  std::jthread thread;

  void configure();
  void answer(const Handler& handler, const httplib::Request& request,
              httplib::Response& response) const;
  void answer_stream(const StreamHandler& handler, const httplib::Request& request,
                     httplib::Response& response);
};

void HttpServer::Impl::configure() {
  const std::size_t threads = options.threads;
  server.new_task_queue = [threads] { return new httplib::ThreadPool(threads); };
  server.set_socket_options(set_socket_options);
  server.set_payload_max_length(options.body_bytes_max);
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  server.set_error_handler([](const httplib::Request& request, httplib::Response& response) {
    if (response.body.empty()) {
      const auto kind = response.status == 404 ? Error::Kind::kNotFound : Error::Kind::kInvalid;
      const int status = response.status;
      send(error_response(
               {kind, fmt::format("{} {}: no such resource, or the request is not understood; see "
                                  "/v1/openapi.json",
                                  request.method, request.path)}),
           response);
      response.status = status;
    }
  });
}

void HttpServer::Impl::answer(const Handler& handler, const httplib::Request& request,
                              httplib::Response& response) const {
  try {
    send(handler(to_request(request)), response);
  } catch (const std::exception& error) {
    log_error("a request failed", {{"path", request.path}, {"reason", error.what()}});
    send(error_response({Error::Kind::kInternal, "the request failed inside; the log says why"}),
         response);
  }
}

void HttpServer::Impl::answer_stream(const StreamHandler& handler, const httplib::Request& request,
                                     httplib::Response& response) {
  if (streams.fetch_add(1) >= options.streams_max) {
    --streams;
    send(error_response(
             {Error::Kind::kUnavailable, "too many live streams; close one and try again"}),
         response);
    return;
  }
  response.set_header("Cache-Control", "no-store");
  response.set_chunked_content_provider(
      "text/event-stream",
      [this, handler, asked = to_request(request)](std::size_t, httplib::DataSink& sink) {
        SinkStream stream(sink, stopping);
        handler(asked, stream);
        sink.done();
        return true;
      },
      [this](bool) { --streams; });
}

std::string HttpRequest::parameter(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

HttpServer::HttpServer(HttpOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
  impl_->configure();
}

HttpServer::~HttpServer() {
  stop();
}

void HttpServer::get(const std::string& pattern, Handler handler) {
  impl_->server.Get(pattern, [impl = impl_.get(), handler = std::move(handler)](const auto& request,
                                                                                auto& response) {
    impl->answer(handler, request, response);
  });
}

void HttpServer::post(const std::string& pattern, Handler handler) {
  impl_->server.Post(pattern, [impl = impl_.get(), handler = std::move(handler)](
                                  const auto& request, auto& response) {
    impl->answer(handler, request, response);
  });
}

void HttpServer::stream(const std::string& pattern, StreamHandler handler) {
  impl_->server.Get(pattern, [impl = impl_.get(), handler = std::move(handler)](const auto& request,
                                                                                auto& response) {
    impl->answer_stream(handler, request, response);
  });
}

Result<std::uint16_t> HttpServer::start() {
  const std::string& address = impl_->options.address;
  if (address != "127.0.0.1" && address != "::1" && address != "localhost") {
    return invalid(
        address +
        ": only loopback addresses are served, since there are no API keys; use 127.0.0.1");
  }
  int port = impl_->options.port;
  if (port == 0) {
    port = impl_->server.bind_to_any_port(address);
  } else if (!impl_->server.bind_to_port(address, port)) {
    return Error{Error::Kind::kConflict,
                 fmt::format("{}:{} is in use by another process; stop it or choose another port",
                             address, port)};
  }
  if (port <= 0) {
    return Error{Error::Kind::kUnavailable, address + ": no port is free"};
  }
  impl_->thread = std::jthread([impl = impl_.get()] { impl->server.listen_after_bind(); });
  // Before the thread listens a stop would have no effect.
  while (!impl_->server.is_running()) {
    std::this_thread::yield();
  }
  return static_cast<std::uint16_t>(port);
}

void HttpServer::stop() {
  impl_->stopping = true;
  if (impl_->thread.joinable()) {
    impl_->server.stop();
    impl_->thread.join();
  }
}

}  // namespace escalon::service
