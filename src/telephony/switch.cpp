#include "telephony/switch.hpp"

#include <optional>
#include <utility>

#include "base/bounded_queue.hpp"
#include "base/log.hpp"
#include "sip/tap.hpp"
#include "sip/transport/public_address.hpp"
#include "sip/transport/transports.hpp"
#include "telephony/bindings_file.hpp"
#include "telephony/exchange.hpp"
#include "telephony/guard/guard_file.hpp"
#include "telephony/limits.hpp"
#include "telephony/own_address.hpp"
#include "telephony/progress_event.hpp"
#include "telephony/reached_at.hpp"

namespace peal::telephony {
namespace {

constexpr std::uint16_t kSipTlsPort = 5061;  // RFC 3261 19.1.2.

sip::UserAgentConfig user_agent_config(const SwitchConfig& config, const ReachedAt& at) {
  sip::UserAgentConfig made;
  made.advertised = at.v4;
  made.advertised_v6 = at.v6;
  made.secret = config.secret;
  made.calls_max = config.calls_max * 2;  // A ringing agent may have several devices.
  return made;
}

base::Status open_tls(const SwitchConfig& config, sip::Transports& transports) {
  if (config.certificate.certificate.empty()) return {};
  if (auto status = transports.tls().use_certificate(config.certificate); !status) return status;
  return config.sip_tls ? transports.listen_tls(*config.sip_tls) : base::Status{};
}

}  // namespace

struct Switch::Inside {
  Inside(net::Loop& l, const std::filesystem::path& data)
      : loop(l), self(std::make_shared<Inside*>(this)), bindings(data / "registrations"), bans(data / "bans"), locks(data / "locks"), outside(data / "outside") {}
  ~Inside() {
    *self = nullptr;
    loop.cancel(timer);
    loop.cancel(save_timer);
    loop.cancel(ban_timer);
    loop.cancel(stun_timer);
    if (exchange) save();
    if (exchange) save_bans_now();
    if (exchange) save_outside_now();
    if (transports) transports->tell_waits({});
    if (transports) transports->hear_stun({});
    if (transports) transports->detach();
  }

  // From media threads.
  void keep(media::MediaEvent event) {
    bool was_empty = false;
    if (may_be_shed(event)) {
      if (!events.push(std::move(event), was_empty)) return shed.add();
    } else {
      events.push_always(std::move(event), was_empty);
    }
    if (!was_empty) return;
    loop.post_always([keep = self] {
      if (*keep != nullptr) (*keep)->take_events();
    });
  }
  void take_events() {
    for (const auto& event : events.take_all()) exchange->media_event(event);
  }

  void rearm() {
    save_bans_soon();
    const auto next = exchange->next_due();
    if (next == due) return;
    loop.cancel(timer);
    due = next;
    if (!due) return;
    timer = loop.arm(*due, [this] {
      due.reset();
      exchange->advance();
    });
  }

  void save() {
    if (exchange->binding_changes() == saved_changes) return;
    saved_changes = exchange->binding_changes();
    if (auto done = save_bindings(bindings, exchange->lasting_bindings()); !done) {
      base::log(base::LogLevel::kWarning, "telephony", "registrations_not_saved", {{"error", done.error().describe()}});
    }
  }
  // What was used of the hour changes all the time.
  void save_outside_now() {
    if (auto done = save_outside(outside, exchange->kept_outside()); !done) {
      base::log(base::LogLevel::kWarning, "telephony", "outside_use_not_saved", {{"error", done.error().describe()}});
    }
  }
  void save_again() {
    save();
    save_outside_now();
    save_timer = loop.arm_after(kBindingsSaveEvery, [this] { save_again(); });
  }
  void restore() {
    auto saved = load_bindings(bindings);
    if (saved) exchange->restore(*saved);
    else base::log(base::LogLevel::kWarning, "telephony", "registrations_not_read", {{"error", saved.error().describe()}});
    const auto shut_out = load_bans(bans);
    if (shut_out) exchange->restore_bans(*shut_out);
    else base::log(base::LogLevel::kWarning, "telephony", "bans_not_read", {{"error", shut_out.error().describe()}});
    const auto locked = load_locks(locks);
    if (locked) exchange->restore_locks(*locked);
    else base::log(base::LogLevel::kWarning, "telephony", "locks_not_read", {{"error", locked.error().describe()}});
    const auto used = load_outside(outside);
    if (used) return exchange->restore_outside(*used);
    base::log(base::LogLevel::kWarning, "telephony", "outside_use_not_read", {{"error", used.error().describe()}});
  }

  void save_bans_now() {
    if (exchange->ban_changes() == saved_bans) return;
    saved_bans = exchange->ban_changes();
    if (auto done = save_bans(bans, exchange->kept_bans()); !done) {
      base::log(base::LogLevel::kWarning, "telephony", "bans_not_saved", {{"error", done.error().describe()}});
    }
    if (auto done = save_locks(locks, exchange->kept_locks()); !done) {
      base::log(base::LogLevel::kWarning, "telephony", "locks_not_saved", {{"error", done.error().describe()}});
    }
  }
  // A storm bans thousands; they share one write.
  void save_bans_soon() {
    if (exchange->ban_changes() == saved_bans || ban_save_due) return;
    ban_save_due = true;
    ban_timer = loop.arm_after(kBansSaveAfter, [this] {
      ban_save_due = false;
      save_bans_now();
    });
  }

  // What a STUN server sees of us (RFC 8489).
  void ask_stun(std::vector<sip::SocketAddress> servers) {
    if (!mapped) {
      secret[0] ^= 0x5a;  // Not the row of tokens that the user agent shows.
      mapped.emplace(secret, [this](const sip::SocketAddress& server, const std::string& bytes) {
        transports->send({sip::Transport::kUdp, 0, server}, bytes);
      });
    }
    mapped->use(std::move(servers), loop.now());
    rearm_stun();
  }
  bool heard_stun(const sip::SocketAddress& from, std::string_view datagram) {
    if (!mapped) return false;
    const auto before = mapped->address();
    const bool was_silent = mapped->silent();
    if (!mapped->received(from, datagram, loop.now())) return false;
    if (mapped->address() != before) take_mapped(before);
    if (mapped->address() != before || was_silent) tell_mapped();
    rearm_stun();
    return true;
  }
  void rearm_stun() {
    loop.cancel(stun_timer);
    const auto next = mapped->next_due();
    if (!next) return;
    stun_timer = loop.arm(*next, [this] {
      const bool was_silent = mapped->silent();
      mapped->advance(loop.now());
      if (mapped->silent() && !was_silent) {
        base::log(base::LogLevel::kWarning, "telephony", "stun_silent", {});
        tell_mapped();
      }
      rearm_stun();
    });
  }
  void tell_mapped() { told_mapped({mapped->address() ? mapped->address()->text() : std::string(), mapped->silent()}); }
  void take_mapped(const std::optional<sip::SocketAddress>& before) {
    const auto at = reached_at(own, tls_port, media_bind, mapped->address());
    if (!at) return;
    base::log(base::LogLevel::kInfo, "telephony", "public_address",
              {{"now", mapped->address()->text()}, {"before", before ? before->text() : std::string()}});
    media->be_reached_at(at->media, at->media_v6);
    exchange->be_reached_at(*at);
  }

  net::Loop& loop;
  std::shared_ptr<Inside*> self;  // Null once this is gone: media threads and the loop keep tasks.
  std::filesystem::path bindings, bans, locks, outside;
  base::Counter& shed = base::counter("peal_media_events_shed_total", "Progress events dropped because the loop was behind.");
  base::BoundedQueue<media::MediaEvent> events{kMediaEventsMax};
  std::unique_ptr<sip::Transports> transports;
  std::optional<sip::TappedOutput> out;
  std::unique_ptr<media::MediaPlane> media;
  std::unique_ptr<Exchange> exchange;
  net::Loop::Timer timer, save_timer, ban_timer, stun_timer;
  OwnAddresses own;
  std::uint16_t tls_port = 0;
  std::string media_bind;
  std::optional<sip::PublicAddress> mapped;
  std::function<void(const Mapped&)> told_mapped;
  std::array<std::uint8_t, 32> secret{};
  bool ban_save_due = false;
  std::optional<base::Time> due;
  std::uint64_t saved_changes = 0, saved_bans = 0;
};

Switch::Switch(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Switch::~Switch() = default;

base::Result<std::unique_ptr<Switch>> Switch::open(SwitchConfig config, net::Loop& loop, Directory& directory,
                                                   speech::Speaker& speech, Raise raise) {
  auto inside = std::make_unique<Inside>(loop, config.data);
  auto transports = sip::Transports::open(loop, config.sip);
  if (!transports) return base::fail(transports.error());
  inside->transports = *std::move(transports);
  if (auto status = open_tls(config, *inside->transports); !status) return base::fail(status.error());
  const auto tls = inside->transports->tls_local();
  const auto own = own_addresses(inside->transports->local(), config.public_address);
  if (!own) return base::fail(own.error());
  inside->own = *own;
  inside->tls_port = tls ? tls->port : kSipTlsPort;
  inside->media_bind = config.media.bind_address;
  inside->secret = config.secret;
  const auto at = reached_at(*own, inside->tls_port, inside->media_bind, std::nullopt);
  if (!at) return base::fail(at.error());
  config.media.public_address = at->media;
  config.media.public_address_v6 = at->media_v6;
  auto media = media::MediaPlane::open(config.media, [in = inside.get()](media::MediaEvent event) { in->keep(std::move(event)); });
  if (!media) return base::fail(media.error());
  inside->media = *std::move(media);

  const auto user_agent = user_agent_config(config, *at);
  inside->out.emplace(*inside->transports, config.trace);
  inside->exchange = std::make_unique<Exchange>(
      std::move(config), user_agent,
      Exchange::Around{*inside->out, *inside->media, speech, directory, std::move(raise),
                       [&loop] { return loop.now(); },
                       [&loop](std::function<void()> task) { loop.post_always(std::move(task)); },
                       &inside->transports->tls()});
  inside->transports->tell_waits([exchange = inside->exchange.get()](base::Micros wait, std::size_t messages) { exchange->waited(wait, messages); });
  inside->transports->hear_stun([in = inside.get()](const sip::SocketAddress& from, std::string_view datagram) {
    return in->heard_stun(from, datagram) || in->exchange->heard_stun(from, datagram);
  });
  inside->transports->attach(inside->exchange->user_agent());
  inside->restore();
  inside->saved_changes = inside->exchange->binding_changes();
  inside->save_again();
  loop.after_batch([self = inside->self] {
    if (*self != nullptr) (*self)->rearm();
  });
  return std::unique_ptr<Switch>(new Switch(std::move(inside)));
}

void Switch::carry_out(const core::Command& command) { inside_->exchange->carry_out(command); }
void Switch::prepare(const core::Settings& settings) { inside_->exchange->prepare(settings); }
void Switch::hang_up_all() { inside_->exchange->hang_up_all(); }
void Switch::adopt_trunks(std::vector<TrunkSetup> trunks) { inside_->exchange->adopt_trunks(std::move(trunks)); }
void Switch::adopt_places(std::map<std::string, sip::Located> places) { inside_->exchange->adopt_places(std::move(places)); }
void Switch::name_found(const sip::LocateWish& wish, sip::Located located, std::optional<base::Seconds> life) {
  inside_->exchange->user_agent().name_found(wish, std::move(located), life, inside_->loop.now());
}
void Switch::ask_stun(std::vector<sip::SocketAddress> servers, std::function<void(const Mapped&)> told) {
  inside_->told_mapped = std::move(told);
  inside_->ask_stun(std::move(servers));
}
std::vector<core::LegId> Switch::talkers() const { return inside_->exchange->talkers(); }
std::vector<core::TrunkView> Switch::trunks() const { return inside_->exchange->trunks(); }
void Switch::test_call(const TestCall& call, std::function<void(base::Result<core::TrunkTestOutcome>)> done) {
  inside_->exchange->test_call(call, std::move(done));
}
void Switch::adopt_allowed(std::vector<base::IpRange> never_banned) { inside_->exchange->adopt_allowed(std::move(never_banned)); }
void Switch::adopt_outside(std::map<core::TenantId, core::OutsideRules> rules) { inside_->exchange->adopt_outside(std::move(rules)); }
void Switch::adopt_busy(const std::map<core::TenantId, BusyText>& texts) { inside_->exchange->adopt_busy(texts); }
void Switch::adopt_strangers(std::map<core::TenantId, core::StrangerRules> rules) { inside_->exchange->adopt_strangers(std::move(rules)); }
bool Switch::acknowledge_alarm(core::TenantId tenant, std::uint64_t alarm) { return inside_->exchange->acknowledge_alarm(tenant, alarm); }
core::GuardView Switch::guard() { return inside_->exchange->guard(); }
bool Switch::lift_ban(std::string_view source) { return inside_->exchange->lift_ban(source); }
std::size_t Switch::live_legs() const { return inside_->exchange->live_legs(); }
std::size_t Switch::registrations() const { return inside_->exchange->registrations(); }
net::Address Switch::sip_address() const { return inside_->transports->local(); }
std::optional<net::Address> Switch::sip_tls_address() const { return inside_->transports->tls_local(); }
base::Status Switch::use_certificate(const net::CertificateFiles& files) { return inside_->transports->tls().use_certificate(files); }

net::UpgradeHandler Switch::websocket(std::function<base::Result<net::UpgradeAccepted>(const net::HttpRequest&)> accept) {
  return inside_->transports->websocket(std::move(accept));
}

}  // namespace peal::telephony
