#include "telephony/exchange.hpp"

#include <cstring>

#include <fmt/format.h>

#include "base/log.hpp"
#include "telephony/admission.hpp"
#include "telephony/arrivals.hpp"
#include "telephony/board.hpp"
#include "telephony/busy_announcement.hpp"
#include "telephony/cause.hpp"
#include "telephony/devices.hpp"
#include "telephony/early_media.hpp"
#include "telephony/endings.hpp"
#include "telephony/gathering.hpp"
#include "telephony/lamps.hpp"
#include "telephony/lines.hpp"
#include "telephony/pin_pad.hpp"
#include "telephony/recordings.hpp"
#include "telephony/referrals.hpp"
#include "telephony/ringing.hpp"
#include "telephony/sounds.hpp"
#include "telephony/talkers.hpp"
#include "telephony/talks.hpp"

namespace peal::telephony {
namespace {

// "192.0.2.1:5060" and "[2001:db8::1]:5060" without the port.
std::string host_of(std::string_view advertised) {
  const auto colon = advertised.rfind(':');
  const auto bracket = advertised.rfind(']');
  const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  return std::string(has_port ? advertised.substr(0, colon) : advertised);
}

std::uint64_t chance_of(const std::array<std::uint8_t, 32>& secret) {
  std::uint64_t chance = 0;
  std::memcpy(&chance, secret.data() + 8, sizeof chance);
  return chance;
}

}  // namespace

class Exchange::Inside final : public sip::UserAgentEvents {
 public:
  Inside(SwitchConfig config, sip::UserAgentConfig user_agent, Around around)
      : config_(std::move(config)),
        sip_(user_agent, around.out, *this, around.clock()),
        trunks_(sip_, around.tls, chance_of(user_agent.secret)),
        outside_(around.directory, meters_),
        board_{config_, sip_, around.media, around.speech, around.directory, legs_, trunks_, outside_, half_open_, meters_,
               [this, raise = std::move(around.raise)](core::Signal signal) {
                 lamps_.changed();
                 raise(std::move(signal));
               },
               std::move(around.clock), std::move(around.post),
               host_of(user_agent.advertised[0])},
        devices_(board_), guard_(board_), admissions_(board_, devices_, guard_), arrivals_(board_, admissions_), ringing_(board_),
        sounds_(board_), pins_(board_, guard_), gathering_(board_, sounds_, pins_), recordings_(board_), tests_(board_), busy_(board_), lamps_(board_) {
    admissions_.tell_busy_by(busy_);
    trunks_.instance(config_.instance);
    if (config_.trace == nullptr) return;
    sip_.show_received(config_.trace);
    legs_.tell_added([this](const Leg& leg, const Line& line) {
      config_.trace->leg_has_call({leg.id.value, leg.id.tenant.value}, sip_.call_id_text(line.call),
                                  {line.trunk.value, line.trunk.tenant.value}, leg.affinity);
    });
  }

  void carry_out(const core::Command& command) {
    std::visit([this](const auto& wish) { obey(wish); }, command);
    lamps_.changed();
  }
  void media_event(const media::MediaEvent& event) {
    std::visit([this](const auto& happened) { heard(happened); }, event);
  }

  // sip::UserAgentEvents
  bool unwanted(const sip::Flow& flow) override { return guard_.drop(flow); }
  bool known(const sip::Flow& flow) override { return guard_.knows(flow.remote); }
  void flooded(const sip::Flow& flow) override { guard_.flooded(flow); }
  void malformed(const sip::Flow& flow) override { guard_.malformed(flow); }
  std::optional<base::Seconds> shed(const sip::RequestView& invite) override { return admissions_.shed(invite); }
  sip::Admission admit(const sip::RequestView& request) override { return admissions_.admit(request); }
  std::optional<sip::DigestSecret> digest_secret(std::string_view realm, std::string_view user) override {
    return board_.directory.device_secret(realm, user);
  }
  void incoming_call(sip::CallId call, const sip::IncomingCall& incoming) override { 
    if (const auto shed = admissions_.take_shed()) return busy_.tell(shed->tenant, call, incoming, shed->retry_after);
    arrivals_.arrived(call, incoming);
  }
  void acknowledged(sip::CallId call, std::string_view sdp) override {
    const auto at = legs_.find(call);
    if (!at) return;
    half_open_.over(at.leg->id);
    arrivals_.acknowledged(*at.leg, sdp);
  }
  void progressed(sip::CallId call, const sip::CallProgress& progress) override {
    const auto at = legs_.find(call);
    if (!at) return;
    if (!progress.sdp.empty()) take_early(board_, *at.leg, *at.line, progress.sdp);
    ringing_.progressed(*at.leg);
  }
  void target_failed(sip::CallId call, const sip::Flow& failed, const sip::Flow& next) override {
    core::TrunkId trunk;
    const auto at = legs_.find(call);
    if (at) {
      trunk = at.line->trunk;
      at.line->peer = next.remote;
    } else if (!tests_.moved(call, trunk, next.remote)) {
      return;
    }
    trunks_.target_failed(trunk, failed.remote, board_.now());
    base::log(base::LogLevel::kInfo, "telephony", "target_failed", {{"call", sip_.call_id_text(call)}, {"target", failed.remote.text()}, {"next", next.remote.text()}});
  }
  void answered(sip::CallId call, const sip::CallAnswered& answer) override {
    if (tests_.answered(call, answer)) return;
    if (const auto at = legs_.find(call)) ringing_.answered(*at.leg, *at.line, answer);
  }
  void failed(sip::CallId call, const sip::CallEnd& end) override {
    if (tests_.ended(call, end) || busy_.ended(call)) return;
    const auto at = legs_.find(call);
    if (!at) return;
    if (at.leg->state == LegState::kRinging) ringing_.refused(*at.leg, call, end);
    else telephony::failed(board_, *at.leg, end);
  }
  void ended(sip::CallId call, const sip::CallEnd& end) override {
    if (tests_.ended(call, end) || busy_.ended(call)) return;
    if (const auto at = legs_.find(call)) telephony::ended(board_, *at.leg, end);
  }
  void offered(sip::CallId call, std::string_view offer) override {
    if (const auto at = legs_.find(call)) telephony::offered(board_, *at.leg, *at.line, offer);
  }
  void reoffer_answered(sip::CallId call, std::string_view answer) override {
    if (const auto at = legs_.find(call)) offer_answered(board_, *at.leg, *at.line, answer);
  }
  void reoffer_refused(sip::CallId, std::uint16_t) override {}  // We never ask for a change of media.
  void digit(sip::CallId call, char digit, base::Millis) override {
    if (const auto at = legs_.find(call)) pressed(*at.leg, digit, DigitWay::kInfo);
  }
  void info(sip::CallId, std::string_view, std::string_view) override {}
  std::uint16_t referred(sip::CallId call, const sip::Referral& referral) override {
    return telephony::referred(board_, call, referral);
  }
  void name_wanted(const sip::LocateWish& wish) override {
    if (config_.look_up) return config_.look_up(wish);
    board_.post([this, wish] { sip_.name_found(wish, {}, {}, board_.now()); });
  }
  void request_done(sip::RequestId request, const sip::RequestOutcome& outcome) override {
    trunks_.request_done(request, outcome, board_.now());
  }
  std::uint16_t subscription_asked(const sip::SubscriptionAsked& asked) override { return lamps_.asked(asked); }
  std::vector<sip::WatchedDialog> dialogs_of(std::string_view user, std::string_view watcher) override { return lamps_.dialogs_of(user, watcher); }
  sip::WaitingMessages waiting_messages(std::string_view user) override { return board_.directory.waiting_messages(user); }
  void binding_changed(const sip::Binding& binding, sip::BindingChange change) override {
    devices_.changed(binding, change);
  }
  void flow_lost(std::uint64_t connection) override {
    admissions_.connection_lost(connection);
    trunks_.flow_lost(connection, board_.now());
    for (const auto& id : legs_.over_connection(connection)) {
      Leg* leg = legs_.find(id);
      // A ringing device's call has failed by itself, and others may still ring.
      if (leg == nullptr || leg->state == LegState::kRinging) continue;
      meters_.connection_lost.add();
      lose(board_, *leg);
    }
  }

  void hang_up_all() {
    for (const auto& id : legs_.all()) {
      if (Leg* leg = legs_.find(id)) lose(board_, *leg);
    }
    recordings_.stop_all();
    tests_.stop();
    busy_.stop();
    trunks_.stop(board_.now());
  }
  void advance() {
    const auto now = board_.now();
    ringing_.advance(now);
    trunks_.advance(now);
    gathering_.advance(now);
    tests_.advance(now);
    busy_.advance(now);
    lamps_.advance(now);
  }
  [[nodiscard]] std::optional<base::Time> next_due() const {
    std::optional<base::Time> first;
    for (const auto& due : {ringing_.next_due(), gathering_.next_due(), trunks_.next_due(), tests_.next_due(), busy_.next_due(), lamps_.next_due()}) {
      if (due && (!first || *due < *first)) first = due;
    }
    return first;
  }

  SwitchConfig config_;
  LegTable legs_;
  Talkers talkers_;
  Meters meters_;
  sip::UserAgent sip_;
  Trunks trunks_;
  OutsideGuard outside_;
  HalfOpenCalls half_open_;
  Board board_;
  Devices devices_;
  SourceGuard guard_;
  Admissions admissions_;
  Arrivals arrivals_;
  Ringing ringing_;
  Sounds sounds_;
  PinPad pins_;
  Gathering gathering_;
  Recordings recordings_;
  TestCalls tests_;
  BusyAnnouncements busy_;
  Lamps lamps_;

 private:
  // Calls `act(leg)` when it lives; what concerns sound needs it to be up.
  template <class Act>
  void with(const core::LegId& id, Act&& act) {
    if (Leg* leg = legs_.find(id)) act(*leg);
  }
  template <class Act>
  void with_up(const core::LegId& id, Act&& act) {
    with(id, [&](Leg& leg) {
      if (leg.state == LegState::kUp) act(leg);
    });
  }
  template <class Act>
  void with_both(const core::LegId& caller, const core::LegId& agent, Act&& act) {
    with_up(caller, [&](Leg& a) { with_up(agent, [&](Leg& b) { act(a, b); }); });
  }

  void obey(const core::RingBack& c) { with(c.leg, [&](Leg& leg) { arrivals_.ring_back(leg, legs_.find(c.near)); }); }
  void obey(const core::AnswerLeg& c) { with(c.leg, [&](Leg& leg) { arrivals_.answer(leg, legs_.find(c.near)); }); }
  void obey(const core::OwnLeg& c) { with(c.leg, [&](Leg& leg) { leg.agent = c.agent; }); }
  void obey(const core::GatherDigits& c) { with_up(c.leg, [&](Leg& leg) { gathering_.begin(leg, c); }); }
  void obey(const core::RejectLeg& c) { with(c.leg, [&](Leg& leg) { reject(board_, leg, c); }); }
  void obey(const core::HangUpLeg& c) { with(c.leg, [&](Leg& leg) { hang_up(board_, leg, c.cause); }); }
  void obey(const core::RingLeg& c) { ringing_.ring(c); }
  void obey(const core::PlayPrompt& c) { with_up(c.leg, [&](Leg& leg) { sounds_.play(leg, c); }); }
  void obey(const core::PlayPosition& c) { with_up(c.leg, [&](Leg& leg) { sounds_.play_position(leg, c); }); }
  void obey(const core::StopPlay& c) { with_up(c.leg, [&](Leg& leg) { sounds_.stop(leg); }); }
  void obey(const core::PlayMusic& c) { with_up(c.leg, [&](Leg& leg) { sounds_.music(leg, c); }); }
  void obey(const core::PlayComfort& c) { with_up(c.leg, [&](Leg& leg) { sounds_.comfort(leg); }); }
  void obey(const core::PlayRingBack& c) {
    with_up(c.leg, [&](Leg& leg) {
      sounds_.ring_back(leg);
      with(c.ringing, [&](Leg& ringing) { wait_for(board_, leg, ringing); });
    });
  }
  void obey(const core::ReportReferral& c) { with_up(c.leg, [&](Leg& leg) { report_referral(board_, leg, c.status); }); }
  void obey(const core::EchoLeg& c) { with_up(c.leg, [&](Leg& leg) { sounds_.echo(leg); }); }
  void obey(const core::BridgeLegs& c) {
    with_both(c.caller, c.agent, [&](Leg& caller, Leg& agent) { bridge(board_, caller, agent); });
  }
  void obey(const core::UnbridgeLegs& c) {
    with_both(c.caller, c.agent, [&](Leg& caller, Leg& agent) { unbridge(board_, caller, agent); });
  }
  void obey(const core::MuteLeg& c) { with_up(c.leg, [&](Leg& leg) { mute(board_, leg, c.on); }); }
  void obey(const core::SendLegDigits& c) { with_up(c.leg, [&](Leg& leg) { send_digits(board_, leg, c.digits.text); }); }
  void obey(const core::StartRecording& c) { recordings_.start(c); }
  void obey(const core::RecordAgent& c) { recordings_.attach_agent(c); }
  void obey(const core::StopRecording& c) { recordings_.stop(c.recording); }
  void obey(const core::TakePin& c) { with_up(c.leg, [&](Leg& leg) { gathering_.begin(leg, c); }); }
  void obey(const core::JoinMix& c) { with_up(c.leg, [&](Leg& leg) { join_mix(board_, leg, c.mix); }); }
  void obey(const core::LeaveMix& c) { with_up(c.leg, [&](Leg& leg) { board_.media.leave(leg.line().stream); }); }
  void obey(const core::MixTone& c) {
    board_.media.play_to_mix(media::MixId{c.mix.value}, c.came ? media::MixTone::kCame : media::MixTone::kWent);
  }
  void obey(const core::StartMixRecording& c) { recordings_.start(c); }
  void obey(const core::FindCustomer&) {}  // For records.
  void obey(const core::CheckPin&) {}      // For whoever keeps PINs.
  void obey(const core::Refuse&) {}        // For whoever asked.

  void pressed(Leg& leg, char digit, DigitWay way) {
    if (!digit_counts(leg, way) || gathering_.takes(leg, digit)) return;
    if (way == DigitWay::kInfo) board_.media.pass_key(leg.line().stream, digit);
    board_.raise(core::DigitPressed{leg.id, base::Personal(std::string(1, digit))});
  }
  void heard(const media::DigitReceived& e) {
    if (const auto at = legs_.find(e.stream)) pressed(*at.leg, e.digit, DigitWay::kRtp);
  }
  void heard(const media::PlayFinished& e) {
    if (tests_.played(e) || busy_.played(e)) return;
    if (const auto at = legs_.find(e.stream)) sounds_.finished(*at.leg, e);
  }
  void heard(const media::FirstAudio& e) {
    const auto at = legs_.find(e.stream);
    if (!at) return;
    at.leg->heard = true;
    hear_early(board_, *at.leg);
  }
  void heard(const media::StreamIdle& e) {
    const auto at = legs_.find(e.stream);
    // A peer that never sent a packet may be a tester or a listener; one on hold may be silent.
    if (!at || !at.leg->heard || at.leg->held_by_peer || at.leg->state != LegState::kUp) return;
    meters_.silent.add();
    base::log(base::LogLevel::kInfo, "telephony", "leg_silent", {{"leg", base::to_text(at.leg->id)}});
    lose(board_, *at.leg);
  }
  void heard(const media::DtlsFailed& e) {
    const auto at = legs_.find(e.stream);
    if (!at) return;
    base::log(base::LogLevel::kInfo, "telephony", "dtls_failed",
              {{"leg", base::to_text(at.leg->id)}, {"error", e.reason}});
    lose(board_, *at.leg);
  }
  void heard(const media::RecordingWritten& e) { recordings_.written(e); }
  void heard(const media::RecordingFailed& e) { recordings_.failed(e); }
  void heard(const media::TalkChanged& e) {
    if (const auto at = legs_.find(e.stream)) talkers_.heard(at.leg->id, e.talking, board_.now());
  }
  void heard(const media::DtlsEstablished&) {}
  void heard(const media::StreamResumed&) {}
  void heard(const media::StreamClosed&) { count_streams(board_); }  // Its port is free by now.
};

Exchange::Exchange(SwitchConfig config, sip::UserAgentConfig user_agent, Around around)
    : inside_(std::make_unique<Inside>(std::move(config), std::move(user_agent), std::move(around))) {}
Exchange::~Exchange() = default;

void Exchange::carry_out(const core::Command& command) { inside_->carry_out(command); }
void Exchange::media_event(const media::MediaEvent& event) { inside_->media_event(event); }
void Exchange::waited(base::Micros wait, std::size_t messages) { inside_->admissions_.waited(wait, messages); }
void Exchange::prepare(const core::Settings& settings) { inside_->sounds_.prepare(settings); }
void Exchange::hang_up_all() { inside_->hang_up_all(); }
void Exchange::adopt_trunks(std::vector<TrunkSetup> trunks) {
  inside_->trunks_.adopt(std::move(trunks), inside_->board_.now());
  inside_->guard_.trunks_changed();
}
void Exchange::adopt_places(std::map<std::string, sip::Located> places) { inside_->board_.places = std::move(places); }
bool Exchange::heard_stun(const sip::SocketAddress& from, std::string_view datagram) {
  return inside_->trunks_.heard_stun(from, datagram, inside_->board_.now());
}
void Exchange::be_reached_at(const ReachedAt& at) {
  inside_->sip_.advertise(at.v4, at.v6);
  inside_->board_.host = host_of(at.v4[0]);
  inside_->trunks_.advertised(inside_->board_.now());
}
void Exchange::adopt_allowed(std::vector<base::IpRange> never_banned) { inside_->guard_.adopt(std::move(never_banned)); }
void Exchange::adopt_outside(std::map<core::TenantId, core::OutsideRules> rules) { inside_->outside_.adopt(std::move(rules)); }
void Exchange::adopt_busy(const std::map<core::TenantId, BusyText>& texts) { inside_->busy_.adopt(texts); }
void Exchange::adopt_strangers(std::map<core::TenantId, core::StrangerRules> rules) { inside_->admissions_.adopt_strangers(std::move(rules)); }
bool Exchange::acknowledge_alarm(core::TenantId tenant, std::uint64_t alarm) { return inside_->outside_.acknowledge(tenant, alarm); }
OutsideGuard::Kept Exchange::kept_outside() { return inside_->outside_.kept(inside_->board_.now()); }
void Exchange::restore_outside(const OutsideGuard::Kept& kept) { inside_->outside_.restore(kept); }
core::GuardView Exchange::guard() {
  auto seen = inside_->guard_.view();
  inside_->outside_.view(seen, inside_->board_.now());
  inside_->admissions_.view(seen);
  return seen;
}
bool Exchange::lift_ban(std::string_view source) { return inside_->guard_.lift(source); }
std::vector<Lockout::Kept> Exchange::kept_locks() const { return inside_->guard_.kept_locks(); }
void Exchange::restore_locks(const std::vector<Lockout::Kept>& locks) { inside_->guard_.restore_locks(locks); }
std::vector<Bans::Kept> Exchange::kept_bans() const { return inside_->guard_.kept(); }
void Exchange::restore_bans(const std::vector<Bans::Kept>& bans) { inside_->guard_.restore(bans); }
std::uint64_t Exchange::ban_changes() const { return inside_->guard_.changes(); }
std::vector<core::LegId> Exchange::talkers() const { return inside_->talkers_.at(inside_->board_.now()); }
std::vector<core::TrunkView> Exchange::trunks() const { return inside_->trunks_.view(inside_->board_.now()); }
void Exchange::test_call(const TestCall& call, std::function<void(base::Result<core::TrunkTestOutcome>)> done) {
  inside_->tests_.start(call, std::move(done));
}
void Exchange::advance() { inside_->advance(); }
std::optional<base::Time> Exchange::next_due() const { return inside_->next_due(); }
sip::UserAgent& Exchange::user_agent() { return inside_->sip_; }
std::size_t Exchange::live_legs() const { return inside_->legs_.size(); }
std::size_t Exchange::registrations() const { return inside_->devices_.size(); }
std::uint64_t Exchange::binding_changes() const { return inside_->devices_.changes(); }

std::vector<sip::Binding> Exchange::lasting_bindings() const {
  auto bindings = inside_->sip_.registrar().all();
  // Connections end with the program; whoever registered over one comes back by itself.
  std::erase_if(bindings, [](const sip::Binding& binding) { return binding.flow.connection != 0; });
  return bindings;
}

void Exchange::restore(const std::vector<sip::Binding>& bindings) {
  const auto now = inside_->board_.now();
  for (const auto& binding : bindings) {
    const bool known = inside_->board_.directory.device_owner(Devices::user_of(binding.aor)).has_value();
    if (binding.expires <= now || !known) continue;
    inside_->sip_.restore(binding, now);
    inside_->devices_.changed(binding, sip::BindingChange::kAdded);
    inside_->guard_.restored(binding.flow.remote);
  }
}

}  // namespace peal::telephony
