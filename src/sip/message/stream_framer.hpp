#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sip/limits.hpp"

namespace peal::sip {

/// Cuts a byte stream into messages by Content-Length (RFC 3261 18.3, 20.14).
class StreamFramer {
 public:
  enum class Kind {
    kNeedMore,
    kMessage,  ///< `bytes` is one whole message; valid until the next call.
    kPing,     ///< CRLF CRLF between messages: answer one CRLF (RFC 5626 4.4.1).
    kBroken,   ///< The end of the message cannot be known: answer `bytes` with 400 if it parses, then close.
  };
  struct Piece {
    Kind kind = Kind::kNeedMore;
    std::string_view bytes;
  };

  void append(std::string_view bytes);
  /// The next piece; call until kNeedMore or kBroken.
  [[nodiscard]] Piece next();
  /// A message has begun and is not whole. Half a ping is none.
  [[nodiscard]] bool pending() const { return buffer_.size() > taken_ + 3; }

 private:
  /// The message of `awaited_` bytes, if they are there.
  [[nodiscard]] Piece take_message();

  std::string buffer_;
  std::size_t taken_ = 0;    ///< Bytes before it were given out.
  std::size_t scanned_ = 0;  ///< No end of head begins before it.
  std::size_t awaited_ = 0;  ///< Bytes of the message that has begun, once its head is whole; else 0.
};

}  // namespace peal::sip
