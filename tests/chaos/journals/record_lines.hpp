#pragma once

#include <string>

#include "raw_log.hpp"

namespace escalon::chaos {

/// A record as one line of JSON: where it lies, its header, and of a journal's record the body with
/// its events spelt out. Judges nothing: the reader of these lines applies the fold rule itself.
[[nodiscard]] std::string record_line(const RawRecord& raw);

}  // namespace escalon::chaos
