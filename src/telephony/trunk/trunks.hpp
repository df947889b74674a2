#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/seed.hpp"
#include "core/trunk_view.hpp"
#include "sip/transport/public_address.hpp"
#include "sip/transport/tls_peers.hpp"
#include "sip/sdp/media.hpp"
#include "sip/trunk_client/health_check.hpp"
#include "sip/trunk_client/registration_client.hpp"
#include "sip/user_agent/user_agent.hpp"
#include "telephony/guard/outside_guard.hpp"
#include "telephony/trunk/choice.hpp"
#include "telephony/trunk/setup.hpp"

namespace peal::telephony {

/// Why a call of a trunk is refused.
struct TrunkRefusal {
  std::string reason;          ///< A phrase for the SIP response that a person understands.
  base::Seconds retry_after{0};
};

/// All trunks at work: their registrations, their health, what they carry now.
/// One thread.
class Trunks {
 public:
  /// `tls` is told whom to expect, and asked why somebody was not trusted; may be nullptr.
  Trunks(sip::UserAgent& sip, sip::TlsPeers* tls, std::uint64_t chance) : sip_(sip), tls_(tls), seed_(chance) {}

  /// The trunks from now on. Those that say the same as before go on as they
  /// are; the counts of calls live on wherever the key does.
  void adopt(std::vector<TrunkSetup> setups, base::Time now);
  /// We are reached at another address: contacts are registered again.
  void advertised(base::Time now);
  /// Takes registrations back, before the program ends.
  void stop(base::Time now);

  [[nodiscard]] bool any(core::TenantId tenant) const;
  /// Whose calls come from there: the narrowest range wins.
  [[nodiscard]] const TrunkSetup* by_source(const sip::SocketAddress& source) const;
  [[nodiscard]] const TrunkSetup* find(core::TrunkId trunk) const;

  /// Takes a new incoming call into the pace; the refusal when a limit is reached.
  [[nodiscard]] std::optional<TrunkRefusal> admit(core::TrunkId trunk, base::Time now);
  /// The trunk for a call of ours, taken into its pace.
  [[nodiscard]] std::optional<core::TrunkId> choose(const OutsidePermit& permit, std::span<const core::TrunkId> tried, base::Time now);
  /// Where a call over the trunk goes, best first and by chance among equals
  /// (RFC 3263 4.3); all of one transport and one family. Empty: its name is not known.
  [[nodiscard]] std::vector<sip::Flow> way(core::TrunkId trunk, base::Time now);
  /// Whether the trunk's carrier keeps that flow for our registration (RFC 5626).
  [[nodiscard]] bool keeps(core::TrunkId trunk, const sip::Flow& flow) const;
  /// The same for anybody by name.
  [[nodiscard]] std::vector<sip::Flow> way(const sip::Located& located);
  /// An address of the trunk took no call: others are tried before it for a while.
  void target_failed(core::TrunkId trunk, const sip::SocketAddress& target, base::Time now);
  /// The one named, when its limits allow.
  [[nodiscard]] bool take(core::TrunkId trunk, const OutsidePermit& permit, base::Time now);
  void began(core::TrunkId trunk, bool incoming);
  void ended(core::TrunkId trunk, bool incoming);
  void call_failed(core::TrunkId trunk, const sip::CallEnd& end, bool goes_on, base::Time now);

  /// Codecs of the trunk, best first; empty: the switch's own order.
  [[nodiscard]] std::vector<sip::sdp::Codec> codecs(core::TrunkId trunk) const;

  /// "urn:uuid:..." of this server, for ever: carriers that know RFC 5626 keep our flows by it.
  void instance(std::string urn) { instance_ = std::move(urn); }
  /// A connection is gone: what was registered over it is not reached any more.
  void flow_lost(std::uint64_t connection, base::Time now);
  /// True when the datagram answered a question of ours that keeps a flow open.
  bool heard_stun(const sip::SocketAddress& from, std::string_view datagram, base::Time now);
  void request_done(sip::RequestId request, const sip::RequestOutcome& outcome, base::Time now);
  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;
  [[nodiscard]] std::vector<core::TrunkView> view(base::Time now) const;

 private:
  /// One address of a trunk.
  struct Target {
    std::unique_ptr<sip::HealthCheck> health;
    base::Time shunned_until{};
    [[nodiscard]] bool down() const { return health && health->state() == sip::HealthCheck::State::kDown; }
    [[nodiscard]] bool failing(base::Time now) const { return down() || shunned_until > now; }
  };
  struct Trunk {
    TrunkSetup setup;
    std::unique_ptr<sip::RegistrationClient> registration;
    std::unordered_map<sip::SocketAddress, Target> targets;
    std::unique_ptr<sip::PublicAddress> stun;  ///< Keeps the registration's flow open over UDP...
    std::optional<base::Time> ping_due;        ///< ...and over a connection.
    Pace pace_in{0}, pace_out{0};
    std::uint32_t calls_in = 0, calls_out = 0;
    std::uint64_t refused_channels = 0, refused_pace = 0, failed_over = 0;
    core::TrunkProblem last_call_problem;
    base::Time since{};
    core::TrunkState told = core::TrunkState::kStarting;
  };
  void disconnect(Trunk& trunk, const TrunkSetup& old, base::Time now);
  void connect(Trunk& trunk, base::Time now);
  void begin_registration(Trunk& trunk, base::Time now);
  void begin_health(Trunk& trunk, base::Time now);
  void keep_flow(Trunk& trunk, base::Time now);
  void fail_flow(Trunk& trunk, base::Time now);
  [[nodiscard]] std::vector<sip::Flow> flows(const Trunk& trunk, base::Time now);
  [[nodiscard]] static std::vector<core::TrunkTarget> targets_of(const Trunk& trunk, base::Time now);
  [[nodiscard]] static std::optional<sip::HealthCheck::State> health_of(const Trunk& trunk);
  [[nodiscard]] static const sip::HealthCheck* troubled_health(const Trunk& trunk);
  [[nodiscard]] core::TrunkProblem problem_of_name(const Trunk& trunk) const;
  [[nodiscard]] std::optional<std::string> distrust_of(const Trunk& trunk) const;
  [[nodiscard]] static std::string peer_of(const Trunk& trunk, const std::vector<core::TrunkTarget>& targets);
  [[nodiscard]] sip::RegistrationClient::Send sender();
  void note_state(Trunk& trunk, base::Time now);
  [[nodiscard]] static core::TrunkState state_of(const Trunk& trunk, base::Time now);
  [[nodiscard]] static bool has_channel(const Trunk& trunk);
  [[nodiscard]] Trunk* at(core::TrunkId trunk);

  [[nodiscard]] core::TrunkProblem problem_now(const Trunk& trunk) const;
  void expect_peers();

  sip::UserAgent& sip_;
  sip::TlsPeers* tls_;
  base::Seed seed_;
  std::string instance_;
  base::Time sending_at_{};  ///< The moment of the step that sends.
  std::map<core::TrunkId, Trunk> trunks_;
};

/// Its user and password, for the one realm of the settings, else for those
/// that bear its own name or address.
[[nodiscard]] sip::Credentials trunk_credentials(const TrunkSetup& setup);
/// The name or address that its messages go to: that of its proxy, else its own; without the port.
[[nodiscard]] std::string trunk_host(const core::Trunk& trunk);
/// Whether its name leads to that address.
[[nodiscard]] bool trunk_has(const TrunkSetup& setup, const sip::SocketAddress& address);
/// Host of our address at the trunk: its domain, else that of its address.
[[nodiscard]] std::string trunk_domain(const core::Trunk& trunk);
/// The Route that takes its messages through its proxy.
[[nodiscard]] std::vector<std::string> trunk_route(const TrunkSetup& setup);
/// "sip:NUMBER@HOST" of the trunk, with its transport.
[[nodiscard]] std::string trunk_uri(const TrunkSetup& setup, std::string_view user);

}  // namespace peal::telephony
