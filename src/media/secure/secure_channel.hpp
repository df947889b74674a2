#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "media/endpoint.hpp"
#include "media/secure/dtls_session.hpp"
#include "media/secure/srtp_session.hpp"
#include "media/secure/stun_responder.hpp"

namespace peal::media::secure {

/// What signalling said about the other side of a DTLS-SRTP stream.
struct ChannelSetup {
  DtlsRole role = DtlsRole::kPassive;
  Fingerprint fingerprint;
  std::string remote_ufrag;  ///< Empty: no ICE.
  Endpoint signalled;        ///< Where to, without ICE.
};

/// One secured stream: ICE finds the address, DTLS makes the keys or signalling
/// has brought them, SRTP proves each packet. Only what authenticates moves the address.
class SecureChannel {
 public:
  SecureChannel(const DtlsIdentity& identity, const IceCredentials& local, const ChannelSetup& setup,
                std::int64_t now_ms);

  /// With keys from the beginning.
  SecureChannel(const SrtpKeys& keys, const Endpoint& signalled);

  /// Whether new signalling means the same other side, so that this channel goes on.
  [[nodiscard]] bool same_peer(const ChannelSetup& setup) const;
  /// New signalling with keys of its own: true when they are ours already, so
  /// that this channel goes on, to `signalled`.
  [[nodiscard]] bool goes_on(const SrtpKeys& keys, const Endpoint& signalled);

  /// The answer for `source`; empty when there is none.
  [[nodiscard]] std::vector<std::uint8_t> take_stun(Bytes datagram, const Endpoint& source, std::int64_t now_ms);
  void take_dtls(Bytes datagram, const Endpoint& source);
  /// Every 100 ms.
  void tick(std::int64_t now_ms);
  /// Handshake datagrams for `remote`.
  [[nodiscard]] std::vector<std::vector<std::uint8_t>> take_outgoing();

  /// Keys once there are any.
  [[nodiscard]] SrtpSession* srtp() { return srtp_ ? &*srtp_ : nullptr; }
  /// An SRTP packet authenticated: the handshake's last flight has arrived, and
  /// without ICE its source is where the other side is.
  void authenticated(const Endpoint& source, std::int64_t now_ms);

  /// Whether sound may be sent (RFC 7675 5.1). A lite agent asks for no consent
  /// of its own: the other side's checks, and packets with its keys, are the
  /// sign that it wants ours. Without ICE nothing is asked. As of the last tick.
  [[nodiscard]] bool consents() const { return consents_; }

  enum class State : std::uint8_t { kConnecting, kEstablished, kFailed };
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  /// Invalid until known.
  [[nodiscard]] const Endpoint& remote() const { return remote_; }

 private:
  [[nodiscard]] bool ice() const { return !setup_.remote_ufrag.empty(); }
  [[nodiscard]] bool validated(const Endpoint& source) const;
  void note_validated(const Endpoint& source);
  void renew_consent(std::int64_t now_ms);
  void follow_dtls();

  ChannelSetup setup_;
  std::optional<SrtpKeys> keys_;  // Those that signalling brought.
  StunResponder stun_;
  std::optional<DtlsSession> dtls_;
  std::optional<SrtpSession> srtp_;
  Endpoint remote_;
  std::array<Endpoint, 4> validated_;  // The last addresses whose checks were authentic.
  std::size_t validated_next_ = 0;
  bool nominated_ = false;
  bool started_ = false;
  State state_ = State::kConnecting;
  std::string failure_;
  std::int64_t since_ms_ = 0;
  std::optional<std::int64_t> first_packet_ms_;
  std::int64_t consent_ms_ = 0;  // When the other side was last known to want our sound.
  bool consents_ = true;
};

}  // namespace peal::media::secure
