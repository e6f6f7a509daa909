#include "flow_text.hpp"

#include "text.hpp"

namespace escalon::policy {

std::string flow_text(const Node& node) {
  std::string text;
  switch (node.kind) {
    case Node::Kind::kNull:
      return "nothing";
    case Node::Kind::kScalar:
      return node.scalar;
    case Node::Kind::kSequence:
      for (const Node& item : node.items) {
        text += cat(text.empty() ? "" : ", ", flow_text(item));
      }
      return cat("[", text, "]");
    default:
      for (const Member& member : node.members) {
        text += cat(text.empty() ? "" : ", ", member.name, ": ", flow_text(member.value));
      }
      return cat("{", text, "}");
  }
}

}  // namespace escalon::policy
