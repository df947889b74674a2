#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/seed.hpp"
#include "sip/trunk_client/trouble.hpp"
#include "sip/user_agent/user_agent.hpp"

namespace peal::sip {

/// One way to a registrar, and the contact that is ours over it.
struct RegistrationWay {
  Flow flow;
  std::string contact;  ///< "sip:861088880000@192.0.2.1:5060".
  PEAL_FIELDS(RegistrationWay, flow, contact)
};

/// What we register, and where.
struct RegistrationAccount {
  std::string registrar;          ///< Request-URI: "sip:carrier.example".
  std::string address_of_record;  ///< "sip:861088880000@carrier.example".
  std::vector<RegistrationWay> ways;  ///< In the order to try (RFC 3263 4.3); never empty.
  std::vector<std::string> route;
  Credentials credentials;
  base::Seconds expires{300};
  std::string instance;           ///< "urn:uuid:...", the same for ever: flows are asked for (RFC 5626); empty: not.
};

/// A flow that the registrar keeps for us, and how often it wants to see it alive.
struct KeptFlow {
  Flow flow;
  base::Seconds every{0};
};

/// One registration of ours at a carrier (RFC 3261 10.2): made, refreshed,
/// tried again after failures and taken back at the end. No socket, no clock,
/// no thread: `send` sends what it wants, and whoever owns it tells it the
/// outcome and the time.
class RegistrationClient {
 public:
  using Send = std::function<base::Result<RequestId>(const OutsideRequest&)>;
  enum class State : std::uint8_t { kOff, kTrying, kRegistered, kFailed };

  /// `chance` spreads the refreshes of many accounts.
  RegistrationClient(RegistrationAccount account, Send send, std::uint64_t chance);

  void start(base::Time now);
  /// Other ways from now on: what is registered over one that stays goes on.
  void use(std::vector<RegistrationWay> ways, base::Time now);
  /// Where the last REGISTER went.
  [[nodiscard]] const Flow& flow() const { return account_.ways[way_].flow; }
  /// The flow that the registration holds while the registrar keeps it (RFC 5626 4.4); nothing otherwise.
  [[nodiscard]] const std::optional<KeptFlow>& kept() const { return kept_; }
  /// That flow is broken: nothing comes to us any more until a new registration, after the wait of RFC 5626 4.5.
  void flow_failed(base::Time now);
  /// Takes the registration back; its answer is not waited for.
  void stop(base::Time now);
  /// True when the request was this client's.
  bool done(RequestId request, const RequestOutcome& outcome, base::Time now);
  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const { return due_; }

  [[nodiscard]] State state() const { return state_; }
  /// Calls may go: registered, and not expired while a refresh failed.
  [[nodiscard]] bool registered(base::Time now) const { return registered_until_ > now; }
  [[nodiscard]] base::Time since() const { return since_; }  ///< Of this state.
  [[nodiscard]] base::Time registered_until() const { return registered_until_; }
  [[nodiscard]] const Trouble& trouble() const { return trouble_; }

 private:
  void send(base::Seconds expires, base::Time now);
  void accepted(const Message& response, const Flow& flow, base::Time now);
  void note_flow(const Message& response, const Flow& flow);
  [[nodiscard]] std::string contact() const;
  [[nodiscard]] bool plainer(const Message& response, base::Time now);
  [[nodiscard]] base::Millis retry_wait() const;
  void failed(Trouble trouble, base::Seconds retry_after, base::Time now);
  [[nodiscard]] bool next_way(const RequestOutcome& outcome, base::Time now);
  [[nodiscard]] bool longer(const Message& response, base::Time now);
  [[nodiscard]] base::Seconds granted(const Message& response) const;
  void enter(State state, base::Time now);

  RegistrationAccount account_;
  Send send_;
  base::Seed seed_;
  State state_ = State::kOff;
  base::Time since_{};
  base::Time registered_until_{};
  std::optional<base::Time> due_;
  RequestId request_;
  std::string call_id_;
  std::uint32_t cseq_ = 0;
  unsigned failures_ = 0;
  std::size_t way_ = 0;       // The one in use; it stays in use while it works.
  std::size_t ways_failed_ = 0;  // In this try.
  std::optional<KeptFlow> kept_;
  bool outbound_ = false;     // Flows are asked for.
  bool flows_known_ = false;  // The registrar has kept one before.
  bool lengthened_ = false;  // In this try, after 423.
  Trouble trouble_;
};

}  // namespace peal::sip
