#include "sip/dialog/dialog.hpp"

#include <algorithm>

namespace peal::sip {

namespace {

// RFC 3261 12.1.1: then our Contact is a SIPS URI, too.
bool comes_securely(const Message& request) {
  const auto& uri = request.uri();
  if (uri && uri->sips()) return true;
  std::string_view routes = request.header(HeaderName::kRecordRoute);
  const auto top = next_list_value(routes);
  const auto hop = top ? parse_name_addr(*top) : std::nullopt;
  const auto& decides = top ? hop : request.contact();
  return decides && decides->uri.sips();
}

// `"Name" <uri>` of a From or To without its parameters, ready to write again.
std::string party_of(const NameAddr& address) {
  std::string party;
  party.reserve(address.display.size() + address.uri.text.size() + 3);
  if (!address.display.empty()) party.append(address.display).push_back(' ');
  party.append("<").append(address.uri.text).append(">");
  return party;
}

std::vector<std::string> record_routes(const Message& message, bool reversed) {
  std::vector<std::string> routes;
  message.each_value(HeaderName::kRecordRoute, [&](std::string_view value) {
    routes.emplace_back(value);
    return routes.size() < kRouteSetMax;
  });
  if (reversed) std::ranges::reverse(routes);
  return routes;
}

}  // namespace

Dialog dialog_of_server(const Message& invite, std::string local_tag, const Flow& flow) {
  Dialog dialog;
  const auto& from = invite.from();
  const auto& to = invite.to();
  const auto& contact = invite.contact();
  dialog.call_id = invite.call_id();
  dialog.local_tag = std::move(local_tag);
  dialog.remote_tag = from->tag();
  dialog.local_party = party_of(*to);
  dialog.remote_party = party_of(*from);
  dialog.remote_target = contact ? contact->uri.text : from->uri.text;
  dialog.route_set = record_routes(invite, false);
  dialog.secure = comes_securely(invite);
  dialog.remote_cseq = invite.cseq()->number;
  aim(dialog, flow);
  return dialog;
}

Dialog dialog_of_client(const Message& response, const Flow& flow) {
  Dialog dialog;
  const auto& from = response.from();
  const auto& to = response.to();
  const auto& contact = response.contact();
  dialog.call_id = response.call_id();
  dialog.local_tag = from->tag();
  dialog.remote_tag = to->tag();
  dialog.local_party = party_of(*from);
  dialog.remote_party = party_of(*to);
  dialog.remote_target = contact ? contact->uri.text : to->uri.text;
  dialog.route_set = record_routes(response, true);
  dialog.local_cseq = response.cseq()->number;
  aim(dialog, flow);
  return dialog;
}

bool take_cseq(Dialog& dialog, const Message& request) {
  const auto number = request.cseq()->number;
  if (dialog.remote_cseq && number <= *dialog.remote_cseq) return false;
  dialog.remote_cseq = number;
  return true;
}

void refresh_target(Dialog& dialog, std::string_view contact, const Flow& flow) {
  if (contact.empty()) return;
  dialog.remote_target = contact;
  aim(dialog, flow);
}

std::string_view contact_uri(const Message& message) {
  const auto& contact = message.contact();
  return contact ? contact->uri.text : std::string_view{};
}

void write_in_dialog(Writer& writer, const Dialog& dialog, Method method, std::uint32_t cseq, std::string_view sent_by,
                     std::string_view branch) {
  const auto first = dialog.route_set.empty() ? std::nullopt : parse_name_addr(dialog.route_set.front());
  const bool strict = first && !first->uri.param("lr");
  writer.request(method_name(method), strict ? first->uri.text : std::string_view(dialog.remote_target));
  writer.via(dialog.flow.transport, sent_by, branch).field(HeaderName::kMaxForwards, 70);
  for (std::size_t i = strict ? 1 : 0; i < dialog.route_set.size(); ++i) writer.field(HeaderName::kRoute, dialog.route_set[i]);
  if (strict) writer.field(HeaderName::kRoute, "<" + dialog.remote_target + ">");
  writer.address(HeaderName::kFrom, dialog.local_party, dialog.local_tag);
  writer.address(HeaderName::kTo, dialog.remote_party, dialog.remote_tag);
  writer.field(HeaderName::kCallId, dialog.call_id).cseq(cseq, method_name(method));
}

bool belongs(const Dialog& dialog, const Message& request) {
  const auto& from = request.from();
  return from && request.call_id() == dialog.call_id && from->tag() == dialog.remote_tag;
}

}  // namespace peal::sip
