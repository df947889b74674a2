#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.hpp"
#include "sip/flow.hpp"
#include "sip/locate/located.hpp"
#include "sip/message/message.hpp"
#include "sip/message/writer.hpp"

/// Dialogs (RFC 3261 12). Subscriptions and transfers (REFER, RFC 3515) will
/// share them; their files belong in this folder.
namespace peal::sip {

/// One dialog as plain data: another node could take it over.
struct Dialog {
  std::string call_id;
  std::string local_tag;
  std::string remote_tag;
  std::string local_party;             ///< `"Name" <uri>`, without the tag.
  std::string remote_party;
  std::string remote_target;           ///< The peer's Contact URI.
  std::vector<std::string> route_set;  ///< Whole values, in the order our requests use.
  std::uint32_t local_cseq = 0;
  std::optional<std::uint32_t> remote_cseq;
  Flow flow;                           ///< Where our requests go.
  bool secure = false;                 ///< Begun with a SIPS URI: TLS all the way, and our Contact says so (RFC 3261 12.1.1).
  bool may_use_tcp = false;            ///< The flow is an address that the peer gave, not only where it was heard from.
  std::vector<SocketAddress> others;   ///< Where our requests go when `flow` fails (RFC 3263 4.3), by the same transport and family.
  bool keeps_flow = false;             ///< All goes over `flow`, whatever the routes and the target say (RFC 5626 4.3).
  PEAL_FIELDS(Dialog, call_id, local_tag, remote_tag, local_party, remote_party, remote_target, route_set, local_cseq,
              remote_cseq, flow, secure, may_use_tcp, others, keeps_flow)
};

/// The dialog that answering `invite` makes (12.1.1). A peer of RFC 2543 gives
/// no Contact; then its From is the target.
[[nodiscard]] Dialog dialog_of_server(const Message& invite, std::string local_tag, const Flow& flow);

/// The dialog that a 101-299 response to our INVITE makes (12.1.2); `flow` is
/// where the response came from.
[[nodiscard]] Dialog dialog_of_client(const Message& response, const Flow& flow);

/// A request within the dialog: its CSeq must be above the last one (12.2.2:
/// otherwise 500). Notes it.
[[nodiscard]] bool take_cseq(Dialog& dialog, const Message& request);

/// Target refresh by a re-INVITE, UPDATE or their 2xx (12.2). An empty contact changes nothing.
void refresh_target(Dialog& dialog, std::string_view contact, const Flow& flow);
/// The dialog's next hop from where the peer was last heard, as the three above do.
void aim(Dialog& dialog, const Flow& source);
/// The dialog's requests go over that flow from now on.
void keep_on(Dialog& dialog, const Flow& flow);
/// The name that the next hop has (RFC 3261 12.2.1.1: the first route, else the
/// target), to be looked up; nothing for an address, and where the way back is a
/// connection that stands.
[[nodiscard]] std::optional<LocateWish> name_of_hop(const Dialog& dialog, const Flow& source);
/// The same of a dialog that this response to our INVITE would make.
[[nodiscard]] std::optional<LocateWish> name_of_hop(const Message& response, const Flow& source);
/// Requests go where the name leads from now on: first to the address that the
/// peer was heard from when it is among them, and after all of them to that as
/// well. A name that leads only where no peer from there can be changes nothing.
void aim(Dialog& dialog, const Flow& source, Transport transport, const std::vector<SocketAddress>& addresses);
/// The Contact URI of a message; empty when it has none.
[[nodiscard]] std::string_view contact_uri(const Message& message);

/// Request line, Via, Max-Forwards, Route, From, To, Call-ID and CSeq of a
/// request within the dialog, with strict routers served as 12.2.1.1 asks.
void write_in_dialog(Writer& writer, const Dialog& dialog, Method method, std::uint32_t cseq, std::string_view sent_by,
                     std::string_view branch);

/// True when Call-ID and the peer's tag are the dialog's (12.2.2).
[[nodiscard]] bool belongs(const Dialog& dialog, const Message& request);

}  // namespace peal::sip
