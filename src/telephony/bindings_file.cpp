#include "telephony/bindings_file.hpp"

#include <optional>

#include "base/wire.hpp"
#include "telephony/limits.hpp"
#include "telephony/saved_file.hpp"

namespace peal::telephony {
namespace {

using base::ErrorCode;

constexpr std::string_view kBindingsMark = "peal registrations 1\n";

/// A binding as it is kept: addresses as text, so that the file outlives changes of ours.
struct SavedBinding {
  std::string aor, contact, transport, host;
  std::uint16_t port = 0;
  std::string call_id;
  std::uint32_t cseq = 0;
  base::Time expires{};
  std::uint16_t q = 1000;
  std::string instance;
  std::uint32_t reg_id = 0;
  std::string user_agent;
  std::vector<std::string> path;
  PEAL_FIELDS(SavedBinding, aor, contact, transport, host, port, call_id, cseq, expires, q, instance, reg_id, user_agent, path)
};

SavedBinding saved(const sip::Binding& b) {
  return {b.aor, b.contact, std::string(sip::transport_name(b.flow.transport)), b.flow.remote.host(), b.flow.remote.port,
          b.call_id, b.cseq, b.expires, b.q, b.instance, b.reg_id, b.user_agent, b.path};
}

std::optional<sip::Binding> restored(SavedBinding s) {
  const auto transport = sip::parse_transport(s.transport);
  const auto remote = sip::parse_address(s.host, s.port);
  if (!transport || !remote) return std::nullopt;
  return sip::Binding{std::move(s.aor), std::move(s.contact), {*transport, 0, *remote}, std::move(s.call_id), s.cseq,
                      s.expires, s.q, std::move(s.instance), s.reg_id, std::move(s.user_agent), std::move(s.path)};
}

}  // namespace

base::Status save_bindings(const std::filesystem::path& file, const std::vector<sip::Binding>& bindings) {
  std::vector<SavedBinding> kept;
  for (const auto& binding : bindings) kept.push_back(saved(binding));
  std::string body;
  base::WireWriter(body).value(kept);
  return save_checked(file, kBindingsMark, body);
}

base::Result<std::vector<sip::Binding>> load_bindings(const std::filesystem::path& file) {
  const auto body = load_checked(file, kBindingsMark, kBindingsFileMaxBytes);
  if (!body) return base::fail(body.error());
  if (body->empty()) return std::vector<sip::Binding>{};
  std::vector<SavedBinding> kept;
  base::WireReader reader(*body);
  reader.value(kept);
  if (reader.failed() || !reader.at_end()) {
    return base::fail(ErrorCode::kCorrupt, "Saved registrations do not check; phones will register again.", file.string());
  }
  std::vector<sip::Binding> bindings;
  for (auto& one : kept) {
    if (auto binding = restored(std::move(one))) bindings.push_back(std::move(*binding));
  }
  return bindings;
}

}  // namespace peal::telephony
