#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/event/board.hpp"

namespace peal::api {

/// The boards of all tenants. Everything but watched_count() happens on the
/// follower's thread, with the state that thread keeps.
class Hub {
 public:
  /// `wish_flush` asks for one call of flush() in kBoardPause. `country_of`
  /// says how a tenant's short numbers are read (ISO 3166-1 alpha-2).
  Hub(std::function<void()> wish_flush, CountryOf country_of)
      : wish_flush_(std::move(wish_flush)), country_of_(std::move(country_of)) {}

  void open(LineId id, Viewer viewer, Wire wire, const core::State& state, engine::Position at, base::Time now);
  void close(LineId id, base::Time now);
  /// A hello came; it waits when its line is not open yet. A second one closes the line.
  void hello(LineId id, std::optional<engine::Position> since, const core::State& state, engine::Position at,
             base::Time now);
  void heard(LineId id, base::Time now);
  void end_session(records::SessionId session);
  void end_key(settings::ApiKeyId key);

  void take_in(const core::State& state, std::span<const engine::Recorded> facts, base::Time now);
  void flush(const core::State& state, engine::Position at, base::Time now);
  void take_figures(core::TenantId tenant, std::vector<FiguresEntry> figures, engine::Position at);
  void heartbeat(engine::Position at, base::Time now);

  [[nodiscard]] std::string all_documents(const core::State& state, const Viewer& viewer);
  /// Tenants somebody looks at.
  [[nodiscard]] std::vector<core::TenantId> watched();
  /// The persons behind the lines, one for each session.
  [[nodiscard]] std::vector<Viewer> viewers();
  /// Lines open; any thread.
  [[nodiscard]] std::size_t line_count() const { return line_count_.load(std::memory_order_relaxed); }

 private:
  Board& board_of(core::TenantId tenant);
  void ask_for_flush();

  std::function<void()> wish_flush_;
  CountryOf country_of_;
  std::map<core::TenantId, Board> boards_;
  std::unordered_map<LineId, core::TenantId> tenants_;
  std::unordered_map<LineId, std::optional<engine::Position>> early_;  ///< Hellos before their line.
  bool flush_wished_ = false;
  std::atomic<std::size_t> line_count_{0};
};

}  // namespace peal::api
