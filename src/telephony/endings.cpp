#include "telephony/endings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"
#include "telephony/cause.hpp"
#include "telephony/lines.hpp"

namespace peal::telephony {
namespace {

void log_end(const Leg& leg, std::string_view how) {
  if (!base::log_enabled(base::LogLevel::kDebug)) return;
  base::log(base::LogLevel::kDebug, "telephony", "leg_end", {{"leg", base::to_text(leg.id)}, {"how", how}});
}

// RFC 3261 21.4.25: 487 answers a cancelled INVITE only; for us it means that
// nobody is there any more.
std::uint16_t refusal_status(base::ErrorCode cause) {
  return cause == base::ErrorCode::kCancelled ? 480 : base::error_row(cause).sip_status;
}

void refuse(Board& board, Leg& leg, base::ErrorCode cause, base::Seconds retry_after) {
  const auto status = refusal_status(cause);
  sip::ExtraHeaders headers{{"Reason", reason_field(cause)}, {"Warning", warning_field(cause)}};
  if (retry_after.count() > 0) headers.emplace_back("Retry-After", fmt::format("{}", retry_after.count()));
  // kConflict: the caller has just given up, which ends it as well.
  (void)board.sip.reject(leg.line().call, status, status_phrase(status), board.now(), headers);
}

}  // namespace

void hang_up(Board& board, Leg& leg, base::ErrorCode cause) {
  log_end(leg, "hung_up_by_us");
  if (leg.state == LegState::kArrived) {
    refuse(board, leg, cause, base::Seconds{0});
  } else {
    for (const Line& line : leg.lines) (void)board.sip.hang_up(line.call, hang_up_reason(cause), board.now());
  }
  release(board, leg);
}

void reject(Board& board, Leg& leg, const core::RejectLeg& command) {
  if (leg.state != LegState::kArrived) return hang_up(board, leg, command.cause);
  log_end(leg, "rejected");
  refuse(board, leg, command.cause, command.retry_after);
  release(board, leg);
}

void lose(Board& board, Leg& leg) {
  log_end(leg, "lost");
  const auto id = leg.id;
  const bool was_up = leg.state == LegState::kUp;
  for (const Line& line : leg.lines) {
    (void)board.sip.hang_up(line.call, hang_up_reason(base::ErrorCode::kUnreachable), board.now());
  }
  release(board, leg);
  if (was_up) board.raise(core::LegLost{id});
  else board.raise(core::LegFailed{id, base::ErrorCode::kUnreachable});
}

void failed(Board& board, Leg& leg, const sip::CallEnd& end) {
  log_end(leg, "failed");
  const auto id = leg.id;
  const auto cause = leg.incoming ? base::ErrorCode::kCancelled : cause_of(end, leg.ringing_told);
  release(board, leg);
  board.raise(core::LegFailed{id, cause});
}

void ended(Board& board, Leg& leg, const sip::CallEnd& end) {
  const auto id = leg.id;
  const bool goodbye = end.by == sip::CallEnd::By::kRemote;
  log_end(leg, goodbye ? "hung_up" : "vanished");
  release(board, leg);
  if (goodbye) board.raise(core::LegHungUp{id});
  else board.raise(core::LegLost{id});
}

void release(Board& board, Leg& leg) {
  for (const Line& line : leg.lines) close_line(board, line);
  board.half_open.over(leg.id);
  board.legs.remove(leg);
  board.meters.live.set(static_cast<double>(board.legs.size()));
}

}  // namespace peal::telephony
