#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peal::trace {

/// What a person wants to know of a message before reading it.
struct Summary {
  bool request = true;
  std::uint16_t status = 0;    ///< 0: a request.
  std::string method;          ///< Of a response: of its CSeq. Empty: it cannot be read.
  std::string reason;          ///< The phrase of a response.
  std::string uri;             ///< Request-URI.
  std::string call_id;
  std::uint32_t cseq = 0;
  std::string from, to;        ///< User part, or the whole URI where it has none.
  std::string cause;           ///< Reason and Warning fields (RFC 3326, RFC 3261 20.43) as written.
  struct Media {
    std::string address;       ///< "192.0.2.7:30002"; port 0: refused.
    std::string codecs;        ///< "PCMA, PCMU, telephone-event".
    std::string direction;     ///< "sendrecv", "sendonly", ...
  };
  std::vector<Media> media;    ///< From its SDP, one for each m= line.
};

[[nodiscard]] Summary summary_of(std::string_view message);

/// "INVITE 4000" or "200 OK (INVITE)".
[[nodiscard]] std::string line_of(const Summary& summary);

}  // namespace peal::trace
