#include "api/revision/adoption.hpp"

#include <chrono>
#include <condition_variable>
#include <thread>

#include <gtest/gtest.h>

namespace peal::api {
namespace {

using std::chrono_literals::operator""ms;

/// A store whose reader can be held up between reading and handing over.
struct SlowStore {
  std::mutex mutex;
  std::condition_variable changed;
  int stored = 1;
  int in_force = 0;
  bool one_has_read = false;

  int read() {
    const std::lock_guard lock(mutex);
    return stored;
  }
  void hand_over(int revision) {
    const std::lock_guard lock(mutex);
    in_force = revision;
    changed.notify_all();
  }
};

TEST(SettingsAdoption, WhatWasReadLaterIsHandedOverLater) {
  SlowStore store;
  SettingsAdoption adoption([&]() -> base::Status {
    const int revision = store.read();
    if (revision == 1) {
      // Stands still here until the other one has overtaken it, which it must not.
      std::unique_lock lock(store.mutex);
      store.one_has_read = true;
      store.changed.notify_all();
      store.changed.wait_for(lock, 300ms, [&] { return store.in_force == 2; });
    }
    store.hand_over(revision);
    return {};
  });
  std::thread one([&] { EXPECT_TRUE(adoption.now()); });
  std::thread two([&] {
    {
      std::unique_lock lock(store.mutex);
      store.changed.wait(lock, [&] { return store.one_has_read; });
      store.stored = 2;
    }
    EXPECT_TRUE(adoption.now());
  });
  one.join();
  two.join();
  EXPECT_EQ(store.in_force, 2);
}

TEST(SettingsAdoption, RemembersThatItFailed) {
  bool database_away = true;
  SettingsAdoption adoption([&]() -> base::Status {
    if (database_away) return base::fail(base::ErrorCode::kUnavailable, "The database is away.");
    return {};
  });
  EXPECT_FALSE(adoption.owed());
  EXPECT_FALSE(adoption.now());
  EXPECT_TRUE(adoption.owed());
  database_away = false;
  EXPECT_TRUE(adoption.now());
  EXPECT_FALSE(adoption.owed());
}

}  // namespace
}  // namespace peal::api
