#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/json/json_writer.hpp"
#include "base/id.hpp"
#include "engine/recorded.hpp"

namespace peal::api {

enum class DocumentKind : std::uint8_t { kAgent, kQueue, kContact, kFigures, kMe };
[[nodiscard]] std::string_view document_kind_name(DocumentKind kind);

/// Names a document within one tenant.
struct DocumentKey {
  DocumentKind kind = DocumentKind::kAgent;
  std::uint64_t id = 0;
  friend constexpr auto operator<=>(const DocumentKey&, const DocumentKey&) = default;
};

/// Documents of one message, written one after the other.
class DocumentList {
 public:
  explicit DocumentList(base::TenantId tenant) : tenant_(tenant) { out_.begin_array(); }
  /// `data`: JSON, or "null" when the thing is gone.
  void add(DocumentKey key, engine::Position position, std::string_view data);
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::string take();

 private:
  base::TenantId tenant_;
  JsonWriter out_;
  std::size_t count_ = 0;
};

/// {"type":type,"position":...,"serverTime":...,"documents":[...]}; `documents`
/// empty leaves that member out (a heartbeat).
[[nodiscard]] std::string event_message(std::string_view type, engine::Position position, base::Time now,
                                        std::string_view documents);

}  // namespace peal::api

template <>
struct std::hash<peal::api::DocumentKey> {
  std::size_t operator()(const peal::api::DocumentKey& key) const noexcept {
    return static_cast<std::size_t>((key.id ^ (static_cast<std::uint64_t>(key.kind) << 61)) * 0x9e3779b97f4a7c15ULL);
  }
};
