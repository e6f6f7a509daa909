#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <set>
#include <string>
#include <vector>

#include "escalon/command/v1/command.pb.h"
#include "escalon/contact/v1/contact.pb.h"
#include "escalon/insight/insight_routes.hpp"
#include "escalon/insight/v1/insight_service.pb.h"
#include "escalon/intake/v1/intake_service.pb.h"
#include "escalon/service/http_error.hpp"

namespace escalon::insight {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using service::json_string;

std::string reference(const std::string& name) {
  return fmt::format(R"({{"$ref":"#/components/schemas/{}"}})", name);
}

std::string enumeration(const EnumDescriptor* type) {
  std::string values;
  for (int i = 0; i < type->value_count(); ++i) {
    values += (i == 0 ? "" : ",") + json_string(type->value(i)->name());
  }
  return fmt::format(R"({{"type":"string","enum":[{}]}})", values);
}

// The schema of one value in protobuf's JSON mapping.
std::string value_schema(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return field->message_type()->full_name() == "google.protobuf.Timestamp"
                 ? R"({"type":"string","format":"date-time"})"
                 : reference(field->message_type()->full_name());
    case FieldDescriptor::CPPTYPE_ENUM:
      return enumeration(field->enum_type());
    case FieldDescriptor::CPPTYPE_BOOL:
      return R"({"type":"boolean"})";
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return R"({"type":"number"})";
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_UINT32:
      return R"({"type":"integer","format":"int32"})";
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT64:
      return R"({"type":"string","format":"int64"})";
    case FieldDescriptor::CPPTYPE_STRING:
      return R"({"type":"string"})";
  }
  return "{}";
}

std::string field_schema(const FieldDescriptor* field) {
  if (field->is_map()) {
    return fmt::format(R"({{"type":"object","additionalProperties":{}}})",
                       value_schema(field->message_type()->FindFieldByNumber(2)));
  }
  return field->is_repeated() ? fmt::format(R"({{"type":"array","items":{}}})", value_schema(field))
                              : value_schema(field);
}

// Collects the schemas of messages and of all that they hold.
class Schemas {
 public:
  void add(const Descriptor* type) {
    if (type->full_name() == "google.protobuf.Timestamp" ||
        !seen_.insert(type->full_name()).second) {
      return;
    }
    std::string properties;
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      properties += fmt::format("{}{}:{}", i == 0 ? "" : ",", json_string(field->name()),
                                field_schema(field));
      const FieldDescriptor* value =
          field->is_map() ? field->message_type()->FindFieldByNumber(2) : field;
      if (value->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        add(value->message_type());
      }
    }
    parts_.push_back(
        fmt::format(R"({}:{{"type":"object","additionalProperties":false,"properties":{{{}}}}})",
                    json_string(type->full_name()), properties));
  }
  [[nodiscard]] std::string json() const { return fmt::format("{}", fmt::join(parts_, ",")); }

 private:
  std::set<std::string> seen_;
  std::vector<std::string> parts_;
};

std::string content(const std::string& type, const std::string& schema) {
  return fmt::format(R"({{"{}":{{"schema":{}}}}})", type, schema);
}

std::string parameter(const std::string& name, const std::string& where,
                      const std::string& description) {
  return fmt::format(
      R"({{"name":"{}","in":"{}","required":{},"schema":{{"type":"string"}},"description":{}}})",
      name, where, where == "path" ? "true" : "false", json_string(description));
}

std::string operation(const std::string& summary, const std::string& more,
                      const std::string& answer) {
  return fmt::format(
      R"({{"summary":{},{}"responses":{{"200":{{"description":"Done.","content":{}}},)"
      R"("default":{{"description":"An error in the form of AIP-193."}}}}}})",
      json_string(summary), more, answer);
}

std::string body_of(const std::string& schema) {
  return fmt::format(R"("requestBody":{{"required":true,"content":{}}},)",
                     content("application/json", schema));
}

std::string paths() {
  const std::string json = "application/json";
  const std::string tenant =
      parameter("tenant", "query", "The case's tenant; `default` when absent.");
  const std::string publish = operation(
      "Takes one contact event, or one a line as application/x-ndjson; answers when it is durable.",
      body_of(reference("escalon.contact.v1.ContactEvent")),
      content(json, reference("escalon.intake.v1.PublishEventResponse")));
  const std::string submit =
      operation("Takes a command and waits for its outcome.",
                body_of(reference("escalon.command.v1.Command")),
                content(json, reference("escalon.intake.v1.SubmitCommandResponse")));
  const std::string get_case = operation(
      "One case with its timeline.",
      fmt::format(
          R"("parameters":[{},{},{},{}],)", parameter("case_id", "path", "The case."), tenant,
          parameter("position", "query", "A journal position to wait for, as `escalation/0/17`."),
          parameter("canonical", "query",
                    "`true` leaves out what differs between two runs over the same input.")),
      content(json, reference("escalon.insight.v1.CaseView")));
  const std::string similar = operation(
      "Resolved escalations of other cases that are like this one, the nearest first.",
      fmt::format(R"("parameters":[{},{},{}],)", parameter("case_id", "path", "The case."), tenant,
                  parameter("limit", "query", "At most so many, 1 to 50; 5 when absent.")),
      content(json, reference("escalon.insight.v1.FindSimilarResponse")));
  const std::string kpi = operation(
      "Figures of the escalations.",
      fmt::format(
          R"("parameters":[{},{},{}],)", tenant,
          parameter("by", "query", "team, agent, rule or intent; the total alone when absent."),
          parameter("since", "query", "Only cases that began at or after this instant.")),
      content(json, reference("escalon.insight.v1.GetKpiResponse")));
  const std::string wallboard = operation(
      "What is open now: escalations, queues, people, and the clocks that are due next.",
      fmt::format(R"("parameters":[{},{}],)", tenant,
                  parameter("limit", "query",
                            "At most so many clocks in each list, 1 to 100; 20 when absent.")),
      content(json, reference("escalon.insight.v1.GetWallboardResponse")));
  const std::string explain = operation(
      "Which rules decided about a case, and why the others did not.",
      fmt::format(R"("parameters":[{},{}],)", parameter("case_id", "path", "The case."), tenant),
      content(json, reference("escalon.insight.v1.ExplainCaseResponse")));
  const std::string preview =
      operation("Whose clocks a policy would change. Nothing is recorded.",
                body_of(reference("escalon.insight.v1.PreviewPolicyRequest")),
                content(json, reference("escalon.insight.v1.PreviewPolicyResponse")));
  const std::string watch = operation(
      "The timeline as it grows, as server-sent events.",
      fmt::format(R"("parameters":[{},{},{}],)", tenant,
                  parameter("case_id", "query", "Only this case."),
                  parameter("after", "query", "Begin after this entry; from now on when absent.")),
      content("text/event-stream", reference("escalon.insight.v1.TimelineItem")));
  return fmt::format(
      R"({{"/v1/events":{{"post":{}}},"/v1/commands":{{"post":{}}},)"
      R"("/v1/cases/{{case_id}}":{{"get":{}}},"/v1/similar/{{case_id}}":{{"get":{}}},)"
      R"("/v1/explain/{{case_id}}":{{"get":{}}},"/v1/preview":{{"post":{}}},)"
      R"("/v1/kpi":{{"get":{}}},"/v1/wallboard":{{"get":{}}},"/v1/watch":{{"get":{}}}}})",
      publish, submit, get_case, similar, explain, preview, kpi, wallboard, watch);
}

}  // namespace

std::string openapi_json() {
  Schemas schemas;
  schemas.add(contact::v1::ContactEvent::descriptor());
  schemas.add(command::v1::Command::descriptor());
  schemas.add(intake::v1::PublishEventResponse::descriptor());
  schemas.add(intake::v1::SubmitCommandResponse::descriptor());
  schemas.add(v1::CaseView::descriptor());
  schemas.add(v1::FindSimilarResponse::descriptor());
  schemas.add(v1::GetKpiResponse::descriptor());
  schemas.add(v1::GetWallboardResponse::descriptor());
  schemas.add(v1::ExplainCaseResponse::descriptor());
  schemas.add(v1::PreviewPolicyRequest::descriptor());
  schemas.add(v1::PreviewPolicyResponse::descriptor());
  return fmt::format(R"({{"openapi":"3.0.3","info":{{"title":"Escalon","version":"1"}},"paths":{},)"
                     R"("components":{{"schemas":{{{}}}}}}})"
                     "\n",
                     paths(), schemas.json());
}

}  // namespace escalon::insight
