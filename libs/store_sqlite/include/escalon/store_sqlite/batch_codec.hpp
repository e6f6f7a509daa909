#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/record.hpp"

namespace escalon::store_sqlite {

/// Appends one record to the blob of a row: length and bytes of the header, length and bytes of the
/// body.
void encode_record(std::string& blob, const journal::Record& record);

/// The records of a row whose first has the offset `first`; those below `from` are skipped.
[[nodiscard]] Result<std::vector<journal::LogRecord>> decode_records(std::string_view blob,
                                                                     journal::Offset first,
                                                                     journal::Offset from);

/// About how many bytes a record takes in memory.
[[nodiscard]] std::size_t weight(const journal::Record& record);

}  // namespace escalon::store_sqlite
