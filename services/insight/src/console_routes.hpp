#pragma once

namespace escalon::service {
class HttpServer;
}

namespace escalon::insight {

/// Adds the console page at / and /console, with its style and script beside it. Nothing of it
/// comes from elsewhere, which its content security policy holds browsers to.
void add_console_routes(service::HttpServer& server);

}  // namespace escalon::insight
