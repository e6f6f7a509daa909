#include "host_settings.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "escalon/base/instant.hpp"
#include "escalon/journal/partition_fold.hpp"

namespace escalon::service_host {
namespace {

using log_kafka::Keeps;

constexpr std::int64_t kPortMax = 65'535;
constexpr std::int64_t kPartitionsMax = 1'000;
constexpr std::chrono::milliseconds kCloseWithin{1'000};
constexpr absl::Duration kRetentionMin = absl::Hours(1);
constexpr absl::Duration kGatherMax = absl::Milliseconds(500);

// What a cluster may want of security, so that it can come from the environment too. Other settings
// of librdkafka come from the file or a flag.
constexpr std::array<std::string_view, 6> kSecurity{
    "security.protocol", "sasl.mechanism",           "sasl.username",
    "ssl.ca.location",   "ssl.certificate.location", "ssl.key.location"};
constexpr std::array<std::string_view, 4> kSecrets{
    "sasl.password", "ssl.key.password", "ssl.keystore.password", "sasl.oauthbearer.client.secret"};
// Longer than a line, so that no file of its own holds it; never printed either.
constexpr std::string_view kKeyText = "ssl.key.pem";

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

void read_kafka_client(service::Settings& settings, log_kafka::KafkaOptions& kafka) {
  const auto set = [&](std::string_view name, std::string value) {
    if (!value.empty()) {
      kafka.client[std::string(name)] = std::move(value);
    }
  };
  for (const std::string_view name : kSecrets) {
    set(name, settings.secret("kafka.client." + std::string(name)));
  }
  for (const std::string_view name : kSecurity) {
    set(name, settings.text("kafka.client." + std::string(name), ""));
  }
  for (const auto& [name, value] : settings.below("kafka.client")) {
    set(name, value);
    if (name == kKeyText) {
      settings.print_as("kafka.client." + name, "***");
    }
  }
  set("bootstrap.servers", settings.text("kafka.brokers", "127.0.0.1:9092"));
}

Status read_kafka(service::Settings& settings, const ServiceProgram& program, HostSettings& out) {
  const std::string& service = program.name;
  log_kafka::KafkaOptions& kafka = out.kafka;
  read_kafka_client(settings, kafka);
  kafka.prefix = settings.text("kafka.prefix", "escalon.");
  kafka.suffix = settings.text("kafka.suffix", ".v1");
  kafka.group = kafka.prefix + service;
  kafka.instance = settings.text("kafka.instance", service + "-" + host_name());
  kafka.create_topics = settings.flag("kafka.create_topics", true);
  kafka.replication_factor =
      static_cast<int>(settings.number("kafka.replication_factor", 3, 1, 100));
  kafka.in_sync_replicas_min =
      static_cast<int>(settings.number("kafka.in_sync_replicas_min", 2, 1, 100));
  const absl::Duration retention =
      settings.duration("kafka.plain_retention", absl::FromChrono(kafka.plain_retention));
  kafka.plain_retention = absl::ToChronoMilliseconds(retention);
  const absl::Duration gather = settings.duration("kafka.gather", absl::FromChrono(program.gather));
  kafka.gather = absl::ToChronoMilliseconds(gather);
  kafka.linger = program.linger;
  kafka.start_patience =
      absl::ToChronoMilliseconds(settings.duration("kafka.start_patience", absl::Seconds(30)));
  kafka.close_patience = kCloseWithin;
  out.partitions =
      static_cast<std::uint32_t>(settings.number("kafka.partitions", 12, 1, kPartitionsMax));
  if (retention < kRetentionMin) {
    return invalid("kafka.plain_retention: '" + format_duration(retention) +
                   "' must be at least 1h: what was deleted before it was read is lost");
  }
  if (gather > kGatherMax) {
    return invalid("kafka.gather: '" + format_duration(gather) +
                   "' must be at most 500ms: every step of a case waits so long");
  }
  return {};
}

// Topics of the program under the rules by which each is kept.
void add_topics(const ServiceProgram& program, HostSettings& out) {
  const journal::Topology topology{out.partitions, {}};
  std::vector<service::TopicUse> topics = service::topics_of(program.stages);
  topics.insert(topics.end(), program.topics.begin(), program.topics.end());
  for (const service::TopicUse& topic : topics) {
    out.kafka.topics.push_back({topic.name, topology.partitions_of(topic.name),
                                topic.plain ? Keeps::kForAWhile : Keeps::kForEver, topic.plain});
  }
  for (const PartTopic& topic : program.outside) {
    out.kafka.topics.push_back({topic.name, topology.partitions_of(topic.name),
                                topic.newest_only ? Keeps::kNewestOfEachKey : Keeps::kForAWhile});
    if (!topic.owned_as.empty()) {
      out.kafka.stages.push_back({topic.owned_as, topic.name});
    }
  }
  out.kafka.topics.push_back({std::string(journal::kPolicyTopic), 1, Keeps::kNewestOfEachKey});
  out.kafka.topics.push_back({std::string(journal::kDeadLetterTopic), 1, Keeps::kForAWhile});
  for (const auto& thread : program.stages) {
    for (const journal::Stage* stage : thread) {
      out.kafka.stages.push_back({stage->spec().name, stage->spec().journal});
    }
  }
}

Status read_redis(service::Settings& settings, HostSettings& out) {
  auto address = view_redis::parse_redis_url(settings.text("redis.url", "redis://127.0.0.1:6379"));
  if (!address) {
    settings.print_as("redis.url", "***");
    return invalid("redis.url: " + address.error().message);
  }
  out.redis.address = *std::move(address);
  settings.print_as("redis.url", out.redis.address.text());
  out.redis.address.certificates = {settings.text("redis.tls_ca_file", ""),
                                    settings.text("redis.tls_cert_file", ""),
                                    settings.text("redis.tls_key_file", "")};
  if (const Status tls = out.redis.address.tls ? view_redis::tls_supported() : Status(); !tls) {
    return invalid("redis.url: " + tls.error().message);
  }
  if (const std::string user = settings.text("redis.user", ""); !user.empty()) {
    out.redis.address.user = user;
  }
  if (const std::string password = settings.secret("redis.password"); !password.empty()) {
    out.redis.address.password = password;
  }
  out.redis.prefix = settings.text("redis.prefix", "escalon");
  out.redis.fold_version = journal::PartitionFold::kVersion;
  return {};
}

Status read_log(service::Settings& settings, service::LogOptions& log) {
  log.level = settings.text("log.level", "info");
  const std::string format = settings.text("log.format", "json");
  log.json = format == "json";
  return format == "json" || format == "text"
             ? Status()
             : invalid("log.format: '" + format + "' must be json or text");
}

std::vector<SettingHelp> kafka_settings(const ServiceProgram& program) {
  return {
      {"kafka.brokers", "--brokers", "HOSTS", "HOST:PORT,… of Kafka (default: 127.0.0.1:9092)"},
      {"kafka.instance", "--instance", "NAME",
       "This process among those of the service: a name for each, kept over restarts "
       "(default: " +
           program.name + "-HOSTNAME)"},
      {"kafka.prefix", "", "TEXT", "Before each topic's and group's name (default: escalon.)"},
      {"kafka.suffix", "", "TEXT", "After each topic's name (default: .v1)"},
      {"kafka.partitions", "", "N", "Of each topic, alike in all services (default: 12)"},
      {"kafka.create_topics", "", "BOOL", "Make topics that are absent (default: true)"},
      {"kafka.replication_factor", "", "N", "Of topics that are made (default: 3)"},
      {"kafka.in_sync_replicas_min", "", "N", "Topics that promise less are refused (default: 2)"},
      {"kafka.plain_retention", "", "DURATION",
       "How long events and commands are kept (default: 168h)"},
      {"kafka.gather", "", "DURATION",
       "Reads wait so long for more that travels with them (default: " +
           std::to_string(program.gather.count()) + "ms)"},
      {"kafka.start_patience", "", "DURATION", "A start waits so long for Kafka (default: 30s)"},
      {"kafka.client.NAME", "", "VALUE",
       "Any setting of librdkafka, as kafka.client.security.protocol; passwords also from a "
       "file, as kafka.client.sasl.password_file"}};
}

std::vector<SettingHelp> redis_settings() {
  return {
      {"redis.url", "--redis", "URL",
       "redis://HOST:PORT, rediss:// for TLS, or unix://PATH (default: redis://127.0.0.1:6379)"},
      {"redis.user", "", "NAME", "ACL user (default: none)"},
      {"redis.password", "", "TEXT", "Or redis.password_file (default: none)"},
      {"redis.tls_ca_file", "", "FILE", "Whom to trust (default: whom the system trusts)"},
      {"redis.tls_cert_file", "", "FILE", "Our own certificate (default: none)"},
      {"redis.tls_key_file", "", "FILE", "Its key (default: none)"},
      {"redis.prefix", "", "TEXT", "First part of all keys (default: escalon)"}};
}

}  // namespace

Result<HostSettings> read_host_settings(service::Settings& settings, ServiceProgram& program) {
  HostSettings out;
  out.http_port =
      static_cast<std::uint16_t>(settings.number("http.port", program.http_port, 0, kPortMax));
  const Status kafka = read_kafka(settings, program, out);
  add_topics(program, out);
  const Status log = read_log(settings, out.log);
  const Status redis = program.stages.empty() ? Status() : read_redis(settings, out);
  const Status part = program.part == nullptr ? Status() : program.part->configure(settings);
  const Status known = settings.finish();
  for (const Status* status : {&known, &kafka, &log, &redis, &part}) {
    if (!*status) {
      return status->error();
    }
  }
  return out;
}

std::vector<SettingHelp> settings_of(const ServiceProgram& program) {
  std::vector<SettingHelp> all{
      {"http.port", "--port", "N",
       fmt::format("HTTP port on loopback, 0 = any (default: {})", program.http_port)}};
  const auto add = [&all](const std::vector<SettingHelp>& some) {
    all.insert(all.end(), some.begin(), some.end());
  };
  add(program.settings);
  add(kafka_settings(program));
  if (!program.stages.empty()) {
    add(redis_settings());
  }
  add({{"log.level", "--log-level", "LEVEL", "debug, info, warning or error (default: info)"},
       {"log.format", "--log-format", "FORMAT", "json or text (default: json)"}});
  return all;
}

}  // namespace escalon::service_host
