#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

/// Every bound of this room. A counter tells when one is hit
/// (peal_net_limit_hits_total, label limit).
namespace peal::net {

using base::Millis;
using base::Seconds;

// Loop.
inline constexpr std::size_t kLoopPostedMax = 65'536;  ///< Tasks waiting in Loop::post.
inline constexpr int kLoopEventsMax = 256;             ///< Descriptors served in one turn.

// UDP. 65,507 bytes is the largest payload IPv4 can carry (RFC 768).
inline constexpr std::size_t kUdpBatchMax = 16;  ///< In a flood each turn serves so many, then what they decided goes out.
inline constexpr std::size_t kUdpPayloadMax = 65'507;
inline constexpr int kUdpBufferBytes = 4 << 20;  ///< Asked for both directions: 208 KB loses bursts at 500 calls/s.
inline constexpr std::size_t kUdpQueuedMax = 16'384;   ///< Datagrams waiting because the kernel's buffer is full.

// TCP.
inline constexpr int kTcpBacklog = 1'024;
inline constexpr std::size_t kTcpReadBytes = 64 << 10;
inline constexpr std::size_t kTcpUnsentMax = 1 << 20;  ///< Bytes one peer may leave unread before it is closed.
inline constexpr Millis kTcpConnectMax = Seconds{10};
inline constexpr std::size_t kTcpTurnAcceptsMax = 64;

// HTTP server.
inline constexpr std::uint32_t kHttpHeadBytesMax = 16 << 10;
inline constexpr std::size_t kHttpBodyBytesMax = 1 << 20;
inline constexpr std::size_t kHttpFieldsMax = 256;  ///< Query parameters or cookies in one request.
inline constexpr std::size_t kHttpConnectionsMax = 8'192;
inline constexpr Millis kHttpIdleMax = Seconds{60};  ///< Between two requests on one connection.
inline constexpr Millis kHttpHeadMax = Seconds{10};  ///< First byte of a request to the end of its head.
inline constexpr Millis kHttpBodyMax = Seconds{30};
inline constexpr Millis kHttpReplyMax = Seconds{60};  ///< Request to the handler's answer.
inline constexpr Millis kHttpWriteMax = Seconds{30};  ///< One chunk of an answer to a slow reader.
inline constexpr Millis kTlsHandshakeMax = Seconds{10};
inline constexpr std::size_t kHttpFileChunk = 64 << 10;

// WebSocket.
inline constexpr std::size_t kWebSocketMessageMax = 256 << 10;
inline constexpr std::size_t kWebSocketUnsentMax = 4 << 20;
inline constexpr std::size_t kWebSocketReasonMax = 123;   ///< RFC 6455 5.5: 125 with the code.
inline constexpr Millis kWebSocketIdleMax = Seconds{60};  ///< A ping goes out after half of it.
inline constexpr Millis kWebSocketCloseMax = Seconds{5};  ///< Waiting for the peer's close frame.

// HTTP client.
inline constexpr std::size_t kFetchesMax = 1'024;  ///< Running and waiting together.
inline constexpr std::size_t kFetchBodyMax = 8 << 20;
inline constexpr Millis kFetchTimeMax = Seconds{15};
inline constexpr long kFetchRedirectsMax = 5;
inline constexpr long kFetchConnectionsMax = 64;

// Name servers.
inline constexpr std::size_t kDnsRecordsMax = 32;  ///< Of one answer that are looked at.
inline constexpr Millis kDnsTimeout{1'500};        ///< For the first try of a server; doubled with each round.
inline constexpr int kDnsTries = 3;

// Certificates.
inline constexpr int kCertificateDays = 825;  ///< Apple's clients refuse longer ones.
inline constexpr int kCertificateRenewDays = 30;

}  // namespace peal::net
