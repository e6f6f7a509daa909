#pragma once

#include <optional>
#include <string>
#include <vector>

#include "escalon/import/mapping.hpp"
#include "event_fields.hpp"
#include "expression.hpp"
#include "parser.hpp"
#include "table.hpp"

namespace escalon::importing {

/// A field and what it is set to.
struct Assignment {
  EventField field;
  Expression value;
};

/// One line of `emit`.
struct EmitLine {
  std::optional<Expression> when;
  const google::protobuf::FieldDescriptor* body = nullptr;
  Expression at;
  std::vector<Assignment>
      assignments;  ///< The defaults that the line does not set itself, then its own.
};

/// One line of `reject`.
struct RejectLine {
  Expression when;
  std::string reason;
};

/// A compiled mapping.
struct Mapping::Rules {
  std::string name;
  InputRules input;
  Scope scope;
  Expression case_id;
  std::vector<Expression> order;
  std::vector<Assignment> defaults;
  std::vector<EmitLine> emit;
  std::vector<RejectLine> reject;
};

}  // namespace escalon::importing
