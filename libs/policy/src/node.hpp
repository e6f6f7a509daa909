#pragma once

#include <string>
#include <vector>

namespace escalon::policy {

/// Where something stands in its file, counted from 1.
struct Mark {
  int line = 0;
  int column = 0;
};

struct Member;

/// A piece of a policy file: our own value, so that nothing but the reader knows YAML.
struct Node {
  enum class Kind { kNull, kScalar, kSequence, kMap };

  Kind kind = Kind::kNull;
  Mark mark;
  std::string scalar;
  std::vector<Node> items;
  std::vector<Member> members;  ///< In the order of the file; names may repeat.
};

/// One entry of a map.
struct Member {
  std::string name;
  Mark mark;  ///< Of the name.
  Node value;
};

}  // namespace escalon::policy
