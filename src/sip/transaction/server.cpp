#include <algorithm>

#include "base/salted_hash.hpp"
#include "sip/message/writer.hpp"
#include "sip/transaction/key.hpp"
#include "sip/transaction/transactions.hpp"

// Server transactions: RFC 3261 17.2, RFC 6026 7.1.
namespace peal::sip {

using base::Time;

Transactions::Request Transactions::request(const Message& message, const Via& via, const Flow& flow, Time now) {
  const bool ack = message.method() == Method::kAck;
  server_key(message, via, ack ? method_name(Method::kInvite) : message.method_text(), scratch_);
  if (const auto known = server_by_key_.find(scratch_); known != server_by_key_.end()) {
    const ServerRef ref{known->second};
    Server& server = *servers_.find(ref.value);
    // RFC 6026 7.1: in Accepted the ACK is the dialog's.
    if (ack && server.state == State::kAccepted) return {Arrival::kAck, ref};
    known_request(ref, server, message, now);
    return {Arrival::kKnown, ref};
  }
  if (ack) return {Arrival::kAck, {}};
  if (size() >= kTransactionsMax || held_bytes() >= bytes_max_) return {Arrival::kOverloaded, {}};
  const auto to = message.to();
  const bool outside_dialog = message.method() != Method::kCancel && (!to || to->tag().empty());
  const std::uint64_t merge = outside_dialog ? merge_key(message) : 0;
  if (merge != 0 && server_by_merge_.contains(merge)) return {Arrival::kMerged, {}};
  const ServerRef ref = open_server(message, via, flow);
  if (merge != 0) {
    servers_.find(ref.value)->merge = merge;
    server_by_merge_.emplace(merge, ref.value);
  }
  return {Arrival::kNew, ref};
}

std::optional<std::uint64_t> Transactions::unknown(const Message& message, const Via& via) {
  server_key(message, via, message.method_text(), scratch_);
  if (server_by_key_.contains(scratch_)) return std::nullopt;
  return base::salted_hash(scratch_);
}

ServerRef Transactions::open_server(const Message& message, const Via& via, const Flow& flow) {
  const ServerRef ref{servers_.insert()};
  Server& server = *servers_.find(ref.value);
  server.method = message.method();
  server.state = server.method == Method::kInvite ? State::kProceeding : State::kTrying;
  server.flow = response_flow(via, flow);
  server.key = scratch_;
  texts_ += server.key.size();
  server_by_key_.emplace(server.key, ref.value);
  return ref;
}

void Transactions::known_request(ServerRef ref, Server& server, const Message& message, Time now) {
  if (message.method() != Method::kAck) {
    // 17.2.1 and 17.2.2: Proceeding and Completed repeat their last response; in
    // Accepted the dialog repeats its 2xx.
    const bool repeats = server.state == State::kProceeding || server.state == State::kCompleted;
    if (repeats && !server.bytes.empty()) out_.send(server.flow, server.bytes);
    return;
  }
  if (server.method != Method::kInvite || server.state != State::kCompleted) return;
  server.state = State::kConfirmed;
  wheel_.cancel(server.retransmit);
  keep(server.bytes, {});
  if (reliable(server.flow.transport)) return end_server(ref.value);
  arm(server.end, now, timers_.t4, {ref.value, Timer::kEnd, false});  // Timer I.
}

std::optional<std::pair<ServerRef, std::uint64_t>> Transactions::cancelled_by(const Message& cancel, const Via& via) {
  server_key(cancel, via, method_name(Method::kInvite), scratch_);
  const auto found = server_by_key_.find(scratch_);
  if (found == server_by_key_.end()) return std::nullopt;
  return std::pair{ServerRef{found->second}, servers_.find(found->second)->owner};
}

void Transactions::respond(ServerRef ref, std::uint16_t status, std::string_view bytes, Time now) {
  Server* server = servers_.find(ref.value);
  if (server == nullptr || (server->state != State::kTrying && server->state != State::kProceeding)) return;
  out_.send(server->flow, bytes);
  const bool invite = server->method == Method::kInvite;
  if (status < 200) {
    server->state = State::kProceeding;
    keep(server->bytes, std::string(bytes));
    return;
  }
  if (invite && status < 300) {
    server->state = State::kAccepted;
    keep(server->bytes, {});
    arm(server->end, now, timers_.give_up(), {ref.value, Timer::kEnd, false});  // Timer L.
    return;
  }
  const bool fast = reliable(server->flow.transport);
  if (!invite && fast) return end_server(ref.value);  // Timer J is zero.
  server->state = State::kCompleted;
  keep(server->bytes, std::string(bytes));
  arm(server->end, now, timers_.give_up(), {ref.value, Timer::kEnd, false});  // Timers H and J.
  if (!invite || fast) return;
  server->interval = timers_.t1;
  arm(server->retransmit, now, server->interval, {ref.value, Timer::kRetransmit, false});  // Timer G.
}

void Transactions::set_owner(ServerRef ref, std::uint64_t owner) {
  if (Server* server = servers_.find(ref.value)) server->owner = owner;
}

void Transactions::end_server(std::uint64_t handle) {
  Server* server = servers_.find(handle);
  if (server == nullptr) return;
  wheel_.cancel(server->retransmit);
  wheel_.cancel(server->end);
  server_by_key_.erase(server->key);
  texts_ -= texts_of(*server);
  if (server->merge != 0) server_by_merge_.erase(server->merge);
  servers_.erase(handle);
}

void Transactions::server_due(std::uint64_t handle, Timer timer, Time now) {
  Server* server = servers_.find(handle);
  if (server == nullptr) return;
  if (timer == Timer::kEnd) return end_server(handle);  // H, I, J or L: there is nobody left to tell.
  out_.send(server->flow, server->bytes);
  server->interval = std::min(server->interval * 2, timers_.t2);
  arm(server->retransmit, now, server->interval, {handle, Timer::kRetransmit, false});
}

}  // namespace peal::sip
