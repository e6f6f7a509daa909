#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "escalon/policy/schema.hpp"
#include "tested_policy.hpp"

// Every field of the schema, wrong in the ways in which people get it wrong. The fields come from
// the table that the reader reads by, so that a new one is tried without being named here.
namespace escalon::policy {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

// A place in a policy: how a value is written there, and the path that an error there has.
struct Spot {
  std::function<std::string(const std::string&)> write;
  std::string path;
};

// What the schema takes at a spot, one of several.
using Visit = std::function<void(const Spot&, const Struct&)>;

const Value* find(const Struct& of, const std::string& key) {
  const auto found = of.fields().find(key);
  return found == of.fields().end() ? nullptr : &found->second;
}

std::string type_of(const Struct& schema) {
  const Value* type = find(schema, "type");
  return type == nullptr || !type->has_string_value() ? "" : type->string_value();
}

// A name that the map below `key` takes.
std::string name_for(const std::string& key) {
  static const std::map<std::string, std::string> kNames{
      {"hours", "mon"},
      {"overrides", "2026-01-05"},
      {"breaks", "2026-01-05"},
      {"channels", "chat"},
      {"holidays", "2026-01-05"},
      {"credit", "1"},
      {"lexicon", "en"},
      {"intensifiers", "en"},
      {"en", "1"},
      {"phrases", "en"},
      {"except", "en"},
      {"with", "en"},
      {"markers", "en"},
      {"negators", "en"},
      {"contrasts", "en"},
  };
  const auto found = kNames.find(key);
  return found == kNames.end() ? "x" : found->second;
}

Spot member(const Spot& of, const std::string& name) {
  return {
      [of, name](const std::string& value) { return of.write("{" + name + ": " + value + "}"); },
      of.path.empty() ? name : of.path + "." + name};
}

Spot item(const Spot& of) {
  return {[of](const std::string& value) { return of.write("[" + value + "]"); }, of.path + "[0]"};
}

void walk(const Spot& spot, const std::string& key, const Struct& schema, const Visit& visit) {
  if (const Value* several = find(schema, "anyOf")) {
    for (const Value& one : several->list_value().values()) {
      walk(spot, key, one.struct_value(), visit);
    }
    return;
  }
  visit(spot, schema);
  if (const Value* properties = find(schema, "properties")) {
    for (const auto& [name, below] : properties->struct_value().fields()) {
      walk(member(spot, name), name, below.struct_value(), visit);
    }
  }
  if (const Value* items = find(schema, "items")) {
    walk(item(spot), key, items->struct_value(), visit);
  }
  const Value* more = find(schema, "additionalProperties");
  if (more != nullptr && more->has_struct_value()) {
    const std::string name = name_for(key);
    walk(member(spot, name), name, more->struct_value(), visit);
  }
}

void walk(const Visit& visit) {
  Struct all;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(schema(), &all).ok());
  const Spot top{[](const std::string& value) { return value; }, ""};
  walk(top, "", all, visit);
}

// The error at the spot, or below it; a failure of the test where there is none, or none with a
// remedy. A missing key is an error of its own.
void expect_error(const Spot& spot, const std::string& value) {
  const std::string text = spot.write(value) + "\n";
  const CompileResult result = compile({{"policy.yaml", text}});
  if (result) {
    ADD_FAILURE() << "is accepted: " << text;
    return;
  }
  for (const PolicyError& error : result.error()) {
    if (error.path.starts_with(spot.path) &&
        error.message.find("is missing") == std::string::npos) {
      EXPECT_EQ(error.file, "policy.yaml") << text;
      EXPECT_EQ(error.line, 1) << text;
      EXPECT_NE(error.remedy, "") << text << error.text();
      return;
    }
  }
  ADD_FAILURE() << "no error at " << spot.path << ": " << text << policy::text(result.error());
}

int tried = 0;

TEST(EveryField, RefusesAnUnknownKeyAndSuggestsTheOneThatIsMeant) {
  walk([](const Spot& spot, const Struct& schema) {
    const Value* properties = find(schema, "properties");
    if (properties == nullptr) {
      return;
    }
    for (const auto& [name, below] : properties->struct_value().fields()) {
      const std::string text = spot.write("{" + name + "s_: 1}") + "\n";
      const CompileResult result = compile({{"policy.yaml", text}});
      ASSERT_FALSE(result.ok()) << text;
      const std::string errors = policy::text(result.error());
      EXPECT_NE(errors.find("unknown key"), std::string::npos) << text << errors;
      EXPECT_NE(errors.find("use one of: "), std::string::npos) << text << errors;
      if (name.size() > 3) {
        EXPECT_NE(errors.find("(did you mean '"), std::string::npos) << text << errors;
      }
    }
  });
}

TEST(EveryField, RefusesAKeyThatIsGivenTwice) {
  walk([](const Spot& spot, const Struct& schema) {
    const Value* properties = find(schema, "properties");
    if (properties == nullptr) {
      return;
    }
    for (const auto& [name, below] : properties->struct_value().fields()) {
      const std::string text = spot.write("{" + name + ": 1, " + name + ": 1}") + "\n";
      const CompileResult result = compile({{"policy.yaml", text}});
      ASSERT_FALSE(result.ok()) << text;
      EXPECT_NE(policy::text(result.error()).find("given twice"), std::string::npos) << text;
    }
  });
}

TEST(EveryField, RefusesANumberThatIsNone) {
  tried = 0;
  walk([](const Spot& spot, const Struct& schema) {
    const std::string type = type_of(schema);
    if (type != "integer" && type != "number") {
      return;
    }
    ++tried;
    const auto bound = [&](const char* name) { return find(schema, name)->number_value(); };
    for (const std::string& wrong :
         {std::string("many"), std::string("''"), std::string("1x"), std::string("0x10"),
          std::string("[]"), std::string("{}"), std::string("~"), std::string("nan"),
          std::to_string(bound("maximum") + 1), std::to_string(bound("minimum") - 1)}) {
      expect_error(spot, wrong);
    }
    if (type == "integer") {
      expect_error(spot, "1.5");
    }
  });
  EXPECT_GT(tried, 25);
}

TEST(EveryField, RefusesADurationThatIsNone) {
  tried = 0;
  walk([](const Spot& spot, const Struct& schema) {
    if (find(schema, "pattern") == nullptr) {
      return;
    }
    ++tried;
    for (const char* wrong : {"soon", "5", "5x", "-5m", "5 minutes", "''", "5m!", "4000d", "1,5h",
                              "99999999999999999999d", "{}", "~"}) {
      expect_error(spot, wrong);
    }
  });
  EXPECT_GT(tried, 10);
}

TEST(EveryField, RefusesAFlagThatIsNeitherTrueNorFalse) {
  tried = 0;
  walk([](const Spot& spot, const Struct& schema) {
    if (type_of(schema) == "boolean") {
      ++tried;
      for (const char* wrong : {"yes", "1", "True", "''", "[true]", "{}", "~"}) {
        expect_error(spot, wrong);
      }
    }
  });
  EXPECT_GT(tried, 5);
}

TEST(EveryField, RefusesListsWithinLists) {
  tried = 0;
  walk([](const Spot& spot, const Struct& schema) {
    if (type_of(schema) == "array") {
      ++tried;
      expect_error(spot, "[[[{}]]]");
    }
  });
  EXPECT_GT(tried, 20);
}

TEST(EveryField, RefusesATab) {
  for (const char* text : {"clocks:\n\tanswer: {}\n", "teams:\n  a:\n\t  people: []\n"}) {
    const CompileResult result = compile({{"policy.yaml", text}});
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_GT(result.error().front().line, 0);
    EXPECT_NE(result.error().front().remedy, "") << result.error().front().text();
  }
}

}  // namespace
}  // namespace escalon::policy
