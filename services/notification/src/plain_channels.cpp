#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <ostream>

#include "escalon/notification/delivery_channel.hpp"
#include "escalon/notification/webhook_channel.hpp"

namespace escalon::notification {
namespace {

// A terminal must not obey what a customer wrote.
std::string on_one_line(const std::string& text) {
  std::string out;
  for (const char character : text) {
    const auto code = static_cast<unsigned char>(character);
    out += code < 0x20 || code == 0x7F ? ' ' : character;
  }
  return out;
}

class ConsoleChannel final : public DeliveryChannel {
 public:
  explicit ConsoleChannel(std::ostream& out) : out_(out) {}

  Attempted deliver(const Delivery& delivery) override {
    const v1::Planned& planned = delivery.planned;
    std::string line = fmt::format("  ✉ to {}: {}\n", on_one_line(planned.recipient()),
                                   on_one_line(planned.subject()));
    if (!planned.body().empty()) {
      line += "    " + on_one_line(planned.body()) + "\n";
    }
    const std::lock_guard lock(mutex_);
    out_ << line << std::flush;
    return out_ ? Attempted{true, "written", false, {}}
                : Attempted{false, "the console is closed", true, {}};
  }

 private:
  std::mutex mutex_;
  std::ostream& out_;
};

class FileChannel final : public DeliveryChannel {
 public:
  FileChannel(int descriptor, std::filesystem::path path)
      : descriptor_(descriptor), path_(std::move(path)) {}
  ~FileChannel() override { close(descriptor_); }
  FileChannel(const FileChannel&) = delete;
  FileChannel& operator=(const FileChannel&) = delete;

  // One write a line: O_APPEND keeps lines of several processes apart.
  Attempted deliver(const Delivery& delivery) override {
    const std::string line = fmt::format(R"({{"id":"{}",{})"
                                         "\n",
                                         delivery.message_id, webhook_body(delivery).substr(1));
    const ssize_t written = write(descriptor_, line.data(), line.size());
    if (written == static_cast<ssize_t>(line.size())) {
      return {true, "written", false, {}};
    }
    return {false,
            path_.string() + ": " + (written < 0 ? std::strerror(errno) : "the disk is full"),
            false,
            {}};
  }

 private:
  const int descriptor_;
  const std::filesystem::path path_;
};

}  // namespace

std::unique_ptr<DeliveryChannel> make_console_channel(std::ostream& out) {
  return std::make_unique<ConsoleChannel>(out);
}

Result<std::unique_ptr<DeliveryChannel>> make_file_channel(const std::filesystem::path& file) {
  constexpr mode_t kOwnerOnly = 0600;
  const int descriptor = open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (descriptor < 0) {
    return invalid("path: " + file.string() + " cannot be written: " + std::strerror(errno) +
                   "; check the folder and its permissions");
  }
  return std::unique_ptr<DeliveryChannel>(std::make_unique<FileChannel>(descriptor, file));
}

}  // namespace escalon::notification
