#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "sip/registrar/binding.hpp"
#include "telephony/board.hpp"

namespace peal::telephony {

/// Agents' registered devices: who is reachable, and whose connection is whose.
class Devices {
 public:
  explicit Devices(Board& board) : board_(board) {}

  /// DeviceUp for every new contact, also for a second one: an agent whose leg
  /// was lost can be rung again there. DeviceDown when the last one is gone.
  void changed(const sip::Binding& binding, sip::BindingChange change);

  /// The SIP user who registered over that WebSocket.
  [[nodiscard]] std::optional<std::string> user_of_connection(std::uint64_t connection) const;
  [[nodiscard]] std::size_t size() const { return contacts_; }
  /// Grows with every change, so that whoever saves bindings sees that it must.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

  /// The user part of an address of record: "1001" of "1001@pbx.example".
  [[nodiscard]] static std::string user_of(std::string_view aor);

 private:
  void added(const std::string& user);
  void removed(const std::string& user);

  Board& board_;
  std::map<std::string, std::size_t, std::less<>> contacts_of_;  // By user.
  std::unordered_map<std::uint64_t, std::string> users_;         // By WebSocket.
  std::size_t contacts_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace peal::telephony
