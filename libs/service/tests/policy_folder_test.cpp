#include "escalon/service/policy_folder.hpp"

#include <gtest/gtest.h>

#include "escalon/testkit/temp_dir.hpp"

namespace escalon::service {
namespace {

TEST(PolicyFolder, GivesItsYamlAndIcalendarFilesByName) {
  const testkit::TempDir dir;
  dir.write("sla.yaml", "clocks: {}\n");
  dir.write("matrix.yml", "");
  dir.write("README.md", "words");
  dir.write("holidays.ics", "BEGIN:VCALENDAR\r\n");
  const auto files = read_policy_folder(dir.path());
  ASSERT_TRUE(files.ok());
  ASSERT_EQ(files->size(), 3U);
  EXPECT_EQ((*files)[0], (policy::PolicyFile{"holidays.ics", "BEGIN:VCALENDAR\r\n"}));
  EXPECT_EQ((*files)[1], (policy::PolicyFile{"matrix.yml", ""}));
  EXPECT_EQ((*files)[2], (policy::PolicyFile{"sla.yaml", "clocks: {}\n"}));
}

TEST(PolicyFolder, SaysWhatIsWrongWithAFolder) {
  const testkit::TempDir dir;
  EXPECT_EQ(read_policy_folder(dir / "absent").error().kind, Error::Kind::kNotFound);
  EXPECT_EQ(read_policy_folder(dir.path()).error().kind, Error::Kind::kInvalid);
  dir.write("holidays.ics", "");
  EXPECT_EQ(read_policy_folder(dir.path()).error().kind, Error::Kind::kInvalid)
      << "holidays alone are no policy";
  dir.write("huge.yaml", std::string(policy::kPolicyBytesMax + 1, ' '));
  EXPECT_NE(read_policy_folder(dir.path()).error().message.find("huge.yaml"), std::string::npos);
}

}  // namespace
}  // namespace escalon::service
