#include "escalon/events/utf8.hpp"

#include <gtest/gtest.h>

namespace escalon::events {
namespace {

TEST(Utf8, IsAcceptedInEveryLength) {
  for (const char* text :
       {"", "a", "\xc2\x80", "ä", "€", "\xed\x9f\xbf", "\xee\x80\x80", "🤥", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(Utf8, HasNoOverlongFormsSurrogatesOrLooseTails) {
  for (const char* text :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\x80", "\xed\xa0\x80", "\xe2\x82",
        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "ok\xff", "\xe2\x82\x41"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

}  // namespace
}  // namespace escalon::events
