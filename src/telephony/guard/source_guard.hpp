#pragma once

#include <string_view>
#include <vector>

#include "base/ip_range.hpp"
#include "core/guard_view.hpp"
#include "sip/user_agent/events.hpp"
#include "telephony/board.hpp"
#include "telephony/guard/bans.hpp"
#include "telephony/guard/lockout.hpp"
#include "telephony/leg.hpp"

namespace peal::telephony {

/// Watches who knocks: weighs misdeeds, shuts sources out, slows the guessing of
/// passwords. Trunks and the addresses of the settings are never shut out.
/// Browsers neither: they come in over HTTPS, signed in or with a token, and often
/// through one proxy for all of them.
class SourceGuard {
 public:
  explicit SourceGuard(Board& board) : board_(board) {}

  /// Ranges that are never shut out; who is, and may not be any more, is let in.
  /// Call also when trunks have changed.
  void adopt(std::vector<base::IpRange> never);
  void trunks_changed();

  /// Never shut out: a trunk, or named in the settings, as a proxy that brings everybody's messages.
  [[nodiscard]] bool exempt(const sip::SocketAddress& address) const;

  /// A trunk, named in the settings, or somebody has signed in from there lately. Whoever
  /// writes such an address into a datagram looks the same.
  [[nodiscard]] bool knows(const sip::SocketAddress& address) const;

  /// For each message before it is read.
  [[nodiscard]] bool drop(const sip::Flow& flow);
  void malformed(const sip::Flow& flow);
  /// More of it waited than its share, so that some was dropped.
  void flooded(const sip::Flow& flow);
  /// True when a program that looks for open systems has sent it and gets no answer.
  [[nodiscard]] bool scans(const sip::RequestView& request);
  /// A number that there is not, or not for strangers.
  void unknown_number(const sip::Flow& flow);
  /// Asked for a password, none was shown.
  void unproven(const sip::Flow& flow);

  /// Takes in what the credentials of a request came to. False when a right
  /// password must count as a wrong one, because its account is locked for strangers.
  [[nodiscard]] bool believe(const sip::RequestView& request);

  /// Whether a stranger's PIN for this conference may be compared now; see Lockout.
  [[nodiscard]] bool may_try_pin(core::ConferenceId conference);
  void wrong_pin(core::ConferenceId conference, const Line& line);

  [[nodiscard]] core::GuardView view() const;
  /// False: that source is not shut out.
  bool lift(std::string_view source);

  [[nodiscard]] std::vector<Bans::Kept> kept() const { return bans_.kept(board_.now()); }
  void restore(const std::vector<Bans::Kept>& kept);
  /// Phones of an earlier run: their sources are offices.
  void restored(const sip::SocketAddress& phone) { bans_.note_success(SourceKey::of(phone), board_.now()); }
  [[nodiscard]] std::vector<Lockout::Kept> kept_locks() const { return locks_.kept(board_.now()); }
  void restore_locks(const std::vector<Lockout::Kept>& kept) { locks_.restore(kept, board_.now()); }
  /// Grows with each ban, each lift and each lock.
  [[nodiscard]] std::uint64_t changes() const { return bans_.changes() + locks_.changes(); }
  [[nodiscard]] std::size_t rows() const { return bans_.rows() + locks_.rows(); }

 private:
  void note(const sip::Flow& flow, core::Misdeed misdeed, bool proven);
  [[nodiscard]] bool known_there(std::string_view user, const sip::Flow& flow) const;
  void count();

  Board& board_;
  std::vector<base::IpRange> never_;
  Bans bans_;
  Lockout locks_;
};

/// "wrong_password", as in logs, metrics and the API.
[[nodiscard]] std::string_view word(core::Misdeed misdeed);

}  // namespace peal::telephony
