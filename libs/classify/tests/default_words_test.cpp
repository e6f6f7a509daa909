// The words that ship: each rule speaks where it should, in the four languages, and calm people are
// left alone.

#include <set>
#include <string>

#include "default_policy.hpp"
#include "gtest/gtest.h"
#include "told_case.hpp"

namespace escalon::classify {
namespace {

struct Sentence {
  const char* rule;
  const char* text;
  bool by_agent = false;
};

constexpr Sentence kSentences[] = {
    {"asks_for_manager", "Please put me through to your supervisor"},
    {"asks_for_manager", "can i talk to a real person"},
    {"asks_for_manager", "I want this escalated"},
    {"asks_for_manager", "Ich möchte mit Ihrem Vorgesetzten sprechen"},
    {"asks_for_manager", "Quiero hablar con el gerente, por favor"},
    {"asks_for_manager", "Je veux parler à un responsable"},
    {"cannot_decide", "I'm sorry, that is above my authority", true},
    {"cannot_decide", "I am not authorised to waive this fee", true},
    {"cannot_decide", "Das darf ich leider nicht entscheiden, dazu bin ich nicht befugt", true},
    {"cannot_decide", "No estoy autorizada para eso, lo siento por usted", true},
    {"cannot_decide", "Je ne suis pas autorisée à le faire pour vous", true},
    {"you_cannot_decide", "Is there somebody who has the authority to fix this?"},
    {"needs_an_expert", "I need a technician, nobody else can repair it"},
    {"needs_an_expert", "Let me transfer you to our fraud department", true},
    {"needs_an_expert", "Ich brauche einen Techniker und zwar bald"},
    {"needs_an_expert", "Necesito un técnico para mi casa"},
    {"needs_an_expert", "J'ai besoin d'un technicien pour ma box"},
    {"wants_an_exception", "Could you make an exception and waive the late fee?"},
    {"wants_an_exception", "Ich verlange eine volle Erstattung und zwar für mich"},
    {"wants_an_exception", "Exijo un reembolso completo por el retraso"},
    {"wants_an_exception", "Je demande un dédommagement pour le retard"},
    {"agent_needs_approval", "I will have to ask my supervisor for that", true},
    {"anger", "I am absolutely furious"},
    {"anger", "This is completely unacceptable"},
    {"anger", "Das ist eine Frechheit und ich bin stinksauer"},
    {"anger", "Estoy muy molesto con el servicio"},
    {"anger", "C'est inadmissible, je suis furieux"},
    {"bad_service", "Your customer service is terrible"},
    {"bad_service", "The rudest, no: rude and unhelpful staff"},
    {"accusation", "You people lied to me"},
    {"accusation", "I got hung up on twice"},
    {"accusation", "Ich wurde von Ihnen betrogen und belogen"},
    {"accusation", "Me engañaron con el precio, son unos estafadores"},
    {"accusation", "C'est une arnaque, vous m'avez menti"},
    {"reproach", "Why don't you answer, this is bad, my order is still broken"},
    {"abuse", "fuck this company"},
    {"hostile_text", "Horrible, horrible, horrible!"},
    {"legal_or_public_threat", "You will hear from my lawyer"},
    {"legal_or_public_threat", "Ich schalte einen Anwalt ein und gehe vor Gericht"},
    {"keeps_coming_back", "I have called three times about it"},
    {"keeps_coming_back", "Ich habe schon dreimal angerufen und nichts ist passiert"},
    {"keeps_coming_back", "He llamado varias veces por el mismo tema"},
    {"keeps_coming_back", "J'ai déjà appelé trois fois, c'est la troisième fois"},
    {"waits_too_long", "I have been on hold for 45 minutes"},
    {"waits_too_long", "still no reply after a week"},
    {"waits_too_long", "Ich warte seit drei Wochen auf die Lieferung"},
    {"waits_too_long", "Llevo dos horas esperando en la línea"},
    {"waits_too_long", "J'attends depuis deux heures au téléphone"},
    {"safety_or_emergency", "The battery caught fire and I was injured"},
    {"safety_or_emergency",
     "Es riecht verbrannt, ich habe Gasgeruch in der Küche und das ist gefährlich"},
    {"safety_or_emergency", "Hay una fuga de gas en mi casa"},
    {"safety_or_emergency", "Il y a une fuite de gaz dans la maison"},
    {"fraud_or_breach", "There is an unauthorized transaction on my card"},
    {"fraud_or_breach", "Mein Konto wurde gehackt und ich komme nicht rein"},
    {"fraud_or_breach", "Hay un cargo no reconocido en mi tarjeta"},
    {"fraud_or_breach", "Mon compte a été piraté et je ne peux pas entrer"},
    {"outage", "Our whole network is down"},
    {"wants_to_leave", "I am going to cancel my subscription"},
    {"wants_to_leave", "you just lost a loyal customer"},
    {"wants_to_leave", "Hiermit kündige ich den Vertrag"},
    {"wants_to_leave", "Quiero darme de baja de la compañía"},
    {"wants_to_leave", "Je souhaite résilier mon abonnement"},
};

TEST(DefaultWords, LetEveryRuleSpeakInItsLanguages) {
  const ClassifyPolicy policy = default_policy();
  std::set<std::string> spoken;
  for (const Sentence& sentence : kSentences) {
    ToldCase told(policy);
    const auto said =
        sentence.by_agent ? told.agent_says(sentence.text) : told.customer_says(sentence.text);
    std::set<std::string> rules;
    for (const auto& trigger : said.triggers()) {
      rules.insert(trigger.rule());
      EXPECT_FALSE(trigger.phrase().empty()) << trigger.rule();
    }
    EXPECT_TRUE(rules.contains(sentence.rule))
        << sentence.rule << " is silent on: " << sentence.text << " (" << said.language() << ")";
    spoken.insert(sentence.rule);
  }
  for (const TriggerRule& rule : policy.rules().triggers) {
    EXPECT_TRUE(spoken.contains(rule.name)) << rule.name << " has no sentence here";
  }
}

TEST(DefaultWords, LeaveCalmPeopleAlone) {
  const ClassifyPolicy policy = default_policy();
  for (const std::string text :
       {"Hello, where can I see my last invoice?", "Thank you, that was very helpful.",
        "No thanks, that is all.", "I do not want to speak to a manager, you were great!",
        "My manager asked me to order ten more.", "Can't wait to fly with you!",
        "Is it possible to change the delivery address?", "no problem at all, take your time",
        "Guten Tag, ich hätte gern eine Kopie der Rechnung.", "Danke, das hat mir sehr geholfen!",
        "Hola, quisiera saber el horario de la tienda.", "Merci beaucoup pour votre aide."}) {
    const auto said = ToldCase(policy).customer_says(text);
    EXPECT_EQ(said.triggers_size(), 0) << text << ": " << said.DebugString();
    EXPECT_GT(said.sentiment().score(), -0.2) << text;
  }
}

TEST(DefaultWords, TellTheMoodAndTheNeed) {
  const ClassifyPolicy policy = default_policy();
  EXPECT_LT(ToldCase(policy).customer_says("Worst experience ever 😡").sentiment().score(), -0.6);
  EXPECT_GT(ToldCase(policy).customer_says("great service, thank you").sentiment().score(), 0.6);
  EXPECT_GT(ToldCase(policy).customer_says("I need it fixed today, urgent!").urgency().score(),
            0.4);
  EXPECT_EQ(ToldCase(policy).customer_says("I want a refund").intent(), "refund");
  EXPECT_EQ(ToldCase(policy).customer_says("Wo ist mein Paket, ich warte").intent(), "delivery");
}

TEST(DefaultWords, SeeTheThirdContactWithinAWeek) {
  ToldCase told(default_policy());
  for (const std::string contact : {"a", "b", "c"}) {
    ContactEvent event;
    event.set_contact_id(contact);
    event.mutable_started();
    const auto said = told.send(event).front().classified();
    EXPECT_EQ(trigger_of(said, "repeat_contact").rule(), contact == "c" ? "third_contact" : "");
    told.wait(absl::Hours(24));
  }
}

}  // namespace
}  // namespace escalon::classify
