#include "journal/key_ring.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "journal/file.hpp"
#include "journal/limits.hpp"

namespace peal::journal {
namespace {

using base::ErrorCode;
using base::fail;
namespace fs = std::filesystem;

using Key = std::array<unsigned char, 32>;
static_assert(crypto_secretbox_KEYBYTES == sizeof(Key));
static_assert(crypto_aead_chacha20poly1305_ietf_KEYBYTES == sizeof(Key));

// A wrapped key: nonce and secret box.
constexpr std::size_t kWrappedBytes = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + sizeof(Key);
// A slot of party.keys: CRC-32C of the rest, tenant, party, wrapped key. All
// zero: the key was destroyed. The first slot is the head: a magic text and a
// wrapped known value that tells the right master key from a wrong one.
constexpr std::size_t kSlotBytes = 16 + kWrappedBytes;
constexpr std::string_view kMagic{"peal.keys.1\n\0\0\0\0", 16};
static_assert(crypto_aead_chacha20poly1305_ietf_NPUBBYTES == 12);

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// libsodium must be started once, before any other call.
void start_sodium() {
  static const int started = sodium_init();
  PEAL_ASSERT(started >= 0);
}

std::string wrap(const Key& key, const Key& master) {
  std::string wrapped(kWrappedBytes, '\0');
  randombytes_buf(wrapped.data(), crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(raw(wrapped) + crypto_secretbox_NONCEBYTES, key.data(), key.size(), raw(wrapped),
                        master.data());
  return wrapped;
}

bool unwrap(std::string_view wrapped, const Key& master, Key& key) {
  if (wrapped.size() != kWrappedBytes) return false;
  return crypto_secretbox_open_easy(key.data(), raw(wrapped) + crypto_secretbox_NONCEBYTES,
                                    kWrappedBytes - crypto_secretbox_NONCEBYTES, raw(wrapped), master.data()) == 0;
}

std::string slot_of(core::PartyId party, const Key& key, const Key& master) {
  std::string slot(kSlotBytes, '\0');
  std::memcpy(slot.data() + 4, &party.tenant.value, 4);
  std::memcpy(slot.data() + 8, &party.value, 8);
  const std::string wrapped = wrap(key, master);
  std::memcpy(slot.data() + 16, wrapped.data(), wrapped.size());
  const std::uint32_t crc = crc32c(std::string_view(slot).substr(4));
  std::memcpy(slot.data(), &crc, 4);
  return slot;
}

// Position and epoch fill the 96 bits of the nonce (RFC 8439 2.8).
std::array<unsigned char, 12> nonce_of(SealPlace place) {
  std::array<unsigned char, 12> nonce{};
  std::memcpy(nonce.data(), &place.position, 8);
  std::memcpy(nonce.data() + 8, &place.epoch, 4);
  return nonce;
}

}  // namespace

struct KeyRing::Inner {
  mutable std::mutex mutex;
  fs::path path;
  file::Descriptor file;
  Key master{};
  Key party_hash_key{};
  std::unordered_map<core::PartyId, std::uint32_t> slots;
  std::unordered_map<core::PartyId, Key> cached;
  std::string fresh;                // Slots made and not written yet.
  std::uint32_t written_slots = 0;  // In the file, the head counts.
  bool unsynced = false;

  ~Inner() {
    drop_cached();
    sodium_memzero(master.data(), master.size());
    sodium_memzero(party_hash_key.data(), party_hash_key.size());
  }

  void drop_cached() {
    for (auto& [party, key] : cached) sodium_memzero(key.data(), key.size());
    cached.clear();
  }

  base::Status load_master(const fs::path& directory);
  base::Status load_slots();
  base::Status read_slot(std::string_view slot, std::uint32_t index);
  const Key* key_of(core::PartyId party);
  const Key& make_key(core::PartyId party);
  const Key& keep(core::PartyId party, const Key& key);
  base::Status write_fresh();
};

base::Status KeyRing::Inner::load_master(const fs::path& directory) {
  const fs::path master_path = directory / "master.key";
  if (!fs::exists(master_path)) {
    if (fs::exists(path)) {
      return fail(ErrorCode::kCorrupt,
                  fmt::format("{} is missing, so the personal data sealed by {} cannot be read; put it back from a "
                              "backup, or move both away to start without that data.",
                              master_path.string(), path.string()));
    }
    randombytes_buf(master.data(), master.size());
    const std::string_view bytes(reinterpret_cast<const char*>(master.data()), master.size());
    if (auto made = file::replace(master_path, bytes); !made) return made;
  }
  auto bytes = file::read_whole(master_path);
  if (!bytes) return fail(bytes.error());
  if (bytes->size() != master.size()) {
    return fail(ErrorCode::kCorrupt, fmt::format("{} holds {} bytes where {} belong; put it back from a backup.",
                                                 master_path.string(), bytes->size(), master.size()));
  }
  std::memcpy(master.data(), bytes->data(), master.size());
  sodium_memzero(bytes->data(), bytes->size());
  return {};
}

base::Status KeyRing::Inner::read_slot(std::string_view slot, std::uint32_t index) {
  if (slot.find_first_not_of('\0') == std::string_view::npos) return {};
  std::uint32_t crc = 0;
  std::memcpy(&crc, slot.data(), 4);
  if (crc != crc32c(slot.substr(4))) {
    // One unreadable key makes one party's text read as empty; that must not
    // keep a whole centre from starting.
    base::log(base::LogLevel::kError, "journal", "key_damaged", {{"file", path.string()}, {"slot", index}});
    return {};
  }
  core::PartyId party;
  std::memcpy(&party.tenant.value, slot.data() + 4, 4);
  std::memcpy(&party.value, slot.data() + 8, 8);
  slots[party] = index;
  return {};
}

base::Status KeyRing::Inner::load_slots() {
  auto opened = file::open(path, O_RDWR | O_CREAT);
  if (!opened) return fail(opened.error());
  file = std::move(*opened);
  auto bytes = file::read_whole(path);
  if (!bytes) return fail(bytes.error());
  if (bytes->size() < kSlotBytes) {  // New, or its very first write was cut short.
    const std::string head = std::string(kMagic) + wrap(Key{}, master);
    if (auto done = file::write_at(file, head, 0, path); !done) return done;
    if (auto done = file::sync(file, path); !done) return done;
    written_slots = 1;
    return file::sync_directory(path.parent_path());
  }
  const auto head = std::string_view(*bytes).substr(0, kSlotBytes);
  Key known{};
  if (!head.starts_with(kMagic) || !unwrap(head.substr(kMagic.size()), master, known)) {
    return fail(ErrorCode::kCorrupt, fmt::format("{} was not made with this master.key, or is damaged; put both back "
                                                 "from the same backup.",
                                                 path.string()));
  }
  // A slot that a power cut left half written was never promised to anybody;
  // the next key overwrites it.
  written_slots = static_cast<std::uint32_t>(bytes->size() / kSlotBytes);
  for (std::uint32_t index = 1; index < written_slots; ++index) {
    auto done = read_slot(std::string_view(*bytes).substr(std::size_t{index} * kSlotBytes, kSlotBytes), index);
    if (!done) return done;
  }
  return {};
}

const Key& KeyRing::Inner::keep(core::PartyId party, const Key& key) {
  if (cached.size() >= kKeysCached) drop_cached();
  return cached.insert_or_assign(party, key).first->second;
}

const Key* KeyRing::Inner::key_of(core::PartyId party) {
  if (const auto found = cached.find(party); found != cached.end()) return &found->second;
  const auto slot = slots.find(party);
  if (slot == slots.end()) return nullptr;
  std::string wrapped;
  if (slot->second >= written_slots) {
    wrapped = fresh.substr(std::size_t{slot->second - written_slots} * kSlotBytes + 16, kWrappedBytes);
  } else {
    wrapped.resize(kWrappedBytes);
    const auto at = static_cast<off_t>(std::uint64_t{slot->second} * kSlotBytes + 16);
    if (::pread(file.get(), wrapped.data(), wrapped.size(), at) != static_cast<ssize_t>(wrapped.size())) return nullptr;
  }
  Key key{};
  if (!unwrap(wrapped, master, key)) return nullptr;
  const Key* kept = &keep(party, key);
  sodium_memzero(key.data(), key.size());
  return kept;
}

const Key& KeyRing::Inner::make_key(core::PartyId party) {
  Key key{};
  randombytes_buf(key.data(), key.size());
  slots[party] = written_slots + static_cast<std::uint32_t>(fresh.size() / kSlotBytes);
  fresh += slot_of(party, key, master);
  const Key& kept = keep(party, key);
  sodium_memzero(key.data(), key.size());
  return kept;
}

base::Status KeyRing::Inner::write_fresh() {
  if (fresh.empty()) return {};
  auto done = file::write_at(file, fresh, std::uint64_t{written_slots} * kSlotBytes, path);
  if (!done) return done;
  written_slots += static_cast<std::uint32_t>(fresh.size() / kSlotBytes);
  fresh.clear();
  unsynced = true;
  return {};
}

KeyRing::KeyRing(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
KeyRing::~KeyRing() = default;

base::Result<std::unique_ptr<KeyRing>> KeyRing::open(const fs::path& directory) {
  start_sodium();
  if (auto made = file::make_directory(directory); !made) return fail(made.error());
  auto inner = std::make_unique<Inner>();
  inner->path = directory / "party.keys";
  if (auto done = inner->load_master(directory); !done) return fail(done.error());
  if (auto done = inner->load_slots(); !done) return fail(done.error());
  std::unique_ptr<KeyRing> ring(new KeyRing(std::move(inner)));
  const std::string hash_key = ring->derived_key("party of a number");
  std::memcpy(ring->inner_->party_hash_key.data(), hash_key.data(), hash_key.size());
  return ring;
}

core::PartyId KeyRing::party_of(core::TenantId tenant, std::string_view number) const {
  if (number.empty()) return {};
  std::string input(4, '\0');
  std::memcpy(input.data(), &tenant.value, 4);
  input += number;
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  crypto_generichash(hash.data(), hash.size(), raw(std::string_view(input)), input.size(),
                     inner_->party_hash_key.data(), inner_->party_hash_key.size());
  core::PartyId party{tenant, 0};
  std::memcpy(&party.value, hash.data(), 8);
  if (party.value == 0) party.value = 1;  // Zero means none.
  return party;
}

core::PartyId KeyRing::new_party(core::TenantId tenant) const {
  core::PartyId party{tenant, 0};
  while (party.value == 0) randombytes_buf(&party.value, sizeof party.value);
  return party;
}

base::Status KeyRing::seal(core::PartyId party, SealPlace place, std::string_view plain, std::string& out) {
  const std::lock_guard lock(inner_->mutex);
  const Key* key = inner_->key_of(party);
  if (key == nullptr) key = &inner_->make_key(party);
  const std::size_t start = out.size();
  out.resize(start + plain.size() + crypto_aead_chacha20poly1305_ietf_ABYTES);
  unsigned long long length = 0;
  crypto_aead_chacha20poly1305_ietf_encrypt(raw(out) + start, &length, raw(plain), plain.size(), nullptr, 0, nullptr,
                                            nonce_of(place).data(), key->data());
  return {};
}

std::optional<std::string> KeyRing::unseal(core::PartyId party, SealPlace place, std::string_view sealed) {
  if (sealed.size() < crypto_aead_chacha20poly1305_ietf_ABYTES) return std::nullopt;
  std::string plain(sealed.size() - crypto_aead_chacha20poly1305_ietf_ABYTES, '\0');
  const std::lock_guard lock(inner_->mutex);
  const Key* key = inner_->key_of(party);
  if (key == nullptr) return std::nullopt;
  unsigned long long length = 0;
  if (crypto_aead_chacha20poly1305_ietf_decrypt(raw(plain), &length, nullptr, raw(sealed), sealed.size(), nullptr, 0,
                                                nonce_of(place).data(), key->data()) != 0) {
    return std::nullopt;
  }
  return plain;
}

base::Status KeyRing::write_new_keys() {
  const std::lock_guard lock(inner_->mutex);
  return inner_->write_fresh();
}

base::Status KeyRing::sync() {
  int descriptor = -1;
  {
    const std::lock_guard lock(inner_->mutex);
    if (!std::exchange(inner_->unsynced, false)) return {};
    descriptor = inner_->file.get();
  }
  // Outside the lock: the owner's thread must not wait for the disk.
  if (::fdatasync(descriptor) == 0) return {};
  const int error = errno;
  const std::lock_guard lock(inner_->mutex);
  inner_->unsynced = true;
  return fail(file::error_of("make durable", inner_->path, error));
}

base::Status KeyRing::forget(core::PartyId party) {
  const std::lock_guard lock(inner_->mutex);
  const auto slot = inner_->slots.find(party);
  if (slot == inner_->slots.end()) return {};
  if (auto done = inner_->write_fresh(); !done) return done;
  const std::string nothing(kSlotBytes, '\0');
  auto done = file::write_at(inner_->file, nothing, std::uint64_t{slot->second} * kSlotBytes, inner_->path);
  if (!done) return done;
  if (done = file::sync(inner_->file, inner_->path); !done) return done;
  inner_->slots.erase(slot);
  if (const auto kept = inner_->cached.find(party); kept != inner_->cached.end()) {
    sodium_memzero(kept->second.data(), kept->second.size());
    inner_->cached.erase(kept);
  }
  return {};
}

bool KeyRing::knows(core::PartyId party) const {
  const std::lock_guard lock(inner_->mutex);
  return inner_->slots.contains(party);
}

KeyRing::FileKey KeyRing::new_file_key() const {
  Key key{};
  randombytes_buf(key.data(), key.size());
  FileKey made{std::string(reinterpret_cast<const char*>(key.data()), key.size()), wrap(key, inner_->master)};
  sodium_memzero(key.data(), key.size());
  return made;
}

std::optional<std::string> KeyRing::unwrap_file_key(std::string_view wrapped) const {
  Key key{};
  if (!unwrap(wrapped, inner_->master, key)) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(key.data()), key.size());
}

std::string KeyRing::derived_key(std::string_view purpose) const {
  std::string key(sizeof(Key), '\0');
  crypto_generichash(raw(key), key.size(), raw(purpose), purpose.size(), inner_->master.data(), inner_->master.size());
  return key;
}

}  // namespace peal::journal
