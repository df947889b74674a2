#include <deque>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "base/seed.hpp"
#include "sip/transport/new_work.hpp"
#include "telephony/guard/bans.hpp"
#include "telephony/guard/half_open_calls.hpp"
#include "telephony/guard/stranger_gate.hpp"
#include "telephony/overload.hpp"

/// All that stands between a flood and the media streams, one behind the other, in
/// virtual time: a model of tests/soak/flood.py, with work that takes so long each.
namespace peal::telephony {
namespace {

using base::Micros;
using base::Millis;
using sip::SocketAddress;

constexpr std::size_t kStreams = 100;
constexpr Micros kEvery{10};           // 100,000 messages a second.
constexpr std::uint64_t kTogether = 20;  // Each source sends so many in a row.
constexpr Micros kTurn{250};

/// One caller at a time among the flood, with a phone that repeats its INVITE.
struct Caller {
  SocketAddress from;
  Micros began{};
  std::vector<Micros> tries;  // Still to come.
  bool answered = false, refused = false;
  Micros took{};
};

class Door {
 public:
  struct Costs {
    Micros read, refuse, admit;
  };
  Door(std::uint64_t sources, Costs costs, bool bans) : sources_(sources), costs_(costs), with_bans_(bans) {}

  /// One caller a second for so long, each new to us; what became of them.
  std::vector<Caller> run(int seconds) {
    std::vector<Caller> callers;
    for (int n = 0; n < seconds; ++n) {
      Caller caller;
      caller.from = {{192, 0, static_cast<std::uint8_t>(n), 1}, false, 5060};
      caller.began = Millis{1'000 * n + 50};
      for (const int after : {7'500, 3'500, 1'500, 500, 0}) caller.tries.push_back(caller.began + Millis{after});
      callers.push_back(caller);
    }
    for (const Micros end = Millis{1'000 * seconds + 8'000}; now_ < end;) turn(callers);
    return callers;
  }
  std::size_t most_half_open = 0;

 private:
  [[nodiscard]] base::Time time() const { return base::from_unix_millis(1'795'000'000'000) + std::chrono::duration_cast<Millis>(now_); }

  void turn(std::vector<Caller>& callers) {
    for (auto& caller : callers) {
      if (caller.answered || caller.refused || caller.tries.empty() || caller.tries.back() > now_) continue;
      caller.tries.pop_back();
      arrive(caller.from, "c" + std::to_string(&caller - callers.data()));
    }
    for (; next_ <= now_; next_ += kEvery) {
      if (sent_++ % kTogether == 0) source_ = chance_.below(sources_);
      const SocketAddress from{{10, 0, static_cast<std::uint8_t>(source_ / 250), static_cast<std::uint8_t>(source_ % 250)}, false, 5060};
      arrive(from, (sent_ % 5 < 2 ? "i" : "o") + std::to_string(sent_));
    }
    const Micros end = now_ + kTurn;
    while (now_ < end) {
      const auto message = work_.take();
      if (!message) break;
      serve(*message, callers);
    }
    overload_.observe(Micros{0}, 0, time());
    now_ += Micros{20};
  }
  void arrive(const SocketAddress& from, const std::string& text) {
    if (with_bans_ && bans_.drop(SourceKey::of(from), time())) return;
    now_ += costs_.read;
    const auto came = sip::NewWork::Moment(now_);
    const auto lost = work_.add({from, text, text, came});
    if (lost.flooder) (void)bans_.note(SourceKey::of(*lost.flooder), core::Misdeed::kFlood, false, time());
  }
  void serve(const sip::NewWork::Message& message, std::vector<Caller>& callers) {
    now_ += costs_.refuse;
    if (message.bytes.front() == 'o') return;
    Caller* caller = message.bytes.front() == 'c' ? &callers[std::stoul(message.bytes.substr(1))] : nullptr;
    const sip::Queueing queueing{std::chrono::duration_cast<Micros>(sip::NewWork::Moment(now_) - message.came), work_.size(), message.rivals, message.pressing};
    const bool let_in = overload_.take(message.pressing ? Importance::kPressing : Importance::kStranger, queueing, time());
    const bool put_off = queueing.behind > kOverloadFlood * queueing.rivals;
    if (!let_in && caller != nullptr) caller->refused = !caller->answered && !put_off;
    if (!let_in || gate_.refuse(core::TenantId{1}, message.from, time())) return;
    admit(message, caller);
  }
  void admit(const sip::NewWork::Message& message, Caller* caller) {
    const auto source = SourceKey::of(message.from);
    const auto verdict = half_open_.ask({source, std::hash<std::string>{}(message.bytes), kStreams}, time());
    if (!verdict.welcome) return;
    now_ += costs_.admit;
    half_open_.over(verdict.ends);
    if (caller == nullptr) {
      const core::LegId leg{core::TenantId{1}, ++legs_};
      half_open_.began(leg, source);
      half_open_.answered(leg, source, time());
    } else if (!caller->answered) {
      caller->answered = true;  // Its ACK comes at once.
      caller->took = now_ - caller->began;
    }
    most_half_open = std::max(most_half_open, half_open_.size());
  }

  std::uint64_t sources_;
  Costs costs_;
  bool with_bans_;
  Micros now_{0}, next_{0};
  std::uint64_t sent_ = 0, source_ = 0, legs_ = 0;
  base::Seed chance_{7};
  sip::NewWork work_;
  Overload overload_{time()};
  StrangerGate gate_;
  HalfOpenCalls half_open_;
  Bans bans_;
};

void expect_everybody_answered(const std::vector<Caller>& callers, Millis at_most) {
  for (const auto& caller : callers) {
    EXPECT_TRUE(caller.answered) << "after " << caller.began.count() << " µs of flood" << (caller.refused ? ": refused" : "");
    EXPECT_LE(caller.took, at_most) << "after " << caller.began.count() << " µs of flood";
  }
}

TEST(DoorTest, AFloodOfTwoThousandSourcesKeepsNobodyOut) {
  Door door(2'000, {Micros{2}, Micros{15}, Micros{300}}, true);
  expect_everybody_answered(door.run(10), Millis{2'000});
  EXPECT_LE(door.most_half_open, kStreams / kHalfOpenShare + 1);
}

TEST(DoorTest, NorDoesItOnASlowMachineThatShutsNobodyOut) {
  Door door(2'000, {Micros{6}, Micros{60}, Micros{1'000}}, false);
  expect_everybody_answered(door.run(10), Millis{4'000});
  EXPECT_LE(door.most_half_open, kStreams / kHalfOpenShare + 1);
}

}  // namespace
}  // namespace peal::telephony
