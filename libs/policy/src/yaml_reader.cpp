#include "yaml_reader.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <utility>

namespace escalon::policy {
namespace {

constexpr std::size_t kLevelsMax = 100;
constexpr std::size_t kNodesMax = 200'000;

Mark mark_of(const YAML::Mark& mark) {
  return mark.is_null() ? Mark{} : Mark{mark.line + 1, mark.column + 1};
}

Node make_node(Node::Kind kind, const YAML::Mark& mark) {
  Node node;
  node.kind = kind;
  node.mark = mark_of(mark);
  return node;
}

std::size_t count(const Node& node) {
  std::size_t nodes = 1;
  for (const Node& item : node.items) {
    nodes += count(item);
  }
  for (const Member& member : node.members) {
    nodes += count(member.value);
  }
  return nodes;
}

/// Builds our nodes out of the parser's events. Anchors are copied where an alias names them.
class NodeBuilder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(mark, make_node(Node::Kind::kNull, mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      throw YAML::ParserException(mark, "an alias inside of what it names");
    }
    nodes_ += count(found->second);
    add(mark, found->second, 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = make_node(Node::Kind::kScalar, mark);
    node.scalar = value;
    add(mark, std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, Node::Kind::kSequence, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, Node::Kind::kMap, anchor);
  }
  void OnMapEnd() override { close(); }

  [[nodiscard]] Node take() { return std::move(root_); }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    YAML::Mark mark;
    bool has_name = false;
  };

  void open(const YAML::Mark& mark, Node::Kind kind, YAML::anchor_t anchor) {
    if (frames_.size() >= kLevelsMax) {
      throw YAML::ParserException(mark, "more than 100 levels");
    }
    frames_.push_back({make_node(kind, mark), anchor, mark});
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    add(frame.mark, std::move(frame.node), frame.anchor);
  }

  void add(const YAML::Mark& mark, Node node, YAML::anchor_t anchor) {
    if (++nodes_ > kNodesMax) {
      throw YAML::ParserException(mark, "more than 200,000 values");
    }
    if (anchor != 0) {
      anchors_[anchor] = node;
    }
    if (frames_.empty()) {
      root_ = std::move(node);
    } else {
      add_to(frames_.back(), mark, std::move(node));
    }
  }

  static void add_to(Frame& frame, const YAML::Mark& mark, Node node) {
    if (frame.node.kind == Node::Kind::kSequence) {
      frame.node.items.push_back(std::move(node));
    } else if (frame.has_name) {
      frame.node.members.back().value = std::move(node);
      frame.has_name = false;
    } else if (node.kind == Node::Kind::kScalar) {
      frame.node.members.push_back({std::move(node.scalar), node.mark, Node()});
      frame.has_name = true;
    } else {
      throw YAML::ParserException(mark, "a key that is no text");
    }
  }

  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Node> anchors_;
  std::size_t nodes_ = 0;
  Node root_;
};

PolicyError error_at(const std::string& file, Mark mark, const std::string& reason,
                     std::string remedy) {
  return {.file = file,
          .line = mark.line,
          .column = mark.column,
          .path = "",
          .message = "this is not YAML that can be read: " + reason,
          .remedy = std::move(remedy)};
}

}  // namespace

Result<Node, PolicyError> read_yaml(const std::string& file, const std::string& text) {
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    NodeBuilder builder;
    parser.HandleNextDocument(builder);
    NodeBuilder second;
    if (parser.HandleNextDocument(second)) {
      return error_at(file, {}, "it holds several documents",
                      "put each document into a file of its own, without '---' between");
    }
    return builder.take();
  } catch (const YAML::Exception& exception) {
    return error_at(file, mark_of(exception.mark), exception.msg,
                    "look at the indentation, quotes and brackets of this line and the one before");
  } catch (const std::exception& exception) {
    return error_at(file, {}, exception.what(), "write the file anew");
  }
}

}  // namespace escalon::policy
