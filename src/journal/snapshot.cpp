#include "journal/snapshot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>

#include <cstring>

#include "base/log.hpp"
#include "journal/file.hpp"
#include "journal/limits.hpp"

namespace peal::journal {
namespace {

using base::ErrorCode;
using base::fail;
namespace fs = std::filesystem;

// File: magic and position (both authenticated), length of the wrapped key,
// wrapped key, sealed state.
constexpr std::string_view kMagic = "peal.snapshot.1\n";
constexpr std::size_t kHeadBytes = 16 + 8;
constexpr std::size_t kLengthBytes = 4;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string head_of(Position position) {
  std::string head(kMagic);
  head.append(reinterpret_cast<const char*>(&position), sizeof position);
  return head;
}

// The key seals one file only, so a fixed nonce is as good as any.
constexpr unsigned char kNonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES] = {};

std::optional<std::string> open_snapshot(std::string_view bytes, const KeyRing& keys, Position position) {
  const std::string head = head_of(position);
  if (bytes.size() < kHeadBytes + kLengthBytes || !bytes.starts_with(head)) return std::nullopt;
  std::uint32_t wrapped_bytes = 0;
  std::memcpy(&wrapped_bytes, bytes.data() + kHeadBytes, kLengthBytes);
  bytes.remove_prefix(kHeadBytes + kLengthBytes);
  if (bytes.size() < wrapped_bytes) return std::nullopt;
  auto key = keys.unwrap_file_key(bytes.substr(0, wrapped_bytes));
  if (!key) return std::nullopt;
  const auto sealed = bytes.substr(wrapped_bytes);
  if (sealed.size() < crypto_aead_xchacha20poly1305_ietf_ABYTES) return std::nullopt;
  std::string state(sealed.size() - crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  unsigned long long length = 0;
  const int opened =
      crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(state.data()), &length, nullptr,
                                                 raw(sealed), sealed.size(), raw(head), head.size(), kNonce, raw(*key));
  sodium_memzero(key->data(), key->size());
  if (opened != 0) return std::nullopt;
  return state;
}

base::Status erase(const fs::path& path) {
  auto opened = file::open(path, O_RDWR);
  if (!opened) return fail(opened.error());
  std::uint32_t wrapped_bytes = 0;
  if (::pread(opened->get(), &wrapped_bytes, kLengthBytes, kHeadBytes) == kLengthBytes && wrapped_bytes < 4096) {
    const std::string nothing(wrapped_bytes, '\0');
    if (auto done = file::write_at(*opened, nothing, kHeadBytes + kLengthBytes, path); !done) return done;
    if (auto done = file::sync(*opened, path); !done) return done;
  }
  std::error_code failed;
  fs::remove(path, failed);
  if (failed) return fail(file::error_of("remove", path, failed.value()));
  return {};
}

}  // namespace

base::Status write_snapshot(const fs::path& directory, const KeyRing& keys, std::string_view state, Position position) {
  auto key = keys.new_file_key();
  std::string bytes = head_of(position);
  const std::string head = bytes;
  const auto wrapped_bytes = static_cast<std::uint32_t>(key.wrapped.size());
  bytes.append(reinterpret_cast<const char*>(&wrapped_bytes), kLengthBytes);
  bytes += key.wrapped;
  const std::size_t start = bytes.size();
  bytes.resize(start + state.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(bytes.data()) + start, &length,
                                             raw(state), state.size(), raw(head), head.size(), nullptr, kNonce,
                                             raw(key.key));
  sodium_memzero(key.key.data(), key.key.size());
  auto written = file::replace(file::numbered(directory, position, file::kSnapshotEnding), bytes);
  if (!written) return written;
  auto all = file::list_numbered(directory, file::kSnapshotEnding);
  if (!all) return fail(all.error());
  for (std::size_t i = 0; i + kSnapshotsKept < all->size(); ++i) {
    if (auto done = erase(file::numbered(directory, (*all)[i], file::kSnapshotEnding)); !done) return done;
  }
  return {};
}

base::Result<std::optional<Snapshot>> read_newest_snapshot(const fs::path& directory, const KeyRing& keys,
                                                           Position last) {
  auto all = file::list_numbered(directory, file::kSnapshotEnding);
  if (!all) return fail(all.error());
  for (auto position = all->rbegin(); position != all->rend(); ++position) {
    const fs::path path = file::numbered(directory, *position, file::kSnapshotEnding);
    if (*position > last) {
      return fail(ErrorCode::kCorrupt,
                  fmt::format("{} shows the state after fact {}, but the journal ends at {}: facts were lost. Put the "
                              "journal's files back from a backup.",
                              path.string(), *position, last));
    }
    auto bytes = file::read_whole(path);
    if (!bytes) return fail(bytes.error());
    if (auto state = open_snapshot(*bytes, keys, *position)) return Snapshot{std::move(*state), *position};
    base::log(base::LogLevel::kError, "journal", "snapshot_damaged", {{"file", path.string()}});
  }
  return std::nullopt;
}

}  // namespace peal::journal
