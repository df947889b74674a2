#include "settings/lines.hpp"

#include <fmt/format.h>

namespace peal::settings {
namespace {

template <class T>
Lines named_lines(const T& thing) {
  return LineWriter().text("key", thing.key).translated("name", thing.name).take();
}

}  // namespace

Referring::Referring(const Entities& entities) {
  for (const auto& [kind, things] : entities.kinds) {
    for (const auto& [key, stored] : things) keys_[kind][stored.id] = key;
  }
  const auto tenant = entities.kinds.find(Kind::kTenant);
  if (tenant == entities.kinds.end() || tenant->second.empty()) return;
  if (const auto body = decode<TenantBody>(tenant->second.begin()->second.body)) language_ = body->language;
}

std::string Referring::key(Kind kind, std::uint64_t id) const {
  const auto things = keys_.find(kind);
  if (things == keys_.end()) return {};
  const auto found = things->second.find(id);
  return found == things->second.end() ? std::string() : found->second;
}

LineWriter& LineWriter::always(std::string_view name, Value value) {
  lines_.push_back({std::string(name), std::move(value)});
  return *this;
}

LineWriter& LineWriter::text(std::string_view name, const std::string& value, std::string_view usual) {
  return value == usual ? *this : always(name, {value});
}

LineWriter& LineWriter::number(std::string_view name, std::int64_t value, std::int64_t usual) {
  return value == usual ? *this : always(name, {value});
}

LineWriter& LineWriter::truth(std::string_view name, bool value, bool usual) {
  return value == usual ? *this : always(name, {value});
}

LineWriter& LineWriter::seconds(std::string_view name, base::Seconds value, base::Seconds usual) {
  return value == usual ? *this : always(name, {fmt::format("{}s", value.count())});
}

LineWriter& LineWriter::texts(std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) return *this;
  std::vector<Value> list;
  for (const auto& value : values) list.push_back({value});
  return always(name, {std::move(list)});
}

// Always by language: plain text would change its meaning with the tenant's language.
LineWriter& LineWriter::translated(std::string_view name, const core::Translated& texts) {
  if (texts.empty()) return *this;
  Lines lines;
  for (const auto& [language, text] : texts) lines.push_back({language, {text}});
  return always(name, {std::move(lines)});
}

LineWriter& LineWriter::map(std::string_view name, Lines lines) {
  return lines.empty() ? *this : always(name, {std::move(lines)});
}

base::Result<Lines> stored_lines(Kind kind, const std::string& key, const std::string& body, const Referring& referring) {
  const auto read = [&]<class T>(auto write) -> base::Result<Lines> {
    auto thing = decode<T>(body);
    if (!thing) return base::fail(thing.error());
    return write(*thing);
  };
  const auto referred = [&](const auto& thing) { return lines_of(thing, referring); };
  const auto named = [](const auto& thing) { return named_lines(thing); };
  switch (kind) {
    case Kind::kTenant:
      return read.template operator()<TenantBody>([&](const TenantBody& tenant) { return lines_of(tenant, key); });
    case Kind::kSkill:
      return read.template operator()<core::Skill>(named);
    case Kind::kAgent:
      return read.template operator()<core::Agent>(referred);
    case Kind::kQueue:
      return read.template operator()<core::Queue>(referred);
    case Kind::kFlow:
      return read.template operator()<core::Flow>(referred);
    case Kind::kNumber:
      return read.template operator()<core::Number>(referred);
    case Kind::kReason:
      return read.template operator()<core::NotReadyReason>(named);
    case Kind::kDisposition:
      return read.template operator()<core::Disposition>(named);
    case Kind::kTrunk:
      return read.template operator()<core::Trunk>([](const core::Trunk& trunk) { return lines_of(trunk); });
    case Kind::kConference:
      return read.template operator()<core::Conference>([](const core::Conference& room) { return lines_of(room); });
    case Kind::kUser:
      break;
  }
  return read.template operator()<UserBody>(referred);
}

}  // namespace peal::settings
