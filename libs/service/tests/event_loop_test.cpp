#include "escalon/service/event_loop.hpp"

#include <gtest/gtest.h>

#include <future>

namespace escalon::service {
namespace {

// Counts wakes; does `work` steps after each.
class Counter final : public LoopMember {
 public:
  void handle(journal::MailboxMessage) override {
    ++handled;
    left_ += 3;
    if (handled == wanted) {
      reached.set_value();
    }
  }
  bool step() override {
    ++asked;
    if (left_ == 0) {
      return false;
    }
    ++steps;
    return --left_ > 0;
  }

  int asked = 0;
  int handled = 0;
  int wanted = 0;
  int steps = 0;
  std::promise<void> reached;

 private:
  int left_ = 0;
};

TEST(EventLoop, StepsUntilNobodyHasAnythingToDo) {
  EventLoop loop("test");
  Counter counter;
  journal::Mailbox& mailbox = loop.open_mailbox();
  loop.attach(mailbox, counter);
  mailbox.post(journal::Wake{});
  loop.run_until_idle();
  EXPECT_EQ(counter.handled, 1);
  EXPECT_EQ(counter.steps, 3);
}

TEST(EventLoop, KeepsEachMembersMessagesApart) {
  EventLoop loop("test");
  Counter one;
  Counter two;
  journal::Mailbox& first = loop.open_mailbox();
  journal::Mailbox& second = loop.open_mailbox();
  loop.attach(first, one);
  loop.attach(second, two);
  first.post(journal::Wake{});
  second.post(journal::Wake{});
  second.post(journal::Wake{});
  loop.run_until_idle();
  EXPECT_EQ(one.handled, 1);
  EXPECT_EQ(two.handled, 2);
}

TEST(EventLoop, AsksOnlyWhoMayHaveSomethingToDo) {
  EventLoop loop("test");
  Counter one;
  Counter two;
  journal::Mailbox& first = loop.open_mailbox();
  loop.attach(first, one);
  loop.attach(loop.open_mailbox(), two);
  loop.run_until_idle();
  EXPECT_EQ(two.asked, 1);  // it may have come with something
  first.post(journal::Wake{});
  loop.run_until_idle();
  EXPECT_EQ(one.steps, 3);
  EXPECT_EQ(two.asked, 1);
}

TEST(EventLoop, WakesUpForMessagesFromOtherThreads) {
  Counter counter;
  counter.wanted = 300;
  EventLoop loop("test");
  journal::Mailbox& mailbox = loop.open_mailbox();
  loop.attach(mailbox, counter);
  loop.start();
  std::vector<std::jthread> posters;
  for (int poster = 0; poster < 3; ++poster) {
    posters.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        mailbox.post(journal::Wake{});
      }
    });
  }
  EXPECT_EQ(counter.reached.get_future().wait_for(std::chrono::seconds(30)),
            std::future_status::ready);
  loop.stop();
}

}  // namespace
}  // namespace escalon::service
