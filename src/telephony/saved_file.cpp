#include "telephony/saved_file.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <fmt/format.h>

namespace peal::telephony {
namespace {

using base::ErrorCode;

std::uint64_t checksum(std::string_view bytes) {  // FNV-1a: against torn writes, not against people.
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const unsigned char byte : bytes) h = (h ^ byte) * 0x100000001b3ULL;
  return h;
}

tl::unexpected<base::Error> refused(int number, const std::filesystem::path& file) {
  const auto code = number == ENOSPC ? ErrorCode::kStorageFull : number == EACCES ? ErrorCode::kPermission : ErrorCode::kStorage;
  return base::fail(code, fmt::format("A file of the data folder cannot be saved: {}.", std::strerror(number)), file.string());
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

base::Status save_checked(const std::filesystem::path& file, std::string_view mark, std::string_view body) {
  const std::string text = fmt::format("{}{:016x}\n", mark, checksum(body)).append(body);
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

base::Result<std::string> load_checked(const std::filesystem::path& file, std::string_view mark, std::size_t most_bytes) {
  const auto corrupt = [&] { return base::fail(ErrorCode::kCorrupt, "A saved file does not check and is not used.", file.string()); };
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) return std::string();
  if (size > most_bytes) return corrupt();
  std::ostringstream read;
  read << std::ifstream(file, std::ios::binary).rdbuf();
  const std::string text = read.str();
  const auto head = mark.size() + 17;
  if (text.size() < head || !text.starts_with(mark)) return corrupt();
  std::string body = text.substr(head);
  if (text.substr(mark.size(), 17) != fmt::format("{:016x}\n", checksum(body))) return corrupt();
  return body;
}

}  // namespace peal::telephony
