// What the classifier costs: hearing a text of 300 bytes with the default words, and decide with
// evolve.

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "benchmark/benchmark.h"
#include "escalon/classify/classify.hpp"
#include "escalon/policy/compile.hpp"

namespace escalon::classify {
namespace {

constexpr std::size_t kTextBytes = 300;
constexpr int kEventsACase = 10;

constexpr const char* kCalm =
    "Hello, I ordered a lamp two weeks ago and the tracking page says that it left the warehouse "
    "on "
    "Monday. Could you have a look where the parcel is now? My order number is 48213 and the "
    "address "
    "is the same as on the invoice. The last update that I have seen is from Tuesday evening. Kind "
    "regards and a good day to you, Anna";
constexpr const char* kAngry =
    "This is ridiculous! I have been on hold for 45 minutes and nobody answers. You charged me "
    "twice "
    "again, I already called you three times and your agents keep lying to me. I want to speak to "
    "your manager right now or I will cancel my account and call my lawyer. Worst service ever, I "
    "am "
    "so fed up with this company!!! Do something today";
constexpr const char* kAccented =
    "Bonjour, j’ai commandé une lampe il y a deux semaines et la page de suivi indique qu’elle a "
    "quitté l’entrepôt lundi. Pourriez-vous regarder où se trouve le colis à présent ? Mon numéro "
    "de "
    "commande est 48213 et l’adresse est la même que sur la facture. Très cordialement, Hélène";

const ClassifyPolicy& default_policy() {
  static const ClassifyPolicy policy = [] {
    const char* source = std::getenv("ESCALON_SOURCE_DIR");
    const auto path = std::filesystem::path(source == nullptr ? "." : source) /
                      "deploy/policies/default/triggers.yaml";
    std::ifstream file(path, std::ios::binary);
    const policy::CompileResult compiled =
        policy::compile({{"triggers.yaml", std::string(std::istreambuf_iterator<char>(file), {})}});
    return compiled.value()->classify;
  }();
  return policy;
}

ContactEvent message(const char* text) {
  ContactEvent event;
  event.set_tenant("default");
  event.set_case_id("3f0c9a52-6f39-4f0e-8a3e-0b1f7d2c9e11");
  event.set_contact_id("3f0c9a52-6f39-4f0e-8a3e-0b1f7d2c9e11");
  event.set_channel("chat");
  event.mutable_occurred_at()->set_seconds(1'700'000'000);
  event.mutable_customer_message()->set_text(std::string(text).substr(0, kTextBytes));
  return event;
}

// One case of ten messages after the other, as the load of the chain has it.
void decide_and_evolve(benchmark::State& bench, const char* text) {
  const ClassifyPolicy& policy = default_policy();
  ContactEvent event = message(text);
  CaseConversation state;
  const absl::Time now = absl::FromUnixSeconds(1'700'000'001);
  std::uint64_t number = 0;
  std::size_t triggers = 0;
  for (auto _ : bench) {
    if (number % kEventsACase == 0) {
      state.Clear();
    }
    event.set_event_id("event-" + std::to_string(++number));
    for (const ClassificationEvent& decided : decide(state, event, now, policy)) {
      evolve(state, decided);
      triggers += static_cast<std::size_t>(decided.classified().triggers_size());
    }
  }
  bench.SetItemsProcessed(static_cast<std::int64_t>(bench.iterations()));
  bench.counters["triggers"] =
      benchmark::Counter(static_cast<double>(triggers), benchmark::Counter::kAvgIterations);
}

void compile_default(benchmark::State& bench) {
  const ClassifyRules& rules = default_policy().rules();
  for (auto _ : bench) {
    auto compiled = ClassifyPolicy::compile(rules);
    benchmark::DoNotOptimize(compiled);
  }
}

BENCHMARK_CAPTURE(decide_and_evolve, empty, "");
BENCHMARK_CAPTURE(decide_and_evolve, calm, kCalm);
BENCHMARK_CAPTURE(decide_and_evolve, angry, kAngry);
BENCHMARK_CAPTURE(decide_and_evolve, accented, kAccented);
BENCHMARK(compile_default)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace escalon::classify
