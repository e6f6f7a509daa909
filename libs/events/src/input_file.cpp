#include "escalon/events/input_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace escalon::events {
namespace {

constexpr unsigned kBufferBytes = 1 << 17;
constexpr std::size_t kChunkBytes = 1 << 20;

gzFile gz(void* file) {
  return static_cast<gzFile>(file);
}

Error unreadable(const std::string& name, std::string_view reason) {
  return Error{Error::Kind::kUnavailable, fmt::format("cannot read {}: {}", name, reason)};
}

}  // namespace

void InputFile::Close::operator()(void* file) const {
  gzclose_r(gz(file));
}

Result<InputFile> InputFile::open(const std::string& path) {
  InputFile input;
  input.name_ = path == "-" ? "standard input" : path;
  std::error_code ignored;
  if (path != "-" && std::filesystem::is_directory(path, ignored)) {
    return unreadable(path, "it is a folder; name a file");
  }
  const int descriptor =
      path == "-" ? dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return unreadable(input.name_, std::strerror(errno));
  }
  input.file_.reset(gzdopen(descriptor, "rb"));
  if (!input.file_) {
    close(descriptor);
    return unreadable(input.name_, "out of memory");
  }
  gzbuffer(gz(input.file_.get()), kBufferBytes);
  const auto size = std::filesystem::file_size(path, ignored);
  input.bytes_on_disk_ = ignored ? 0 : static_cast<std::int64_t>(size);
  return input;
}

Result<std::size_t> InputFile::read(std::string& out, std::size_t bytes) {
  const std::size_t before = out.size();
  out.resize(before + bytes);
  const int count = gzread(gz(file_.get()), out.data() + before, static_cast<unsigned>(bytes));
  out.resize(before + static_cast<std::size_t>(std::max(count, 0)));
  int code = Z_OK;
  const char* reason = gzerror(gz(file_.get()), &code);
  if (count < 0 || (code != Z_OK && code != Z_STREAM_END)) {
    return unreadable(name_, fmt::format("{}; if it is a .gz file it is damaged or cut off",
                                         code == Z_ERRNO ? std::strerror(errno) : reason));
  }
  return static_cast<std::size_t>(count);
}

Result<std::string> InputFile::read_all(std::size_t bytes_max) {
  std::string all;
  while (true) {
    const auto count = read(all, kChunkBytes);
    if (!count.ok()) {
      return count.error();
    }
    if (*count == 0) {
      return all;
    }
    if (all.size() > bytes_max) {
      return invalid(fmt::format("{} has more than {} bytes; split it", name_, bytes_max));
    }
  }
}

double InputFile::progress() const {
  if (bytes_on_disk_ == 0) {
    return 0;
  }
  return std::min(
      1.0, static_cast<double>(gzoffset(gz(file_.get()))) / static_cast<double>(bytes_on_disk_));
}

std::string_view inflated_name(std::string_view path) {
  return path.ends_with(".gz") ? path.substr(0, path.size() - 3) : path;
}

}  // namespace escalon::events
