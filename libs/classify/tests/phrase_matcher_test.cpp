#include "escalon/classify/phrase_matcher.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace escalon::classify {
namespace {

using Quotes = std::vector<std::string>;

Quotes heard(std::string_view phrase, std::string_view text) {
  PhraseMatcherBuilder builder;
  EXPECT_TRUE(builder.add(phrase).ok()) << phrase;
  const PhraseMatcher matcher = builder.build();
  const Heard found = matcher.hear(text);
  Quotes quotes;
  for (const PhraseMatch& match : found.matches) {
    quotes.push_back(PhraseMatcher::quote(text, found, match));
  }
  return quotes;
}

std::string fault(std::string_view phrase) {
  const Status checked = check_phrase(phrase);
  return checked ? "" : checked.error().message;
}

TEST(PhraseMatcher, QuotesWhatTheCustomerWrote) {
  EXPECT_EQ(heard("speak to (a|the|your) (manager|supervisor)",
                  "I want to SPEAK to   your Manager, now!"),
            Quotes{"SPEAK to   your Manager"});
}

TEST(PhraseMatcher, HearsWholeWordsOnly) {
  EXPECT_TRUE(heard("sue", "pursue the issue, Suez").empty());
  EXPECT_EQ(heard("sue", "I will sue."), Quotes{"sue"});
  EXPECT_TRUE(heard("hell", "shell hello he'll").empty());
}

TEST(PhraseMatcher, HearsOptionalWordsOrNot) {
  EXPECT_EQ(heard("file [a|an official] complaint", "file complaint"), Quotes{"file complaint"});
  EXPECT_EQ(heard("file [a|an official] complaint", "file a complaint"),
            Quotes{"file a complaint"});
  EXPECT_EQ(heard("file [a|an official] complaint", "file an official complaint"),
            Quotes{"file an official complaint"});
  EXPECT_TRUE(heard("file [a|an official] complaint", "file an complaint").empty());
  EXPECT_EQ(heard("[very] angry", "very angry"), (Quotes{"very angry", "angry"}));
  EXPECT_EQ(heard("angry [now]", "angry now"), (Quotes{"angry now", "angry"}));
}

TEST(PhraseMatcher, AllowsAsManyWordsInAGapAsItSays) {
  EXPECT_EQ(heard("cancel ...2 account", "cancel account"), Quotes{"cancel account"});
  EXPECT_EQ(heard("cancel ...2 account", "cancel my whole account"),
            Quotes{"cancel my whole account"});
  EXPECT_TRUE(heard("cancel ...2 account", "cancel my whole big account").empty());
  EXPECT_EQ(heard("cancel ... account", "cancel my whole big account"),
            Quotes{"cancel my whole big account"});
}

TEST(PhraseMatcher, HearsEveryWordOfAStem) {
  EXPECT_EQ(heard("cancel* now", "Cancelling now"), Quotes{"Cancelling now"});
  EXPECT_EQ(heard("cancel*", "cancel cancels recancel"), (Quotes{"cancel", "cancels"}));
}

TEST(PhraseMatcher, HearsEveryStemThatAWordBeginsWith) {
  PhraseMatcherBuilder builder;
  for (const std::string_view phrase : {"can*", "cancel*", "cancell*", "cancellation"}) {
    ASSERT_TRUE(builder.add(phrase).ok());
  }
  EXPECT_EQ(builder.build().hear("cancellation").matches.size(), 4U);
}

TEST(PhraseMatcher, HearsNumbersInDigits) {
  EXPECT_EQ(heard("waited # hours", "waited 3 hours"), Quotes{"waited 3 hours"});
  EXPECT_EQ(heard("waited # (hours|hrs)", "waited 2.5hrs"), Quotes{"waited 2.5hrs"});
  EXPECT_EQ(heard("# times", "1,000 times"), Quotes{"1,000 times"});
  EXPECT_TRUE(heard("waited # hours", "waited many hours").empty());
}

TEST(PhraseMatcher, StopsAtTheEndOfASentence) {
  EXPECT_TRUE(heard("call ... manager", "I will call. The manager knows.").empty());
  EXPECT_TRUE(heard("call manager", "call! manager").empty());
  EXPECT_TRUE(heard("call manager", "call\n\nmanager").empty());
  EXPECT_EQ(heard("call manager", "call, manager"), Quotes{"call, manager"});
  EXPECT_EQ(heard("call manager", "call\nmanager"), Quotes{"call\nmanager"});
  EXPECT_EQ(heard("call manager", "call ... manager"), Quotes{"call ... manager"});
}

TEST(PhraseMatcher, TakesAnyApostropheOrNone) {
  for (const std::string text : {"don't care", "dont care", "don’t care", "DON'T care"}) {
    EXPECT_EQ(heard("don't care", text), Quotes{text});
  }
}

TEST(PhraseMatcher, FoldsCaseWidthAndAccents) {
  EXPECT_EQ(heard("pésimo servicio", "PESIMO Servicio"), Quotes{"PESIMO Servicio"});
  EXPECT_EQ(heard("pesimo", "pésimo"), Quotes{"pésimo"});
  EXPECT_EQ(heard("pésimo", "pe\u0301simo"), Quotes{"pe\u0301simo"});
  EXPECT_EQ(heard("straße", "STRASSE"), Quotes{"STRASSE"});
  EXPECT_EQ(heard("manager", "ＭＡＮＡＧＥＲ"), Quotes{"ＭＡＮＡＧＥＲ"});
  EXPECT_EQ(heard("ΟΔΟΣ", "οδος"), Quotes{"οδος"});
}

TEST(PhraseMatcher, TakesCharactersAsWordsWhereScriptsPutNoSpaces) {
  EXPECT_EQ(heard("经理", "我要找经理谈话"), Quotes{"经理"});
  EXPECT_EQ(heard("責任者", "責任者を出せ。"), Quotes{"責任者"});
}

TEST(PhraseMatcher, TakesEmojiAsWords) {
  EXPECT_EQ(heard("😡", "so late😡😡"), (Quotes{"😡", "😡"}));
  EXPECT_EQ(heard("👍", "ok 👍🏽"), Quotes{"👍"});
  EXPECT_EQ(heard("❤", "I ❤\uFE0F it"), Quotes{"❤"});
  EXPECT_TRUE(heard("ok", "👨‍👩‍👧").empty());
}

TEST(PhraseMatcher, LooksThroughInvisibleCharacters) {
  EXPECT_EQ(heard("manager", "man\u00ADag\u200Ber"), Quotes{"man\u00ADag\u200Ber"});
}

TEST(PhraseMatcher, KnowsStretchedWords) {
  EXPECT_EQ(heard("so angry", "sooooo angryyyy"), Quotes{"sooooo angryyyy"});
  EXPECT_EQ(heard("good", "goooood"), Quotes{"goooood"});
  EXPECT_TRUE(heard("god", "good").empty());
}

TEST(PhraseMatcher, HearsNoNamesAndNoAddresses) {
  EXPECT_TRUE(heard("manager", "@manager https://manager.com/manager www.manager.com").empty());
  EXPECT_EQ(heard("manager", "#manager"), Quotes{"manager"});
}

TEST(PhraseMatcher, SplitsHyphens) {
  EXPECT_EQ(heard("rip-off", "a rip off"), Quotes{"rip off"});
  EXPECT_EQ(heard("rip off", "a rip-off"), Quotes{"rip-off"});
}

TEST(PhraseMatcher, ReportsOverlapsLongestFirst) {
  PhraseMatcherBuilder builder;
  ASSERT_TRUE(builder.add("service").ok());
  ASSERT_TRUE(builder.add("bad service").ok());
  ASSERT_TRUE(builder.add("bad").ok());
  const Heard found = builder.build().hear("bad service");
  ASSERT_EQ(found.matches.size(), 3U);
  EXPECT_EQ(found.matches[0].phrase, 1U);
  EXPECT_EQ(found.matches[1].phrase, 2U);
  EXPECT_EQ(found.matches[2].phrase, 0U);
}

TEST(PhraseMatcher, HearsEmoticonsAmongWords) {
  PhraseMatcherBuilder builder;
  ASSERT_TRUE(builder.add_word(":(").ok());
  ASSERT_TRUE(builder.add_word("<3").ok());
  const PhraseMatcher matcher = builder.build();
  for (const std::string_view text : {"late :(", "late :-(", "late =(", "late:("}) {
    EXPECT_EQ(matcher.hear(text).matches.size(), text == "late:(" ? 0U : 1U) << text;
  }
  EXPECT_EQ(matcher.hear("I <3 it").matches.size(), 1U);
  EXPECT_TRUE(matcher.hear("10:30 a<30 (see: (b))").matches.empty());
}

TEST(PhraseMatcher, CountsShoutsAndExclamations) {
  const Heard found = PhraseMatcher().hear("THIS is NOT ok!! A B");
  EXPECT_EQ(found.shouted, 2U);
  EXPECT_EQ(found.exclamations, 2U);
}

TEST(PhraseMatcher, SurvivesAnyBytes) {
  const std::string broken =
      "man\xff\xfe"
      "ager \xc3 speak to your manager \xe2\x82";
  EXPECT_EQ(heard("your manager", broken), Quotes{"your manager"});
  EXPECT_TRUE(heard("manager", "man\xffger").empty());
  EXPECT_TRUE(heard("manager", "").empty());
  EXPECT_TRUE(heard("manager", std::string_view("\0\0", 2)).empty());
  EXPECT_TRUE(heard("manager", "\u0301\u0301\u0301").empty());
}

TEST(PhraseMatcher, QuotesValidTextOfBoundedLength) {
  EXPECT_EQ(heard("a ... b", "a \xff b"), Quotes{"a \uFFFD b"});
  const std::string gap(300, ' ');
  const Quotes quotes = heard("a b", "a" + gap + "b");
  ASSERT_EQ(quotes.size(), 1U);
  EXPECT_EQ(quotes.front().size(), 200U);
  EXPECT_TRUE(quotes.front().ends_with("…"));
}

TEST(PhraseMatcher, HearsTheBeginningOfAnEndlessText) {
  std::string text = "your manager ";
  text.resize(PhraseMatcher::kTextBytesMax, 'x');
  text += " your manager";
  EXPECT_EQ(heard("your manager", text).size(), 1U);
}

TEST(Phrase, IsRefusedWithWhatIsWrongInIt) {
  EXPECT_NE(fault("").find("nothing stands here"), std::string::npos);
  EXPECT_NE(fault("a (b|) c").find("nothing stands here"), std::string::npos);
  EXPECT_NE(fault("a (b c").find("')' is missing"), std::string::npos);
  EXPECT_NE(fault("a b)").find("closes nothing"), std::string::npos);
  EXPECT_NE(fault("[a] [b]").find("optional"), std::string::npos);
  EXPECT_NE(fault("... a").find("gap stands between"), std::string::npos);
  EXPECT_NE(fault("a ...").find("gap stands between"), std::string::npos);
  EXPECT_NE(fault("a ... ... b").find("gap stands between"), std::string::npos);
  EXPECT_NE(fault("a ... [b]").find("gap stands between"), std::string::npos);
  EXPECT_NE(fault("a ...11 b").find("1 to 10"), std::string::npos);
  EXPECT_NE(fault("a ... b ... c ... d").find("2 gaps"), std::string::npos);
  EXPECT_NE(fault("a.. b ..c").find("gap is written"), std::string::npos);
  EXPECT_NE(fault("#").find("number alone"), std::string::npos);
  EXPECT_NE(fault("ca* b").find("3 letters"), std::string::npos);
  EXPECT_NE(fault("c*ncel").find("star stands at the end"), std::string::npos);
  EXPECT_NE(fault("!!!").find("no word"), std::string::npos);
  EXPECT_NE(fault("@bob").find("never heard"), std::string::npos);
  EXPECT_NE(fault("a [b] [b] [b] [b] [b] [b] [b] [b] [b]").find("optional parts"),
            std::string::npos);
  EXPECT_NE(fault("a b c d e f g h i j k l m n o p q").find("16 words"), std::string::npos);
  EXPECT_NE(fault(std::string(100, '(')).find("deep"), std::string::npos);
}

TEST(Phrase, NamesItselfInTheError) {
  EXPECT_NE(fault("call (me").find("'call (me'"), std::string::npos);
}

TEST(Word, MayHoldCharactersThatPhrasesUseAsSigns) {
  EXPECT_TRUE(check_word(":(").ok());
  EXPECT_TRUE(check_word("not good").ok());
  EXPECT_TRUE(check_word("disgust*").ok());
  EXPECT_FALSE(check_word("").ok());
  EXPECT_FALSE(check_word("dis*gust").ok());
}

}  // namespace
}  // namespace escalon::classify
