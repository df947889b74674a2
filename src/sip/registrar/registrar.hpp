#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "base/timer_wheel.hpp"
#include "sip/message/message.hpp"
#include "sip/registrar/binding.hpp"

namespace peal::sip {

/// Bindings of addresses of record (RFC 3261 10.3), in memory. Registering at
/// other people's registrars (trunks) will be its neighbour in this folder.
class Registrar {
 public:
  using Changed = std::function<void(const Binding&, BindingChange)>;

  explicit Registrar(base::Time now) : timers_(base::unix_millis(now)) {}

  /// What a REGISTER comes to. With 200 the bindings of `aor` go in the answer.
  struct Outcome {
    std::uint16_t status = 200;
    std::string_view reason = "OK";
    bool outbound = false;  ///< Its flows are kept as RFC 5626 6 says.
  };
  /// `aor` has been authenticated and authorised. All of its contacts change or none.
  Outcome apply(const Message& request, const Flow& flow, std::string_view aor, base::Time now, const Changed& changed);

  /// The live contacts of `aor`, best q first, then the newest.
  [[nodiscard]] std::vector<Binding> bindings(std::string_view aor) const;
  /// Every live contact of every address, for keeping them over a restart.
  [[nodiscard]] std::vector<Binding> all() const;
  /// Puts back a contact of an earlier run; nothing when it has expired.
  void restore(const Binding& binding, base::Time now);
  [[nodiscard]] std::size_t size() const { return count_; }
  /// Addresses that are remembered for connections.
  [[nodiscard]] std::size_t remembered() const;
  /// Appends one Contact line for each binding, with what is left of its life (RFC 3261 10.3 step 8).
  void write_contacts(std::string_view aor, base::Time now, std::string& out) const;

  void flow_closed(std::uint64_t connection, const Changed& changed);
  void advance(base::Time now, const Changed& changed);
  [[nodiscard]] std::optional<base::Time> next_due() const;

 private:
  struct Entry {
    Binding binding;
    std::uint64_t serial = 0;
    base::TimerWheel<std::pair<std::string, std::uint64_t>>::Handle timer;
  };
  struct Change;
  /// RFC 5626 6: one phone by its instance and reg-id, else RFC 3261 10.3: by its URI.
  [[nodiscard]] static bool same_binding(const Binding& a, const Binding& b);
  Outcome plan(const Message& request, std::vector<Change>& changes) const;
  Outcome remove_all(const Message& request, std::string_view aor, const Changed& changed);
  void put(std::vector<Entry>& entries, Binding binding, const Changed& changed);
  void remove(std::vector<Entry>& entries, std::size_t index, BindingChange why, const Changed& changed);

  std::map<std::string, std::vector<Entry>, std::less<>> by_aor_;
  std::unordered_map<std::uint64_t, std::unordered_set<std::string>> by_connection_;  ///< Addresses with a contact there, once at least.
  base::TimerWheel<std::pair<std::string, std::uint64_t>> timers_;
  std::uint64_t serial_ = 0;
  std::size_t count_ = 0;
};

}  // namespace peal::sip
