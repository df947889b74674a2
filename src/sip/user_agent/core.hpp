#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "sip/digest/digest.hpp"
#include "sip/locate/peer_names.hpp"
#include "sip/message/writer.hpp"
#include "sip/subscription/subscriptions.hpp"
#include "sip/user_agent/call.hpp"
#include "sip/user_agent/tokens.hpp"

/// Inside the user agent only. One file for each step of a call:
/// receive.cpp (what is this message), incoming.cpp, outgoing.cpp, in_dialog.cpp,
/// reliable.cpp and early.cpp (PRACK, ours and theirs), offer.cpp (theirs),
/// reoffer.cpp (ours), hang_up.cpp, session.cpp (RFC 4028), referral.cpp,
/// handover.cpp, peer_names.cpp (RFC 3263), registration.cpp; what is watched lives in sip/subscription.
namespace peal::sip {

class UserAgent::Core : public TransactionUser {
 public:
  Core(UserAgentConfig config, Output& out, UserAgentEvents& events, base::Time now);

  void received(const Flow& flow, std::string_view bytes, base::Time now, const Queueing& queueing);
  [[nodiscard]] bool unwanted(const Flow& flow) { return events_.unwanted(flow); }
  [[nodiscard]] bool known(const Flow& flow) { return events_.known(flow); }
  void flooded(const Flow& flow) { events_.flooded(flow); }
  void flow_opened(const Flow& flow, FlowAttributes attributes);
  void flow_closed(std::uint64_t connection, base::Time now);
  void unreachable(const Flow& flow, base::Time now);
  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;

  base::Result<CallId> place(const PlaceRequest& request, base::Time now);
  base::Status ring(CallId id, base::Time now);
  base::Status progress(CallId id, std::string_view sdp, base::Time now);
  base::Status answer(CallId id, std::string_view sdp, base::Time now, const ExtraHeaders& headers);
  base::Status reject(CallId id, std::uint16_t status, std::string_view reason, base::Time now, const ExtraHeaders& headers);
  base::Status hang_up(CallId id, const HangUpReason& reason, base::Time now);
  base::Status reoffer(CallId id, std::string_view sdp, base::Time now);
  base::Status answer_offer(CallId id, std::string_view sdp, base::Time now);
  base::Status reject_offer(CallId id, std::uint16_t status, base::Time now, const ExtraHeaders& headers);
  base::Status send_info(CallId id, std::string_view content_type, std::string_view body, base::Time now);

  base::Result<RequestId> request(const OutsideRequest& request, base::Time now);
  base::Status report_referral(CallId id, std::uint16_t status, std::string_view reason, base::Time now);
  [[nodiscard]] base::Result<std::string> write_out(CallId id) const;
  base::Result<CallId> read_back(std::string_view bytes, base::Time now);

  [[nodiscard]] const Registrar& registrar() const { return registrar_; }
  void restore(const Binding& binding, base::Time now) { registrar_.restore(binding, now); }
  [[nodiscard]] std::size_t call_count() const { return calls_.size() - ending_; }
  [[nodiscard]] const Call* find(CallId id) const { return calls_.find(id.value); }
  [[nodiscard]] Subscriptions& subscriptions() { return subscriptions_; }
  [[nodiscard]] const Transactions& transactions() const { return transactions_; }
  void keep_alive(const Flow& flow, std::string_view bytes) { out_.keep_alive(flow, bytes); }
  void name_found(const LocateWish& wish, Located located, std::optional<base::Seconds> life, base::Time now);
  void advertise(const Advertised& v4, const Advertised& v6);
  [[nodiscard]] std::string_view advertised(const Flow& flow) const {
    const auto transport = static_cast<std::size_t>(flow.transport);
    const auto& v6 = config_.advertised_v6[transport];
    return flow.remote.v6 && !v6.empty() ? v6 : config_.advertised[transport];
  }

 private:
  struct InDialog {
    Method method;
    std::string_view fields;  ///< Whole lines.
    std::string_view content_type, body;
    base::Millis patience{0};
  };

  void write_contacts();
  void client_failed(ClientRef client, std::uint64_t owner, Method method, TransactionFailure why) override;

  void client_moved(std::uint64_t owner, const SocketAddress& from, const SocketAddress& to) override;

  // peer_names.cpp
  struct HeldAnswer {
    LocateWish wish;
    Flow flow;
    std::string bytes;
    base::Time until{};
  };
  /// Aims at what is known of the name of its next hop, or begins to look it up.
  PeerNames::State aim_by_name(Dialog& dialog, const Flow& source, base::Time now);
  /// The same for a dialog of the call, which is aimed again once the name is known.
  void aim_call(std::uint64_t id, Call& call, Dialog& dialog, const Flow& source, base::Time now);
  /// True when the answer being handled is kept until the name that its ACK goes to is known.
  [[nodiscard]] bool waits_for_name(const Flow& flow, base::Time now);
  /// Handles what was kept for that name, and what has waited long enough.
  void let_go(base::Time now, const LocateWish* found);
  void leave_connection(std::uint64_t id, Call& call, base::Time now);

  // receive.cpp
  void request(const Flow& flow, base::Time now);
  void new_request(ServerRef server, const Flow& flow, base::Time now);
  void outside_dialog(ServerRef server, const Flow& flow, base::Time now);
  [[nodiscard]] bool headers_suit(ServerRef server, const Flow& flow, base::Time now);
  [[nodiscard]] bool body_suits(ServerRef server, const Flow& flow, base::Time now);
  void response(const Flow& flow, base::Time now);
  /// Answers the message being handled. `fields` are whole lines.
  /// Without `to_tag` the response gets one of its own.
  void respond(ServerRef server, const Flow& flow, std::uint16_t status, base::Time now, std::string_view fields = {},
               std::string_view reason = {}, std::string_view to_tag = {});
  /// The same without a transaction: nothing of the request is kept.
  void respond_unkept(ServerRef server, const Flow& flow, std::uint16_t status, std::string_view fields,
                      std::string_view reason = {});
  bool shed(const Via& via, const Flow& flow);
  void refuse_statelessly(const Flow& flow, std::uint16_t status, std::string_view reason,
                          base::Seconds retry_after = kRetryAfterOverload);
  /// Asks telephony; answers 401 or the refusal itself and says false.
  [[nodiscard]] bool admitted(ServerRef server, const Flow& flow, base::Time now);

  // incoming.cpp
  void invite(ServerRef server, const Flow& flow, base::Time now);
  base::Status provisional(CallId id, std::uint16_t status, std::string_view sdp, base::Time now);
  void send_answer(std::uint64_t id, Call& call, std::string_view fields, std::string_view sdp, base::Time now);
  void cancel(ServerRef server, const Flow& flow, base::Time now);
  void acknowledged(const Flow& flow, base::Time now);
  /// The 2xx of a waiting INVITE or UPDATE; that of an INVITE is repeated until its ACK.
  void accept_waiting(std::uint64_t id, Call& call, std::optional<Waiting>& slot, std::string_view fields,
                      std::string_view sdp, base::Time now);
  /// Any other response to it; left in scratch_.
  void respond_waiting(const Waiting& waiting, std::uint16_t status, std::string_view reason, std::string_view fields,
                       std::string_view sdp, base::Time now);
  void no_ack(std::uint64_t id, base::Time now);

  // reliable.cpp
  void send_reliable(std::uint64_t id, Call& call, std::uint16_t status, std::string_view sdp, base::Time now);
  void prack(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, base::Time now);
  /// What waited for a PRACK goes out, unless an offer in that PRACK still wants its answer.
  void send_what_waited(std::uint64_t id, base::Time now);
  void no_prack(std::uint64_t id, Call& call, base::Time now);

  // early.cpp
  /// The dialog that the response to our INVITE being handled makes.
  [[nodiscard]] Dialog answering_dialog(const Call& call, const Flow& flow) const;
  /// False for a copy, and for one that came too early (RFC 3262 4).
  [[nodiscard]] bool early_response(std::uint64_t id, Call& call, const Flow& flow, base::Time now);
  void send_prack(std::uint64_t id, Call& call, EarlyDialog& early, std::string_view sdp, base::Time now);
  [[nodiscard]] static EarlyDialog* early_of(Call& call, std::string_view remote_tag);
  /// The dialog of the call that the peer's tag names: an early one, or the call's own.
  [[nodiscard]] static Dialog& dialog_with(Call& call, std::string_view remote_tag);
  /// The ACK that waited for our answer; without one it refuses every stream (RFC 3261 13.2.2.4).
  void send_owed_ack(Call& call, std::string_view sdp);
  /// Keeps what a late answer would need.
  void depart(std::uint64_t id, Call& call);
  /// A 2xx nobody wants any more: another fork, or it crossed our CANCEL.
  void refuse_answer(ClientRef client, std::uint64_t id, const Flow& flow, base::Time now);

  // outgoing.cpp
  void send_invite(std::uint64_t id, Call& call, base::Time now);
  [[nodiscard]] bool retry_with_longer_session(std::uint64_t id, Call& call, base::Time now);
  [[nodiscard]] bool retry_with_credentials(std::uint64_t id, Call& call, base::Time now);
  void invite_response(std::uint64_t id, Call& call, ClientRef client, const Flow& flow, base::Time now);
  void invite_answered(std::uint64_t id, Call& call, ClientRef client, const Flow& flow, base::Time now);
  void invite_refused(std::uint64_t id, Call& call, base::Time now);
  /// The same INVITE to the next of its targets; false when there is none.
  [[nodiscard]] bool try_next_target(std::uint64_t id, Call& call, base::Time now);

  // in_dialog.cpp
  void in_dialog(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, base::Time now);
  [[nodiscard]] static bool early_method(Method method);
  void bye(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, base::Time now);
  void info(std::uint64_t id, ServerRef server, const Flow& flow, base::Time now);
  void dialog_lost(std::uint64_t id, Call& call, const CallEnd& end, base::Time now);

  // offer.cpp, reoffer.cpp
  void offer(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, base::Time now);
  /// Glare and order (RFC 3261 14.2, RFC 3311 5.2): 0, or the refusal.
  [[nodiscard]] std::uint16_t offer_refusal(const Call& call, bool has_offer) const;
  [[nodiscard]] static bool their_offer_open(const Call& call);
  [[nodiscard]] static bool our_offer_open(const Call& call);
  /// Whether and in which dialog an offer of ours may go now.
  [[nodiscard]] static Dialog* dialog_for_offer(Call& call);
  /// Their request is kept for telephony's answer.
  [[nodiscard]] Waiting waiting_for(ServerRef server, const Flow& flow, const SessionTerms& session) const;
  void send_reoffer(std::uint64_t id, Call& call, base::Time now);
  void reoffer_response(std::uint64_t id, Call& call, ClientRef client, const Flow& flow, base::Time now);
  void reoffer_accepted(std::uint64_t id, Call& call, const Flow& flow, base::Time now);
  void reoffer_refused(std::uint64_t id, Call& call, base::Time now);
  /// True when the refusal asks to come again and we will (491, 500 with Retry-After, 422, a challenge).
  [[nodiscard]] bool reoffer_again(std::uint64_t id, Call& call, base::Time now);
  /// Ours is done; an offer that waited behind a refresh goes out.
  void reoffer_done(std::uint64_t id, Call& call, base::Time now);

  // referral.cpp
  [[nodiscard]] CallId call_named(const DialogName& name) const;
  /// Notes which call Replaces or Join mean; false when the INVITE was refused for it.
  [[nodiscard]] bool takes_over(ServerRef server, const Flow& flow, IncomingCall& incoming, base::Time now);
  void refer(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, base::Time now);
  /// How a transfer stands. From 200 on it is the last that is told of it.
  struct Told {
    std::uint16_t status = 100;
    std::string_view reason;
    std::string_view over;  ///< Why nothing more is told (RFC 6665 4.1.3); empty: more may come.
  };
  void tell_news(std::uint64_t id, Call& call, Told told, base::Time now);
  /// A SUBSCRIBE within a call: to the news of a transfer, longer or no longer.
  void news_asked(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, base::Time now);
  /// The peer knows nothing of a NOTIFY's subscription.
  void news_unwanted(Call& call);

  // handover.cpp
  void wind_up(std::uint64_t id, Call& call, base::Time now);

  // hang_up.cpp
  void send_bye(Dialog& dialog, const HangUpReason& reason, const std::optional<Credentials>& credentials, base::Time now);
  void hang_up_confirmed(std::uint64_t id, Call& call, const HangUpReason& reason, base::Time now);
  /// 15.1.2: what still waits for an answer gets 487.
  void refuse_waiting(Call& call, base::Time now);
  void erase(std::uint64_t id);
  /// Erases the call, then tells why: the event may give new commands.
  void finish(std::uint64_t id, bool answered, const CallEnd& end);

  // session.cpp
  /// What to grant to the request being handled; nothing when 422 was answered.
  [[nodiscard]] std::optional<SessionTerms> session_asked(ServerRef server, const Flow& flow, base::Time now);
  /// What the 2xx being handled grants to our request for `asked`.
  [[nodiscard]] SessionTerms session_granted(base::Seconds asked) const;
  /// Follows a Min-SE; true when the 422 being handled is one that we can meet.
  [[nodiscard]] bool lengthen_session(Call& call, base::Seconds& asked) const;
  void watch_session(std::uint64_t id, Call& call, const SessionTerms& terms, base::Time now);
  void session_due(std::uint64_t id, Call& call, base::Time now);

  // outside_request.cpp
  struct Outside {
    OutsideRequest request;
    std::string call_id, tag;
    std::uint32_t cseq = 0;
    Shown shown;
  };
  void send_outside(std::uint64_t handle, Outside& outside, base::Time now);
  /// True when the response being handled was to such a request.
  [[nodiscard]] bool outside_answered(std::uint64_t owner, const Flow& flow, base::Time now);
  [[nodiscard]] bool outside_failed(std::uint64_t owner, TransactionFailure why);

  void subscribe(ServerRef server, const Flow& flow, base::Time now);

  // registration.cpp
  void registration(ServerRef server, const Flow& flow, base::Time now);
  void write_outbound(bool outbound, std::string& fields) const;
  [[nodiscard]] std::optional<std::string> address_of_record(const NameAddr& to) const;

  ClientRef send_in_dialog(Dialog& dialog, const InDialog& request, std::uint64_t owner, base::Time now);
  /// `authorization`: the lines its INVITE had (RFC 3261 22.1).
  void send_ack(ClientRef invite, const Dialog& dialog, const InDialog& ack, std::uint32_t cseq);

  // challenge.cpp
  /// Answers the 401 or 407 being handled; false when it cannot be met.
  struct Challenged {
    Method method;
    std::string_view uri;
    const Flow& sent;  ///< Where the request went.
  };
  [[nodiscard]] bool meet_challenge(Shown& shown, const Credentials& credentials, const Challenged& request);
  /// send_in_dialog for BYE, INFO and PRACK. Without credentials nothing is kept.
  void send_challengeable(Dialog& dialog, const InDialog& request, std::uint64_t call,
                          const std::optional<Credentials>& credentials, base::Time now);
  /// Its dialog as it counts on: the call's, an early one's, or its own.
  [[nodiscard]] Dialog& dialog_of(Challengeable& kept);
  /// True when the response being handled was a challenge, and was answered.
  [[nodiscard]] bool asked_again(std::uint64_t owner, base::Time now);
  [[nodiscard]] std::uint64_t call_behind(std::uint64_t owner);
  /// The call behind an owner of a transaction; forgets a challengeable request.
  [[nodiscard]] std::uint64_t settled_owner(std::uint64_t owner);
  [[nodiscard]] Call* call_of(std::uint64_t id) { return id == 0 ? nullptr : calls_.find(id); }
  [[nodiscard]] Call* live(CallId id);
  /// Where the newest message of its peer came from, or the first goes.
  void heard_from(Call& call, const Flow& flow);
  [[nodiscard]] std::uint64_t dialog_call(const Message& message) const;
  [[nodiscard]] const FlowAttributes& attributes_of(const Flow& flow) const;
  void call_due(const CallDue& due, base::Time now);
  void arm(CallTimers::Handle& handle, base::Time now, base::Millis after, CallDue due);
  [[nodiscard]] const std::string& contact(const Flow& flow, bool secure) const {
    const Contacts& own = contacts_[flow.remote.v6 ? 1 : 0];
    if (secure && !web_socket(flow.transport) && !own.secure.empty()) return own.secure;
    return own.by_transport[static_cast<std::size_t>(flow.transport)];
  }
  /// The same in a dialog that stays on its flow, and says so (RFC 5626 4.3).
  [[nodiscard]] std::string contact(const Flow& flow, bool secure, bool keeps_flow) const {
    const std::string& own = contact(flow, secure);
    return keeps_flow ? own.substr(0, own.size() - 1) + ";ob>" : own;
  }
  [[nodiscard]] CallEnd end_of(CallEnd::By by, std::uint16_t status) const;

  UserAgentConfig config_;
  Output& out_;
  UserAgentEvents& events_;
  Tokens tokens_;
  Transactions transactions_;
  Registrar registrar_;
  DigestServer digest_;
  CallTimers timers_;
  Slab<Call> calls_;
  Slab<Challengeable> challengeable_;
  Slab<Outside> outside_;
  Subscriptions subscriptions_;
  std::vector<std::uint64_t> shed_;  ///< Transactions that were, each at a place of its own number.
  std::unordered_map<std::string, std::uint64_t> call_by_tag_;  ///< By our tag of the dialog.
  PeerNames names_;
  std::map<LocateWish, std::vector<std::uint64_t>> calls_of_names_;  ///< That wait for them.
  std::vector<HeldAnswer> held_;  ///< By the time until which.
  bool letting_go_ = false;
  std::unordered_map<std::uint64_t, Departed> departed_;        ///< By the call's id, for a minute.
  ConnectionUse calls_on_;
  std::size_t ending_ = 0;
  std::unordered_map<std::uint64_t, FlowAttributes> attributes_;  ///< By connection.
  struct Contacts {
    std::array<std::string, kTransportCount> by_transport;
    std::string secure;  // For dialogs of SIPS URIs (RFC 3261 8.1.1.8).
  };
  std::array<Contacts, 2> contacts_;  // To IPv4 and to IPv6.
  const FlowAttributes no_attributes_;
  Message message_;      ///< The one being handled.
  std::string_view user_;  ///< Whose digest was right in message_.
  SocketAddress from_;     ///< Where message_ came from.
  Queueing queueing_;      ///< Of message_.
  std::string foreign_;    ///< Who asked in message_ for a password that is not for it.
  base::Time now_;
  std::string scratch_;    ///< A response being written.
};

/// Session-Expires (with its refresher unless empty) and a Min-SE above the usual.
void write_session_lines(std::string& fields, base::Seconds interval, std::string_view refresher, base::Seconds least);
/// Response lines that stay the same for each response to `request`.
[[nodiscard]] std::string response_lines(const Message& request, const Flow& flow, std::string_view to_tag);
/// The cause and text of a Reason field (RFC 3326).
struct ReasonField {
  std::uint8_t q850_cause = 0;
  std::uint16_t sip_cause = 0;
  std::string text;
};
[[nodiscard]] ReasonField read_reason(const Message& message);
/// Reason lines for a BYE or CANCEL; empty when there is nothing to say.
[[nodiscard]] std::string write_reason(const HangUpReason& reason);

}  // namespace peal::sip
