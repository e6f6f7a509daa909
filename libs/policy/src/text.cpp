#include "text.hpp"

#include <algorithm>

namespace escalon::policy {
namespace {

constexpr std::size_t kShownMax = 24;
constexpr std::string_view kBlanks = " \t";

}  // namespace

std::string list_of(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names.first(std::min(names.size(), kShownMax))) {
    out.append(out.empty() ? "" : ", ").append(name);
  }
  return names.size() > kShownMax ? out + ", …" : out;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  for (std::size_t end = 0; end != std::string_view::npos; begin = end + 1) {
    end = text.find_first_of(separators, begin);
    pieces.push_back(text.substr(begin, end - begin));
  }
  return pieces;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace escalon::policy
