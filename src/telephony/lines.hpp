#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "telephony/board.hpp"
#include "telephony/leg.hpp"

/// The media side of one line: its port, its descriptions, what was agreed.
namespace peal::telephony {

[[nodiscard]] media::Codec media_codec(sip::sdp::Codec codec);

/// A line with a port of its own, without a call yet. Error: kOverloaded when
/// no port is left.
[[nodiscard]] base::Result<Line> open_line(Board& board, std::uint64_t affinity);
/// Brings the figures of streams and free ports up to date.
void count_streams(Board& board);
/// The trunk carries this line from now on, until it is closed.
void carry(Board& board, Line& line, core::TrunkId trunk, bool incoming);
/// Gives the port back, and the trunk's channel.
void close_line(Board& board, const Line& line);

/// What we can do on this line. `first`: a codec to put before all others.
[[nodiscard]] sip::sdp::Capabilities capabilities(const Board& board, const Line& line,
                                                  std::optional<sip::sdp::Codec> first = std::nullopt);

/// Tells media what was agreed for the leg's line and remembers what matters of it.
/// Errors: kBadInput or kUnsupportedMedia when it cannot be carried out.
[[nodiscard]] base::Status apply_agreed(Board& board, Leg& leg, Line& line, const sip::sdp::Agreed& agreed);
/// Before the answer: what comes is heard, and nothing is sent. Same errors.
[[nodiscard]] base::Status apply_early(Board& board, const Line& line, const sip::sdp::Agreed& agreed);

}  // namespace peal::telephony
