#pragma once

#include <filesystem>
#include <optional>

#include "escalon/base/result.hpp"
#include "escalon/store_sqlite/inspect.hpp"

namespace escalon::store_sqlite {

/// Possession of a data directory: an advisory lock on the file `lock` in it, which ends with the
/// process however that ends. The file names the holder.
class DataLock {
 public:
  /// Error kConflict, naming the holder, when another process or another store of this process has
  /// it.
  [[nodiscard]] static Result<DataLock> take(const std::filesystem::path& directory, int port);

  /// Who holds the directory now; nothing where nobody does.
  [[nodiscard]] static std::optional<Holder> holder(const std::filesystem::path& directory);

  DataLock(DataLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  DataLock& operator=(DataLock&&) = delete;
  ~DataLock();

 private:
  explicit DataLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace escalon::store_sqlite
