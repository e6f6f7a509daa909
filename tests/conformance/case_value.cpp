#include "case_value.hpp"

#include <algorithm>

#include "escalon/base/instant.hpp"

namespace escalon::conformance {
namespace {

const google::protobuf::Value& absent() {
  return google::protobuf::Value::default_instance();
}

}  // namespace

bool CaseValue::present() const {
  return value_->kind_case() != google::protobuf::Value::KIND_NOT_SET &&
         value_->kind_case() != google::protobuf::Value::kNullValue;
}

bool CaseValue::is_text() const {
  return value_->kind_case() == google::protobuf::Value::kStringValue;
}

bool CaseValue::is_number() const {
  return value_->kind_case() == google::protobuf::Value::kNumberValue;
}

CaseValue CaseValue::operator[](const std::string& key) const {
  const auto& fields = value_->struct_value().fields();
  const auto found = fields.find(key);
  return CaseValue(found == fields.end() ? absent() : found->second);
}

CaseValue CaseValue::operator[](std::size_t index) const {
  const auto& list = value_->list_value();
  const int at = static_cast<int>(index);
  return CaseValue(at < list.values_size() ? list.values(at) : absent());
}

std::vector<CaseValue> CaseValue::elements() const {
  const auto& list = value_->list_value().values();
  return {list.begin(), list.end()};
}

std::vector<std::string> CaseValue::keys() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : value_->struct_value().fields()) {
    names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::Time CaseValue::instant() const {
  const auto parsed = parse_instant(text());
  return parsed ? *parsed : absl::UnixEpoch();
}

}  // namespace escalon::conformance
