#include "base/assert.hpp"
#include "sip/message/writer.hpp"
#include "sip/transaction/transactions.hpp"

// Requests that a transaction makes from its own INVITE: CANCEL, and the ACK of a refusal.
namespace peal::sip {

namespace {

// RFC 3261 17.1.1.3 and 9.1: the Request-URI, Via, From, Call-ID, CSeq number
// and Route of the INVITE.
void write_along(Writer& writer, const Message& invite, Method method, std::string_view to) {
  writer.request(method_name(method), invite.request_uri());
  for (std::size_t i = 0; i < invite.field_count(); ++i) {
    switch (invite.field_name(i)) {
      case HeaderName::kTo:
        writer.field(HeaderName::kTo, to.empty() ? invite.field_value(i) : to);
        break;
      case HeaderName::kCSeq:
        writer.cseq(invite.cseq().value_or(CSeq{}).number, method_name(method));
        break;
      case HeaderName::kVia:
      case HeaderName::kFrom:
      case HeaderName::kCallId:
      case HeaderName::kRoute:
      case HeaderName::kMaxForwards:
        writer.copy(invite, i);
        break;
      default:
        break;
    }
  }
}

}  // namespace

void Transactions::acknowledge_refusal(Client& client, const Message& response) {
  PEAL_ASSERT(!stored_.parse(client.bytes, Framing::kDatagram));
  std::string ack;
  Writer writer(ack);
  write_along(writer, stored_, Method::kAck, response.header(HeaderName::kTo));
  writer.no_body();
  keep(client.bytes, std::move(ack));
  out_.send(client.flow, client.bytes);
}

void Transactions::cancel(ClientRef ref, std::string_view fields, base::Time now) {
  Client* client = clients_.find(ref.value);
  if (client == nullptr) return;
  if (client->method != Method::kInvite || client->cancelled) return;
  if (client->state != State::kTrying && client->state != State::kProceeding) return;
  client->cancelled = true;
  keep(client->cancel_fields, std::string(fields));
  // 9.1: before a provisional response the CANCEL could overtake its INVITE.
  if (client->state == State::kTrying) client->cancel_wanted = true;
  else send_cancel(ref, *client, now);
}

void Transactions::send_cancel(ClientRef ref, Client& client, base::Time now) {
  client.cancel_wanted = false;
  PEAL_ASSERT(!stored_.parse(client.bytes, Framing::kDatagram));
  std::string bytes;
  Writer writer(bytes);
  write_along(writer, stored_, Method::kCancel, {});
  bytes.append(client.cancel_fields);
  writer.no_body();
  const std::string branch(stored_.top_via()->branch);
  // 9.1: without a final response within 64*T1 the INVITE counts as cancelled.
  arm(client.end, now, timers_.give_up(), {ref.value, Timer::kEnd, true});
  const Flow flow = client.flow;
  send({Method::kCancel, branch, std::move(bytes), flow}, now);
}

}  // namespace peal::sip
