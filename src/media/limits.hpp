#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace peal::media {

/// Inside, sound is mono at this rate, in frames of one beat.
inline constexpr unsigned kSampleRate = 8'000;
inline constexpr std::chrono::milliseconds kBeat{20};
inline constexpr std::size_t kFrameSamples = 160;

inline constexpr unsigned kMediaThreadsMax = 32;
/// A beat thread that woke late makes up for at most this many beats, then it
/// skips: a burst of older sound helps nobody.
inline constexpr unsigned kBeatsCaughtUpMax = 10;

/// An Ethernet frame's worth; longer datagrams are cut and refused.
inline constexpr std::size_t kDatagramBytesMax = 1'500;
/// Datagrams taken with one system call, and from one stream in one beat: a
/// flood on one port cannot hold up the others.
inline constexpr std::size_t kReceiveBatch = 8;
inline constexpr std::size_t kDatagramsPerBeatMax = 64;

/// Most sound that waits to be played, and how much is put in front at first.
inline constexpr std::size_t kPlayoutSamplesMax = 1'600;   // 200 ms
inline constexpr std::size_t kPlayoutTargetSamples = 160;  // 20 ms on top of the packet itself.
/// Longest sound in one packet (RFC 7587: Opus has up to 120 ms).
inline constexpr std::size_t kPacketSamplesMax = 960;

/// Streams that hear each other in one mix, and how much louder than it is one
/// may be made: kGainUnit is as it is.
inline constexpr std::size_t kMixPartiesMax = 50;
inline constexpr std::int32_t kGainUnit = 256;
inline constexpr double kGainMax = 4;

/// Who talks in a mix: from this loudness on (the root mean square of a frame;
/// about -40 dB of full scale, above a line's noise and below soft speech), once
/// it has lasted so many beats, until so many were quiet, as between two words.
/// Told again after so many, since such news may be dropped under load.
inline constexpr std::int32_t kTalkLevel = 330;
inline constexpr unsigned kTalkBeginBeats = 3;    // 60 ms
inline constexpr unsigned kTalkEndBeats = 25;     // 500 ms
inline constexpr unsigned kTalkAgainBeats = 100;  // 2 s

/// Nothing need come while a talker who announced a pause is quiet; after this long the peer counts as gone all the same.
inline constexpr std::chrono::seconds kAnnouncedPauseMax{300};

inline constexpr std::size_t kDigitsWaitingMax = 64;
/// Keys that one stream may press by events: so many at once, such as a number
/// from a memory that waited for a late beat, and one each so often for ever
/// (Q.24 knows none shorter than 40 ms with a pause of 30 ms). Keys are never
/// shed later, so a flood must end here.
inline constexpr std::int64_t kKeyEveryMs = 50;
inline constexpr std::int64_t kKeysAtOnceMax = 40;
inline constexpr std::size_t kPromptPiecesMax = 64;

/// Half a second of two channels: what a kill -9 can take from a recording,
/// together with the time the block waits for the writer.
inline constexpr std::size_t kRecordingBlockFrames = 25;
/// Blocks in flight between one media thread and the writer (16 KB each); a
/// stalled disk costs silence in the file, never memory without bound.
inline constexpr std::size_t kRecordingBlocksMax = 8'192;
/// More finished recordings than this at once go to the disk by one sync of the
/// whole file system: a sync for each would not keep up with short calls.
inline constexpr std::size_t kSyncEachMax = 16;
/// The writer hashes finished files in steps of this size, between writing live ones.
inline constexpr std::size_t kHashStepBytes = 4 * 1024 * 1024;

/// One message of a DTLS handshake (a chain of certificates is the longest), and
/// how many are put together from fragments at once.
inline constexpr std::size_t kHandshakeMessageBytesMax = 16'000;
inline constexpr std::size_t kPartialMessagesMax = 8;

inline constexpr std::chrono::seconds kRtcpInterval{5};

}  // namespace peal::media
