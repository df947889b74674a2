#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "media/media_plane.hpp"
#include "net/address.hpp"
#include "net/certificate.hpp"
#include "sip/locate/located.hpp"
#include "sip/sdp/media.hpp"
#include "trace/tap.hpp"

namespace peal::telephony {

struct SwitchConfig {
  net::Address sip;             ///< UDP and TCP listen here; port 0 lets the kernel choose (tests).
  std::optional<net::Address> sip_tls;  ///< TLS listens here; none: we only connect.
  net::CertificateFiles certificate;    ///< Shown over TLS; empty: no TLS at all.
  std::string public_address;   ///< Numeric, or one of each family with a comma between; what Via, Contact and SDP say. Empty: the bound one.
  media::MediaConfig media;     ///< Its public addresses are taken from above.
  std::filesystem::path data;   ///< recordings/ and registrations are kept below it.
  std::array<std::uint8_t, 32> secret{};  ///< From the operating system at each start.
  std::string instance;                   ///< "urn:uuid:..." of this server, the same for ever (RFC 5626 4.1); empty: flows are not asked for.
  std::uint16_t shard = 2;      ///< Of the ids of arriving legs; never the core's.

  /// Best first. G.711 before Opus with browsers too: a transcoded leg costs
  /// fifty times a passed-through one. Trunks are offered the last two only by their own order.
  std::vector<sip::sdp::Codec> codecs{sip::sdp::Codec::kPcma, sip::sdp::Codec::kPcmu, sip::sdp::Codec::kOpus,
                                      sip::sdp::Codec::kG722, sip::sdp::Codec::kG729};

  /// A leg that sent sound before and is not on hold is lost after this long
  /// without a packet; zero: never. A leg that never sent any is left alone.
  base::Seconds silence_max{30};
  /// The same for browsers, which send packets even when they are muted.
  base::Seconds browser_silence_max{8};
  std::size_t calls_max = 50'000;  ///< Legs, arriving and ringing; further calls get 503.

  /// Looks up a name that a peer has written; answered by Switch::name_found, from the
  /// loop's thread but not from inside this. None: such names are not followed.
  std::function<void(const sip::LocateWish&)> look_up;

  /// Sees every SIP message and whose leg it is; outlives the switch. Null: nobody looks.
  trace::Tap* trace = nullptr;
};

}  // namespace peal::telephony
