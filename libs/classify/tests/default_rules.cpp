#include "default_rules.hpp"

#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <string>

#include "escalon/base/instant.hpp"

namespace escalon::classify {
namespace {

std::string tag_of(const YAML::Node& key) {
  const auto tag = key.as<std::string>();
  return tag == "any" ? std::string() : tag;
}

std::vector<Phrases> phrases(const YAML::Node& node) {
  std::vector<Phrases> all;
  if (node && node.IsSequence()) {
    all.push_back({"", node.as<std::vector<std::string>>()});
  } else if (node) {
    for (const auto& entry : node) {
      all.push_back({tag_of(entry.first), entry.second.as<std::vector<std::string>>()});
    }
  }
  return all;
}

std::vector<WeightedPhrases> words(const YAML::Node& node) {
  std::vector<WeightedPhrases> all;
  for (const auto& language : node) {
    for (const auto& tier : language.second) {
      all.push_back({tag_of(language.first), tier["weight"].as<double>(),
                     tier["words"].as<std::vector<std::string>>()});
    }
  }
  return all;
}

TriggerRule trigger(const YAML::Node& node) {
  TriggerRule rule;
  rule.name = node["name"].as<std::string>();
  rule.cause = node["cause"].as<std::string>();
  rule.phrases = phrases(node["phrases"]);
  rule.except = phrases(node["except"]);
  rule.with = phrases(node["with"]);
  const auto said_by = node["said_by"].as<std::string>("customer");
  rule.said_by = said_by == "agent"  ? Speaker::kAgent
                 : said_by == "both" ? Speaker::kBoth
                                     : Speaker::kCustomer;
  if (node["sentiment_at_most"]) {
    rule.sentiment_at_most = node["sentiment_at_most"].as<double>();
  }
  rule.negation_window = node["negation_window"].as<int>(0);
  return rule;
}

SentimentRules sentiment(const YAML::Node& node) {
  SentimentRules rules;
  rules.smoothing = node["smoothing"].as<double>();
  rules.negation_window = node["negation"]["window"].as<int>();
  rules.negation_factor = node["negation"]["factor"].as<double>();
  rules.negators = phrases(node["negators"]);
  rules.contrasts = phrases(node["contrasts"]);
  rules.intensifiers = words(node["intensifiers"]);
  rules.lexicon = words(node["lexicon"]);
  return rules;
}

}  // namespace

ClassifyRules default_rules() {
  const char* source = std::getenv("ESCALON_SOURCE_DIR");
  const auto file = YAML::LoadFile(std::string(source == nullptr ? "." : source) +
                                   "/deploy/policies/default/triggers.yaml");
  ClassifyRules rules;
  rules.language.otherwise = file["language"]["otherwise"].as<std::string>();
  rules.language.markers = phrases(file["language"]["markers"]);
  for (const auto& node : file["triggers"]) {
    rules.triggers.push_back(trigger(node));
  }
  rules.sentiment = sentiment(file["sentiment"]);
  for (const auto& node : file["urgency"]) {
    rules.urgency.push_back({node["name"].as<std::string>(),
                             node["weight"].as<double>(),
                             phrases(node["phrases"]),
                             phrases(node["except"]),
                             {}});
  }
  for (const auto& node : file["intents"]) {
    rules.intents.push_back(
        {node["intent"].as<std::string>(), phrases(node["phrases"]), phrases(node["except"]), {}});
  }
  rules.repeat_contact = RepeatContactRule{};
  rules.retire_after = *parse_duration(file["retire_after"].as<std::string>());
  return rules;
}

}  // namespace escalon::classify
