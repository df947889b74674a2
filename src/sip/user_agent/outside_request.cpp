#include "sip/user_agent/core.hpp"

// Requests of ours outside any dialog: RFC 3261 8.1, 10.2, 11.1.
namespace peal::sip {

using base::ErrorCode;
using base::fail;
using base::Time;

namespace {

// Marks an owner of a transaction as such a request, as challenge.cpp does with another bit.
constexpr std::uint64_t kOutside = std::uint64_t{1} << 62;

}  // namespace

base::Result<RequestId> UserAgent::Core::request(const OutsideRequest& request, Time now) {
  const auto uri = parse_uri(request.uri);
  if (!uri || !uri->sip()) return fail(ErrorCode::kBadInput, "The target is not a SIP URI.", request.uri);
  if (!parse_uri(request.from_uri)) return fail(ErrorCode::kBadInput, "The sender is not a URI.", "from_uri");
  if (!parse_uri(request.to_uri)) return fail(ErrorCode::kBadInput, "Not a URI.", "to_uri");
  if (outside_.size() >= kOutsideRequestsMax) return fail(ErrorCode::kOverloaded, "Too many requests.");
  const std::uint64_t handle = outside_.insert();
  Outside& outside = *outside_.find(handle);
  outside.request = request;
  outside.call_id = request.call_id.empty() ? tokens_.text() + tokens_.text() : request.call_id;
  outside.tag = tokens_.text();
  outside.cseq = request.cseq;
  send_outside(handle, outside, now);
  return RequestId{handle};
}

void UserAgent::Core::send_outside(std::uint64_t handle, Outside& outside, Time now) {
  const auto& request = outside.request;
  const std::string branch = tokens_.branch();
  const auto method = method_name(request.method);
  std::string bytes;
  bytes.reserve(700);
  Writer writer(bytes);
  writer.request(method, request.uri).via(request.flow.transport, advertised(request.flow), branch);
  writer.field(HeaderName::kMaxForwards, 70);
  for (const auto& route : request.route) writer.field(HeaderName::kRoute, "<" + route + ">");
  writer.address(HeaderName::kFrom, "<" + request.from_uri + ">", outside.tag);
  writer.address(HeaderName::kTo, "<" + request.to_uri + ">", {});
  writer.field(HeaderName::kCallId, outside.call_id).cseq(outside.cseq, method);
  for (const auto& [name, value] : request.headers) writer.field(name, value);
  writer.field(HeaderName::kUserAgent, config_.product);
  bytes.append(outside.shown.lines());
  writer.no_body();
  transactions_.send({request.method, branch, std::move(bytes), request.flow, true, handle | kOutside, request.patience}, now);
}

bool UserAgent::Core::outside_answered(std::uint64_t owner, const Flow& flow, Time now) {
  if ((owner & kOutside) == 0) return false;
  const std::uint64_t handle = owner & ~kOutside;
  Outside* outside = outside_.find(handle);
  if (outside == nullptr) return true;
  const auto& request = outside->request;
  if (request.credentials && meet_challenge(outside->shown, *request.credentials, {request.method, request.uri, request.flow})) {
    ++outside->cseq;
    send_outside(handle, *outside, now);
    return true;
  }
  const RequestOutcome outcome{&message_, false, outside->cseq, foreign_, flow};
  outside_.erase(handle);
  events_.request_done(RequestId{handle}, outcome);
  return true;
}

bool UserAgent::Core::outside_failed(std::uint64_t owner, TransactionFailure why) {
  if ((owner & kOutside) == 0) return false;
  const std::uint64_t handle = owner & ~kOutside;
  const Outside* outside = outside_.find(handle);
  if (outside == nullptr) return true;
  const RequestOutcome outcome{nullptr, why == TransactionFailure::kTimeout, outside->cseq};
  outside_.erase(handle);
  events_.request_done(RequestId{handle}, outcome);
  return true;
}

}  // namespace peal::sip
