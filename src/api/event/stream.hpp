#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "api/event/hub.hpp"
#include "net/http_server.hpp"
#include "net/websocket.hpp"

namespace peal::api {

struct Context;

/// `/events`: the hub behind WebSockets. The hub lives on the follower's
/// thread; everything here only sends it there.
class EventStream {
 public:
  explicit EventStream(Context& context);

  /// Before the follower starts.
  void listen();
  [[nodiscard]] net::UpgradeHandler handler();
  /// Heartbeats and figures, for as long as `server` runs.
  void start(net::HttpServer& server);
  /// The server is about to stop: no timer is asked of it any more.
  void stop() { server_ = nullptr; }

  /// Opens the line of `identity`, who asked for it by `request`. One who was
  /// signed out meanwhile, or is somebody else now, is looked up again.
  void open_as(const net::WebSocket& socket, const net::HttpRequest& request, const Identity& identity);

  /// The answer of GET /api/live, from the follower's thread.
  void live(const Viewer& viewer, std::function<void(std::string)> answer);
  void end_session(records::SessionId session);
  void end_key(settings::ApiKeyId key);
  /// Roles may have changed: whoever is no longer who they were signs in anew.
  void review_viewers();

 private:
  void look_up(const net::WebSocket& socket, const net::HttpRequest& request);
  void message(const net::WebSocket& socket, std::string_view text);
  void tick_heartbeat();
  void tick_figures();
  void after(base::Millis delay, std::function<void()> task);
  void read_figures(const std::vector<core::TenantId>& tenants);
  /// Runs `task` on the follower's thread.
  void on_hub(std::function<void(Hub&, const core::State&, engine::Position)> task);

  Context& context_;
  Hub hub_;
  std::atomic<net::HttpServer*> server_{nullptr};
  std::atomic<bool> reading_figures_{false};
  /// What the tables had reached when figures were read last; this one: they are wanted whatever was.
  static constexpr engine::Position kFiguresWanted = UINT64_MAX;
  std::atomic<engine::Position> figures_at_{kFiguresWanted};
};

}  // namespace peal::api
