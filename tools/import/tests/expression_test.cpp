#include "import_stories.hpp"

namespace escalon::importing {
namespace {

using Values = std::vector<std::string>;

TEST(Column, IsATextOrNull) {
  EXPECT_EQ(value_of("x", "id,x\n1,hello\n"), "hello");
  EXPECT_EQ(value_of("x", "id,x\n1,\n"), "null");
  EXPECT_EQ(value_of("`a b-c`", "id,a b-c\n1,spaced\n"), "spaced");
}

TEST(Text, IsQuotedEitherWayWithItsQuoteDoubled) {
  EXPECT_EQ(value_of("'it''s'"), "it's");
  EXPECT_EQ(value_of("\"a \"\"b\"\"\""), "a \"b\"");
  EXPECT_EQ(value_of("17"), "17");
}

TEST(Concat, JoinsTextsAndTakesNullAsNothing) {
  EXPECT_EQ(value_of("concat(x, '-', y, '!')", "id,x,y\n1,a,\n"), "a-!");
}

TEST(Lower, ChangesAsciiLettersAlone) {
  EXPECT_EQ(value_of("lower('ABC Ä 1')"), "abc Ä 1");
}

TEST(Substr, CountsCharactersFromZero) {
  EXPECT_EQ(value_of("substr('hällo', 1, 3)"), "äll");
  EXPECT_EQ(value_of("substr('hello', 2)"), "llo");
  EXPECT_EQ(value_of("substr('hello', 9, 2)"), "");
  EXPECT_EQ(value_of("substr(null, 0, 2)"), "null");
}

TEST(Lookup, FindsOrFallsBack) {
  EXPECT_EQ(value_of("lookup(colour, x)", "id,x\n1,r\n"), "red");
  EXPECT_EQ(value_of("lookup(colour, x)", "id,x\n1,b\n"), "null");
  EXPECT_EQ(value_of("lookup(colour, x, 'grey')", "id,x\n1,b\n"), "grey");
  EXPECT_EQ(value_of("lookup(colour, x, 'grey')", "id,x\n1,\n"), "grey");
}

TEST(Coalesce, TakesTheFirstThatIsThere) {
  EXPECT_EQ(value_of("coalesce(x, y, 'none')", "id,x,y\n1,,b\n"), "b");
  EXPECT_EQ(value_of("coalesce(x, y)", "id,x,y\n1,,\n"), "null");
}

TEST(EarlierAndLater, CompareTimesAndPassOverNull) {
  const std::string csv = "id,a,b\n1,2024-03-02T00:00Z,2024-03-01T00:00Z\n";
  EXPECT_EQ(value_of("earlier(time(a), time(b))", csv), "2024-03-01T00:00:00.000Z");
  EXPECT_EQ(value_of("later(time(a), time(b))", csv), "2024-03-02T00:00:00.000Z");
  EXPECT_EQ(value_of("earlier(time(a), null, time(b))", csv), "2024-03-01T00:00:00.000Z");
  EXPECT_EQ(value_of("later(time(a), time(b))", "id,a,b\n1,,\n"), "null");
}

TEST(If, ChoosesAndLooksAtOneBranchOnly) {
  EXPECT_EQ(value_of("if(x = 'y', 'yes', 'no')"), "yes");
  EXPECT_EQ(value_of("if(is_null(x), time(x), time('2024-01-01T00:00Z'))", "id,x\n1,no time\n"),
            "2024-01-01T00:00:00.000Z");
}

TEST(Equality, ComparesBytesAndNullOnlyWithNull) {
  EXPECT_EQ(value_of("x = 'y'"), "true");
  EXPECT_EQ(value_of("x != 'y'"), "false");
  EXPECT_EQ(value_of("x = null", "id,x\n1,\n"), "true");
  EXPECT_EQ(value_of("x = 'y'", "id,x\n1,\n"), "false");
  EXPECT_EQ(value_of("'1.0' = '1'"), "false");
}

TEST(Less, OrdersNumbersByValueThenTextsByBytes) {
  EXPECT_EQ(value_of("9 < 10"), "true");
  EXPECT_EQ(value_of("-10 < -9"), "true");
  EXPECT_EQ(value_of("'1.5' < '1.25'"), "false");
  EXPECT_EQ(value_of("'123456789012345678901' < '123456789012345678902'"), "true");
  EXPECT_EQ(value_of("'a' < 'b'"), "true");
  EXPECT_EQ(value_of("'99' < '1x'"), "true");
  EXPECT_EQ(value_of("x < 'b'", "id,x\n1,\n"), "false");
  EXPECT_EQ(value_of("time('2024-01-01') < time('2024-01-02')"), "true");
}

TEST(AndOrNot, BindInThatOrderReversed) {
  EXPECT_EQ(value_of("true or false and false"), "true");
  EXPECT_EQ(value_of("(true or false) and false"), "false");
  EXPECT_EQ(value_of("not false and false"), "false");
  EXPECT_EQ(value_of("not (false and false)"), "true");
  EXPECT_EQ(value_of("not not true"), "true");
  EXPECT_EQ(value_of("not x = 'z'"), "true");
}

TEST(RightSideOfAnd, IsNotLookedAtInVain) {
  EXPECT_EQ(value_of("not is_null(x) and time(x) < time('2024-01-01')", "id,x\n1,\n"), "false");
}

TEST(TimePlusDuration, IsATime) {
  EXPECT_EQ(value_of("time('2024-01-01T00:00Z') + 1h30m"), "2024-01-01T01:30:00.000Z");
  EXPECT_EQ(value_of("time(x) + 5m", "id,x\n1,\n"), "null");
}

TEST(FirstAndLast, TellThePlaceInTheCase) {
  EXPECT_EQ(values_of("first", "id,x\na,1\na,2\na,3\n"), (Values{"true", "false", "false"}));
  EXPECT_EQ(values_of("last", "id,x\na,1\na,2\na,3\n"), (Values{"false", "false", "true"}));
  EXPECT_EQ(values_of("first and last", "id,x\na,1\n"), (Values{"true"}));
}

TEST(Changed, IsTrueAtTheFirstRowAndWhereTheValueDiffers) {
  EXPECT_EQ(values_of("changed(x)", "id,x\na,1\na,1\na,2\na,\na,\n"),
            (Values{"true", "false", "true", "true", "false"}));
  EXPECT_EQ(values_of("changed(x)", "id,x\na,\n"), (Values{"true"}));
  EXPECT_EQ(values_of("changed(lower(x))", "id,x\na,P\na,p\n"), (Values{"true", "false"}));
}

TEST(Prev, IsTheValueOfTheRowBefore) {
  EXPECT_EQ(values_of("prev(x)", "id,x\na,1\na,2\na,3\n"), (Values{"null", "1", "2"}));
  EXPECT_EQ(values_of("prev(prev(x))", "id,x\na,1\na,2\na,3\n"), (Values{"null", "null", "1"}));
}

TEST(UnknownFunction, IsRefusedWithTheNearest) {
  expect_part(expression_refusal("chnged(x)"),
              "there is no function 'chnged' (did you mean 'changed'?)");
  expect_part(expression_refusal("lookup(color, x)"),
              "there is no table 'color' (did you mean 'colour'?)");
}

TEST(WrongTypes, AreRefusedBeforeAnyRowIsRead) {
  expect_part(expression_refusal("lower(time(x))"), "'lower' takes a text, not a time");
  expect_part(expression_refusal("x and true"), "'and' takes true or false, not a text");
  expect_part(expression_refusal("later(x, time(x))"), "'later' takes a time, not a text");
  expect_part(expression_refusal("x = time(x)"),
              "'=' takes values of one type, not a text and a time");
  expect_part(expression_refusal("if(x, 'a', 'b')"), "'if' takes a condition first, not a text");
  expect_part(expression_refusal("x + 5m"), "put time(…) around the column");
  expect_part(expression_refusal("time(x) + 5"), "a duration like 15m");
  expect_part(expression_refusal("5m"), "takes a text, not a duration");
  expect_part(expression_refusal("coalesce(5m, 6m)"), "a duration can only be added to a time");
  expect_part(expression_refusal("true < false"), "'<' takes texts or times");
  expect_part(expression_refusal("substr(x, x)"), "counted from 0");
}

TEST(BadExpression, SaysWhatAndWhere) {
  expect_part(expression_refusal("x = "), "the expression ends too early");
  expect_part(expression_refusal("x y"), "'y' at character 3 is not expected here");
  expect_part(expression_refusal("x == 'y'"), "there is no '=='; write '='");
  expect_part(expression_refusal("x > 'y'"), "write a > b as b < a");
  expect_part(expression_refusal("'open"), "the ' at character 1 has no end");
  expect_part(expression_refusal("x % 2"), "'%' at character 3 has no meaning here");
  expect_part(expression_refusal("lower()"), "'lower' has too few arguments");
  expect_part(expression_refusal("lower(x, x)"), "'lower' has too many arguments");
  expect_part(expression_refusal("3 parsecs"), "'parsecs' at character 3 is not expected here");
  expect_part(expression_refusal("time(x) + 3x"), "'3x' is not a duration");
  expect_part(expression_refusal("and true"), "'and' needs something on its left");
}

TEST(DeepNesting, IsRefused) {
  expect_part(expression_refusal(std::string(5'000, '(')), "nested more than 100 deep");
  std::string nested = "x";
  for (int i = 0; i < 9; ++i) {
    nested = "prev(" + nested + ")";
  }
  expect_part(expression_refusal(nested), "nested more than 8 deep");
}

}  // namespace
}  // namespace escalon::importing
