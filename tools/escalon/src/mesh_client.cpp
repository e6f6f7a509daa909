#include "mesh_client.hpp"

#include <fmt/format.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <httplib.h>

#include <cctype>

namespace escalon::cli {
namespace {

constexpr int kAnswerSecondsMax = 60;

Error::Kind kind_of(int status) {
  switch (status) {
    case 400:
      return Error::Kind::kInvalid;
    case 404:
      return Error::Kind::kNotFound;
    case 409:
      return Error::Kind::kConflict;
    case 429:
      return Error::Kind::kExhausted;
    case 503:
      return Error::Kind::kUnavailable;
    default:
      return Error::Kind::kInternal;
  }
}

}  // namespace

struct MeshClient::Impl {
  explicit Impl(const std::string& address) : to(address), client("http://" + address) {
    client.set_read_timeout(kAnswerSecondsMax, 0);
    client.set_write_timeout(kAnswerSecondsMax, 0);
    client.set_keep_alive(true);
  }

  [[nodiscard]] Error unreachable() const {
    return {Error::Kind::kUnavailable,
            fmt::format("no mesh answers at {}; start one with `escalon up`, or name "
                        "another with --to HOST:PORT",
                        to)};
  }
  [[nodiscard]] Result<std::string> judge(const httplib::Result& answer) const {
    if (!answer) {
      return unreachable();
    }
    if (answer->status == 200) {
      return answer->body;
    }
    return Error{kind_of(answer->status), error_message_of(answer->body)};
  }

  std::string to;
  httplib::Client client;
};

MeshClient::MeshClient(const std::string& to) : impl_(std::make_unique<Impl>(to)) {}
MeshClient::~MeshClient() = default;

Result<std::string> MeshClient::get(const std::string& path) {
  return impl_->judge(impl_->client.Get(path));
}

Result<std::string> MeshClient::post(const std::string& path, const std::string& body,
                                     const std::string& content_type) {
  return impl_->judge(impl_->client.Post(path, body, content_type));
}

Status MeshClient::stream(const std::string& path,
                          const std::function<bool(const std::string& data)>& take) {
  EventSplitter splitter;
  std::string refusal;
  int status = 0;
  bool stopped = false;
  const auto answer = impl_->client.Get(
      path,
      [&](const httplib::Response& response) {
        status = response.status;
        return true;
      },
      [&](const char* data, std::size_t size) {
        if (status != 200) {
          refusal.append(data, size);
          return true;
        }
        stopped = !splitter.add({data, size}, take);
        return !stopped;
      });
  if (status != 0 && status != 200) {
    return Error{kind_of(status), error_message_of(refusal)};
  }
  return answer || stopped ? Status() : Status(impl_->unreachable());
}

std::string encode_part(std::string_view text) {
  std::string out;
  for (const char character : text) {
    const auto code = static_cast<unsigned char>(character);
    if (std::isalnum(code) != 0 || character == '-' || character == '_' || character == '.' ||
        character == '~') {
      out += character;
    } else {
      out += fmt::format("%{:02X}", code);
    }
  }
  return out;
}

bool EventSplitter::add(std::string_view bytes,
                        const std::function<bool(const std::string& data)>& take) {
  constexpr std::string_view kData = "data: ";
  pending_.append(bytes);
  for (std::size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
    const std::string line = pending_.substr(0, end);
    pending_.erase(0, end + 1);
    if (line.rfind(kData, 0) == 0 && !take(line.substr(kData.size()))) {
      return false;
    }
  }
  return true;
}

std::string error_message_of(const std::string& body) {
  google::protobuf::Struct parsed;
  if (google::protobuf::util::JsonStringToMessage(body, &parsed).ok()) {
    const auto error = parsed.fields().find("error");
    if (error != parsed.fields().end()) {
      const auto& fields = error->second.struct_value().fields();
      const auto message = fields.find("message");
      if (message != fields.end()) {
        return message->second.string_value();
      }
    }
  }
  return body;
}

}  // namespace escalon::cli
