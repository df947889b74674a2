#include "net/loop.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include <gtest/gtest.h>

#include "net/limits.hpp"

namespace peal::net {
namespace {

using base::Millis;

class LoopTest : public testing::Test {
 protected:
  void SetUp() override {
    loop_ = std::move(Loop::create("test").value());
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair_), 0);
  }
  void TearDown() override {
    for (const int fd : pair_) ::close(fd);
  }
  void fill(int end) { ASSERT_EQ(::write(pair_[end], "x", 1), 1); }

  std::unique_ptr<Loop> loop_;
  int pair_[2] = {-1, -1};
};

TEST_F(LoopTest, TellsReadableAndWritable) {
  IoEvents told = 0;
  loop_->watch(pair_[0], kReadable | kWritable, [&](IoEvents events) { told |= events; });
  EXPECT_TRUE(loop_->turn(Millis{1000}));
  EXPECT_EQ(told, kWritable);
  fill(1);
  loop_->rewatch(pair_[0], kReadable);
  told = 0;
  EXPECT_TRUE(loop_->turn(Millis{1000}));
  EXPECT_EQ(told, kReadable);
  loop_->unwatch(pair_[0]);
  EXPECT_FALSE(loop_->turn(Millis{0}));
}

TEST_F(LoopTest, WhatWasPostedBeforeItRunsComesBeforeWhatWaitsAtTheSockets) {
  std::string order;
  fill(1);
  loop_->watch(pair_[0], kReadable, [&](IoEvents) {
    order += "socket ";
    loop_->unwatch(pair_[0]);
    loop_->stop();
  });
  loop_->arm_after(Millis{0}, [&] { order += "timer "; });
  loop_->after_batch([&] {
    if (order == "posted ") order += "batch ";
  });
  loop_->post_always([&] { order += "posted "; });
  loop_->run();
  EXPECT_TRUE(order.starts_with("posted batch ")) << order;
  EXPECT_NE(order.find("socket"), std::string::npos) << order;
}

TEST_F(LoopTest, AnUnwatchedDescriptorIsNotCalledInTheSameTurn) {
  int calls = 0;
  fill(0);
  fill(1);
  // Both are ready in one turn; whichever comes first takes the other away.
  loop_->watch(pair_[0], kReadable, [&](IoEvents) { ++calls, loop_->unwatch(pair_[1]), loop_->unwatch(pair_[0]); });
  loop_->watch(pair_[1], kReadable, [&](IoEvents) { ++calls, loop_->unwatch(pair_[0]), loop_->unwatch(pair_[1]); });
  EXPECT_TRUE(loop_->turn(Millis{1000}));
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(loop_->turn(Millis{0}));
}

TEST_F(LoopTest, ADescriptorWatchedAgainInTheTurnDoesNotGetTheOldEvent) {
  int fresh = 0;
  fill(0);
  fill(1);
  const auto replace = [&](int other) {
    loop_->unwatch(other);
    loop_->watch(other, 0, [&](IoEvents) { ++fresh; });
  };
  bool done = false;
  loop_->watch(pair_[0], kReadable, [&](IoEvents) {
    if (!std::exchange(done, true)) replace(pair_[1]);
  });
  loop_->watch(pair_[1], kReadable, [&](IoEvents) {
    if (!std::exchange(done, true)) replace(pair_[0]);
  });
  loop_->turn(Millis{1000});
  EXPECT_EQ(fresh, 0);
}

TEST_F(LoopTest, TimersFireInOrderAndNotAfterCancel) {
  std::string order;
  const auto start = base::live_now();
  loop_->arm(start + Millis{8}, [&] { order += 'c'; });
  loop_->arm(start + Millis{4}, [&] { order += 'b'; });
  loop_->arm(start - Millis{5}, [&] { order += 'a'; });
  auto cancelled = loop_->arm(start + Millis{6}, [&] { order += 'x'; });
  loop_->cancel(cancelled);
  EXPECT_FALSE(cancelled.armed());
  while (base::live_now() < start + Millis{20'000} && order.size() < 3) loop_->turn(Millis{50});
  EXPECT_EQ(order, "abc");
  EXPECT_GE(base::live_now(), start + Millis{8});
}

TEST_F(LoopTest, ATimerMayArmAnotherAndCancelItself) {
  int fired = 0;
  Loop::Timer timer;
  timer = loop_->arm_after(Millis{1}, [&] {
    loop_->cancel(timer);
    loop_->arm_after(Millis{1}, [&] { ++fired; });
  });
  const auto start = base::live_now();
  while (fired == 0 && base::live_now() < start + Millis{20'000}) loop_->turn(Millis{10});
  EXPECT_EQ(fired, 1);
}

TEST_F(LoopTest, PostsOfManyThreadsAllArriveInTheirOrder) {
  constexpr int kThreads = 4, kEach = 2000;
  std::vector<int> next(kThreads, 0);
  bool in_order = true;
  int seen = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        loop_->post_always([&, t, i] {
          in_order = in_order && next[static_cast<std::size_t>(t)]++ == i;
          if (++seen == kThreads * kEach) loop_->stop();
        });
      }
    });
  }
  loop_->run();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen, kThreads * kEach);
  EXPECT_TRUE(in_order);
}

TEST_F(LoopTest, PostIsRefusedAtItsLimitAndPostAlwaysIsNot) {
  std::size_t ran = 0;
  for (std::size_t i = 0; i < kLoopPostedMax; ++i) ASSERT_TRUE(loop_->post([&] { ++ran; }));
  EXPECT_FALSE(loop_->post([&] { ++ran; }));
  loop_->post_always([&] { ++ran; });
  loop_->turn(Millis{0});
  EXPECT_EQ(ran, kLoopPostedMax + 1);
  EXPECT_TRUE(loop_->post([] {}));
}

TEST_F(LoopTest, HooksRunOnceAfterTheBatchThenWhatTheyLeaveForLast) {
  std::string order;
  loop_->after_batch([&] {
    order += 'h';
    loop_->before_wait([&] { order += 'l'; });
  });
  loop_->post_always([&] { order += 'a'; });
  loop_->post_always([&] { order += 'b'; });
  loop_->turn(Millis{0});
  EXPECT_EQ(order, "abhl");
  loop_->turn(Millis{0});
  EXPECT_EQ(order, "abhl") << "a turn without work calls no hook";
}

TEST_F(LoopTest, StopBeforeRunStillServesWhatWasPosted) {
  bool ran = false;
  loop_->post_always([&] { ran = true; });
  loop_->stop();
  loop_->run();
  EXPECT_TRUE(ran);
}

TEST(LoopCreate, SaysWhatToDoWhenDescriptorsRunOut) {
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &old), 0);
  const rlimit none{3, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto loop = Loop::create("test");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &old), 0);
  ASSERT_FALSE(loop.has_value());
  EXPECT_NE(loop.error().message.find("ulimit"), std::string::npos);
}

}  // namespace
}  // namespace peal::net
