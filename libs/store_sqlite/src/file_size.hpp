#pragma once

#include <cstdint>
#include <filesystem>

namespace escalon::store_sqlite {

/// Bytes of the database of a data directory and of its write-ahead log; 0 where there is none.
[[nodiscard]] std::uint64_t file_bytes(const std::filesystem::path& directory);

}  // namespace escalon::store_sqlite
