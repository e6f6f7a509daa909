#include "escalon/events/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>

namespace escalon::events {
namespace {

gzFile gz(void* file) {
  return static_cast<gzFile>(file);
}

Error unwritable(const std::string& name) {
  const char* reason = errno != 0 ? std::strerror(errno) : "unknown reason";
  return Error{Error::Kind::kUnavailable, fmt::format("cannot write {}: {}", name, reason)};
}

int open_descriptor(const std::string& path) {
  return path == "-" ? dup(STDOUT_FILENO)
                     : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
}

}  // namespace

void OutputFile::Close::operator()(void* file) const {
  gzclose_w(gz(file));
}

Result<OutputFile> OutputFile::create(const std::string& path) {
  OutputFile output;
  output.name_ = path == "-" ? "standard output" : path;
  errno = 0;
  const int descriptor = open_descriptor(path);
  if (descriptor < 0) {
    return unwritable(output.name_);
  }
  // T writes the bytes as they are.
  output.file_.reset(gzdopen(descriptor, path.ends_with(".gz") ? "wb6" : "wbT"));
  if (!output.file_) {
    ::close(descriptor);
    return unwritable(output.name_);
  }
  gzbuffer(gz(output.file_.get()), 1 << 17);
  return output;
}

Status OutputFile::write(std::string_view bytes) {
  errno = 0;
  if (gzfwrite(bytes.data(), 1, bytes.size(), gz(file_.get())) != bytes.size()) {
    return unwritable(name_);
  }
  return {};
}

Status OutputFile::close() {
  errno = 0;
  if (gzclose_w(gz(file_.release())) != Z_OK) {
    return unwritable(name_);
  }
  return {};
}

}  // namespace escalon::events
