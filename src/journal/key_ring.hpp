#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/ids.hpp"

namespace peal::journal {

/// What makes a seal unique under one key: a journal position and the fencing
/// epoch it was written in. The pair never repeats, also after a torn tail was cut.
struct SealPlace {
  std::uint64_t position = 0;
  std::uint32_t epoch = 0;
};

/// One key for each party, made at first use, wrapped by the master key of this
/// node. Files in its directory, both 0600: `master.key` (32 random bytes) and
/// `party.keys` (one slot of fixed size for each party). Safe to use from any
/// thread.
class KeyRing {
 public:
  /// Makes the files when they are missing. Fails with kPermission, kCorrupt or
  /// kStorage and a sentence that names the file.
  [[nodiscard]] static base::Result<std::unique_ptr<KeyRing>> open(const std::filesystem::path& directory);
  ~KeyRing();
  KeyRing(const KeyRing&) = delete;
  KeyRing& operator=(const KeyRing&) = delete;

  /// The party behind a number or address: a keyed BLAKE2b hash, so that an id
  /// gives no way back to the number. Give numbers in E.164. Empty text (a
  /// withheld number) gives no party: use new_party().
  [[nodiscard]] core::PartyId party_of(core::TenantId tenant, std::string_view number) const;
  /// A random party for somebody whose number is withheld.
  [[nodiscard]] core::PartyId new_party(core::TenantId tenant) const;

  /// Appends the sealed form of `plain` to `out`; makes the key at first use.
  [[nodiscard]] base::Status seal(core::PartyId party, SealPlace place, std::string_view plain, std::string& out);
  /// Nothing when the key was destroyed, or is a newer one: the text is gone.
  [[nodiscard]] std::optional<std::string> unseal(core::PartyId party, SealPlace place, std::string_view sealed);

  /// Writes keys made since the last call; must come before the records that
  /// they seal are written.
  [[nodiscard]] base::Status write_new_keys();
  /// Makes them survive a power cut.
  [[nodiscard]] base::Status sync();

  /// Destroys the party's key on disk (overwritten, then fsync) and in memory.
  /// Everything sealed with it reads as empty from now on. A party that comes
  /// again gets a new key.
  [[nodiscard]] base::Status forget(core::PartyId party);
  [[nodiscard]] bool knows(core::PartyId party) const;

  /// A fresh key, wrapped by the master key, for one file (a snapshot): returns
  /// {key, wrapped form}. Overwrite the wrapped form to erase the file.
  struct FileKey {
    std::string key;
    std::string wrapped;
  };
  [[nodiscard]] FileKey new_file_key() const;
  [[nodiscard]] std::optional<std::string> unwrap_file_key(std::string_view wrapped) const;

  /// A key of this node for the purpose named, derived from the master key; 32 bytes.
  [[nodiscard]] std::string derived_key(std::string_view purpose) const;

 private:
  struct Inner;
  explicit KeyRing(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace peal::journal
