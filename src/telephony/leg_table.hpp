#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "telephony/leg.hpp"

namespace peal::telephony {

/// All live legs, found by their id, their SIP calls and their streams. Legs
/// stay where they are in memory until they are removed.
class LegTable {
 public:
  struct Place {
    Leg* leg = nullptr;
    Line* line = nullptr;
    explicit operator bool() const { return line != nullptr; }
  };

  /// Calls `added` for each new line of a leg, from now on.
  void tell_added(std::function<void(const Leg&, const Line&)> added) { added_ = std::move(added); }

  /// Null when a leg of that id is alive.
  Leg* add(const core::LegId& id);
  /// The line must have its call and stream.
  Line& add_line(Leg& leg, Line line);
  void remove_line(Leg& leg, sip::CallId call);
  /// The same, and hands the line out; it must be there.
  [[nodiscard]] Line take_line(Leg& leg, sip::CallId call);
  void remove(Leg& leg);

  [[nodiscard]] Leg* find(const core::LegId& id);
  [[nodiscard]] Place find(sip::CallId call);
  [[nodiscard]] Place find(media::StreamId stream);
  /// Legs with a line over that WebSocket.
  [[nodiscard]] std::vector<core::LegId> over_connection(std::uint64_t connection) const;
  [[nodiscard]] std::vector<core::LegId> all() const;
  [[nodiscard]] std::size_t size() const { return legs_.size(); }

 private:
  void forget(const Leg& leg, const Line& line);

  std::function<void(const Leg&, const Line&)> added_;

  std::unordered_map<core::LegId, std::unique_ptr<Leg>> legs_;
  std::unordered_map<std::uint64_t, Leg*> by_call_;
  std::unordered_map<std::uint64_t, Leg*> by_stream_;
  std::unordered_multimap<std::uint64_t, core::LegId> by_connection_;
};

}  // namespace peal::telephony
