#include <algorithm>
#include <utility>

#include "sip/message/token.hpp"
#include "sip/transaction/key.hpp"
#include "sip/transaction/transactions.hpp"

// Client transactions: RFC 3261 17.1, RFC 6026 7.2.
namespace peal::sip {

using base::Time;

namespace {

// RFC 3261 18.1.2: a response whose sent-by is not the one we wrote was not
// meant for us. `sent` is our request, whose Via is its first field.
bool for_us(std::string_view sent, std::string_view sent_by) {
  const auto via = sent.find("\r\n") + 2;
  const auto space = sent.find(' ', sent.find(": ", via) + 2);
  if (space == std::string_view::npos) return true;
  const auto written = sent.substr(space + 1, sent.find(';', space) - space - 1);
  return same_text(written, sent_by);
}

}  // namespace

ClientRef Transactions::send(Outgoing request, Time now) {
  const ClientRef ref{clients_.insert()};
  Client& client = *clients_.find(ref.value);
  client.method = request.method;
  client.owner = request.owner;
  client.flow = request.flow;
  client_key(request.branch, method_name(request.method), client.key);
  client_by_key_.emplace(client.key, ref.value);
  client.bytes = std::move(request.bytes);
  client.others = std::move(request.others);
  texts_ += texts_of(client);
  clients_on_.move(0, client.flow.connection);
  if (request.may_use_tcp && client.flow.transport == Transport::kUdp) prefer_stream(client, now);
  const auto give_up = request.patience.count() > 0 ? std::min(request.patience, timers_.give_up()) : patience_of(client);
  client.left = timers_.give_up() - give_up;
  arm(client.end, now, give_up, {ref.value, Timer::kEnd, true});  // Timers B and F.
  if (!reliable(client.flow.transport)) {
    client.interval = timers_.t1;
    arm(client.retransmit, now, client.interval, {ref.value, Timer::kRetransmit, true});  // Timers A and E.
  }
  out_.send(client.flow, client.bytes);
  return ref;
}

bool Transactions::expects(const Message& response) {
  const auto via = response.top_via();
  const auto cseq = response.cseq();
  if (!via || !cseq) return false;
  client_key(via->branch, cseq->method, scratch_);
  return client_by_key_.contains(scratch_);
}

Transactions::Response Transactions::response(const Message& message, Time now) {
  const auto via = message.top_via();
  const auto cseq = message.cseq();
  // RFC 3261 8.1.3.3: a response with a second Via was not meant for us.
  std::size_t vias = 0;
  message.each_value(HeaderName::kVia, [&](std::string_view) { return ++vias < 2; });
  if (!via || !cseq || vias != 1) return {};
  client_key(via->branch, cseq->method, scratch_);
  const auto found = client_by_key_.find(scratch_);
  if (found == client_by_key_.end()) return {};
  const ClientRef ref{found->second};
  Client& client = *clients_.find(ref.value);
  if (!client.bytes.empty() && !for_us(client.bytes, via->sent_by)) return {};
  return client.method == Method::kInvite ? invite_response(ref, client, message, now)
                                          : other_response(ref, client, message, now);
}

Transactions::Response Transactions::invite_response(ClientRef ref, Client& client, const Message& message, Time now) {
  if (message.status() < 200) return invite_provisional(ref, client, now);
  if (message.status() < 300) return invite_accepted(ref, client, message, now);
  return invite_refused(ref, client, message, now);
}

Transactions::Response Transactions::invite_provisional(ClientRef ref, Client& client, Time now) {
  if (client.state != State::kTrying && client.state != State::kProceeding) return {};
  client.state = State::kProceeding;
  wheel_.cancel(client.retransmit);
  if (client.cancel_wanted) send_cancel(ref, client, now);
  if (!client.cancelled) wheel_.cancel(client.end);  // How long it rings is the user's business.
  return {client.owner != 0, ref, client.owner};
}

Transactions::Response Transactions::invite_refused(ClientRef ref, Client& client, const Message& message, Time now) {
  if (client.state == State::kCompleted) out_.send(client.flow, client.bytes);
  if (client.state != State::kTrying && client.state != State::kProceeding) return {};
  const std::uint64_t owner = client.owner;
  acknowledge_refusal(client, message);
  client.state = State::kCompleted;
  wheel_.cancel(client.retransmit);
  if (reliable(client.flow.transport)) end_client(ref.value);
  else arm(client.end, now, timers_.absorb(), {ref.value, Timer::kEnd, true});  // Timer D.
  return {owner != 0, ref, owner};
}

Transactions::Response Transactions::invite_accepted(ClientRef ref, Client& client, const Message& message, Time now) {
  if (client.state == State::kCompleted) return {};
  const auto to = message.to();
  const std::string_view tag = to ? to->tag() : std::string_view{};
  for (const auto& [acknowledged, bytes] : client.acks) {
    if (acknowledged != tag) continue;
    out_.send(client.flow, bytes);
    return {};
  }
  if (client.acks.size() >= kForksMax) return {};
  if (client.state != State::kAccepted) {
    client.state = State::kAccepted;
    keep(client.bytes, {});
    client.cancel_wanted = false;
    wheel_.cancel(client.retransmit);
    arm(client.end, now, timers_.give_up(), {ref.value, Timer::kEnd, true});  // Timer M.
  }
  return {true, ref, client.owner};
}

Transactions::Response Transactions::other_response(ClientRef ref, Client& client, const Message& message, Time now) {
  if (client.state == State::kCompleted) return {};
  if (message.status() < 200) {
    client.state = State::kProceeding;
    client.interval = timers_.t2;  // 17.1.2.2: Timer E goes on, slowly.
    return {};
  }
  client.state = State::kCompleted;
  keep(client.bytes, {});
  wheel_.cancel(client.retransmit);
  const std::uint64_t owner = client.owner;
  if (reliable(client.flow.transport)) end_client(ref.value);
  else arm(client.end, now, timers_.t4, {ref.value, Timer::kEnd, true});  // Timer K.
  return {owner != 0, ref, owner};
}

void Transactions::acknowledge(ClientRef invite, std::string_view to_tag, std::string bytes, const Flow& flow) {
  out_.send(flow, bytes);
  Client* client = clients_.find(invite.value);
  if (client == nullptr || client->state != State::kAccepted) return;
  clients_on_.move(client->flow.connection, flow.connection);
  client->flow = flow;
  bytes.shrink_to_fit();
  texts_ += to_tag.size() + bytes.size();
  client->acks.emplace_back(std::string(to_tag), std::move(bytes));
}

void Transactions::disown(ClientRef ref) {
  if (Client* client = clients_.find(ref.value)) client->owner = 0;
}

void Transactions::end_client(std::uint64_t handle) {
  Client* client = clients_.find(handle);
  if (client == nullptr) return;
  wheel_.cancel(client->retransmit);
  wheel_.cancel(client->end);
  client_by_key_.erase(client->key);
  clients_on_.move(client->flow.connection, 0);
  texts_ -= texts_of(*client);
  clients_.erase(handle);
}

void Transactions::fail_client(std::uint64_t handle, TransactionFailure why) {
  Client* client = clients_.find(handle);
  if (client == nullptr) return;
  if (try_next(handle, *client)) return;
  const bool open = client->state == State::kTrying || client->state == State::kProceeding;
  const std::uint64_t owner = client->owner;
  const Method method = client->method;
  end_client(handle);
  if (open && owner != 0) user_.client_failed({handle}, owner, method, why);
}

// The sender's patience is over before timer B is, and the call goes another way.
// Whoever still answers must not ring on or be talked to: the first sign of life
// brings a CANCEL (RFC 3261 9.1), an answer is the user's to acknowledge and end.
void Transactions::abandon(std::uint64_t handle, Client& client, Time now) {
  const std::uint64_t owner = std::exchange(client.owner, 0);
  client.cancelled = client.cancel_wanted = true;
  wheel_.cancel(client.retransmit);
  arm(client.end, now, std::exchange(client.left, base::Millis{0}), {handle, Timer::kEnd, true});
  if (owner != 0) user_.client_failed({handle}, owner, Method::kInvite, TransactionFailure::kTimeout);
}

void Transactions::client_due(std::uint64_t handle, Timer timer, Time now) {
  Client* client = clients_.find(handle);
  if (client == nullptr) return;
  if (timer == Timer::kEnd) {
    const bool may_answer = client->method == Method::kInvite && client->state == State::kTrying && !client->cancelled;
    if (may_answer && client->left.count() > 0) return abandon(handle, *client, now);
    return fail_client(handle, TransactionFailure::kTimeout);
  }
  out_.send(client->flow, client->bytes);
  const bool invite = client->method == Method::kInvite;
  client->interval = invite ? client->interval * 2 : std::min(client->interval * 2, timers_.t2);
  arm(client->retransmit, now, client->interval, {handle, Timer::kRetransmit, true});
}

}  // namespace peal::sip
