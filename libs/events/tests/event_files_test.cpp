#include <gtest/gtest.h>

#include "escalon/events/event_reader.hpp"
#include "escalon/events/event_writer.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "event_stories.hpp"

namespace escalon::events {
namespace {

using contact::v1::ContactEvent;

constexpr const char* kLine =
    R"({"contact_id":"c","channel":"chat","occurred_at":"2024-03-01T09:00:00Z","held":{}})";

std::vector<ContactEvent> three_events() {
  std::vector<ContactEvent> events;
  for (int i = 1; i <= 3; ++i) {
    ContactEvent event = smallest_event();
    event.set_tenant("default");
    event.set_case_id("chat-1");
    event.set_event_id("e" + std::to_string(i));
    event.mutable_occurred_at()->set_seconds(1'709'283'600 + i);
    event.mutable_customer_message()->set_text(
        std::string(static_cast<std::size_t>(i) * 100'000, 'x'));
    events.push_back(event);
  }
  return events;
}

void write_all(const std::string& path, const std::vector<ContactEvent>& events) {
  auto writer = EventWriter::create(path);
  ASSERT_TRUE(writer.ok()) << writer.error().message;
  for (const ContactEvent& event : events) {
    ASSERT_TRUE(writer->write(event).ok());
  }
  ASSERT_TRUE(writer->close().ok());
}

TEST(EventsFile, GivesBackWhatWasWrittenInEveryFormat) {
  const testkit::TempDir folder;
  for (const char* name : {"a.jsonl", "a.jsonl.gz", "a.binpb", "a.binpb.gz"}) {
    const std::string path = folder / name;
    write_all(path, three_events());
    const auto read = read_events(path);
    ASSERT_TRUE(read.ok()) << read.error().message;
    ASSERT_EQ(read->size(), 3U) << name;
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ((*read)[i].SerializeAsString(), three_events()[i].SerializeAsString()) << name;
    }
  }
}

TEST(CompressedFile, IsSmallerOnDiskAndReadWhateverItsName) {
  const testkit::TempDir folder;
  write_all(folder / "a.jsonl.gz", three_events());
  EXPECT_LT(std::filesystem::file_size(folder / "a.jsonl.gz"), 10'000U);
  std::filesystem::rename(folder / "a.jsonl.gz", folder / "b.jsonl");
  EXPECT_TRUE(read_events(folder / "b.jsonl").ok());
}

TEST(FileName, TellsTheFormat) {
  EXPECT_EQ(*format_of("-"), Format::kJsonLines);
  EXPECT_EQ(*format_of("x.binpb.gz"), Format::kBinary);
  EXPECT_EQ(*format_of("x.ndjson"), Format::kJsonLines);
  ASSERT_FALSE(format_of("events.txt").ok());
  EXPECT_NE(format_of("events.txt").error().message.find("end it in .jsonl or .binpb"),
            std::string::npos);
}

TEST(BadLine, IsNamedByItsNumberAndPassedOver) {
  const testkit::TempDir folder;
  const std::string path =
      folder.write("a.jsonl", std::string("\n") + kLine + "\n{\"chanel\":1}\n" + kLine);
  auto reader = EventReader::open(path);
  ASSERT_TRUE(reader.ok());
  ContactEvent event;
  EXPECT_TRUE(*reader->next(event));
  const auto bad = reader->next(event);
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().message,
            path + ":3: chanel: there is no such field (did you mean 'channel'?)");
  EXPECT_FALSE(reader->broken());
  EXPECT_TRUE(*reader->next(event));
  EXPECT_EQ(reader->where(), path + ":4");
  EXPECT_FALSE(*reader->next(event));
}

TEST(InvalidEvent, StopsReadingWithFileAndLine) {
  const testkit::TempDir folder;
  const std::string path = folder.write("a.jsonl", "{\"contact_id\":\"c\",\"held\":{}}\n");
  const auto read = read_events(path);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("a.jsonl:1: channel: is missing"), std::string::npos);
  EXPECT_NE(read.error().message.find("occurred_at: is missing"), std::string::npos);
}

TEST(LineWithoutEnd, IsRefusedBeforeItFillsTheMemory) {
  const testkit::TempDir folder;
  auto reader = EventReader::open(folder.write("a.jsonl", std::string(6'000'000, 'x')));
  ContactEvent event;
  const auto read = reader->next(event);
  ASSERT_FALSE(read.ok());
  EXPECT_TRUE(reader->broken());
  EXPECT_FALSE(reader->next(event).ok());
}

TEST(MissingFile, SaysWhichAndWhy) {
  const auto read = read_events("/nowhere/a.jsonl");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message, "cannot read /nowhere/a.jsonl: No such file or directory");
  EXPECT_FALSE(EventWriter::create("/nowhere/a.jsonl").ok());
}

TEST(CutOffFile, IsAnErrorAndNotTheEnd) {
  const testkit::TempDir folder;
  for (const char* name : {"a.binpb", "a.jsonl.gz", "a.binpb.gz"}) {
    write_all(folder / name, three_events());
    const std::string bytes = folder.read(name);
    const std::string path = folder.write(name, bytes.substr(0, bytes.size() * 9 / 10));
    EXPECT_FALSE(read_events(path).ok()) << name;
  }
}

TEST(BinaryFile, SaysWhereItIsOutOfStep) {
  const testkit::TempDir folder;
  const std::string path = folder.write("a.binpb", "\xff\xff\xff\xff\xff\xff\xff");
  auto reader = EventReader::open(path);
  ContactEvent event;
  const auto read = reader->next(event);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message,
            path + ": event 1 at byte 0: this is not a length; is this a .binpb file of events?");
  EXPECT_TRUE(reader->broken());
}

TEST(BadFrame, IsPassedOver) {
  const testkit::TempDir folder;
  auto reader = EventReader::open(folder.write("a.binpb", std::string("\x01\xff\x00", 3)));
  ContactEvent event;
  EXPECT_FALSE(reader->next(event).ok());
  EXPECT_TRUE(*reader->next(event));
  EXPECT_FALSE(*reader->next(event));
}

TEST(FullDisk, IsToldByTheWriter) {
  if (!std::filesystem::exists("/dev/full")) {
    GTEST_SKIP() << "/dev/full is absent";
  }
  auto writer = EventWriter::create("/dev/full", Format::kJsonLines);
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE(writer->write(smallest_event()).ok());
  const Status closed = writer->close();
  ASSERT_FALSE(closed.ok());
  EXPECT_EQ(closed.error().message, "cannot write /dev/full: No space left on device");
}

}  // namespace
}  // namespace escalon::events
