#include "telephony/guard/source_guard.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/log.hpp"
#include "telephony/guard/scanner.hpp"

namespace peal::telephony {

using core::Misdeed;

std::string_view word(Misdeed misdeed) {
  switch (misdeed) {
    case Misdeed::kWrongPassword: return "wrong_password";
    case Misdeed::kNoPassword: return "no_password";
    case Misdeed::kUnknownNumber: return "unknown_number";
    case Misdeed::kScanner: return "scanner";
    case Misdeed::kMalformed: return "malformed";
    case Misdeed::kFlood: return "flood";
  }
  return "";
}

bool SourceGuard::exempt(const sip::SocketAddress& address) const {
  const auto holds = [&](const base::IpRange& range) { return range.holds(address.ip, address.v6); };
  return std::ranges::any_of(never_, holds) || board_.trunks.by_source(address) != nullptr ||
         board_.directory.trust(address) == SourceTrust::kTrunk;
}

void SourceGuard::adopt(std::vector<base::IpRange> never) {
  never_ = std::move(never);
  trunks_changed();
}

void SourceGuard::trunks_changed() {
  const auto allowed = [this](const SourceKey& source) {
    sip::SocketAddress front;
    front.v6 = source.v6;
    std::memcpy(front.ip.data(), &source.front, source.v6 ? 8 : 4);
    return exempt(front);
  };
  if (bans_.lift_if(allowed, board_.now()) > 0) count();
}

bool SourceGuard::drop(const sip::Flow& flow) {
  if (sip::web_socket(flow.transport) || !bans_.drop(SourceKey::of(flow.remote), board_.now())) return false;
  // One trunk may live in a /64 whose other addresses do not deserve it.
  if (flow.remote.v6 && exempt(flow.remote)) return false;
  board_.meters.dropped_banned.add();
  return true;
}

void SourceGuard::note(const sip::Flow& flow, Misdeed misdeed, bool proven) {
  if (sip::web_socket(flow.transport) || exempt(flow.remote)) return;
  const auto source = SourceKey::of(flow.remote);
  const auto* ban = bans_.note(source, misdeed, proven, board_.now());
  if (ban == nullptr) return;
  count();
  base::log(base::LogLevel::kWarning, "telephony", "source_banned",
            {{"source", source.text()}, {"why", word(misdeed)}, {"until", base::to_rfc3339(ban->until)}, {"times", ban->times}});
}

void SourceGuard::malformed(const sip::Flow& flow) { note(flow, Misdeed::kMalformed, sip::reliable(flow.transport)); }

void SourceGuard::flooded(const sip::Flow& flow) { note(flow, Misdeed::kFlood, sip::reliable(flow.transport)); }

bool SourceGuard::knows(const sip::SocketAddress& address) const {
  return bans_.trusted(SourceKey::of(address), board_.now()) || exempt(address);
}

bool SourceGuard::scans(const sip::RequestView& request) {
  if (!from_a_scanner(request.message)) return false;
  note(request.flow, Misdeed::kScanner, sip::reliable(request.flow.transport));
  return bans_.banned(SourceKey::of(request.flow.remote), board_.now());
}

void SourceGuard::unknown_number(const sip::Flow& flow) { note(flow, Misdeed::kUnknownNumber, sip::reliable(flow.transport)); }

void SourceGuard::unproven(const sip::Flow& flow) { note(flow, Misdeed::kNoPassword, sip::reliable(flow.transport)); }

// Its device is registered from that very source, or over that connection.
bool SourceGuard::known_there(std::string_view user, const sip::Flow& flow) const {
  const auto source = SourceKey::of(flow.remote);
  return std::ranges::any_of(board_.sip.registrar().bindings(user), [&](const sip::Binding& binding) {
    const bool same_connection = flow.connection != 0 && binding.flow.connection == flow.connection;
    return same_connection || SourceKey::of(binding.flow.remote) == source;
  });
}

bool SourceGuard::believe(const sip::RequestView& request) {
  const auto now = board_.now();
  const auto user = request.claimed_user;
  if (request.shown == sip::DigestFinding::kRight) {
    if (!known_there(user, request.flow) && !locks_.take(user, now)) return false;
    if (!sip::web_socket(request.flow.transport)) bans_.note_success(SourceKey::of(request.flow.remote), now);
    return true;
  }
  if (request.shown != sip::DigestFinding::kWrong) return true;
  board_.meters.wrong_passwords.add();
  note(request.flow, Misdeed::kWrongPassword, true);
  if (known_there(user, request.flow) || !locks_.take(user, now)) return true;
  if (locks_.failed(user, now)) {
    base::log(base::LogLevel::kWarning, "telephony", "account_locked",
              {{"user", user.substr(0, kLockUserMaxBytes)}, {"peer", request.flow.remote.host()}});
  }
  return true;
}

namespace {

std::string account_of(core::ConferenceId conference) { return "conference " + base::to_text(conference); }

}  // namespace

bool SourceGuard::may_try_pin(core::ConferenceId conference) { return locks_.take(account_of(conference), board_.now()); }

void SourceGuard::wrong_pin(core::ConferenceId conference, const Line& line) {
  board_.meters.wrong_passwords.add();
  sip::Flow from;
  from.remote = line.peer;
  // A call that was answered is proof of its address.
  if (line.connection == 0) note(from, Misdeed::kWrongPassword, true);
  const auto account = account_of(conference);
  if (locks_.failed(account, board_.now())) {
    base::log(base::LogLevel::kWarning, "telephony", "account_locked", {{"user", account}, {"peer", line.peer.host()}});
  }
}

core::GuardView SourceGuard::view() const { return {bans_.view(board_.now()), locks_.view(board_.now()), {}, {}, {}, 0}; }

bool SourceGuard::lift(std::string_view source) {
  const auto key = SourceKey::parse(source);
  if (!key || !bans_.lift(*key, board_.now())) return false;
  count();
  base::log(base::LogLevel::kInfo, "telephony", "ban_lifted", {{"source", key->text()}});
  return true;
}

void SourceGuard::restore(const std::vector<Bans::Kept>& kept) {
  bans_.restore(kept, board_.now());
  trunks_changed();
  count();
}

void SourceGuard::count() { board_.meters.banned.set(static_cast<double>(bans_.in_force(board_.now()))); }

}  // namespace peal::telephony
