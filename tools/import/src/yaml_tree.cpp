#include "yaml_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace escalon::importing {
namespace {

/// An anchor that is used again and again would otherwise grow without end.
constexpr int kNodesMax = 100'000;
constexpr int kDepthMax = 50;

class TreeBuilder {
 public:
  explicit TreeBuilder(const std::string& file_name) : file_name_(file_name) {}

  Result<YamlNode> build(const YAML::Node& node, int depth) {
    YamlNode built;
    built.line = node.Mark().line + 1;
    built.column = node.Mark().column + 1;
    if (++nodes_ > kNodesMax || depth > kDepthMax) {
      return wrong(built, "the file is nested too deeply, or has too many values");
    }
    switch (node.Type()) {
      case YAML::NodeType::Map:
        return map(node, std::move(built), depth);
      case YAML::NodeType::Sequence:
        return list(node, std::move(built), depth);
      default:
        built.text = scalar(node);
        return built;
    }
  }

 private:
  /// yaml-cpp keeps no text for a plain null.
  static std::string scalar(const YAML::Node& node) {
    return node.IsScalar() ? node.Scalar() : "null";
  }

  Result<YamlNode> list(const YAML::Node& node, YamlNode built, int depth) {
    built.kind = YamlNode::Kind::kList;
    for (const YAML::Node& item : node) {
      auto value = build(item, depth + 1);
      if (!value.ok()) {
        return value;
      }
      built.items.push_back(std::move(value).value());
    }
    return built;
  }

  Result<YamlNode> map(const YAML::Node& node, YamlNode built, int depth) {
    built.kind = YamlNode::Kind::kMap;
    for (const auto& entry : node) {
      const std::string key = scalar(entry.first);
      auto value = build(entry.second, depth + 1);
      if (!value.ok()) {
        return value;
      }
      if (entry.first.IsMap() || entry.first.IsSequence() || built.find(key) != nullptr) {
        return wrong(*value,
                     fmt::format("the key '{}' stands here twice, or is no plain word", key));
      }
      built.keys.emplace_back(key, entry.first.Mark().line + 1);
      built.items.push_back(std::move(value).value());
    }
    return built;
  }

  [[nodiscard]] Error wrong(const YamlNode& node, std::string_view reason) const {
    return invalid(fmt::format("{}:{}:{}: {}", file_name_, node.line, node.column, reason));
  }

  const std::string& file_name_;
  int nodes_ = 0;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const auto& each) { return each.first == key; });
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

Result<YamlNode> parse_yaml(std::string_view text, const std::string& file_name) {
  try {
    return TreeBuilder(file_name).build(YAML::Load(std::string(text)), 0);
  } catch (const YAML::Exception& exception) {
    return invalid(fmt::format(
        "{}:{}:{}: not YAML: {}; put quotes around a value with a comma, a colon or a '#'",
        file_name, exception.mark.line + 1, exception.mark.column + 1, exception.msg));
  }
}

}  // namespace escalon::importing
