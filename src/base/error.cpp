#include "base/error.hpp"

#include <array>

namespace peal::base {
namespace {

constexpr std::array<ErrorRow, kErrorCodeCount> kRows{{
    {ErrorCode::kBadInput, "bad_input", 400, 400, 111, "error.bad_input"},
    {ErrorCode::kNotFound, "not_found", 404, 404, 1, "error.not_found"},
    {ErrorCode::kAlreadyExists, "already_exists", 482, 409, 111, "error.already_exists"},
    {ErrorCode::kConflict, "conflict", 491, 409, 111, "error.conflict"},
    {ErrorCode::kNotSignedIn, "not_signed_in", 401, 401, 21, "error.not_signed_in"},
    {ErrorCode::kForbidden, "forbidden", 403, 403, 21, "error.forbidden"},
    {ErrorCode::kTooLarge, "too_large", 513, 413, 111, "error.too_large"},
    {ErrorCode::kTooMany, "too_many", 503, 429, 42, "error.too_many"},
    {ErrorCode::kOverloaded, "overloaded", 503, 503, 42, "error.overloaded"},
    {ErrorCode::kTimeout, "timeout", 408, 504, 102, "error.timeout"},
    {ErrorCode::kUnreachable, "unreachable", 480, 502, 20, "error.unreachable"},
    {ErrorCode::kBusy, "busy", 486, 409, 17, "error.busy"},
    {ErrorCode::kNoAnswer, "no_answer", 480, 504, 19, "error.no_answer"},
    {ErrorCode::kDeclined, "declined", 603, 409, 21, "error.declined"},
    {ErrorCode::kUnsupportedMedia, "unsupported_media", 488, 415, 79, "error.unsupported_media"},
    {ErrorCode::kStorage, "storage", 500, 500, 41, "error.storage"},
    {ErrorCode::kStorageFull, "storage_full", 503, 507, 42, "error.storage_full"},
    {ErrorCode::kCorrupt, "corrupt", 500, 500, 41, "error.corrupt"},
    {ErrorCode::kAddressInUse, "address_in_use", 500, 500, 41, "error.address_in_use"},
    {ErrorCode::kPermission, "permission", 500, 500, 41, "error.permission"},
    {ErrorCode::kUnavailable, "unavailable", 480, 503, 41, "error.unavailable"},
    {ErrorCode::kCancelled, "cancelled", 487, 409, 16, "error.cancelled"},
    {ErrorCode::kInternal, "internal", 500, 500, 41, "error.internal"},
}};

}  // namespace

const ErrorRow& error_row(ErrorCode code) { return kRows[static_cast<std::size_t>(code)]; }

std::string Error::describe() const {
  std::string text{error_row(code).name};
  text += ": " + message;
  if (!where.empty()) text += " (" + where + ")";
  return text;
}

}  // namespace peal::base
