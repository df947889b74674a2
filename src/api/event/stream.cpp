#include "api/event/stream.hpp"

#include <utility>

#include "api/event/client_message.hpp"
#include "api/figures/figures.hpp"
#include "api/http/origin.hpp"
#include "api/limits.hpp"
#include "api/service/context.hpp"
#include "base/log.hpp"

namespace peal::api {

EventStream::EventStream(Context& context)
    : context_(context),
      hub_(
          [this] {
            after(kBoardPause, [this] {
              on_hub([](Hub& hub, const core::State& state, engine::Position at) {
                hub.flush(state, at, base::live_now());
              });
            });
          },
          [this](core::TenantId tenant) { return context_.settings.country(tenant); }) {}

void EventStream::after(base::Millis delay, std::function<void()> task) {
  if (auto* server = server_.load()) server->post_after(delay, std::move(task));
}

void EventStream::on_hub(std::function<void(Hub&, const core::State&, engine::Position)> task) {
  context_.rooms.follower.read(
      [this, run = std::move(task)](const core::State& state, engine::Position at) { run(hub_, state, at); });
}

void EventStream::listen() {
  context_.rooms.follower.listen([this](const core::State& state, std::span<const engine::Recorded> facts) {
    hub_.take_in(state, facts, base::live_now());
  });
}

net::UpgradeHandler EventStream::handler() {
  net::UpgradeHandler handler;
  handler.message_max = kEventFrameMax;
  handler.unsent_max = kEventUnsentMax;
  handler.accept = [this](const net::HttpRequest& request) -> base::Result<net::UpgradeAccepted> {
    if (auto origin = check_origin(request); !origin) return base::fail(origin.error());
    const auto known = context_.authenticator.known(request, base::live_now());
    if (known && known->kind == Identity::Kind::kNobody) {
      return base::fail(base::ErrorCode::kNotSignedIn, "Sign in first.", "api.sign_in_first");
    }
    return net::UpgradeAccepted{};
  };
  handler.opened = [this](const net::WebSocket& socket, const net::HttpRequest& request) {
    if (const auto known = context_.authenticator.known(request, base::live_now())) return open_as(socket, request, *known);
    look_up(socket, request);
  };
  handler.message = [this](const net::WebSocket& socket, std::string_view data, bool) { message(socket, data); };
  handler.closed = [this](const net::WebSocket& socket, std::uint16_t, std::string_view) {
    on_hub([id = socket.id()](Hub& hub, const core::State&, engine::Position) { hub.close(id, base::live_now()); });
  };
  return handler;
}

// Who it is may have to be looked up, so the line opens a moment after the
// socket; the hub keeps a hello that is faster.
void EventStream::look_up(const net::WebSocket& socket, const net::HttpRequest& request) {
  const bool taken = context_.workers.post([this, socket, request] {
    const auto found = context_.authenticator.look_up(request, base::live_now());
    if (found && found->kind != Identity::Kind::kNobody) return open_as(socket, request, *found);
    socket.close(kCloseSessionOver, "Sign in first.");
  });
  if (!taken) socket.close(net::kCloseTryAgainLater, "Too busy.");
}

// The ends of sessions come to the hub in this way too. One that came before
// this line could not close it, so the line asks for itself.
void EventStream::open_as(const net::WebSocket& socket, const net::HttpRequest& request, const Identity& identity) {
  Wire wire{[socket](std::shared_ptr<const std::string> text) { return socket.send(std::move(text)); },
            [socket](std::uint16_t code, std::string reason) { socket.close(code, std::move(reason)); }};
  on_hub([this, socket, request, identity, way = std::move(wire)](Hub& hub, const core::State& state, engine::Position at) {
    if (!context_.authenticator.still(identity)) return look_up(socket, request);
    hub.open(socket.id(), viewer_of(identity), way, state, at, base::live_now());
    figures_at_ = kFiguresWanted;  // Nothing may have happened for hours, and this line knows no figures yet.
  });
}

void EventStream::message(const net::WebSocket& socket, std::string_view text) {
  const auto parsed = parse_client_message(text);
  if (!parsed) return socket.close(net::kClosePolicy, "Not a message of api/events.");
  on_hub([id = socket.id(), hello = *parsed](Hub& hub, const core::State& state, engine::Position at) {
    if (hello.is_hello) hub.hello(id, hello.position, state, at, base::live_now());
    else hub.heard(id, base::live_now());
  });
}

void EventStream::start(net::HttpServer& server) {
  server_ = &server;
  // A flush wished for before there was a server is still wished for.
  on_hub([](Hub& hub, const core::State& state, engine::Position at) { hub.flush(state, at, base::live_now()); });
  tick_heartbeat();
  tick_figures();
}

void EventStream::tick_heartbeat() {
  on_hub([](Hub& hub, const core::State&, engine::Position at) { hub.heartbeat(at, base::live_now()); });
  context_.adopt_what_is_owed();
  after(kHeartbeatEvery / 5, [this] { tick_heartbeat(); });
}

void EventStream::tick_figures() {
  after(kFiguresEvery, [this] { tick_figures(); });
  if (hub_.line_count() == 0 || reading_figures_.load()) return;
  // The hour may have turned without a fact, so look now and then anyway.
  const auto applied = context_.rooms.projector.applied();
  const bool minute = base::unix_millis(base::live_now()) % 60'000 < kFiguresEvery.count();
  if (figures_at_.exchange(applied) == applied && !minute) return;
  reading_figures_ = true;
  on_hub([this](Hub& hub, const core::State&, engine::Position) {
    const bool taken = context_.workers.post([this, tenants = hub.watched()] {
      read_figures(tenants);
      reading_figures_ = false;
    });
    if (!taken) reading_figures_ = false;
  });
}

void EventStream::read_figures(const std::vector<core::TenantId>& tenants) {
  for (const auto tenant : tenants) {
    auto figures = live_figures_of(context_, tenant, base::live_now());
    if (!figures) {
      base::log(base::LogLevel::kWarning, "api", "figures_unreadable", {{"error", figures.error().describe()}});
      continue;
    }
    auto entries = figures_entries(*figures);
    on_hub([tenant, ready = std::move(entries)](Hub& hub, const core::State&, engine::Position at) {
      hub.take_figures(tenant, ready, at);
    });
  }
}

void EventStream::live(const Viewer& viewer, std::function<void(std::string)> answer) {
  on_hub([viewer, reply = std::move(answer)](Hub& hub, const core::State& state, engine::Position at) {
    JsonWriter out;
    out.begin_object().field("position", at).field("serverTime", base::live_now());
    out.key("documents").raw(hub.all_documents(state, viewer)).end_object();
    reply(out.take());
  });
}

void EventStream::end_session(records::SessionId session) {
  on_hub([session](Hub& hub, const core::State&, engine::Position) { hub.end_session(session); });
}

void EventStream::end_key(settings::ApiKeyId key) {
  on_hub([key](Hub& hub, const core::State&, engine::Position) { hub.end_key(key); });
}

void EventStream::review_viewers() {
  on_hub([this](Hub& hub, const core::State&, engine::Position) {
    const bool taken = context_.workers.post([this, viewers = hub.viewers()] {
      for (const auto& viewer : viewers) {
        const auto user = context_.rooms.settings.find_user(viewer.user);
        const bool same = user && user->role == viewer.role && user->agent == viewer.agent;
        const bool gone = !user && user.error().code == base::ErrorCode::kNotFound;
        if (gone || (user && !same)) end_session(viewer.session);
      }
    });
    if (!taken) base::log(base::LogLevel::kWarning, "api", "viewers_not_reviewed");
  });
}

}  // namespace peal::api
