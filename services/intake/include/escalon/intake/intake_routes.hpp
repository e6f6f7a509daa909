#pragma once

namespace escalon::service {
class HttpServer;
}

namespace escalon::intake {

class CommandDesk;
class Intake;

/// Adds POST /v1/events (one event as JSON, or one a line as application/x-ndjson) and POST
/// /v1/commands. Both answer when what they took is durable, a command when its outcome is known.
/// References outlive the server.
void add_intake_routes(service::HttpServer& server, Intake& intake, CommandDesk& desk);

}  // namespace escalon::intake
