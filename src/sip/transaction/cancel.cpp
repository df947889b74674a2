#include <optional>

#include "base/assert.hpp"
#include "sip/message/writer.hpp"
#include "sip/transaction/transactions.hpp"

// Requests that a transaction makes from its own INVITE: CANCEL, and the ACK of a
// refusal. They are made from its lines as we wrote them, one field a line, and
// not from a parsed message: what peers gave us to write in it (routes, a target,
// who sent a call on) may be longer in sum than what we would read ourselves.
namespace peal::sip {

namespace {

std::string_view take_own_line(std::string_view& text) {
  const auto end = text.find("\r\n");
  PEAL_ASSERT(end != std::string_view::npos);
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

std::optional<std::string_view> value_of(std::string_view line, HeaderName name) {
  const auto text = header_name_text(name);
  if (!line.starts_with(text) || line.substr(text.size(), 2) != ": ") return std::nullopt;
  return line.substr(text.size() + 2);
}

// RFC 3261 17.1.1.3 and 9.1: the Request-URI, Via, From, Call-ID, CSeq number
// and Route of the INVITE; `to` with its tag, or empty for that of the INVITE.
void write_along(std::string& out, std::string_view invite, Method method, std::string_view to) {
  Writer writer(out);
  const auto start = take_own_line(invite);
  const auto uri = start.find(' ') + 1;
  writer.request(method_name(method), start.substr(uri, start.rfind(' ') - uri));
  for (auto line = take_own_line(invite); !line.empty(); line = take_own_line(invite)) {
    if (const auto seq = value_of(line, HeaderName::kCSeq)) {
      out.append("CSeq: ").append(seq->substr(0, seq->find(' '))).append(" ").append(method_name(method)).append("\r\n");
      continue;
    }
    if (!to.empty() && value_of(line, HeaderName::kTo)) {
      writer.field(HeaderName::kTo, to);
      continue;
    }
    for (const auto name : {HeaderName::kVia, HeaderName::kFrom, HeaderName::kTo, HeaderName::kCallId, HeaderName::kRoute, HeaderName::kMaxForwards}) {
      if (value_of(line, name)) out.append(line).append("\r\n");
    }
  }
}

std::string_view own_branch(std::string_view invite) {
  constexpr std::string_view kMark = ";branch=";
  const auto at = invite.find(kMark, invite.find("\r\nVia: "));
  PEAL_ASSERT(at != std::string_view::npos);
  const auto branch = invite.substr(at + kMark.size());
  return branch.substr(0, branch.find_first_of(";\r"));
}

}  // namespace

void Transactions::acknowledge_refusal(Client& client, const Message& response) {
  std::string ack;
  write_along(ack, client.bytes, Method::kAck, response.header(HeaderName::kTo));
  Writer(ack).no_body();
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
  std::string bytes;
  write_along(bytes, client.bytes, Method::kCancel, {});
  bytes.append(client.cancel_fields);
  Writer(bytes).no_body();
  const std::string branch(own_branch(client.bytes));
  // 9.1: without a final response within 64*T1 the INVITE counts as cancelled.
  arm(client.end, now, timers_.give_up(), {ref.value, Timer::kEnd, true});
  const Flow flow = client.flow;
  send({Method::kCancel, branch, std::move(bytes), flow}, now);
}

}  // namespace peal::sip
