#include "app/serve/trunk_lookup.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>

namespace peal::app {
namespace {

using namespace std::chrono_literals;

core::Settings with_trunk_at(const std::string& address) {
  core::Settings settings;
  auto& centre = settings.centres.emplace_back();
  auto& trunk = centre.trunks.emplace_back();
  trunk.key = "carrier";
  trunk.address = address;
  trunk.transport = core::TrunkTransport::kUdp;
  return settings;
}

/// What was handed out, oldest first.
class Handed {
 public:
  void note(bool reachable) {
    const std::lock_guard lock(mutex_);
    order_.push_back(reachable);
    more_.notify_all();
  }
  bool count_is(std::size_t count, std::chrono::milliseconds within) {
    std::unique_lock lock(mutex_);
    return more_.wait_for(lock, within, [&] { return order_.size() >= count; });
  }
  std::vector<bool> order() {
    const std::lock_guard lock(mutex_);
    return order_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<bool> order_;
};

// The look-up of a name may end while the settings are still being handed out: a picture without its address must not
// come after the one that has it, or the trunk would have none until the next change.
TEST(TrunkLookup, WhatIsKnownIsNotTakenBackByAnOlderPicture) {
  auto resolver = net::Resolver::open("127.0.0.1:1");  // localhost needs nobody (RFC 6761 6.3).
  ASSERT_TRUE(resolver) << resolver.error().describe();
  Handed handed;
  const auto here = std::this_thread::get_id();
  TrunkLookup lookup(*std::move(resolver), *net::Address::parse("127.0.0.1:5060"),
                     [&](const std::vector<telephony::TrunkSetup>& setups, const TrunkLookup::People&) {
                       // Whoever could overtake us may do so now.
                       if (std::this_thread::get_id() == here) handed.count_is(1, 1s);
                       handed.note(setups.size() == 1 && setups.front().reachable());
                     });
  lookup.adopt(with_trunk_at("localhost:5070"), {});
  ASSERT_TRUE(handed.count_is(2, 60s)) << "the name was never told";
  EXPECT_EQ(handed.order(), (std::vector<bool>{false, true}));
  lookup.stop();
}

}  // namespace
}  // namespace peal::app
