#include "escalon/service/settings.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"

namespace escalon::service {
namespace {

std::string variable_of(const std::string& path) {
  return "ESCALON_" + absl::AsciiStrToUpper(absl::StrReplaceAll(path, {{".", "_"}, {"-", "_"}}));
}

template <typename Values>
void flatten(const YAML::Node& node, const std::string& path, Values& out) {
  if (node.IsMap()) {
    for (const auto& entry : node) {
      const auto name = entry.first.as<std::string>();
      flatten(entry.second, path.empty() ? name : path + "." + name, out);
    }
    return;
  }
  out[path] = {node.IsScalar() ? node.Scalar() : std::string(), node.Mark().line + 1,
               !node.IsSequence()};
}

}  // namespace

Result<Settings::FileValues> Settings::read_file(const std::filesystem::path& file) {
  FileValues values;
  try {
    const YAML::Node root = YAML::LoadFile(file.string());
    if (root.IsMap()) {
      flatten(root, "", values);
    } else if (!root.IsNull()) {
      return invalid(file.string() + ": the file must hold `name: value` lines");
    }
  } catch (const YAML::BadFile&) {
    return invalid(file.string() + ": cannot be read; check the path and its permissions");
  } catch (const YAML::Exception& error) {
    return invalid(
        fmt::format("{}:{}: {}; check the YAML", file.string(), error.mark.line + 1, error.msg));
  }
  return values;
}

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

Result<Settings> Settings::load(const std::filesystem::path& file, Environment environment,
                                std::map<std::string, std::string> flags) {
  Settings settings;
  settings.file_ = file;
  settings.environment_ = std::move(environment);
  settings.flags_ = std::move(flags);
  if (!file.empty()) {
    auto values = read_file(file);
    if (!values) {
      return values.error();
    }
    settings.values_ = std::move(values).value();
  }
  return settings;
}

std::optional<std::string> Settings::find(const std::string& path) {
  read_[path];
  if (const auto flag = flags_.find(path); flag != flags_.end()) {
    return flag->second;
  }
  if (auto variable = environment_(variable_of(path))) {
    return variable;
  }
  const auto value = values_.find(path);
  if (value == values_.end()) {
    return std::nullopt;
  }
  if (!value->second.single) {
    remember(path, "", "must be one value, not a list");
  }
  return value->second.text;
}

// Where the value of `path` stands, when it is the file's.
std::string Settings::place_of(const std::string& path) const {
  const auto value = values_.find(path);
  if (value == values_.end() || flags_.contains(path) || environment_(variable_of(path))) {
    return "";
  }
  return fmt::format("{}:{}: ", file_.string(), value->second.line);
}

void Settings::remember(const std::string& path, const std::string& value,
                        const std::string& remedy) {
  errors_.push_back(fmt::format("{}{}: '{}' {} (or set {})", place_of(path), path, value, remedy,
                                variable_of(path)));
}

std::string Settings::text(const std::string& path, std::string_view fallback) {
  std::string value = find(path).value_or(std::string(fallback));
  read_[path] = value;
  return value;
}

std::int64_t Settings::number(const std::string& path, std::int64_t fallback, std::int64_t min,
                              std::int64_t max) {
  const auto given = find(path);
  std::int64_t value = fallback;
  if (given && (!absl::SimpleAtoi(*given, &value) || value < min || value > max)) {
    remember(path, *given, fmt::format("must be a whole number from {} to {}", min, max));
    value = fallback;
  }
  read_[path] = std::to_string(value);
  return value;
}

bool Settings::flag(const std::string& path, bool fallback) {
  const auto given = find(path);
  bool value = fallback;
  if (given && !absl::SimpleAtob(*given, &value)) {
    remember(path, *given, "must be true or false");
    value = fallback;
  }
  read_[path] = value ? "true" : "false";
  return value;
}

absl::Duration Settings::duration(const std::string& path, absl::Duration fallback) {
  const auto given = find(path);
  absl::Duration value = fallback;
  if (given) {
    if (const auto parsed = parse_duration(*given)) {
      value = *parsed;
    } else {
      remember(path, *given, "must be a duration as 250ms, 90s or 15m");
    }
  }
  read_[path] = format_duration(value);
  return value;
}

std::string Settings::secret(const std::string& path) {
  std::string value = find(path).value_or("");
  if (const auto file = find(path + "_file"); file && value.empty()) {
    std::ifstream stream(*file);
    if (!std::getline(stream, value)) {
      remember(path + "_file", *file, "cannot be read; it must hold the secret in its first line");
    }
    read_[path + "_file"] = *file;
  }
  read_[path] = value.empty() ? "" : "***";
  return value;
}

std::map<std::string, std::string> Settings::below(const std::string& path) {
  std::map<std::string, std::string> found;
  const auto take = [&](const std::string& full, const std::string& value) {
    if (full.starts_with(path + ".") && !read_.contains(full)) {
      found.insert_or_assign(full.substr(path.size() + 1), value);
    }
  };
  for (const auto& [full, value] : values_) {
    if (full.starts_with(path + ".") && !read_.contains(full) && !value.single) {
      errors_.push_back(place_of(full) + full + ": must be one value, not a list");
    }
    take(full, value.text);
  }
  for (const auto& [full, value] : flags_) {
    take(full, value);
  }
  for (const auto& [name, value] : found) {
    read_[path + "." + name] = value;
  }
  return found;
}

void Settings::print_as(const std::string& path, std::string shown) {
  read_[path] = std::move(shown);
}

Status Settings::finish() const {
  if (!errors_.empty()) {
    return invalid(errors_.front());
  }
  std::vector<std::string_view> known;
  for (const auto& [path, value] : read_) {
    known.push_back(path);
  }
  const auto unknown = [&](const std::string& path) {
    return invalid(place_of(path) + path + " is not a setting" + did_you_mean(path, known) +
                   "; remove it");
  };
  for (const auto& [path, value] : flags_) {
    if (!read_.contains(path)) {
      return unknown(path);
    }
  }
  for (const auto& [path, value] : values_) {
    if (!read_.contains(path)) {
      return unknown(path);
    }
  }
  return {};
}

std::string Settings::print() const {
  std::string out;
  for (const auto& [path, value] : read_) {
    out += path + ": " + value + "\n";
  }
  return out;
}

}  // namespace escalon::service
