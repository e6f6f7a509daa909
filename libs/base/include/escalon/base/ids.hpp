#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "escalon/base/strong_id.hpp"

namespace escalon {

/// The key of everything about a case or a team: `tenant/case_id` or `tenant/team`. Slashes and
/// percent signs inside the parts are percent-encoded, so that two different pairs never make one
/// key.
using Key = StrongId<struct KeyTag>;

/// Joins a tenant and a case id (or team) to a key.
[[nodiscard]] Key make_key(std::string_view tenant, std::string_view name);

/// The two parts of a key as they were given to make_key.
struct KeyParts {
  std::string tenant;
  std::string name;
};
[[nodiscard]] KeyParts split_key(const Key& key);

/// An id derived from its parts: the first 16 bytes of SHA-256 over the length-prefixed fields, as
/// 32 lower-case hexadecimal digits (FIPS 180-4). The same parts give the same id in every process
/// and for ever.
[[nodiscard]] std::string derive_id(std::initializer_list<std::string_view> fields);

/// The full SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// The partition of a key among `partitions` (> 0): murmur2 of its bytes with the sign bit cleared,
/// modulo, as Apache Kafka's Java client computes it.
[[nodiscard]] std::uint32_t partition_of(const Key& key, std::uint32_t partitions);

/// Kafka's murmur2 (seed 0x9747b28c).
[[nodiscard]] std::uint32_t murmur2(std::string_view bytes);

/// A number in [0, 1) that depends on `id` alone. Jitter comes from here, not from chance.
[[nodiscard]] double unit_interval_of(std::string_view id);

}  // namespace escalon
