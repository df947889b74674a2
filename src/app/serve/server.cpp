#include "app/serve/server.hpp"

#include <csignal>

#include <fmt/format.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/serve/stores.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/salted_hash.hpp"
#include "core/view.hpp"
#include "speech/espeak_provider.hpp"

namespace peal::app {
namespace {

constexpr base::Millis kDrainStep{200};
constexpr base::Millis kGoodbyes{500};
constexpr std::uint16_t kShard = 1;

std::array<std::uint8_t, 32> random_secret() {
  std::array<std::uint8_t, 32> secret{};
  PEAL_ASSERT(::getrandom(secret.data(), secret.size(), 0) == static_cast<ssize_t>(secret.size()));
  return secret;
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  PEAL_ASSERT(::getrandom(&seed, sizeof seed, 0) == static_cast<ssize_t>(sizeof seed));
  return seed;
}

// RFC 5626 4.1: the same after every restart, as the data folder's keys are. Of
// the form that RFC 4122 4.4 has for random ones.
std::string instance_urn(const std::string& key) {
  PEAL_ASSERT(key.size() >= 16);
  std::string text = "urn:uuid:";
  for (std::size_t i = 0; i < 16; ++i) {
    auto byte = static_cast<unsigned char>(key[i]);
    if (i == 6) byte = static_cast<unsigned char>((byte & 0x0fU) | 0x40U);
    if (i == 8) byte = static_cast<unsigned char>((byte & 0x3fU) | 0x80U);
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

}  // namespace

base::Result<std::unique_ptr<Server>> Server::open(const ServeOptions& options) {
  base::set_hash_salt(random_seed());
  std::unique_ptr<Server> server(new Server(options));
  // Signals are blocked before the first thread starts, so that only the loop hears them.
  using Step = base::Status (Server::*)();
  for (const Step step : {&Server::watch_signals, &Server::open_stores, &Server::recover, &Server::open_certificate,
                          &Server::open_trace, &Server::open_switch, &Server::open_pages}) {
    if (auto status = (server.get()->*step)(); !status) return base::fail(status.error());
  }
  return server;
}

Server::~Server() {
  if (trunks_) trunks_->stop();
  if (service_) service_->stop();
  if (http_) http_->stop();
  if (projector_) projector_->stop();
  if (follower_) follower_->stop();
  if (journal_) (void)journal_->wait_snapshot();
  if (signal_fd_ >= 0) ::close(signal_fd_);
}

base::Status Server::watch_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  signal_fd_ = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  auto loop = net::Loop::create("switch");
  if (!loop) return base::fail(loop.error());
  loop_ = *std::move(loop);
  loop_->watch(signal_fd_, net::kReadable, [this](net::IoEvents) {
    signalfd_siginfo info{};
    while (::read(signal_fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) heard_signal(static_cast<int>(info.ssi_signo));
  });
  return {};
}

// SIGHUP means what it means to other servers: look at your files again.
void Server::heard_signal(int number) {
  if (number != SIGHUP) return begin_drain();
  if (certificate_) certificate_->look_now();
}

base::Status Server::open_stores() {
  auto folder = open_data_folder(options_.data);
  if (!folder) return base::fail(folder.error());
  folder_ = *folder;
  auto keys = journal::KeyRing::open(folder_.keys());
  if (!keys) return base::fail(keys.error());
  keys_ = *std::move(keys);
  journal::Options journal_options;
  journal_options.shard = kShard;
  auto opened = journal::Journal::open(folder_.journal(), journal_options, *keys_);
  if (!opened) return base::fail(opened.error());
  journal_ = *std::move(opened);
  auto pool = open_database(database_address(folder_, options_.database));
  if (!pool) return base::fail(pool.error());
  pool_ = *std::move(pool);
  settings_ = std::make_unique<settings::Store>(*pool_);
  customers_ = std::make_unique<records::Customers>(*pool_);
  if (options_.demo) {
    auto accounts = prepare_demo(*settings_, folder_, find_web(options_.web).parent_path() / "demo/demo.yaml", kSipRealm);
    if (!accounts) return base::fail(accounts.error());
    demo_accounts_ = *std::move(accounts);
  }
  projector_ = std::make_unique<journal::Projector>(*journal_, *pool_);
  return {};
}

base::Status Server::recover() {
  auto recovered = engine::recover_state(*journal_, kShard);
  if (!recovered) return base::fail(recovered.error());
  log_ = std::make_unique<engine::JournalLog>(*journal_);
  follower_ = std::make_unique<engine::Follower>(
      core::copy_state(*recovered->state), recovered->position,
      [this](const core::State& state, engine::Position position) {
        (void)journal_->snapshot(core::save_state(state), position);  // The next one comes in ten seconds.
      });
  const auto last_time = recovered->last_time;
  engine_ = std::make_unique<engine::Engine>(std::move(recovered->state), recovered->position, random_seed(), *log_, *follower_);
  engine_->connect([this](const core::Command& command) { carry_out(command); }, [this] { loop_->post_always([] {}); });
  if (last_time > base::live_now())
    base::log(base::LogLevel::kWarning, "engine", "clock_behind_journal", {{"journal", base::to_rfc3339(last_time)}});
  engine_->start_at(last_time);
  loop_->after_batch([this] { turn_engine(); });
  raise(core::Restarted{});
  return {};
}

base::Status Server::open_trace() {
  trace::Options wanted;
  wanted.folder = folder_.trace();
  wanted.key = keys_->derived_key("trace");
  wanted.keep = options_.trace == "none" ? trace::Keep::kNone : options_.trace == "failed" ? trace::Keep::kFailed : trace::Keep::kAll;
  wanted.share_percent = options_.trace_share;
  wanted.age_max = base::Seconds{24 * 3'600} * options_.trace_days;
  wanted.bytes_max = std::uint64_t{options_.trace_megabytes} << 20U;
  auto opened = trace::Store::open(std::move(wanted));
  if (!opened) return base::fail(opened.error());
  trace_ = *std::move(opened);
  return {};
}

base::Status Server::open_switch() {
  lookup_ = std::make_unique<CustomerLookup>(
      *customers_,
      [this](core::TenantId tenant) {
        const std::lock_guard lock(places_mutex_);
        return places_[tenant];
      },
      [this](core::Signal signal) { raise(std::move(signal)); });
  pins_ = std::make_unique<PinCheck>(*settings_, folder_.root / "pin-locks", [this](core::Signal signal) { raise(std::move(signal)); });
  directory_ = std::make_unique<LiveDirectory>(*keys_, kSipRealm);
  auto provider = speech::open_espeak();
  if (!provider) return base::fail(provider.error());
  speech::SpeechConfig speech_config;
  speech_config.cache_folder = folder_.speech();
  speech_ = std::make_unique<speech::SpeechService>(std::move(speech_config), *std::move(provider));

  const auto sip = net::Address::parse(options_.sip);
  if (!sip) return base::fail(sip.error());
  const auto sip_tls = sip_tls_address(options_);
  if (!sip_tls) return base::fail(sip_tls.error());
  const auto range = parse_port_range(options_.rtp);
  if (!range) return base::fail(range.error());
  telephony::SwitchConfig config;
  config.sip = *sip;
  config.sip_tls = *sip_tls;
  config.certificate = certificate_files_;
  const auto stun = stun_server(options_);
  if (!stun) return base::fail(stun.error());
  stun_ = *stun;
  if (!stun_) config.public_address = options_.public_address;
  config.media.bind_address = range->host;
  config.media.port_first = range->first;
  config.media.port_last = range->last;
  config.media.threads = options_.media_threads;
  config.data = folder_.root;
  config.instance = instance_urn(keys_->derived_key("instance"));
  config.secret = random_secret();
  config.trace = trace_->tap();
  auto resolver = net::Resolver::open(options_.dns);
  if (!resolver) return base::fail(resolver.error());
  trunks_ = std::make_unique<TrunkLookup>(*std::move(resolver), *sip, [this](std::vector<telephony::TrunkSetup> setups, TrunkLookup::People people) {
    loop_->post_always([this, taken = std::make_shared<std::vector<telephony::TrunkSetup>>(std::move(setups)), people = std::move(people)] {
      if (!switch_) return;
      switch_->adopt_places(people);
      switch_->adopt_trunks(std::move(*taken));
    });
  });
  config.look_up = [this](const sip::LocateWish& wish) { look_up_peer(wish); };
  if (stun_) look_up_stun();
  // The directory must know its users before phones are restored.
  if (auto status = adopt_settings(); !status) return status;
  auto opened = telephony::Switch::open(std::move(config), *loop_, *directory_, *speech_,
                                        [this](core::Signal signal) { raise(std::move(signal)); });
  if (!opened) return base::fail(opened.error());
  switch_ = *std::move(opened);
  adopt_guard();
  return {};
}

void Server::look_up_peer(const sip::LocateWish& wish) {
  trunks_->look_up(wish, [this, wish](sip::Located located, std::optional<base::Seconds> life) {
    loop_->post_always([this, wish, located = std::move(located), life] {
      if (switch_) switch_->name_found(wish, located, life);
    });
  });
}

// The server has a name as a rule, which leads elsewhere from time to time.
void Server::look_up_stun() {
  trunks_->also(stun_->host, stun_->port, [this](const sip::Located& located) {
    std::vector<sip::SocketAddress> servers;
    for (const auto& place : located.places) servers.insert(servers.end(), place.addresses.begin(), place.addresses.end());
    loop_->post_always([this, servers = std::move(servers)] {
      if (!switch_ || servers.empty()) return;
      switch_->ask_stun(servers, [this](const telephony::Switch::Mapped& mapped) {
        const std::lock_guard lock(places_mutex_);
        mapped_ = mapped;
      });
    });
  });
}

void Server::carry_out(const core::Command& command) {
  if (const auto* find = std::get_if<core::FindCustomer>(&command)) return lookup_->find(*find);
  if (const auto* check = std::get_if<core::CheckPin>(&command)) return pins_->check(*check);
  if (switch_) switch_->carry_out(command);
}

void Server::raise(core::Signal signal) {
  const auto* arrived = std::get_if<core::LegArrived>(&signal);
  const auto leg = arrived != nullptr ? arrived->leg : core::LegId{};
  const auto status = engine_->submit(std::move(signal));
  // Only a new contact can be refused here; its leg is told at once.
  if (!status && switch_) switch_->carry_out(core::RejectLeg{leg, status.error().code, base::Seconds{5}});
}

base::Status Server::adopt_settings() {
  auto snapshot = read_directory(*settings_, kSipRealm, trunk_key());
  if (!snapshot) return base::fail(snapshot.error());
  if (service_) service_->set_tenants(snapshot->tenants, std::move(snapshot->turn_secrets));
  // Before run() this thread is the loop's; later the loop takes it in.
  if (!switch_) adopt(*std::move(snapshot));
  else loop_->post_always([this, taken = std::make_shared<DirectorySnapshot>(*std::move(snapshot))] { adopt(std::move(*taken)); });
  return {};
}

// Trunks come by a task of their own, since pictures of them come from the
// look-ups too. The rest follows that task in the same turn of the loop: no call
// finds the number of a trunk without the trunk, or it would be anybody's.
void Server::adopt(DirectorySnapshot snapshot) {
  trunks_->adopt(*snapshot.settings, snapshot.trunk_passwords);
  if (!switch_) return put_in_force(std::move(snapshot));
  loop_->post_always([this, taken = std::make_shared<DirectorySnapshot>(std::move(snapshot))] { put_in_force(std::move(*taken)); });
}

void Server::put_in_force(DirectorySnapshot snapshot) {
  {
    const std::lock_guard lock(places_mutex_);
    for (const auto& centre : snapshot.settings->centres)
      places_[centre.tenant] = {snapshot.countries[centre.tenant], centre.language};
  }
  const auto current = core::settings_of(engine_->state());
  if (!current || *current != *snapshot.settings) raise(core::SettingsChanged{snapshot.settings});
  directory_->replace(snapshot.settings, std::move(snapshot.phones), std::move(snapshot.countries),
                      std::move(snapshot.conference_pins));
  guard_tenants_ = std::move(snapshot.tenants);
  adopted_ = std::move(snapshot.settings);
  adopt_guard();
  if (switch_) switch_->prepare(*adopted_);
}

// Whoever is never shut out for one tenant is not for any: they share the port.
void Server::adopt_guard() {
  if (!switch_) return;
  std::vector<base::IpRange> never;
  std::map<core::TenantId, core::OutsideRules> outside;
  std::map<core::TenantId, core::StrangerRules> strangers;
  std::map<core::TenantId, telephony::BusyText> busy;
  for (const auto& tenant : guard_tenants_) {
    outside[tenant.id] = tenant.outside;
    strangers[tenant.id] = tenant.strangers;
    busy[tenant.id] = {tenant.busy_announcement, tenant.language};
    for (const auto& text : tenant.never_banned) {
      if (const auto range = base::parse_ip_range(text)) never.push_back(*range);
    }
  }
  switch_->adopt_allowed(std::move(never));
  switch_->adopt_outside(std::move(outside));
  switch_->adopt_strangers(std::move(strangers));
  switch_->adopt_busy(busy);
}

std::string Server::trunk_key() const { return keys_->derived_key(kTrunkKeyPurpose); }

void Server::turn_engine() {
  engine_->turn(loop_->now());
  arm_engine();
}

void Server::arm_engine() {
  const auto due = engine_->next_due();
  if (due == engine_due_) return;
  loop_->cancel(engine_timer_);
  engine_due_ = due;
  // An empty task is enough: the engine turns after every batch.
  if (due) engine_timer_ = loop_->arm(*due, [this] { engine_due_.reset(); });
}

void Server::run() {
  projector_->start();
  // What the core has taken up by now is what was in force before the restart.
  switch_->prepare(*adopted_);
  loop_->run();
  finish();
}

void Server::begin_drain() {
  if (draining_) return loop_->stop();
  draining_ = true;
  drain_until_ = loop_->now() + options_.drain_limit;
  base::log(base::LogLevel::kInfo, "app", "draining", {{"legs", switch_->live_legs()}, {"limit_s", options_.drain_limit.count()}});
  raise(core::Drain{});
  loop_->arm_after(kDrainStep, [this] { drain_step(); });
}

void Server::drain_step() {
  if (switch_->live_legs() > 0 && loop_->now() < drain_until_) {
    loop_->arm_after(kDrainStep, [this] { drain_step(); });
    return;
  }
  switch_->hang_up_all();
  loop_->arm_after(kGoodbyes, [this] { loop_->stop(); });
}

void Server::finish() {
  trunks_->stop();
  service_->stop();
  http_->stop();
  engine_->turn(base::live_now());
  if (const auto facts = engine_->unwritten(); facts > 0)
    base::log(base::LogLevel::kError, "engine", "facts_lost", {{"facts", facts}, {"cause", "the disk is full"}});
  lookup_->stop();
  refusals_->stop();
  pins_->stop();
  follower_->stop();
  projector_->stop();
}

}  // namespace peal::app
