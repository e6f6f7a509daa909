#include "up_settings.hpp"

#include <utility>

namespace escalon::up {
namespace {

constexpr std::int64_t kPortMax = 65'535;

std::uint16_t read_port(service::Settings& settings, const std::string& path,
                        std::int64_t fallback) {
  return static_cast<std::uint16_t>(settings.number(path, fallback, 0, kPortMax));
}

}  // namespace

Result<UpSettings> read_up_settings(const std::filesystem::path& file,
                                    service::Environment environment,
                                    std::map<std::string, std::string> flags) {
  auto loaded = service::Settings::load(file, std::move(environment), std::move(flags));
  if (!loaded) {
    return loaded.error();
  }
  service::Settings& settings = *loaded;
  UpSettings out;
  out.data = settings.text("data", ".escalon");
  out.policy = settings.text("policy", "");
  out.http_port = read_port(settings, "http.port", 8080);
  out.grpc_port = read_port(settings, "grpc.port", 8081);
  out.log.level = settings.text("log.level", "warning");
  const std::string format = settings.text("log.format", "text");
  out.log.json = format == "json";
  if (const Status finished = settings.finish(); !finished) {
    return finished.error();
  }
  if (format != "json" && format != "text") {
    return invalid("log.format: '" + format + "' must be text or json");
  }
  out.printed = settings.print();
  return out;
}

}  // namespace escalon::up
