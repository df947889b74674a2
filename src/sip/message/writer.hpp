#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sip/flow.hpp"
#include "sip/message/message.hpp"

namespace peal::sip {

/// Appends one message to a string that the caller keeps and reuses. Line ends
/// inside values become spaces: what a person or a peer typed never starts a
/// header field of its own.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& request(std::string_view method, std::string_view uri);
  /// An empty reason becomes the usual phrase.
  Writer& response(std::uint16_t status, std::string_view reason = {});
  Writer& field(HeaderName name, std::string_view value);
  Writer& field(std::string_view name, std::string_view value);
  Writer& field(HeaderName name, std::uint64_t value);
  Writer& cseq(std::uint32_t number, std::string_view method);
  /// "SIP/2.0/UDP host:port;branch=...;rport" (RFC 3581 3).
  Writer& via(Transport transport, std::string_view sent_by, std::string_view branch);
  /// `Name: <uri>;tag=...` from parts that are written already.
  Writer& address(HeaderName name, std::string_view name_addr, std::string_view tag);
  /// A value of a message that was parsed: it has no line end.
  Writer& parsed(HeaderName name, std::string_view value);
  /// All Vias of a request, the top one with received and rport (RFC 3261 18.2.1, RFC 3581 4).
  Writer& vias(const Message& request, const Flow& flow);
  /// A field line as it stands in another message.
  Writer& copy(const Message& from, std::size_t field);
  /// Content-Type (unless empty), Content-Length, the empty line and the body.
  void body(std::string_view content_type, std::string_view body);
  void no_body() { body({}, {}); }

 private:
  void text(std::string_view value);
  std::string& out_;
};

/// The usual phrase of RFC 3261 21 and its extensions; never empty.
[[nodiscard]] std::string_view reason_phrase(std::uint16_t status);

/// Status line, Via with received and rport (RFC 3261 18.2.1, RFC 3581 4), From,
/// To with `to_tag` if it has none, Call-ID, CSeq; Record-Route and Timestamp
/// where RFC 3261 12.1.1 and 8.2.6.1 want them copied.
void write_response_head(Writer& writer, const Message& request, const Flow& flow, std::uint16_t status,
                         std::string_view reason, std::string_view to_tag);

/// Where the response to a request from `flow` goes (RFC 3261 18.2.2, RFC 3581).
[[nodiscard]] Flow response_flow(const Via& via, const Flow& flow);

}  // namespace peal::sip
