#include "escalon/import/run_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <utility>
#include <vector>

#include "escalon/events/codec.hpp"
#include "escalon/events/event_writer.hpp"
#include "escalon/events/input_file.hpp"
#include "escalon/events/output_file.hpp"

namespace escalon::importing {
namespace {

constexpr std::size_t kMappingBytesMax = 1'000'000;
constexpr std::size_t kInputBytesMax = 8'000'000'000;
constexpr std::size_t kRejectsShown = 20;
constexpr double kMapShare = 0.8;
constexpr std::size_t kEventsPerReport = 4'096;

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  auto file = events::InputFile::open(path);
  if (!file.ok()) {
    return file.error();
  }
  return file->read_all(bytes_max);
}

Result<Mapping> read_mapping(const std::string& path) {
  const auto text = read_file(path, kMappingBytesMax);
  if (!text.ok()) {
    return text.error();
  }
  return parse_mapping(*text, path);
}

Progress part_of(const Progress& whole, double from, double to) {
  if (!whole) {
    return nullptr;
  }
  return [&whole, from, to](double done) { whole(from + (to - from) * done); };
}

Status write_events(const ImportOptions& options, const Imported& imported) {
  auto writer = events::EventWriter::create(options.out);
  if (!writer.ok()) {
    return writer.error();
  }
  const Progress progress = part_of(options.progress, kMapShare, 1);
  for (std::size_t i = 0; i < imported.events.size(); ++i) {
    const auto event = events::parse_event_binary(imported.events[i]);
    if (!event.ok()) {
      return event.error();
    }
    if (Status written = writer->write(*event); !written.ok()) {
      return written;
    }
    if (progress && i % kEventsPerReport == 0) {
      progress(static_cast<double>(i) / static_cast<double>(imported.events.size()));
    }
  }
  return writer->close();
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    out += c;
    out += c == '"' ? "\"" : "";
  }
  return out + "\"";
}

Status write_rejects(const std::string& path, const std::string& input,
                     const std::vector<RowReject>& rejects) {
  if (path.empty()) {
    return {};
  }
  auto file = events::OutputFile::create(path);
  if (!file.ok()) {
    return file.error();
  }
  std::string text = "file,line,column,reason\n";
  for (const RowReject& reject : rejects) {
    text += fmt::format("{},{},{},{}\n", in_quotes(input), reject.line, in_quotes(reject.column),
                        in_quotes(reject.reason));
  }
  if (Status written = file->write(text); !written.ok()) {
    return written;
  }
  return file->close();
}

void report_rejects(const ImportOptions& options, const std::vector<RowReject>& rejects,
                    std::ostream& report) {
  const std::size_t shown = std::min(rejects.size(), kRejectsShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const RowReject& reject = rejects[i];
    report << fmt::format("{}:{}: {}{}{}\n", options.input, reject.line, reject.column,
                          reject.column.empty() ? "" : ": ", reject.reason);
  }
  if (rejects.size() > shown) {
    report << fmt::format("… and {} more rejected rows{}\n", rejects.size() - shown,
                          options.rejects.empty() ? "; write them all to a file with --rejects"
                                                  : ", all in " + options.rejects);
  }
}

void report_counts(const Imported& imported, std::ostream& report) {
  const ImportCounts& counts = imported.counts;
  report << fmt::format(
      "local times: {} missing (taken as the first valid instant), {} ambiguous (taken as the "
      "first)\n",
      counts.missing_local_times, counts.ambiguous_local_times);
  std::string types;
  for (const auto& [type, count] : counts.events_by_type) {
    types += fmt::format("{}{} {}", types.empty() ? ": " : ", ", type, count);
  }
  report << fmt::format("rows {} = emitting {} + silent {} + rejected {}; events {} by type{}\n",
                        counts.emitting + counts.silent + counts.rejected, counts.emitting,
                        counts.silent, counts.rejected, imported.events.size(), types);
}

Status import_file(const ImportOptions& options, std::ostream& report) {
  const auto mapping = read_mapping(options.mapping);
  if (!mapping.ok()) {
    return mapping.error();
  }
  if (const auto format = events::format_of(options.out); !format.ok()) {
    return format.error();
  }
  auto content = read_file(options.input, kInputBytesMax);
  if (!content.ok()) {
    return content.error();
  }
  const auto imported = import_rows(*mapping, options.input, std::move(content).value(),
                                    part_of(options.progress, 0, kMapShare));
  if (!imported.ok()) {
    return imported.error();
  }
  report_rejects(options, imported->rejects, report);
  if (Status written = write_rejects(options.rejects, options.input, imported->rejects);
      !written.ok()) {
    return written;
  }
  if (Status written = write_events(options, *imported); !written.ok()) {
    return written;
  }
  report_counts(*imported, report);
  return {};
}

}  // namespace

int run_import(const ImportOptions& options, std::ostream& report) {
  const Status done = import_file(options, report);
  if (!done.ok()) {
    report << done.error().message << "\n";
  }
  return done.ok() ? 0 : 1;
}

}  // namespace escalon::importing
