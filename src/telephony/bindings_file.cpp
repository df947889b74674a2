#include "telephony/bindings_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <sstream>
#include <unistd.h>

#include <fmt/format.h>

#include "base/wire.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {
namespace {

using base::ErrorCode;

constexpr std::string_view kMark = "peal registrations 1\n";

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
  PEAL_FIELDS(SavedBinding, aor, contact, transport, host, port, call_id, cseq, expires, q, instance, reg_id, user_agent)
};

SavedBinding saved(const sip::Binding& b) {
  return {b.aor, b.contact, std::string(sip::transport_name(b.flow.transport)), b.flow.remote.host(), b.flow.remote.port,
          b.call_id, b.cseq, b.expires, b.q, b.instance, b.reg_id, b.user_agent};
}

std::optional<sip::Binding> restored(SavedBinding s) {
  const auto transport = sip::parse_transport(s.transport);
  const auto remote = sip::parse_address(s.host, s.port);
  if (!transport || !remote) return std::nullopt;
  return sip::Binding{std::move(s.aor), std::move(s.contact), {*transport, 0, *remote}, std::move(s.call_id), s.cseq,
                      s.expires, s.q, std::move(s.instance), s.reg_id, std::move(s.user_agent)};
}

std::uint64_t checksum(std::string_view bytes) {  // FNV-1a: against torn writes, not against people.
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const unsigned char byte : bytes) h = (h ^ byte) * 0x100000001b3ULL;
  return h;
}

tl::unexpected<base::Error> refused(int number, const std::filesystem::path& file) {
  const auto code = number == ENOSPC ? ErrorCode::kStorageFull : number == EACCES ? ErrorCode::kPermission : ErrorCode::kStorage;
  return base::fail(code, fmt::format("Registrations cannot be saved: {}.", std::strerror(number)), file.string());
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

base::Status save_bindings(const std::filesystem::path& file, const std::vector<sip::Binding>& bindings) {
  std::vector<SavedBinding> kept;
  for (const auto& binding : bindings) kept.push_back(saved(binding));
  std::string body;
  base::WireWriter(body).value(kept);
  const std::string text = fmt::format("{}{:016x}\n", kMark, checksum(body)) + body;
  const auto fresh = file.string() + ".new";
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return refused(errno, file);
  const bool written = write_all(fd, text);
  const int number = errno;
  ::close(fd);
  if (!written) return refused(number, file);
  if (::rename(fresh.c_str(), file.c_str()) != 0) return refused(errno, file);
  return {};
}

base::Result<std::vector<sip::Binding>> load_bindings(const std::filesystem::path& file) {
  const auto corrupt = [&] {
    return base::fail(ErrorCode::kCorrupt, "Saved registrations do not check; phones will register again.", file.string());
  };
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) return std::vector<sip::Binding>{};
  if (size > kBindingsFileMaxBytes) return corrupt();
  std::ostringstream read;
  read << std::ifstream(file, std::ios::binary).rdbuf();
  const std::string text = read.str();
  const auto head = kMark.size() + 17;
  if (text.size() < head || !text.starts_with(kMark)) return corrupt();
  const std::string_view body = std::string_view(text).substr(head);
  if (text.substr(kMark.size(), 17) != fmt::format("{:016x}\n", checksum(body))) return corrupt();
  std::vector<SavedBinding> kept;
  base::WireReader reader(body);
  reader.value(kept);
  if (reader.failed() || !reader.at_end()) return corrupt();
  std::vector<sip::Binding> bindings;
  for (auto& one : kept) {
    if (auto binding = restored(std::move(one))) bindings.push_back(std::move(*binding));
  }
  return bindings;
}

}  // namespace peal::telephony
