#include "journal/record.hpp"

#include <fmt/format.h>

#include <cstring>

#include "base/wire.hpp"
#include "journal/limits.hpp"

namespace peal::journal {
namespace {

using base::ErrorCode;
using base::fail;

base::Result<core::Fact> decode(const Record& record, std::optional<std::string_view> personal) {
  if (record.schema > kSchemaVersion) {
    return fail(ErrorCode::kCorrupt,
                fmt::format("Fact {} has form {}, this release reads forms up to {}; start the newer release.",
                            record.position, record.schema, kSchemaVersion));
  }
  core::Fact fact{record.tenant, record.at, record.party, {}};
  base::WireReader reader(record.plain, personal);
  reader.value(fact.body);
  if (reader.failed()) {
    return fail(ErrorCode::kCorrupt, fmt::format("Fact {} cannot be read: its fields do not fit.", record.position));
  }
  return fact;
}

}  // namespace

base::Result<core::Fact> decode_fact(const Record& record, KeyRing& keys) {
  if (record.sealed.empty()) return decode(record, std::nullopt);
  const auto personal = keys.unseal(record.party, {record.position, record.epoch}, record.sealed);
  return decode(record, personal);
}

base::Result<core::Fact> decode_plain(const Record& record) { return decode(record, std::nullopt); }

void write_record(const Record& record, std::string& out) {
  const std::size_t start = out.size();
  out.append(kFrameHead, '\0');
  base::WireWriter body(out);
  body.u64(record.position);
  body.value(record.tenant);
  body.value(record.at);
  body.u64(record.shard);
  body.u64(record.epoch);
  body.u64(record.schema);
  body.u64(record.durable);
  body.bytes(record.cause);
  body.u64(record.cause_id);
  body.u64(record.revision);
  body.value(record.party);
  body.bytes(record.plain);
  body.bytes(record.sealed);
  const std::string_view written = std::string_view(out).substr(start + kFrameHead);
  const auto length = static_cast<std::uint32_t>(written.size());
  const std::uint32_t crc = crc32c(written);
  std::memcpy(out.data() + start, &length, 4);
  std::memcpy(out.data() + start + 4, &crc, 4);
}

Frame read_frame(std::string_view in) {
  Frame frame;
  if (in.size() < kFrameHead) return frame;
  std::uint32_t length = 0;
  std::uint32_t crc = 0;
  std::memcpy(&length, in.data(), 4);
  std::memcpy(&crc, in.data() + 4, 4);
  if (length == 0 || length > kMostRecordBytes) {
    frame.verdict = FrameVerdict::kBroken;
    return frame;
  }
  if (in.size() - kFrameHead < length) return frame;
  const auto written = in.substr(kFrameHead, length);
  frame.verdict = FrameVerdict::kBroken;
  if (crc32c(written) != crc) return frame;
  base::WireReader body(written);
  Record& record = frame.record;
  record.position = body.u64();
  body.value(record.tenant);
  body.value(record.at);
  record.shard = static_cast<std::uint16_t>(body.u64());
  record.epoch = static_cast<std::uint32_t>(body.u64());
  record.schema = static_cast<std::uint32_t>(body.u64());
  record.durable = body.u64();
  record.cause = body.bytes();
  record.cause_id = body.u64();
  record.revision = body.u64();
  body.value(record.party);
  record.plain = body.bytes();
  record.sealed = body.bytes();
  if (body.failed()) return frame;
  frame.verdict = FrameVerdict::kWhole;
  frame.bytes = kFrameHead + length;
  record.frame = in.substr(0, frame.bytes);
  return frame;
}

}  // namespace peal::journal
