#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/fields.hpp"
#include "base/salted_hash.hpp"
#include "base/time.hpp"
#include "base/timer_wheel.hpp"
#include "sip/flow.hpp"
#include "sip/limits.hpp"
#include "sip/message/message.hpp"
#include "sip/transaction/connection_use.hpp"
#include "sip/transaction/slab.hpp"
#include "sip/transaction/timers.hpp"

namespace peal::base {
class WireReader;
class WireWriter;
}  // namespace peal::base

namespace peal::sip {

/// Handles; zero is none, a stale one does nothing.
struct ServerRef {
  std::uint64_t value = 0;
  PEAL_FIELDS(ServerRef, value)
  [[nodiscard]] bool valid() const { return value != 0; }
};
struct ClientRef {
  std::uint64_t value = 0;
  PEAL_FIELDS(ClientRef, value)
  [[nodiscard]] bool valid() const { return value != 0; }
};

enum class TransactionFailure : std::uint8_t { kTimeout, kTransport };

/// Told what no message tells. `owner` is what was given with the transaction.
class TransactionUser {
 public:
  virtual ~TransactionUser() = default;
  /// Timer B or F, or the connection broke, before a final response.
  virtual void client_failed(ClientRef client, std::uint64_t owner, Method method, TransactionFailure why) = 0;
  /// Nobody answered at `from`; the request goes to `to` now.
  virtual void client_moved(std::uint64_t /*owner*/, const SocketAddress& /*from*/, const SocketAddress& /*to*/) {}
};

/// All transactions of one user agent: RFC 3261 17 with the Accepted states of
/// RFC 6026. It keeps only what retransmission needs: a finished call costs
/// below 4 KB until its timers end (a test measures it).
class Transactions {
 public:
  /// `bytes_max`: of held_bytes(); beyond it requests find no room.
  Transactions(const SipTimers& timers, Output& out, TransactionUser& user, base::Time now, std::size_t bytes_max = kTransactionBytesMax)
      : timers_(timers), bytes_max_(bytes_max), out_(out), user_(user), wheel_(base::unix_millis(now)) {}

  /// What a request (that passed check()) is.
  enum class Arrival : std::uint8_t {
    kNew,         ///< `server` was made for it.
    kKnown,       ///< A retransmission, or the ACK of a refusal; all is done.
    kAck,         ///< An ACK of a 2xx: belongs to a dialog.
    kMerged,      ///< The same request came by another way: 482, without a transaction.
    kOverloaded,  ///< No room: 503, without a transaction.
  };
  struct Request {
    Arrival arrival = Arrival::kKnown;
    ServerRef server;
  };
  [[nodiscard]] Request request(const Message& message, const Via& via, const Flow& flow, base::Time now);
  /// A number that stands for the request's transaction while there is none yet;
  /// nothing when it has one, so that the request is no new one.
  [[nodiscard]] std::optional<std::uint64_t> unknown(const Message& message, const Via& via);
  /// The INVITE that a CANCEL means, and its owner (9.2).
  [[nodiscard]] std::optional<std::pair<ServerRef, std::uint64_t>> cancelled_by(const Message& cancel, const Via& via);
  /// Sends and keeps what must be repeated. After a final response it does nothing.
  void respond(ServerRef server, std::uint16_t status, std::string_view bytes, base::Time now);
  void set_owner(ServerRef server, std::uint64_t owner);
  /// Drops a server transaction without an answer, as if its request had never come.
  void forget(ServerRef server) { end_server(server.value); }

  struct Outgoing {
    Method method = Method::kUnknown;
    std::string_view branch;  ///< Of its top Via.
    std::string bytes;
    Flow flow;
    bool may_use_tcp = false; ///< Instead of UDP when it is large; back to UDP when nobody takes TCP there (18.1.1).
    std::uint64_t owner = 0;
    base::Millis patience{0}; ///< Instead of timers B and F, where the sender knows another way to go; zero: the rules' own.
    std::vector<SocketAddress> others = {};  ///< Where it goes, one after another, when nobody answers (RFC 3263 4.3).
  };
  ClientRef send(Outgoing request, base::Time now);
  struct Response {
    bool pass = false;  ///< For the user: a new provisional or final response.
    ClientRef client;
    std::uint64_t owner = 0;
  };
  [[nodiscard]] Response response(const Message& message, base::Time now);
  /// Whether a request of ours waits for such a response.
  [[nodiscard]] bool expects(const Message& response);
  /// Sends the ACK of a 2xx from the dialog `to_tag`, and again whenever that 2xx comes again.
  void acknowledge(ClientRef invite, std::string_view to_tag, std::string bytes, const Flow& flow);
  /// Cancels an INVITE as soon as the rules allow (9.1); a 2xx that crosses
  /// still passes. `fields` are whole lines.
  void cancel(ClientRef invite, std::string_view fields, base::Time now);
  /// Nobody is told of its end any more.
  void disown(ClientRef client);

  /// A connection is gone, or nobody listens at `flow`.
  void flow_closed(std::uint64_t connection);
  void unreachable(const Flow& flow, base::Time now);

  /// The transactions of one owner as plain data.
  void write_out(std::uint64_t owner, base::WireWriter& out) const;
  /// Their names of then, and of now.
  struct Renamed {
    std::unordered_map<std::uint64_t, std::uint64_t> clients, servers;
  };
  /// False when the record is broken, or a transaction of it is here already.
  [[nodiscard]] bool read_back(base::WireReader& in, std::uint64_t owner, base::Time now, Renamed& renamed);

  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;
  [[nodiscard]] std::size_t size() const { return clients_.size() + servers_.size(); }
  /// What all transactions hold, their texts included.
  [[nodiscard]] std::size_t held_bytes() const { return clients_.size() * sizeof(Client) + servers_.size() * sizeof(Server) + texts_; }

 private:
  enum class State : std::uint8_t { kTrying, kProceeding, kCompleted, kConfirmed, kAccepted };
  enum class Timer : std::uint8_t { kRetransmit, kEnd };
  struct Due {
    std::uint64_t handle = 0;
    Timer timer = Timer::kEnd;
    bool client = false;
  };
  using Handle = base::TimerWheel<Due>::Handle;

  struct Client {
    State state = State::kTrying;
    Method method = Method::kUnknown;
    bool cancel_wanted = false;
    bool cancelled = false;
    bool by_size = false;       ///< Over TCP only because it is large.
    std::uint64_t owner = 0;
    Flow flow;
    std::string key;
    std::string bytes;          ///< The request; after a refusal of an INVITE its ACK; then nothing.
    std::string cancel_fields;
    std::vector<SocketAddress> others;
    std::vector<std::pair<std::string, std::string>> acks;  ///< To tag and ACK of each 2xx.
    base::Millis interval{0};
    base::Millis left{0};       ///< From the end of the sender's patience to that of timer B.
    Handle retransmit, end;
    PEAL_FIELDS(Client, state, method, cancel_wanted, cancelled, flow, key, bytes, cancel_fields, acks, interval, by_size, others, left)
  };
  struct Server {
    State state = State::kTrying;
    Method method = Method::kUnknown;
    std::uint64_t owner = 0;
    std::uint64_t merge = 0;
    Flow flow;
    std::string key;
    std::string bytes;  ///< The last response, where a retransmission gets it again.
    base::Millis interval{0};
    Handle retransmit, end;
    PEAL_FIELDS(Server, state, method, flow, key, bytes, interval)
  };

  /// Puts a text into a transaction and counts it.
  void keep(std::string& place, std::string text);
  [[nodiscard]] static std::size_t texts_of(const Client& client);
  [[nodiscard]] static std::size_t texts_of(const Server& server);
  ServerRef open_server(const Message& message, const Via& via, const Flow& flow);
  void known_request(ServerRef ref, Server& server, const Message& message, base::Time now);
  void end_server(std::uint64_t handle);
  void server_due(std::uint64_t handle, Timer timer, base::Time now);
  Response invite_response(ClientRef ref, Client& client, const Message& message, base::Time now);
  Response invite_provisional(ClientRef ref, Client& client, base::Time now);
  Response invite_refused(ClientRef ref, Client& client, const Message& message, base::Time now);
  Response invite_accepted(ClientRef ref, Client& client, const Message& message, base::Time now);
  Response other_response(ClientRef ref, Client& client, const Message& message, base::Time now);
  void acknowledge_refusal(Client& client, const Message& response);
  void send_cancel(ClientRef ref, Client& client, base::Time now);
  // large.cpp
  [[nodiscard]] bool refuses_streams(const SocketAddress& peer, base::Time now);
  void prefer_stream(Client& client, base::Time now);
  void fall_back(std::uint64_t handle, Client& client, base::Time now);
  // failover.cpp
  [[nodiscard]] base::Millis patience_of(const Client& client) const;
  /// The same request under a new branch to the next of its addresses; false when there is none.
  [[nodiscard]] bool try_next(std::uint64_t handle, Client& client);
  void end_client(std::uint64_t handle);
  void fail_client(std::uint64_t handle, TransactionFailure why);
  void client_due(std::uint64_t handle, Timer timer, base::Time now);
  void abandon(std::uint64_t handle, Client& client, base::Time now);
  void arm(Handle& handle, base::Time now, base::Millis after, Due due);

  const SipTimers timers_;
  const std::size_t bytes_max_;
  std::size_t texts_ = 0;  ///< Bytes of all texts in clients_ and servers_.
  Output& out_;
  TransactionUser& user_;
  base::TimerWheel<Due> wheel_;
  Slab<Client> clients_;
  Slab<Server> servers_;
  std::unordered_map<std::string_view, std::uint64_t, base::SaltedText> client_by_key_;  ///< Views of Client::key.
  std::unordered_map<std::string_view, std::uint64_t, base::SaltedText> server_by_key_;
  std::unordered_map<std::uint64_t, std::uint64_t> server_by_merge_;
  ConnectionUse clients_on_;
  std::unordered_map<SocketAddress, base::Time> datagrams_only_;  ///< Peers that took no TCP, and until when we believe it.
  std::string scratch_;
};

}  // namespace peal::sip
