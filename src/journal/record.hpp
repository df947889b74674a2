#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/fact.hpp"
#include "journal/key_ring.hpp"

namespace peal::journal {

/// Counts facts: the first fact of a journal has position 1, none is left out.
using Position = std::uint64_t;

/// The form of the plain and sealed parts; a reader refuses a newer one.
inline constexpr std::uint32_t kSchemaVersion = 1;

/// One fact as it lies in the journal. The views point into the reader's buffer
/// and are good only during the call that hands the record out.
struct Record {
  Position position = 0;
  core::TenantId tenant;
  core::Time at;
  std::uint16_t shard = 0;
  std::uint32_t epoch = 0;  ///< Fencing: grows each time the journal is opened for writing.
  std::uint32_t schema = kSchemaVersion;
  Position durable = 0;        ///< What was known to be on the disk when this one was written.
  std::string_view cause;      ///< Name of the signal, such as "LegArrived".
  std::uint64_t cause_id = 0;  ///< Count of the signal in this run.
  std::uint64_t revision = 0;  ///< Settings in force.
  core::PartyId party;
  std::string_view plain;
  std::string_view sealed;  ///< Empty: no personal text.
  std::string_view frame;   ///< All of the above as `write_record` frames it; only when it was read.
};

/// The fact of a record; personal text whose key is gone reads as empty.
[[nodiscard]] base::Result<core::Fact> decode_fact(const Record& record, KeyRing& keys);
/// The same without opening the seal: personal text reads as empty.
[[nodiscard]] base::Result<core::Fact> decode_plain(const Record& record);

/// Bytes before a framed record: its length and the CRC-32C of what follows,
/// both 32 bits little-endian.
inline constexpr std::size_t kFrameHead = 8;
/// Frames a record: length, CRC-32C, fields. Appends to `out`.
void write_record(const Record& record, std::string& out);

enum class FrameVerdict : std::uint8_t { kWhole, kCut, kBroken };
struct Frame {
  FrameVerdict verdict = FrameVerdict::kCut;
  Record record;
  std::size_t bytes = 0;  ///< Of the frame, when whole.
};
/// Looks at the first frame of `in`. kCut: the bytes end too soon; kBroken: the
/// checksum or a field is wrong.
[[nodiscard]] Frame read_frame(std::string_view in);

/// CRC-32C (RFC 3720 B.4).
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes);

}  // namespace peal::journal
