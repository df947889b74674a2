#include <algorithm>
#include <optional>

#include "api/contact/contact_json.hpp"
#include "api/http/handlers.hpp"
#include "api/service/context.hpp"
#include "api/trace/call_legs.hpp"
#include "api/trace/covered_number.hpp"
#include "api/trace/message_json.hpp"
#include "trace/view/pcap.hpp"

/// What was said in SIP during one contact, on all its legs.
namespace peal::api {
namespace {

constexpr std::int64_t kMicrosOfFact = 1'000;       ///< Facts know milliseconds only...
constexpr std::int64_t kMicrosUntilSent = 20'000;   ///< ...and what follows from one is sent soon.

struct FoundCall {
  journal::ContactDetail detail;
  std::vector<CallLeg> legs;
  trace::OfCall said;
};

// A trusted trunk names callers who withhold their number: for those alone who may know.
void mind_withheld(Context& context, const Call& call, FoundCall& found) {
  const auto number = withheld_caller(found.detail);
  if (number.empty()) return;
  if (call.identity.may(Permission::kContactsWithheld)) return context.audit(call.identity, call.source(), "contact.withheld", call.id);
  for (auto& message : found.said.messages) cover_number(message.text, number);
}

// Answers itself when there is nothing to show.
std::optional<FoundCall> find_call(Context& context, const Call& call) {
  const auto id = call.path_id<core::ContactId>();
  if (!id.valid()) return std::nullopt;
  auto connection = context.rooms.pool.borrow();
  if (!connection) {
    call.problem(connection.error());
    return std::nullopt;
  }
  auto detail = journal::contact_detail(**connection, context.rooms.keys, id);
  if (!detail) {
    call.problem(detail.error());
    return std::nullopt;
  }
  FoundCall found{*std::move(detail), {}, {}};
  found.legs = legs_of(found.detail);
  if (context.rooms.trace != nullptr) found.said = messages_of(*context.rooms.trace, found.detail, found.legs);
  mind_withheld(context, call, found);
  return found;
}

/// Who stands where in the ladder: one column for each peer of each leg.
struct Peer {
  core::LegId leg;
  sip::Transport transport;
  sip::SocketAddress address;
  core::TrunkId trunk;
  friend bool operator==(const Peer& a, const Peer& b) {
    return a.leg == b.leg && a.transport == b.transport && a.address.text() == b.address.text();
  }
};

Peer peer_of(const trace::Message& message) {
  return {{{message.leg.tenant}, message.leg.value}, message.transport, message.remote, {{message.trunk.tenant}, message.trunk.value}};
}

std::vector<Peer> peers_of(const FoundCall& found) {
  std::vector<Peer> peers;
  for (const auto& message : found.said.messages) {
    const auto peer = peer_of(message);
    if (std::ranges::find(peers, peer) == peers.end()) peers.push_back(peer);
  }
  // Legs in the order in which the facts name them: the caller stands on the left.
  const auto order = [&](const Peer& peer) { return std::ranges::find(found.legs, peer.leg, &CallLeg::leg) - found.legs.begin(); };
  std::ranges::stable_sort(peers, {}, order);
  return peers;
}

void write_peer(JsonWriter& out, const Peer& peer, const std::vector<CallLeg>& legs, const core::Centre* centre) {
  const auto leg = std::ranges::find(legs, peer.leg, &CallLeg::leg);
  const bool caller = leg != legs.end() && leg->caller;
  const bool agent = leg != legs.end() && leg->agent.valid();
  out.begin_object().field("leg", peer.leg).field("address", peer.address.text()).field("transport", transport_word(peer.transport));
  out.field("role", caller ? "caller" : agent ? "agent" : "other");
  out.field("agent", agent ? leg->agent : core::AgentId{}).key("trunk");
  write_trunk_name(out, peer.trunk, centre);
  out.end_object();
}

// Where a fact stands among the messages: after what was received up to its
// millisecond, before what was sent because of it.
std::size_t place_of(const core::Fact& fact, const std::vector<trace::Message>& messages) {
  const std::int64_t at = base::unix_millis(fact.at) * kMicrosOfFact;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto& message = messages[i];
    if (message.at_us >= at + kMicrosUntilSent) return i;
    const bool trying = message.text.starts_with("SIP/2.0 100");
    if (message.at_us >= at && message.sent && !trying) return i;
  }
  return messages.size();
}

}  // namespace

void contact_ladder(Context& context, Call call) {
  const auto found = find_call(context, call);
  if (!found) return;
  const auto centre = context.settings.centre(call.identity.tenant);
  const auto peers = peers_of(*found);
  JsonWriter out;
  out.begin_object().field("kept", !found->said.messages.empty()).field("more", found->said.more).key("peers").begin_array();
  for (const auto& peer : peers) write_peer(out, peer, found->legs, centre.get());
  out.end_array().key("messages").begin_array();
  for (const auto& message : found->said.messages) {
    write_message(out, message, trace::summary_of(message.text), call.language);
    out.field("peer", std::ranges::find(peers, peer_of(message)) - peers.begin()).end_object();
  }
  out.end_array().key("steps").begin_array();
  std::size_t least = 0;
  for (const auto& step : found->detail.steps) {
    least = std::max(least, place_of(step.fact, found->said.messages));
    out.begin_object().field("before", least).key("step");
    write_step(out, step, centre.get());
    out.end_object();
  }
  call.json(200, out.end_array().end_object());
}

void contact_pcap(Context& context, Call call) {
  const auto found = find_call(context, call);
  if (!found) return;
  if (found->said.messages.empty()) {
    return call.problem({base::ErrorCode::kNotFound, "The messages of this call are not kept.", "api.no_trace"});
  }
  const auto text = context.config.sip_address();
  const auto at = net::Address::parse(text);
  sip::SocketAddress own;
  if (at) {
    if (const auto parsed = sip::parse_address(at->ip_text(), at->port)) own = *parsed;
  }
  context.audit(call.identity, call.source(), "contact.capture", call.id);
  auto response = net::HttpResponse::text(200, trace::pcap_of(found->said.messages, own));
  response.headers = {{"Content-Type", "application/vnd.tcpdump.pcap"},
                      {"Content-Disposition", "attachment; filename=\"" + call.id + ".pcap\""},
                      {"Cache-Control", "no-store"}};
  call.send(std::move(response));
}

}  // namespace peal::api
