#include "api/event/document.hpp"

#include <array>

namespace peal::api {

std::string_view document_kind_name(DocumentKind kind) {
  static constexpr std::array<std::string_view, 5> kNames{"agent", "queue", "contact", "figures", "me"};
  return kNames[static_cast<std::size_t>(kind)];
}

void DocumentList::add(DocumentKey key, engine::Position position, std::string_view data) {
  out_.begin_object().field("kind", document_kind_name(key.kind));
  out_.field("id", base::id_text(tenant_, key.id)).field("position", position);
  out_.key("data").raw(data).end_object();
  ++count_;
}

std::string DocumentList::take() {
  out_.end_array();
  return out_.take();
}

std::string event_message(std::string_view type, engine::Position position, base::Time now,
                          std::string_view documents) {
  JsonWriter out;
  out.begin_object().field("type", type).field("position", position).field("serverTime", now);
  if (!documents.empty()) out.key("documents").raw(documents);
  out.end_object();
  return out.take();
}

}  // namespace peal::api
