#include <algorithm>

#include "base/assert.hpp"
#include "sip/message/token.hpp"
#include "sip/transaction/key.hpp"
#include "sip/transaction/transactions.hpp"

// A request to a peer whose name leads to several addresses: RFC 3263 4.3.
namespace peal::sip {

namespace {

constexpr std::string_view kBranch = ";branch=";

// RFC 3263 4.3: another try is another transaction. The top Via stands first in
// every request of ours.
std::string_view rename_branch(std::string& request) {
  const auto at = request.find(kBranch);
  PEAL_ASSERT(at != std::string::npos);
  const auto begin = at + kBranch.size();
  auto end = begin;
  while (end < request.size() && is(request[end], kToken)) ++end;
  request.insert(end, ".n");
  return std::string_view(request).substr(begin, end + 2 - begin);
}

}  // namespace

base::Millis Transactions::patience_of(const Client& client) const {
  return client.others.empty() ? timers_.give_up() : std::min(base::Millis{kTargetPatience}, timers_.give_up());
}

bool Transactions::try_next(std::uint64_t handle, Client& client) {
  if (client.others.empty() || client.state != State::kTrying || client.cancelled) return false;
  wheel_.cancel(client.retransmit);
  wheel_.cancel(client.end);
  client_by_key_.erase(client.key);
  const SocketAddress failed = client.flow.remote;
  clients_on_.move(client.flow.connection, 0);
  client.flow.remote = client.others.front();
  client.flow.connection = 0;
  client.others.erase(client.others.begin());
  client.left = base::Millis{0};
  texts_ -= texts_of(client);
  const auto branch = rename_branch(client.bytes);
  client_key(branch, method_name(client.method), client.key);
  client_by_key_.emplace(client.key, handle);
  texts_ += texts_of(client);
  const auto now = base::from_unix_millis(wheel_.now());
  arm(client.end, now, patience_of(client), {handle, Timer::kEnd, true});
  if (!reliable(client.flow.transport)) {
    client.interval = timers_.t1;
    arm(client.retransmit, now, client.interval, {handle, Timer::kRetransmit, true});
  }
  const auto owner = client.owner;
  const auto to = client.flow.remote;
  out_.send(client.flow, client.bytes);
  if (owner != 0) user_.client_moved(owner, failed, to);
  return true;
}

}  // namespace peal::sip
