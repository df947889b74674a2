#include "sip/transaction/transactions.hpp"

namespace peal::sip {

void Transactions::arm(Handle& handle, base::Time now, base::Millis after, Due due) {
  wheel_.cancel(handle);
  handle = wheel_.arm(base::unix_millis(now + after), due);
}

void Transactions::advance(base::Time now) {
  wheel_.advance(base::unix_millis(now), [&](Due due) {
    const base::Time at = base::from_unix_millis(wheel_.now());
    if (due.client) client_due(due.handle, due.timer, at);
    else server_due(due.handle, due.timer, at);
  });
}

std::optional<base::Time> Transactions::next_due() const {
  const auto due = wheel_.next_due();
  return due ? std::optional(base::from_unix_millis(*due)) : std::nullopt;
}

void Transactions::flow_closed(std::uint64_t connection) {
  if (!clients_on_.any(connection)) return;
  for (const auto handle : clients_.handles()) {
    const Client* client = clients_.find(handle);
    if (client != nullptr && client->flow.connection == connection) fail_client(handle, TransactionFailure::kTransport);
  }
}

void Transactions::unreachable(const Flow& flow, base::Time now) {
  for (const auto handle : clients_.handles()) {
    Client* client = clients_.find(handle);
    if (client == nullptr || client->flow.transport != flow.transport || client->flow.connection != flow.connection) continue;
    if (client->flow.remote != flow.remote) continue;
    if (client->by_size && client->state == State::kTrying) fall_back(handle, *client, now);
    else fail_client(handle, TransactionFailure::kTransport);
  }
}

void Transactions::keep(std::string& place, std::string text) {
  texts_ += text.size();
  texts_ -= place.size();
  place = std::move(text);
}

std::size_t Transactions::texts_of(const Client& client) {
  std::size_t bytes = client.bytes.size() + client.key.size() + client.cancel_fields.size();
  for (const auto& [tag, ack] : client.acks) bytes += tag.size() + ack.size();
  return bytes;
}

std::size_t Transactions::texts_of(const Server& server) { return server.bytes.size() + server.key.size(); }

}  // namespace peal::sip
