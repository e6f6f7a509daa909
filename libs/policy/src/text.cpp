#include "text.hpp"

#include <algorithm>

namespace escalon::policy {
namespace {

constexpr std::size_t kShownMax = 24;

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

}  // namespace escalon::policy
