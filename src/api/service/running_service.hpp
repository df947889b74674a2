#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>

#include <sodium.h>

#include "api/http/router.hpp"
#include "api/service/context.hpp"
#include "db/schema.hpp"
#include "engine/journal_log.hpp"
#include "journal/projector.hpp"
#include "journal/temporary_directory.hpp"

/// For tests: the rooms behind the API, all real, in a folder of their own and
/// without a socket. The thread of the test is the switch thread.
namespace peal::api {

class RunningService {
 public:
  /// `before` finds the store and the state as an earlier run may have left them.
  using Before = std::function<void(settings::Store&, core::State&)>;
  explicit RunningService(const Before& before = {}) {
    must(sodium_init() >= 0);
    keys_ = take(journal::KeyRing::open(folder_.path() / "keys"));
    journal_ = take(journal::Journal::open(folder_.path() / "journal", {}, *keys_));
    pool_ = take(db::Pool::open(take(db::parse_address("sqlite:" + (folder_.path() / "peal.db").string()))));
    std::vector<db::SchemaChange> schema;
    for (const auto part : {settings::settings_schema(), records::records_schema(), journal::projection_schema()}) {
      schema.insert(schema.end(), part.begin(), part.end());
    }
    must(db::migrate(**pool_->borrow(), schema).has_value());
    settings_ = std::make_unique<settings::Store>(*pool_);
    customers_ = std::make_unique<records::Customers>(*pool_);
    sessions_ = std::make_unique<records::Sessions>(*pool_);
    audit_ = std::make_unique<records::Audit>(*pool_);
    projector_ = std::make_unique<journal::Projector>(*journal_, *pool_);
    log_ = std::make_unique<engine::JournalLog>(*journal_);
    auto state = core::make_state();
    if (before) before(*settings_, *state);
    follower_ = std::make_unique<engine::Follower>(core::copy_state(*state), 0, [](const auto&, auto) {});
    engine_ = std::make_unique<engine::Engine>(std::move(state), 0, 1, *log_, *follower_);
    engine_->connect([](const core::Command&) {}, [] {});
    Config config;
    config.version = "test";
    config.demo = true;
    config.sip_domain = "peal";
    config.sip_address = [] { return std::string("127.0.0.1:5060"); };
    config.recording_path = [this](core::RecordingId id) { return folder_.path() / base::to_text(id); };
    config.trunk_key = kTrunkKey;
    config.settings_changed = [this] { return adopt(); };
    context_ = std::make_unique<Context>(std::move(config),
                                         Rooms{*engine_, *follower_, *settings_, *customers_, *sessions_, *audit_,
                                               *pool_, *keys_, *projector_});
    follower_->start();
  }
  ~RunningService() {
    context_->workers.stop();
    follower_->stop();
  }

  void apply(const std::string& yaml) {
    const auto report = settings_->apply(yaml, "test.yaml", "test", base::live_now());
    if (!report) throw std::runtime_error(report.error().describe());
    must(adopt().has_value());
    while (context_->settings.all()->revision != report->revision) turn();
  }
  void set_password(core::TenantId tenant, std::string_view key, std::string_view password) {
    for (const auto& user : take(settings_->users(tenant))) {
      if (user.key == key) must(settings_->set_password(user.id, password, base::live_now()).has_value());
    }
  }

  /// Sends one request through the router and waits for its answer.
  net::HttpResponse ask(net::HttpRequest request) {
    const auto promise = std::make_shared<std::promise<net::HttpResponse>>();
    auto answer = promise->get_future();
    route_request(*context_, std::move(request), [promise](net::HttpResponse response) { promise->set_value(std::move(response)); });
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (answer.wait_for(std::chrono::milliseconds{1}) != std::future_status::ready) {
      engine_->turn(base::live_now());
      if (std::chrono::steady_clock::now() > limit) throw std::runtime_error("no answer to " + request.path);
    }
    return answer.get();
  }
  Context& context() { return *context_; }
  engine::Engine& engine() { return *engine_; }
  engine::Follower& follower() { return *follower_; }

 private:
  inline static const std::string kTrunkKey = std::string(32, 'k');  // settings::kSealingKeyBytes.

  static void must(bool fine) {
    if (!fine) throw std::runtime_error("the service of the test did not start");
  }
  template <class T>
  static T take(base::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().describe());
    return std::move(*result);
  }
  base::Status adopt() {
    auto settings = settings_->current();
    if (!settings) return base::fail(settings.error());
    context_->settings.set_tenants(take(settings_->tenants()), take(settings_->turn_secrets(kTrunkKey)));
    return engine_->submit(core::SettingsChanged{std::make_shared<const core::Settings>(std::move(*settings))});
  }
  void turn() {
    engine_->turn(base::live_now());
    std::this_thread::yield();
  }

  journal::TemporaryDirectory folder_;
  std::unique_ptr<journal::KeyRing> keys_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<db::Pool> pool_;
  std::unique_ptr<settings::Store> settings_;
  std::unique_ptr<records::Customers> customers_;
  std::unique_ptr<records::Sessions> sessions_;
  std::unique_ptr<records::Audit> audit_;
  std::unique_ptr<journal::Projector> projector_;
  std::unique_ptr<engine::JournalLog> log_;
  std::unique_ptr<engine::Follower> follower_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<Context> context_;
};

}  // namespace peal::api
