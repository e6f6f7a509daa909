#include "escalon/base/ids.hpp"

#include <gtest/gtest.h>

#include <set>

namespace escalon {
namespace {

TEST(Key, KeepsItsPartsApartWhateverTheyHold) {
  EXPECT_NE(make_key("a/b", "c"), make_key("a", "b/c"));
  for (const auto& [tenant, name] :
       {std::pair{"a/b", "c"}, {"a", "b/c"}, {"100%2F", "x%"}, {"", ""}}) {
    const KeyParts parts = split_key(make_key(tenant, name));
    EXPECT_EQ(parts.tenant, tenant);
    EXPECT_EQ(parts.name, name);
  }
}

TEST(DerivedId, DependsOnEveryFieldAndOnWhereFieldsEnd) {
  EXPECT_EQ(derive_id({"a", "b"}), derive_id({"a", "b"}));
  EXPECT_NE(derive_id({"ab", ""}), derive_id({"a", "b"}));
  EXPECT_NE(derive_id({"a"}), derive_id({"a", ""}));
  EXPECT_EQ(derive_id({"a"}).size(), 32U);
}

TEST(Sha256, AgreesWithTheStandardsExample) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// Expected values are those of Kafka's own UtilsTest.testMurmur2.
TEST(Murmur2, AgreesWithKafkasJavaClient) {
  EXPECT_EQ(static_cast<std::int32_t>(murmur2("21")), -973932308);
  EXPECT_EQ(static_cast<std::int32_t>(murmur2("foobar")), -790332482);
  EXPECT_EQ(static_cast<std::int32_t>(murmur2("a-little-bit-long-string")), -985981536);
  EXPECT_EQ(static_cast<std::int32_t>(murmur2("a-little-bit-longer-string")), -1486304829);
  EXPECT_EQ(static_cast<std::int32_t>(murmur2("abc")), 479470107);
}

TEST(Partition, IsInRangeAndUsesAllOfThem) {
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::uint32_t partition = partition_of(make_key("t", std::to_string(i)), 12);
    ASSERT_LT(partition, 12U);
    seen.insert(partition);
  }
  EXPECT_EQ(seen.size(), 12U);
}

TEST(UnitInterval, IsSpreadAndRepeatable) {
  double sum = 0;
  for (int i = 0; i < 1000; ++i) {
    const double value = unit_interval_of(std::to_string(i));
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    EXPECT_EQ(value, unit_interval_of(std::to_string(i)));
    sum += value;
  }
  EXPECT_NEAR(sum / 1000, 0.5, 0.05);
}

}  // namespace
}  // namespace escalon
