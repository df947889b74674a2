#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sip/limits.hpp"
#include "sip/message/header_name.hpp"
#include "sip/message/method.hpp"
#include "sip/message/name_addr.hpp"
#include "sip/message/via.hpp"

namespace peal::sip {

struct CSeq {
  std::uint32_t number = 0;
  std::string_view method;
};

/// Why bytes are not a good message, and what an element answers. `status` 0:
/// nothing can be answered (a response, or too broken): drop it.
struct Fault {
  std::uint16_t status = 0;
  std::string_view reason;  ///< Static text, also the reason phrase.
};

/// How the body's end is known.
enum class Framing : std::uint8_t {
  kDatagram,  ///< Content-Length may be missing; extra bytes are dropped (RFC 3261 18.3).
  kStream,    ///< Content-Length rules; the framer has cut the message already.
  kWhole,     ///< A WebSocket message: Content-Length may be missing, when present it must fit (RFC 7118 5).
};

/// What was read once of a message's buffer. Views do not survive the copy of
/// that buffer, so a copy begins without it.
template <class T>
class ReadOnce {
 public:
  ReadOnce() = default;
  ReadOnce(const ReadOnce&) {}
  ReadOnce& operator=(const ReadOnce&) {
    forget();
    return *this;
  }
  void forget() { read_ = false; }
  template <class Read>
  const std::optional<T>& get(Read&& read) {
    if (!read_) value_ = read();
    read_ = true;
    return value_;
  }

 private:
  bool read_ = false;
  std::optional<T> value_;
};

/// A message: one buffer, and offsets into it. Copying copies one string and a
/// flat array. Folded lines are joined with spaces when it is parsed, so a value
/// has no line end in it. What is asked for often is read once and kept: a
/// message belongs to one thread, also where it is const.
class Message {
 public:
  struct Field {
    HeaderName name = HeaderName::kOther;
    std::uint16_t name_size = 0;
    std::uint32_t name_at = 0;
    std::uint32_t value_at = 0;
    std::uint16_t value_size = 0;
  };

  /// Splits `bytes`; old content is gone, memory is kept. Leading CRLFs are
  /// skipped. A fault here means the lines themselves are broken; whether a
  /// message that splits obeys the grammar says `check`.
  [[nodiscard]] std::optional<Fault> parse(std::string_view bytes, Framing framing);

  /// RFC 3261 8.1.1, 8.2, 16.3: mandatory fields once each and well formed, CSeq
  /// in range and with the method of the request, a Request-URI without spaces,
  /// version 2.0, addresses that parse.
  [[nodiscard]] std::optional<Fault> check() const;

  [[nodiscard]] bool is_request() const { return status_ == 0; }
  [[nodiscard]] Method method() const { return method_; }        ///< Of a response: of its CSeq.
  [[nodiscard]] std::string_view method_text() const { return view(method_at_, method_size_); }
  [[nodiscard]] std::string_view request_uri() const { return view(uri_at_, uri_size_); }
  [[nodiscard]] std::uint16_t status() const { return status_; }  ///< 0: a request.
  [[nodiscard]] std::string_view reason() const { return view(uri_at_, uri_size_); }

  [[nodiscard]] std::size_t field_count() const { return field_count_; }
  [[nodiscard]] HeaderName field_name(std::size_t i) const { return fields_[i].name; }
  [[nodiscard]] std::string_view field_text(std::size_t i) const { return view(fields_[i].name_at, fields_[i].name_size); }
  [[nodiscard]] std::string_view field_value(std::size_t i) const { return view(fields_[i].value_at, fields_[i].value_size); }

  /// The first field of that name; empty when there is none.
  [[nodiscard]] std::string_view header(HeaderName name) const;
  /// Of any name ("X-Peal-Token"), without case.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] bool has(HeaderName name) const { return find(name) < field_count_; }
  [[nodiscard]] std::size_t count(HeaderName name) const;
  /// Calls `each(value)` for every value of every field of that name, comma
  /// lists taken apart, at most kListValuesMax; stops when `each` says false.
  template <class Each>
  void each_value(HeaderName name, Each&& each) const {
    std::size_t left = kListValuesMax;
    for (std::size_t i = find(name); i < field_count_; ++i) {
      if (fields_[i].name != name) continue;
      std::string_view rest = field_value(i);
      while (auto value = next_list_value(rest)) {
        if (left-- == 0 || !each(*value)) return;
      }
    }
  }
  /// True when a list (Require, Supported, Allow) holds the token, without case.
  [[nodiscard]] bool lists(HeaderName name, std::string_view token) const;

  [[nodiscard]] std::string_view body() const { return view(body_at_, body_size_); }
  /// Body when the content type is `type` ("application/sdp"), or that part of
  /// a multipart body (RFC 5621); else empty.
  [[nodiscard]] std::string_view body_of(std::string_view type) const;

  [[nodiscard]] std::string_view call_id() const { return header(HeaderName::kCallId); }
  [[nodiscard]] const std::optional<CSeq>& cseq() const;
  /// The Request-URI; nothing when it is malformed.
  [[nodiscard]] const std::optional<Uri>& uri() const;
  [[nodiscard]] const std::optional<Via>& top_via() const;
  [[nodiscard]] const std::optional<NameAddr>& from() const;
  [[nodiscard]] const std::optional<NameAddr>& to() const;
  [[nodiscard]] const std::optional<NameAddr>& contact() const;
  /// A plain number that fits; nothing when missing or malformed.
  [[nodiscard]] std::optional<std::uint32_t> number(HeaderName name) const;
  [[nodiscard]] const std::string& bytes() const { return buffer_; }

 private:
  [[nodiscard]] std::string_view view(std::size_t at, std::size_t size) const {
    return std::string_view(buffer_).substr(at, size);
  }
  [[nodiscard]] std::size_t find(HeaderName name) const;
  std::optional<Fault> parse_start_line(std::size_t at, std::size_t end);
  std::optional<Fault> parse_fields(std::size_t at, std::size_t end);
  std::optional<Fault> parse_field(std::size_t at, std::size_t end, bool odd);
  std::optional<Fault> append_to_field(Field& field, std::string_view more) const;
  std::optional<Fault> frame_body(std::size_t at, Framing framing);
  [[nodiscard]] std::optional<Fault> check_addresses() const;
  [[nodiscard]] std::optional<Fault> check_request() const;
  [[nodiscard]] bool given_twice(HeaderName name) const { return twice_[static_cast<std::size_t>(name)]; }
  [[nodiscard]] std::optional<CSeq> read_cseq() const;
  void forget_read();

  std::string buffer_;
  Method method_ = Method::kUnknown;
  std::uint16_t status_ = 0;
  std::uint32_t method_at_ = 0, method_size_ = 0;
  std::uint32_t uri_at_ = 0, uri_size_ = 0;
  std::uint32_t body_at_ = 0, body_size_ = 0;
  std::uint32_t version_at_ = 0, version_size_ = 0;
  std::uint32_t field_count_ = 0;
  std::array<std::uint8_t, static_cast<std::size_t>(HeaderName::kCount)> first_{};  ///< 1 + index of the first; 0: none.
  std::array<Field, kHeaderFieldsMax> fields_;
  std::bitset<static_cast<std::size_t>(HeaderName::kCount)> twice_;  ///< Names of more than one field.
  mutable ReadOnce<CSeq> cseq_;
  mutable ReadOnce<Uri> uri_;
  mutable ReadOnce<Via> top_via_;
  mutable ReadOnce<NameAddr> from_, to_, contact_;
};

}  // namespace peal::sip
