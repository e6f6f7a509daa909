#include "console_routes.hpp"

#include <string>
#include <string_view>

#include "console_files.hpp"
#include "escalon/service/http_server.hpp"

namespace escalon::insight {
namespace {

// What customers wrote is shown as text alone; should it ever get into the page as more, nothing of
// it would run. https://www.w3.org/TR/CSP3/
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

service::HttpResponse file(std::string_view text, const std::string& type) {
  service::HttpResponse response;
  response.body = text;
  response.content_type = type;
  response.headers = {{"Content-Security-Policy", kPolicy},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cache-Control", "no-cache"}};
  return response;
}

}  // namespace

void add_console_routes(service::HttpServer& server) {
  for (const char* path : {"/", "/console"}) {
    server.get(path, [](const service::HttpRequest&) {
      return file(console_html(), "text/html; charset=utf-8");
    });
  }
  server.get("/console\\.css", [](const service::HttpRequest&) {
    return file(console_css(), "text/css; charset=utf-8");
  });
  server.get("/console\\.js", [](const service::HttpRequest&) {
    return file(console_js(), "text/javascript; charset=utf-8");
  });
}

}  // namespace escalon::insight
