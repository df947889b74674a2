#include <algorithm>

#include <fmt/format.h>

#include "core/view.hpp"
#include "sim/wire/wired_world.hpp"
#include "sim/world/world.hpp"

/// What people do with their telephones: as in life, at any moment and all at
/// once.
namespace peal::sim {
namespace {

sip::SocketAddress desk_address(std::size_t desk, std::size_t nth, bool outside) {
  sip::SocketAddress made;
  made.ip[0] = 10;
  made.ip[1] = outside ? 3 : static_cast<std::uint8_t>(10 + nth);
  made.ip[2] = static_cast<std::uint8_t>(desk / 200);
  made.ip[3] = static_cast<std::uint8_t>(1 + desk % 200);
  made.port = 5060;
  return made;
}

}  // namespace

void WiredWorld::open_desks() {
  for (const auto& agent : settings_.centres.front().agents) {
    auto& desk = desks_.emplace_back();
    desk.agent = agent.id;
    desk.user = agent.user;
    desk.number = agent.number;
    desk.outside = agent.device == core::DeviceKind::kOutside;
  }
  for (std::size_t i = 0; i < desks_.size(); ++i) {
    const std::size_t phones = !desks_[i].outside && likely(25) ? 2 : 1;  // A desk phone and one in the pocket.
    for (std::size_t nth = 0; nth < phones; ++nth) desks_[i].phones.push_back(agent_phone(i, nth));
    later(between(1'000, 60'000), [this, i] { look_at_desk(i); });
  }
}

FarPhone::Owner WiredWorld::agent_hands(std::size_t desk, std::size_t) {
  return {[this, desk](FarPhone& phone) { agent_rings(desk, phone); },
          [this, desk](FarPhone& phone) { agent_talks(desk, phone); }};
}

std::unique_ptr<FarPhone> WiredWorld::agent_phone(std::size_t desk, std::size_t nth) {
  auto& who = desks_[desk];
  const sip::Flow server{sip::Transport::kUdp, 0, server_at_};
  auto phone = std::make_unique<FarPhone>(network_, agenda_, desk_address(desk, nth, who.outside), server, chance_.next(),
                                          agent_hands(desk, nth));
  if (!who.outside) {
    auto* signs_on = phone.get();
    const FarPhone::Account account{who.number, SimulatedDirectory::kPassword, "sip:" + server_at_.host()};
    later(between(0, 5'000), [this, desk, nth, signs_on, account] {
      const auto& phones = desks_[desk].phones;
      if (nth < phones.size() && phones[nth].get() == signs_on && !closed_) signs_on->sign_on(account);
    });
  }
  return phone;
}

// The power goes: it answers nothing, says no goodbye and remembers nothing.
void WiredWorld::phone_restarts(std::size_t desk, std::size_t nth, base::Millis away) {
  auto& phones = desks_[desk].phones;
  if (nth >= phones.size() || phones[nth] == nullptr) return;
  sound_->fall_silent(phones[nth]->sound_port());
  network_.leave(phones[nth]->at());
  phones[nth]->sign_off();  // Nothing of it leaves the dead phone: its end is cut.
  network_.cut(phones[nth]->at(), agenda_.now() + away);
  later(away, [this, desk, nth] {
    desks_[desk].phones[nth].reset();  // First: the new one listens where the old one did.
    desks_[desk].phones[nth] = agent_phone(desk, nth);
  });
}

void WiredWorld::look_at_desk(std::size_t desk) {
  if (closed_) return;
  later(between(15'000, 60'000), [this, desk] { look_at_desk(desk); });
  const auto& who = desks_[desk];
  const auto view = core::agent_view(*state_, who.agent);
  if (!view) return;
  if (view->status == core::AgentStatus::kSignedOut) {
    raise(core::SignIn{who.agent, who.user});
    return raise(core::GoReady{who.agent, who.user});
  }
  if (view->status == core::AgentStatus::kNotReady) {
    if (likely(70)) raise(core::GoReady{who.agent, who.user});
    return;
  }
  if (likely(3)) raise(core::GoNotReady{who.agent, core::ReasonId{kTenant, 3001}, who.user});
  if (likely(2)) phone_restarts(desk, 0, between(500, 120'000));
}

void WiredWorld::agent_rings(std::size_t desk, FarPhone& phone) {
  const auto* rung = &phone;
  const auto with_phone = [this, desk, rung](auto act) {
    return [this, desk, rung, act] {
      for (auto& each : desks_[desk].phones)
        if (each.get() == rung) return act(*each);
    };
  };
  if (!likely(4)) later(between(0, 300), with_phone([](FarPhone& p) { p.ring(); }));
  const auto kind = chance_.below(100);
  const auto soon = between(300, 7'000);
  if (kind < 78) return later(soon, with_phone([](FarPhone& p) { p.answer(); }));
  if (kind < 84) return later(between(7'500, 23'000), with_phone([](FarPhone& p) { p.answer(); }));  // At the last moment, or too late.
  if (kind < 88) return later(soon, with_phone([](FarPhone& p) { p.refuse(486); }));
  if (kind < 90) return later(soon, with_phone([](FarPhone& p) { p.refuse(603); }));
  if (kind < 92) return later(soon, with_phone([](FarPhone& p) { p.refuse(480); }));
  if (kind < 94) return later(soon, [this, desk] { phone_restarts(desk, 0, between(300, 30'000)); });
  if (kind < 97) {  // Both at the same moment: the one answers while the other gives up.
    return later(soon, with_phone([this](FarPhone& p) {
      p.answer();
      for (auto& caller : callers_)
        if (caller.phone && likely(30) && !caller.phone->connected()) caller.phone->hang_up();
    }));
  }
  // The others do not hear it.
}

void WiredWorld::agent_talks(std::size_t desk, FarPhone& phone) {
  const auto* held = &phone;
  const auto with_phone = [this, desk, held](auto act) {
    return [this, desk, held, act] {
      for (auto& each : desks_[desk].phones)
        if (each.get() == held && each->connected()) return act(*each);
    };
  };
  const auto lasts = around(base::Seconds{45});
  if (likely(15)) {
    later(between(500, 20'000), with_phone([](FarPhone& p) { p.hold(true); }));
    later(between(800, 40'000), with_phone([](FarPhone& p) { p.hold(false); }));
  }
  const auto kind = chance_.below(100);
  if (kind < 45) later(lasts, with_phone([](FarPhone& p) { p.hang_up(); }));
  else if (kind < 50) later(lasts, [this, desk] { phone_restarts(desk, 0, between(300, 60'000)); });
  else if (kind < 60) network_.cut(phone.at(), agenda_.now() + between(1'000, 40'000));
  later(base::Seconds{900}, with_phone([](FarPhone& p) { p.hang_up(); }));  // Nobody talks for ever.
  later(between(1'000, 3'000), [this, desk] {
    const auto view = core::agent_view(*state_, desks_[desk].agent);
    if (view && view->contact.valid()) at_the_desk(desk, view->contact);
  });
}

// What the same person does in the browser meanwhile.
void WiredWorld::at_the_desk(std::size_t desk, core::ContactId contact) {
  const auto agent = desks_[desk].agent;
  const auto user = desks_[desk].user;
  if (likely(25)) {
    later(between(500, 20'000), [this, agent, contact, user] { raise(core::Hold{agent, contact, user}); });
    later(between(500, 40'000), [this, agent, contact, user] { raise(core::Retrieve{agent, contact, user}); });
  }
  if (likely(10)) later(between(500, 20'000), [this, agent, contact, user] { raise(core::Mute{agent, contact, true, user}); });
  if (likely(20)) later(around(base::Seconds{40}), [this, agent, contact, user] { raise(core::HangUp{agent, contact, user}); });
  later(between(60'000, 200'000), [this, agent, contact, user] {
    raise(core::FinishWrapUp{agent, contact, core::DispositionId{kTenant, 4001}, user});
  });
}

WiredWorld::Caller* WiredWorld::idle_caller() {
  const auto first = chance_.below(callers_.size());
  for (std::size_t i = 0; i < callers_.size(); ++i) {
    auto& caller = callers_[(first + i) % callers_.size()];
    if (caller.phone == nullptr || !caller.phone->busy()) return &caller;
  }
  return nullptr;
}

void WiredWorld::next_call() {
  const auto mean = base::Millis{3'600'000 / std::max<std::int64_t>(200, static_cast<std::int64_t>(desks_.size()) * 25)};
  later(around(mean), [this] {
    if (closed_) return;
    if (auto* caller = idle_caller()) place_call(static_cast<std::size_t>(caller - callers_.data()));
    next_call();
  });
}

void WiredWorld::place_call(std::size_t nth) {
  auto& caller = callers_[nth];
  const sip::Flow server{sip::Transport::kUdp, 0, server_at_};
  if (caller.phone == nullptr || likely(10)) {
    caller.phone.reset();  // First: the new one listens where the old one did.
    caller.phone = std::make_unique<FarPhone>(network_, agenda_, caller.at, server, chance_.next(),
                                              FarPhone::Owner{[](FarPhone& phone) { phone.refuse(486); }, [](FarPhone&) {}});
  }
  const auto kind = chance_.below(100);
  const std::string number = kind < 60 ? "4000" : kind < 85 ? "7000" : kind < 97 ? "5000" : "0000";
  const auto call = ++caller.calls;
  caller.phone->call(number, likely(5) ? "" : fmt::format("138{:08}", chance_.below(5'000)));
  const auto while_this_call = [this, nth, call](auto act) {
    return [this, nth, call, act] {
      auto& still = callers_[nth];
      if (still.calls == call && still.phone) act(*still.phone);
    };
  };
  if (number == "5000") {  // At the door of the conference: its PIN, the host's, or a wrong one; by INFO or in the sound.
    const char* pin = likely(60) ? "1234#" : likely(50) ? "98765#" : "4711#";
    const bool by_info = likely(30);
    for (std::int64_t at = 0; pin[at] != 0; ++at) {
      later(base::Millis{3'000 + at * 400}, while_this_call([this, key = pin[at], by_info](FarPhone& p) {
        if (by_info) p.press_by_info(key);
        else sound_->press(p.sound_port(), key);
      }));
    }
  }
  // Keys: some by INFO, some in the sound; some come twice.
  for (int i = 0; i < 3; ++i) {
    const char key = "1123970#"[chance_.below(8)];
    if (likely(70)) later(between(1'500, 20'000), while_this_call([this, key](FarPhone& p) { sound_->press(p.sound_port(), key); }));
    else later(between(1'500, 20'000), while_this_call([key](FarPhone& p) { p.press_by_info(key); }));
  }
  const auto patience = likely(4) ? between(0, 400) : likely(12) ? between(400, 15'000) : between(15'000, 300'000);
  later(patience, while_this_call([this](FarPhone& p) {
    if (likely(97)) return p.hang_up();
    for (std::size_t i = 0; i < callers_.size(); ++i)
      if (callers_[i].phone.get() == &p) return later(base::Millis{1}, [this, i] { caller_vanishes(i); });
  }));
}

void WiredWorld::caller_hears(std::size_t nth) {
  auto& caller = callers_[nth];
  const auto call = caller.calls;
  later(around(base::Seconds{50}), [this, nth, call] {
    auto& still = callers_[nth];
    if (still.calls != call || !still.phone) return;
    if (likely(95)) still.phone->hang_up();
    else caller_vanishes(nth);
  });
}

void WiredWorld::caller_vanishes(std::size_t nth) {
  auto& caller = callers_[nth];
  if (!caller.phone) return;
  sound_->fall_silent(caller.phone->sound_port());
  caller.phone.reset();
}

void WiredWorld::next_fault() {
  later(around(base::Seconds{240}), [this] {
    if (closed_) return;
    const auto kind = chance_.below(10);
    if (kind < 5) network_.cut(callers_[chance_.below(callers_.size())].at, agenda_.now() + between(500, 40'000));
    else if (kind < 9) network_.cut(desk_address(chance_.below(desks_.size()), 0, false), agenda_.now() + between(500, 40'000));
    else network_.cut(server_at_, agenda_.now() + between(500, 15'000));
    next_fault();
  });
}

void WiredWorld::everybody_leaves() {
  for (std::size_t i = 0; i < callers_.size(); ++i) {
    later(between(0, 600'000), [this, i] {
      if (callers_[i].phone) callers_[i].phone->hang_up();
    });
  }
  for (std::size_t i = 0; i < desks_.size(); ++i) {
    later(between(650'000, 900'000), [this, i] {
      for (auto& phone : desks_[i].phones) {
        if (likely(80)) phone->hang_up();
        phone->sign_off();
      }
      raise(core::SignOut{desks_[i].agent, desks_[i].user});
    });
  }
}

}  // namespace peal::sim
