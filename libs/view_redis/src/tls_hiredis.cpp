// Built where pkg-config knows hiredis_ssl (hiredis 1.0 or newer).
#include <arpa/inet.h>
#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <hiredis/hiredis_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "tls.hpp"

namespace escalon::view_redis {
namespace {

struct FreeSettings {
  void operator()(SSL_CTX* settings) const { SSL_CTX_free(settings); }
};
using Settings = std::unique_ptr<SSL_CTX, FreeSettings>;

struct FreeSession {
  void operator()(SSL* session) const { SSL_free(session); }
};
using Session = std::unique_ptr<SSL, FreeSession>;

Error cannot_use(const std::string& what) {
  std::string reason = "no reason given";
  if (const auto code = ERR_get_error(); code != 0) {
    reason = ERR_error_string(code, nullptr);
  }
  ERR_clear_error();
  return {Error::Kind::kInvalid, fmt::format("{} cannot be used for TLS: {}", what, reason)};
}

Result<Settings> settings_of(const RedisCertificates& files) {
  Settings settings(SSL_CTX_new(TLS_client_method()));
  if (settings == nullptr || SSL_CTX_set_min_proto_version(settings.get(), TLS1_2_VERSION) != 1) {
    return cannot_use("OpenSSL");
  }
  SSL_CTX_set_verify(settings.get(), SSL_VERIFY_PEER, nullptr);
  const bool trusts =
      files.ca_file.empty()
          ? SSL_CTX_set_default_verify_paths(settings.get()) == 1
          : SSL_CTX_load_verify_locations(settings.get(), files.ca_file.c_str(), nullptr) == 1;
  if (!trusts) {
    return cannot_use(files.ca_file.empty() ? "the system's list of CAs" : files.ca_file);
  }
  if (!files.cert_file.empty() &&
      SSL_CTX_use_certificate_chain_file(settings.get(), files.cert_file.c_str()) != 1) {
    return cannot_use(files.cert_file);
  }
  if (!files.key_file.empty() &&
      SSL_CTX_use_PrivateKey_file(settings.get(), files.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return cannot_use(files.key_file);
  }
  return settings;
}

bool is_ip(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

// hiredis checks who signed the certificate, not whose it is: that is asked of OpenSSL here.
bool expect_host(SSL& session, const std::string& host) {
  if (is_ip(host)) {
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&session), host.c_str()) == 1;
  }
  return SSL_set1_host(&session, host.c_str()) == 1 &&
         SSL_set_tlsext_host_name(&session, host.c_str()) == 1;
}

}  // namespace

Status tls_supported() {
  return {};
}

Status begin_tls(redisContext& connection, const RedisAddress& address) {
  const Result<Settings> settings = settings_of(address.certificates);
  if (!settings) {
    return settings.error();
  }
  Session session(SSL_new(settings->get()));
  if (session == nullptr || !expect_host(*session, address.host)) {
    return cannot_use(address.host);
  }
  if (redisInitiateSSL(&connection, session.get()) != REDIS_OK) {
    const long verdict = SSL_get_verify_result(session.get());
    return Error{Error::Kind::kUnavailable,
                 fmt::format("Redis at {} cannot be reached by TLS: {}", address.text(),
                             verdict == X509_V_OK ? connection.errstr
                                                  : X509_verify_cert_error_string(verdict))};
  }
  session.release();  // the connection's own from now on
  return {};
}

}  // namespace escalon::view_redis
