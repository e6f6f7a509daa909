#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "escalon/base/ids.hpp"
#include "escalon/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace escalon::insight {

/// A prepared statement. Bind from 1, then step; it resets itself when the rows are done. Columns
/// count from 0.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  /// `bytes` live until the statement has run or is reset.
  Statement& bind(int index, std::string_view bytes);
  Statement& bind(int index, std::int64_t value);
  /// True while there is a row. An error of the file throws std::runtime_error.
  bool step();
  /// Runs a statement that has no rows.
  void run();
  void reset();

  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// A connection to an SQLite file. Use by one thread at a time. Errors of the file throw
/// std::runtime_error, which the read model turns into a Result when it opens; later it waits and
/// writes again.
class Database {
 public:
  explicit Database(const std::filesystem::path& file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const char* sql);
  /// False as well when SQLite has rolled the transaction back for an error of the file.
  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] Statement prepare(std::string_view sql) { return {database_, sql}; }

 private:
  sqlite3* database_ = nullptr;
};

/// The message in the first column of what `find` has for that key; nothing where it has no row.
template <typename Row>
[[nodiscard]] std::optional<Row> find_row(Statement& find, const Key& key) {
  std::optional<Row> row;
  if (find.bind(1, key.str()).step()) {
    row.emplace().ParseFromString(find.text(0));
  }
  find.reset();
  return row;
}

}  // namespace escalon::insight
