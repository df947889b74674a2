#include "sim/wire/wired_world.hpp"

#include <cmath>

#include <fmt/format.h>

#include "core/view.hpp"
#include "sim/trace.hpp"
#include "sim/world/world.hpp"

/// The server of the wired world, and what is checked of it.
namespace peal::sim {
namespace {

constexpr base::Time kStart = base::from_unix_millis(1'795'000'000'000);
constexpr base::Seconds kAftermath{3 * 3600};  // Session timers of half an hour come twice.

Weather weather_of(base::Seed& chance) {
  switch (chance.below(4)) {
    case 0: return {0, 0, base::Millis{20}};
    case 1: return {2, 2, base::Millis{80}};
    case 2: return {10, 5, base::Millis{250}};
    default: return {20, 15, base::Millis{700}};  // T1 is 500 ms: most is sent again before it is answered.
  }
}

sip::SocketAddress address(std::uint8_t net, std::size_t nth) {
  sip::SocketAddress made;
  made.ip[0] = 10;
  made.ip[1] = net;
  made.ip[2] = static_cast<std::uint8_t>(nth / 200);
  made.ip[3] = static_cast<std::uint8_t>(1 + nth % 200);
  made.port = 5060;
  return made;
}

core::Settings make_centre(base::Seed& chance) {
  auto settings = make_settings(chance);
  auto& centre = settings.centres.front();
  if (centre.agents.size() > 20) centre.agents.resize(20);
  for (std::size_t i = 0; i < centre.agents.size(); ++i) {
    auto& agent = centre.agents[i];
    if (agent.device == core::DeviceKind::kOutside) agent.address = fmt::format("sip:{}@{}", agent.key, address(3, i).text());
    else agent.device = core::DeviceKind::kSipPhone;
  }
  return settings;
}

}  // namespace

WiredWorld::WiredWorld(const SimOptions& options)
    : options_(options), chance_(options.seed * 0x9e3779b97f4a7c15ULL + 5), end_(kStart + std::chrono::hours(options.hours)),
      agenda_(kStart), network_(agenda_, chance_.next(), weather_of(chance_)), server_at_(address(0, 0)),
      server_end_(network_, server_at_), settings_(make_centre(chance_)), state_(core::make_state()), speaker_(chance_.next()) {
  report_.seed = options.seed;
  report_.agents = static_cast<std::uint32_t>(settings_.centres.front().agents.size());
  directory_.adopt(settings_.centres.front());
  callers_.resize(80);
  for (std::size_t i = 0; i < callers_.size(); ++i) callers_[i].at = address(2, i);
}

WiredWorld::~WiredWorld() = default;

base::Millis WiredWorld::between(std::int64_t least_ms, std::int64_t most_ms) {
  return base::Millis{least_ms + static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(most_ms - least_ms + 1)))};
}

base::Millis WiredWorld::around(base::Millis mean) {
  return base::Millis{1 + static_cast<std::int64_t>(static_cast<double>(mean.count()) * -std::log(1.0 - chance_.unit()))};
}

void WiredWorld::start_server() {
  ++life_;
  if (sound_ != nullptr) past_sounds_.push_back(std::move(sound_));  // What it planned may still come.
  sound_ = std::make_unique<SimulatedSound>(agenda_, chance_.next(), [this, life = life_](media::MediaEvent event) {
    if (life == life_) exchange_->media_event(event);
  });
  telephony::SwitchConfig config;
  sip::UserAgentConfig user_agent;
  user_agent.advertised.fill(server_at_.text());
  for (auto& byte : user_agent.secret) byte = static_cast<std::uint8_t>(chance_.below(256));
  config.secret = user_agent.secret;
  exchange_ = std::make_unique<telephony::Exchange>(
      config, user_agent,
      telephony::Exchange::Around{server_end_, *sound_, speaker_, directory_, [this](core::Signal signal) { raise(std::move(signal)); },
                                  [this] { return agenda_.now(); },
                                  [this](std::function<void()> task) { later(base::Millis{0}, std::move(task)); }});
  // Its callers are neighbours, and as many as the run wants.
  exchange_->adopt_strangers({{kTenant, {0, 0, 0}}});
  network_.listen(server_at_, [this](const sip::Flow& from, std::string_view bytes) {
    for (auto& caller : callers_)
      if (caller.at == from.remote) speaking_ = &caller;
    exchange_->user_agent().received(from, bytes, agenda_.now());
    speaking_ = nullptr;
  });
}

// As kill -9: facts are on disk, registrations too, and nothing else.
void WiredWorld::crash() {
  ++report_.crashes;
  const auto bindings = exchange_->lasting_bindings();
  exchange_.reset();
  mailbox_.clear();
  caller_of_leg_.clear();
  legs_.clear();
  network_.cut(server_at_, agenda_.now() + between(200, 30'000));
  start_server();
  decide(core::Restarted{false});
  decide(core::SettingsChanged{std::make_shared<core::Settings>(settings_)});
  exchange_->restore(bindings);
}

SimReport WiredWorld::play() {
  start_server();
  decide(core::SettingsChanged{std::make_shared<core::Settings>(settings_)});
  open_desks();
  next_call();
  next_fault();
  if (likely(70)) agenda_.at(kStart + between(600'000, (end_ - kStart).count() * 9 / 10), [this] { crash(); });
  agenda_.at(end_, [this] {
    closed_ = true;
    decide(core::Drain{});
    everybody_leaves();
  });
  while (report_.violations.empty() && turn(end_ + kAftermath)) {
  }
  if (report_.violations.empty()) finish();
  report_.datagrams = network_.sent();
  report_.datagrams_lost = network_.lost();
  return report_;
}

// One moment: whatever is due first, of the plans, the core, SIP or telephony.
bool WiredWorld::turn(base::Time last) {
  auto& sip = exchange_->user_agent();
  std::optional<base::Time> first;
  for (const auto& due : {agenda_.next(), core::next_due(*state_), sip.next_due(), exchange_->next_due()})
    if (due && (!first || *due < *first)) first = due;
  if (!first || *first > last) return false;
  if (const auto plan = agenda_.next(); plan && *plan <= *first) {
    agenda_.run_next();
  } else {
    agenda_.move_to(*first);
    sip.advance(agenda_.now());
    exchange_->advance();
    if (const auto due = core::next_due(*state_); due && *due <= agenda_.now()) decide(core::Tick{});
  }
  pump();
  return true;
}

void WiredWorld::pump() {
  while (!mailbox_.empty()) {
    const auto signal = std::move(mailbox_.front());
    mailbox_.pop_front();
    decide(signal);
  }
  if (exchange_->live_legs() != legs_.size())
    fail(fmt::format("the switch has {} legs where there should be {}", exchange_->live_legs(), legs_.size()));
  if (!sound_->bridges_agree()) fail("a stream is bridged with one that is not bridged with it");
  if (report_.signals > limits::kSignals) fail("the run does not end");
}

void WiredWorld::keep_books(const core::Signal& signal) {
  if (const auto* arrived = std::get_if<core::LegArrived>(&signal)) legs_.insert(arrived->leg);
  else if (const auto* failed = std::get_if<core::LegFailed>(&signal)) legs_.erase(failed->leg);
  else if (const auto* hung_up = std::get_if<core::LegHungUp>(&signal)) legs_.erase(hung_up->leg);
  else if (const auto* lost = std::get_if<core::LegLost>(&signal)) legs_.erase(lost->leg);
}

void WiredWorld::keep_books(const core::Command& command) {
  if (const auto* ring = std::get_if<core::RingLeg>(&command)) legs_.insert(ring->leg);
  else if (const auto* hang_up = std::get_if<core::HangUpLeg>(&command)) legs_.erase(hang_up->leg);
  else if (const auto* reject = std::get_if<core::RejectLeg>(&command)) legs_.erase(reject->leg);
}

void WiredWorld::decide(const core::Signal& signal) {
  keep_books(signal);
  if (const auto* arrived = std::get_if<core::LegArrived>(&signal); arrived != nullptr && speaking_ != nullptr) {
    speaking_->leg = arrived->leg;
    caller_of_leg_[arrived->leg] = static_cast<std::size_t>(speaking_ - callers_.data());
  }
  const auto outcome = core::decide(*state_, signal, agenda_.now(), chance_.next());
  if (std::holds_alternative<core::Tick>(signal) && outcome.facts.empty() && outcome.commands.empty()) return;
  ++report_.signals;
  report_.facts += outcome.facts.size();
  auditor_.see(*state_, signal, outcome, agenda_.now());
  if (report_.signals % limits::kSignalsPerRecount == 0) auditor_.check_whole(*state_);
  for (const auto& violation : auditor_.violations()) fail(violation);
  if (options_.trace) print_event(agenda_.now(), signal, outcome);
  for (const auto& fact : outcome.facts)
    if (std::holds_alternative<core::ContactArrived>(fact.body)) ++report_.contacts;
  for (const auto& command : outcome.commands) carry_out(command);
}

void WiredWorld::carry_out(const core::Command& command) {
  if (const auto* find = std::get_if<core::FindCustomer>(&command)) return find_customer(*find);
  keep_books(command);
  if (options_.canary == Canary::kKeptLeg && std::holds_alternative<core::HangUpLeg>(command) && likely(10)) return;
  if (const auto* bridge = std::get_if<core::BridgeLegs>(&command)) {
    ++report_.talks;
    const auto caller = caller_of_leg_.find(bridge->caller);
    if (caller != caller_of_leg_.end()) caller_hears(caller->second);
  }
  exchange_->carry_out(command);
}

void WiredWorld::find_customer(const core::FindCustomer& command) {
  if (likely(2)) return;  // Never told.
  const bool found = !likely(10);
  later(between(1, 400), [this, life = life_, contact = command.contact, party = command.party, found] {
    if (life != life_) return;
    if (!found) return raise(core::CustomerNotFound{contact, base::ErrorCode::kUnavailable});
    raise(core::CustomerFound{contact, core::CustomerId{kTenant, 1 + party.value % 97}, false, base::Personal{"Li Na"}, "",
                              base::Personal{"Beijing"}});
  });
}

void WiredWorld::fail(const std::string& what) {
  if (report_.violations.size() < limits::kViolations) report_.violations.push_back(what);
}

// Everybody has gone home: every dialog has ended at both ends, no leg is left,
// no stream, no recording, no transaction, and no promise is broken.
void WiredWorld::finish() {
  auditor_.check_whole(*state_);
  for (const auto& violation : auditor_.violations()) fail(violation);
  const auto left = [this](std::string_view what, std::size_t count) {
    if (count != 0) fail(fmt::format("{} {} left", count, what));
  };
  const auto& sip = exchange_->user_agent();
  left("legs are", exchange_->live_legs());
  left("SIP calls of the server are", sip.call_count());
  left("SIP transactions of the server are", sip.transaction_count());
  left("registrations are", exchange_->registrations());
  left("media streams are", sound_->open_streams());
  left("recordings are", sound_->open_recordings());
  for (const auto& desk : desks_) {
    for (const auto& phone : desk.phones) {
      left("calls of the phone of agent " + desk.number + " are", phone->calls());
      left("transactions of the phone of agent " + desk.number + " are", phone->transactions());
    }
  }
  for (const auto& caller : callers_) {
    if (caller.phone == nullptr) continue;
    left("calls of the caller " + caller.at.text() + " are", caller.phone->calls());
    left("transactions of the caller " + caller.at.text() + " are", caller.phone->transactions());
  }
  for (const auto id : core::contacts_of(*state_, kTenant)) {
    const auto view = core::contact_view(*state_, id);
    const bool unbounded = view->place == core::ContactPlace::kWrapUp && view->handlings.back().wrap_up_until == core::Time{};
    if (!unbounded) fail("promise 2: contact " + base::to_text(id) + " never ended");
  }
}

}  // namespace peal::sim
