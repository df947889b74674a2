#include "telephony/cause.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sip/message/warning.hpp"

namespace peal::telephony {
namespace {

using base::ErrorCode;
using By = sip::CallEnd::By;

ErrorCode cause_of_status(std::uint16_t status, bool rang) {
  switch (status) {
    case 486: case 600: return ErrorCode::kBusy;
    case 603: case 607: case 608: return ErrorCode::kDeclined;
    case 404: case 410: case 416: case 484: case 485: case 604: return ErrorCode::kNotFound;
    case 401: case 403: case 407: case 433: return ErrorCode::kForbidden;
    case 415: case 488: case 606: return ErrorCode::kUnsupportedMedia;
    case 408: return rang ? ErrorCode::kNoAnswer : ErrorCode::kUnreachable;
    case 480: return rang ? ErrorCode::kNoAnswer : ErrorCode::kUnavailable;
    case 487: return ErrorCode::kCancelled;
    case 503: return ErrorCode::kOverloaded;
    default: return status >= 400 && status < 500 ? ErrorCode::kBadInput : ErrorCode::kUnavailable;
  }
}

// The Q.850 cause of a gateway says more than the status it was mapped to.
ErrorCode cause_of_q850(std::uint8_t cause, ErrorCode otherwise) {
  switch (cause) {
    case 1: case 2: case 3: case 22: case 28: return ErrorCode::kNotFound;
    case 17: return ErrorCode::kBusy;
    case 18: case 19: return ErrorCode::kNoAnswer;
    case 20: return ErrorCode::kUnavailable;
    case 21: return ErrorCode::kDeclined;
    case 27: case 38: return ErrorCode::kUnreachable;
    case 34: case 42: case 44: return ErrorCode::kOverloaded;
    default: return otherwise;
  }
}

int weight(ErrorCode cause) {
  switch (cause) {
    case ErrorCode::kDeclined: return 6;
    case ErrorCode::kBusy: return 5;
    case ErrorCode::kNoAnswer: return 4;
    case ErrorCode::kUnsupportedMedia: return 3;
    case ErrorCode::kNotFound: case ErrorCode::kForbidden: return 2;
    case ErrorCode::kUnavailable: case ErrorCode::kOverloaded: return 1;
    default: return 0;
  }
}

// What a person at the other end may read on a phone or in a trace.
std::string_view sentence(ErrorCode cause) {
  switch (cause) {
    case ErrorCode::kBadInput: return "The request is malformed";
    case ErrorCode::kNotFound: return "There is no such number";
    case ErrorCode::kAlreadyExists: return "The request came twice";
    case ErrorCode::kConflict: return "Not possible at this moment";
    case ErrorCode::kNotSignedIn: case ErrorCode::kForbidden: return "This call is not allowed";
    case ErrorCode::kTooLarge: return "The message is too large";
    case ErrorCode::kTooMany: return "Too many calls from there; wait a little";
    case ErrorCode::kOverloaded: return "Too many calls at the moment; try again soon";
    case ErrorCode::kTimeout: return "It took too long";
    case ErrorCode::kUnreachable: return "The line was lost or cannot be reached";
    case ErrorCode::kBusy: return "Busy";
    case ErrorCode::kNoAnswer: return "No answer";
    case ErrorCode::kDeclined: return "Declined";
    case ErrorCode::kUnsupportedMedia: return "No codec in common";
    case ErrorCode::kUnavailable: return "Nobody is available at the moment";
    case ErrorCode::kCancelled: return "Ended normally";
    case ErrorCode::kStorage: case ErrorCode::kStorageFull: case ErrorCode::kCorrupt: case ErrorCode::kAddressInUse:
    case ErrorCode::kPermission: case ErrorCode::kInternal: break;
  }
  return "The server has a fault; its log says which";
}

constexpr std::array kPhrases{
    std::pair{200, "OK"},
    std::pair{400, "Bad Request"}, std::pair{401, "Unauthorized"}, std::pair{403, "Forbidden"},
    std::pair{404, "Not Found"}, std::pair{408, "Request Timeout"}, std::pair{414, "Request-URI Too Long"},
    std::pair{480, "Temporarily Unavailable"}, std::pair{482, "Loop Detected"}, std::pair{486, "Busy Here"},
    std::pair{487, "Request Terminated"}, std::pair{488, "Not Acceptable Here"}, std::pair{491, "Request Pending"},
    std::pair{500, "Server Internal Error"}, std::pair{503, "Service Unavailable"}, std::pair{513, "Message Too Large"},
    std::pair{603, "Decline"},
};

}  // namespace

base::ErrorCode cause_of(const sip::CallEnd& end, bool rang) {
  switch (end.by) {
    case By::kTransport: return ErrorCode::kUnreachable;
    case By::kTimeout: return rang ? ErrorCode::kNoAnswer : ErrorCode::kUnreachable;
    case By::kProtocol: return ErrorCode::kUnavailable;
    case By::kRemote: break;
  }
  const auto by_status = cause_of_status(end.status, rang);
  return end.q850_cause == 0 ? by_status : cause_of_q850(end.q850_cause, by_status);
}

base::ErrorCode better_cause(base::ErrorCode a, base::ErrorCode b) { return weight(b) > weight(a) ? b : a; }

sip::HangUpReason hang_up_reason(base::ErrorCode cause) {
  // The normal end needs no words.
  return {base::error_row(cause).q850_cause, 0, cause == ErrorCode::kCancelled ? std::string{} : std::string(sentence(cause))};
}

std::string reason_field(base::ErrorCode cause) { return reason_field(cause, sentence(cause)); }

std::string reason_field(base::ErrorCode cause, std::string_view words) {
  return fmt::format("Q.850;cause={};text=\"{}\"", base::error_row(cause).q850_cause, words);
}

std::string warning_field(base::ErrorCode cause) { return sip::warning(399, sentence(cause)); }

std::string_view status_phrase(std::uint16_t status) {
  const auto row = std::ranges::find(kPhrases, static_cast<int>(status), [](const auto& p) { return p.first; });
  return row == kPhrases.end() ? std::string_view{"Refused"} : std::string_view{row->second};
}

}  // namespace peal::telephony
