#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/service/service.hpp"
#include "app/options.hpp"
#include "app/serve/certificate_watch.hpp"
#include "app/serve/customer_lookup.hpp"
#include "app/serve/data_folder.hpp"
#include "app/serve/demo.hpp"
#include "app/serve/live_directory.hpp"
#include "app/serve/pin_check.hpp"
#include "app/serve/refusal_book.hpp"
#include "app/serve/trunk_lookup.hpp"
#include "db/pool.hpp"
#include "engine/engine.hpp"
#include "engine/journal_log.hpp"
#include "journal/journal.hpp"
#include "journal/key_ring.hpp"
#include "journal/projector.hpp"
#include "net/http_server.hpp"
#include "net/loop.hpp"
#include "records/audit.hpp"
#include "records/customers.hpp"
#include "records/sessions.hpp"
#include "settings/store.hpp"
#include "speech/speech_service.hpp"
#include "telephony/switch.hpp"
#include "trace/store.hpp"

namespace peal::app {

/// The realm of SIP digests.
inline constexpr const char* kSipRealm = "peal";

/// All rooms of one running server, wired. Members are in the order in which
/// they are opened; they are closed the other way round.
class Server {
 public:
  /// Opens everything; nothing listens when it fails. The error says which
  /// port, file or permission, and what to do.
  [[nodiscard]] static base::Result<std::unique_ptr<Server>> open(const ServeOptions& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Serves until SIGTERM or SIGINT, drained. The switch loop is this thread.
  void run();

  /// Six lines that tell an operator everything.
  [[nodiscard]] std::vector<std::string> greeting() const;

 private:
  explicit Server(ServeOptions options) : options_(std::move(options)) {}

  // In open(), one after another.
  [[nodiscard]] base::Status open_stores();
  [[nodiscard]] base::Status recover();
  [[nodiscard]] base::Status open_switch();
  [[nodiscard]] base::Status open_certificate();
  [[nodiscard]] base::Status open_trace();
  [[nodiscard]] base::Status open_pages();
  [[nodiscard]] base::Status watch_signals();

  [[nodiscard]] api::Config api_config();
  [[nodiscard]] std::vector<api::HealthCheck> health();
  void connect_directory();
  void connect_trunks(api::Config& config);
  void connect_guard(api::Config& config);
  void adopt_guard();
  [[nodiscard]] std::string trunk_key() const;

  void look_up_stun();
  void look_up_peer(const sip::LocateWish& wish);
  void carry_out(const core::Command& command);
  void raise(core::Signal signal);
  void arm_engine();
  void turn_engine();

  /// Reads the settings again and gives them to everybody. Blocks on SQL. One
  /// call at a time (api::SettingsAdoption), or an older reading could be handed over after a newer one.
  [[nodiscard]] base::Status adopt_settings();
  void adopt(DirectorySnapshot snapshot);
  void put_in_force(DirectorySnapshot snapshot);

  void heard_signal(int number);
  [[nodiscard]] base::Status take_certificate();
  void begin_drain();
  void drain_step();
  void finish();

  ServeOptions options_;
  DataFolder folder_;
  std::unique_ptr<journal::KeyRing> keys_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<db::Pool> pool_;
  std::unique_ptr<settings::Store> settings_;
  std::unique_ptr<records::Customers> customers_;
  net::CertificateFiles certificate_files_;
  std::vector<DemoAccount> demo_accounts_;
  std::unique_ptr<journal::Projector> projector_;

  std::unique_ptr<net::Loop> loop_;
  std::unique_ptr<engine::JournalLog> log_;
  std::unique_ptr<engine::Follower> follower_;
  std::unique_ptr<engine::Engine> engine_;
  net::Loop::Timer engine_timer_;
  std::optional<base::Time> engine_due_;

  std::unique_ptr<CustomerLookup> lookup_;
  std::unique_ptr<PinCheck> pins_;
  std::unique_ptr<LiveDirectory> directory_;
  std::unique_ptr<speech::SpeechService> speech_;
  std::unique_ptr<trace::Store> trace_;
  std::unique_ptr<telephony::Switch> switch_;
  std::unique_ptr<TrunkLookup> trunks_;
  std::vector<settings::Tenant> guard_tenants_;
  std::shared_ptr<const core::Settings> adopted_;  // Handed to everybody; not null after open().

  std::unique_ptr<records::Sessions> sessions_;
  std::unique_ptr<records::Audit> audit_;
  std::unique_ptr<RefusalBook> refusals_;
  std::unique_ptr<api::Service> service_;
  std::unique_ptr<net::HttpServer> http_;

  std::optional<StunServer> stun_;
  telephony::Switch::Mapped mapped_;  // Guarded as places_.
  mutable std::mutex places_mutex_;
  std::map<core::TenantId, CustomerLookup::Place> places_;

  std::unique_ptr<CertificateWatch> certificate_;

  int signal_fd_ = -1;
  bool draining_ = false;
  base::Time drain_until_{};
};

}  // namespace peal::app
