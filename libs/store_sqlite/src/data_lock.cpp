#include "escalon/store_sqlite/data_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace escalon::store_sqlite {
namespace {

std::filesystem::path lock_file(const std::filesystem::path& directory) {
  return directory / "lock";
}

// The holder writes the file just after it takes the lock, so the file may still be empty.
std::optional<Holder> read_holder(const std::filesystem::path& directory) {
  std::ifstream file(lock_file(directory));
  std::string word;
  Holder holder;
  if (file >> word >> holder.pid >> word >> holder.port) {
    return holder;
  }
  return std::nullopt;
}

Error held(const std::filesystem::path& directory) {
  const std::optional<Holder> holder = read_holder(directory);
  std::string who = "another process";
  if (holder) {
    who = fmt::format("process {}", holder->pid);
    if (holder->port != 0) {
      who += fmt::format(" (serving port {})", holder->port);
    }
  }
  return Error{Error::Kind::kConflict,
               fmt::format("data directory {} is held by {}; stop that process, or name another "
                           "directory with --data",
                           directory.string(), who)};
}

Error cannot_write(const std::filesystem::path& directory) {
  return Error{Error::Kind::kUnavailable,
               fmt::format("cannot write {}: {}; make the folder writable for this user or name "
                           "another with --data",
                           lock_file(directory).string(), std::strerror(errno))};
}

bool write_holder(int descriptor, int port) {
  const std::string text = fmt::format("pid {} port {}\n", ::getpid(), port);
  return ::ftruncate(descriptor, 0) == 0 &&
         ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

}  // namespace

Result<DataLock> DataLock::take(const std::filesystem::path& directory, int port) {
  const int descriptor =
      ::open(lock_file(directory).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    return cannot_write(directory);
  }
  DataLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? held(directory) : cannot_write(directory);
  }
  // A full disk must not keep a mesh from starting; then the file just names nobody.
  if (!write_holder(descriptor, port) && errno != ENOSPC) {
    return cannot_write(directory);
  }
  return lock;
}

std::optional<Holder> DataLock::holder(const std::filesystem::path& directory) {
  const int descriptor = ::open(lock_file(directory).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return std::nullopt;
  }
  const DataLock closing(descriptor);
  if (::flock(descriptor, LOCK_SH | LOCK_NB) == 0) {
    return std::nullopt;
  }
  return read_holder(directory).value_or(Holder{});
}

DataLock::~DataLock() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

}  // namespace escalon::store_sqlite
