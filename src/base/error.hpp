#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace peal::base {

/// Everything that can go wrong because of the world. One row in error.cpp
/// gives each code its name on the wire, its SIP and HTTP status, its Q.850
/// cause and the key of its translated text; a test checks every row.
enum class ErrorCode : std::uint8_t {
  kBadInput,          ///< Malformed bytes or a value outside its range.
  kNotFound,
  kAlreadyExists,
  kConflict,          ///< The state does not allow this now.
  kNotSignedIn,
  kForbidden,
  kTooLarge,
  kTooMany,           ///< A rate or a count limit was hit; try later.
  kOverloaded,        ///< New work is shed; accepted work goes on.
  kTimeout,
  kUnreachable,       ///< The other side cannot be reached.
  kBusy,
  kNoAnswer,
  kDeclined,
  kUnsupportedMedia,  ///< No codec or media transport in common.
  kStorage,           ///< A disk or database failed.
  kStorageFull,
  kCorrupt,           ///< Stored bytes do not check.
  kAddressInUse,
  kPermission,        ///< The operating system refused.
  kUnavailable,       ///< Known, but not here at the moment.
  kCancelled,
  kInternal,          ///< Our own fault; logged with its place.
};
inline constexpr std::size_t kErrorCodeCount = static_cast<std::size_t>(ErrorCode::kInternal) + 1;

struct ErrorRow {
  ErrorCode code;
  std::string_view name;      ///< Stable, snake_case; used in problem+json and logs.
  std::uint16_t sip_status;   ///< RFC 3261 21.
  std::uint16_t http_status;  ///< RFC 9110 15.
  std::uint8_t q850_cause;    ///< ITU-T Q.850 table 1.
  std::string_view text_key;  ///< Key of the translated sentence.
};

/// The row of `code`; every code has one.
const ErrorRow& error_row(ErrorCode code);

/// What happened, in words for a person: what, where and how to mend it.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  ///< One English sentence without a secret in it.
  std::string where;    ///< Field, file:line:column, or byte offset; may be empty.

  /// "name: message (where)".
  [[nodiscard]] std::string describe() const;
  friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace peal::base
