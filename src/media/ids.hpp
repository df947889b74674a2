#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace peal::media {

/// Names chosen by the caller of MediaPlane: never zero, never used again. A
/// command for a name that is no longer open is ignored, so that a close and a
/// late command may cross.
struct StreamId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(const StreamId&, const StreamId&) = default;
};
struct PlayId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(const PlayId&, const PlayId&) = default;
};
struct RecordingId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(const RecordingId&, const RecordingId&) = default;
};
struct MusicId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(const MusicId&, const MusicId&) = default;
};
struct MixId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(const MixId&, const MixId&) = default;
};

/// The piece that our own code makes; always there.
inline constexpr MusicId kBuiltInMusic{1};

}  // namespace peal::media

template <>
struct std::hash<peal::media::StreamId> {
  std::size_t operator()(peal::media::StreamId id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
template <>
struct std::hash<peal::media::RecordingId> {
  std::size_t operator()(peal::media::RecordingId id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
template <>
struct std::hash<peal::media::MixId> {
  std::size_t operator()(peal::media::MixId id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
template <>
struct std::hash<peal::media::MusicId> {
  std::size_t operator()(peal::media::MusicId id) const noexcept { return std::hash<std::uint64_t>{}(id.value); }
};
