#include "sip/user_agent/core.hpp"

// Challenges of our own requests by trunks and their proxies: RFC 3261 22.2, 22.3, RFC 8760.
namespace peal::sip {

using base::Time;

namespace {

// Marks an owner of a transaction as a challengeable request: a Slab's handles
// never get that far.
constexpr std::uint64_t kChallengeable = std::uint64_t{1} << 63;

}  // namespace

// A password is for its realm, and for whoever the request went to: an answer
// from another address, or in another name, is somebody who would like to have it.
bool UserAgent::Core::meet_challenge(Shown& shown, const Credentials& credentials, const Challenged& request) {
  const std::uint16_t status = message_.status();
  if ((status != 401 && status != 407) || shown.challenges >= kChallengesMax) return false;
  const bool same_host = from_.ip == request.sent.remote.ip && from_.v6 == request.sent.remote.v6;
  const auto realm = foreign_realm(message_, credentials);
  if (realm || !same_host) {
    foreign_ = realm ? "\"" + realm->substr(0, kReasonMaxBytes) + "\" (" + from_.host() + ")" : from_.host();
    return false;
  }
  std::string& line = status == 407 ? shown.to_proxy : shown.to_server;
  auto answer = answer_challenge(message_, credentials, method_name(request.method), request.uri, tokens_.text(), !line.empty());
  if (!answer) return false;
  ++shown.challenges;
  line = std::move(*answer);
  return true;
}

void UserAgent::Core::send_challengeable(Dialog& dialog, const InDialog& request, std::uint64_t call,
                                         const std::optional<Credentials>& credentials, Time now) {
  if (!credentials) {
    send_in_dialog(dialog, request, call, now);
    return;
  }
  const std::uint64_t handle = challengeable_.insert();
  Challengeable& kept = *challengeable_.find(handle);
  kept.call = call;
  kept.method = request.method;
  kept.fields = request.fields;
  kept.content_type = request.content_type;
  kept.body = request.body;
  kept.credentials = *credentials;
  send_in_dialog(dialog, request, handle | kChallengeable, now);
  kept.dialog = dialog;  // With the CSeq just used.
}

bool UserAgent::Core::asked_again(std::uint64_t owner, Time now) {
  Challengeable* kept = (owner & kChallengeable) != 0 ? challengeable_.find(owner & ~kChallengeable) : nullptr;
  if (kept == nullptr || !meet_challenge(kept->shown, kept->credentials, {kept->method, kept->dialog.remote_target, kept->dialog.flow})) return false;
  const std::string fields = kept->fields + kept->shown.lines();
  send_in_dialog(dialog_of(*kept), {kept->method, fields, kept->content_type, kept->body}, owner, now);
  return true;
}

Dialog& UserAgent::Core::dialog_of(Challengeable& kept) {
  Call* call = call_of(kept.call);
  if (call == nullptr) return kept.dialog;
  if (call->dialog.remote_tag == kept.dialog.remote_tag) return call->dialog;
  EarlyDialog* early = early_of(*call, kept.dialog.remote_tag);
  return early != nullptr ? early->dialog : kept.dialog;
}

std::uint64_t UserAgent::Core::call_behind(std::uint64_t owner) {
  if ((owner & kChallengeable) == 0) return owner;
  const Challengeable* kept = challengeable_.find(owner & ~kChallengeable);
  return kept != nullptr ? kept->call : 0;
}

std::uint64_t UserAgent::Core::settled_owner(std::uint64_t owner) {
  if ((owner & kChallengeable) == 0) return owner;
  const std::uint64_t handle = owner & ~kChallengeable;
  const Challengeable* kept = challengeable_.find(handle);
  const std::uint64_t call = kept != nullptr ? kept->call : 0;
  challengeable_.erase(handle);
  return call;
}

}  // namespace peal::sip
