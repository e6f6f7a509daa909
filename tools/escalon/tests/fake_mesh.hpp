#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "command.hpp"
#include "escalon/service/http_server.hpp"

namespace escalon::cli {

/// A mesh that remembers what it is sent and answers what the test says.
class FakeMesh {
 public:
  FakeMesh() {
    const auto take = [this](const service::HttpRequest& request) {
      bodies.push_back(request.body);
      service::HttpResponse response;
      response.status = answers.empty() ? 200 : answers.front().first;
      response.body =
          answers.empty() ? R"({"outcome":"COMMAND_OUTCOME_DONE"})" : answers.front().second;
      if (!answers.empty()) {
        answers.erase(answers.begin());
      }
      return response;
    };
    server_.post("/v1/commands", take);
    server_.post("/v1/events", take);
    server_.post("/v1/policies", take);
    server_.post("/v1/preview", [this](const service::HttpRequest& request) {
      previewed.push_back(request.body);
      service::HttpResponse response;
      response.status = preview.empty() ? 404 : 200;
      response.body = preview;
      return response;
    });
    server_.get("/v1/explain/([^/]+)", [this](const service::HttpRequest& request) {
      service::HttpResponse response;
      response.status = explanation.empty() ? 404 : 200;
      response.body = request.path.at(0) + request.parameter("tenant");
      response.body = explanation.empty() ? response.body : explanation;
      return response;
    });
    to = "127.0.0.1:" + std::to_string(server_.start().value());
  }

  /// Runs `escalon ARGUMENTS --to <this mesh>`.
  service::ExitCode run(std::vector<std::string> arguments) const {
    CLI::App app("test", "escalon");
    Action action;
    add_orders(app, action);
    add_presence(app, action);
    add_publish(app, action);
    add_case(app, action);
    add_watch(app, action);
    add_policy(app, action);
    arguments.insert(arguments.end(), {"--to", to});
    std::reverse(arguments.begin(), arguments.end());
    app.parse(arguments);
    return action();
  }

  std::vector<std::string> bodies;
  std::vector<std::pair<int, std::string>> answers;
  std::vector<std::string> previewed;  ///< What was asked.
  std::string preview;                 ///< What is answered; empty = it is no insight.
  std::string explanation;             ///< The same of a case.
  std::string to;

 private:
  service::HttpServer server_{{}};
};

}  // namespace escalon::cli
