#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/doctor/checks.hpp"
#include "net/address.hpp"
#include "net/certificate.hpp"
#include "net/loop.hpp"
#include "net/tcp_listener.hpp"
#include "net/udp_socket.hpp"

namespace peal::app {
namespace {

constexpr double kGiB = 1024.0 * 1024 * 1024;
constexpr double kDiskGoodGiB = 5.0;  // About 45 hours of recorded calls.
constexpr double kDiskBadGiB = 0.5;
constexpr auto kCertificateSoon = std::chrono::hours{24 * 30};

}  // namespace

bool server_runs(const std::filesystem::path& data) {
  const auto path = (data / "control.sock").string();
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path) return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

Finding check_data_folder(const std::filesystem::path& data) {
  struct stat info {};
  if (::stat(data.c_str(), &info) != 0) {
    const auto parent = data.has_parent_path() ? data.parent_path() : std::filesystem::path(".");
    if (::access(parent.c_str(), W_OK) == 0)
      return {Health::kGood, "Data folder", fmt::format("{} is not there yet; the first start makes it.", data.string()), ""};
    return {Health::kBad, "Data folder", fmt::format("{} is not there and {} cannot be written.", data.string(), parent.string()),
            fmt::format("Make it and give it to the user that runs Peal: mkdir {0} && chown USER {0}", data.string())};
  }
  if (!S_ISDIR(info.st_mode))
    return {Health::kBad, "Data folder", fmt::format("{} is not a folder.", data.string()), "Name a folder with --data."};
  if (::access(data.c_str(), R_OK | W_OK | X_OK) != 0)
    return {Health::kBad, "Data folder", fmt::format("{} may not be read and written by this user.", data.string()),
            fmt::format("chown it to the user that runs Peal: chown -R USER {}", data.string())};
  if ((info.st_mode & 077) != 0)
    return {Health::kWarning, "Data folder", fmt::format("Other users may look into {}: it holds recordings and keys.", data.string()),
            fmt::format("chmod 700 {}", data.string())};
  return {Health::kGood, "Data folder", fmt::format("{} can be read and written, by this user only.", data.string()), ""};
}

Finding check_disk(const std::filesystem::path& data) {
  auto where = std::filesystem::absolute(data);
  std::error_code ignored;
  while (!std::filesystem::exists(where, ignored) && where.has_relative_path()) where = where.parent_path();
  struct statvfs info {};
  if (::statvfs(where.c_str(), &info) != 0)
    return {Health::kBad, "Disk", fmt::format("The disk under {} cannot be asked: {}.", where.string(), std::strerror(errno)), "Look at the mount."};
  const double free = static_cast<double>(info.f_bavail) * static_cast<double>(info.f_frsize) / kGiB;
  const auto found = fmt::format("{:.1f} GiB free; an hour of one recorded call takes 0.11.", free);
  if (free < kDiskBadGiB) return {Health::kBad, "Disk", found, "Make room: below this, new calls are refused with 503."};
  if (free < kDiskGoodGiB) return {Health::kWarning, "Disk", found, "Make room soon, or move old recordings away."};
  return {Health::kGood, "Disk", found, ""};
}

Finding check_files(const ServeOptions& options) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto range = parse_port_range(options.rtp);
  const rlim_t needed = 2'000 + (range ? (range->last - range->first) / 2 + 1 : 0);
  const auto found = fmt::format("{} files may be open at most; this setting needs about {}.", limit.rlim_max, needed);
  if (limit.rlim_max < needed)
    return {Health::kBad, "Open files", found, fmt::format("Raise the hard limit: ulimit -Hn {}, or LimitNOFILE={} for systemd.", needed, needed)};
  return {Health::kGood, "Open files", found, ""};
}

std::vector<Finding> check_ports(const ServeOptions& options) {
  std::vector<Finding> findings;
  auto loop = net::Loop::create("doctor");
  if (!loop) return {{Health::kBad, "Ports", loop.error().message, "Close other programs, or raise the limit of open files."}};
  const auto look = [&](const std::string& name, const std::string& text, bool udp, bool tcp) {
    if (text.empty() || text == "none") return;
    const auto address = net::Address::parse(text);
    base::Status status;
    if (!address) {
      status = base::fail(address.error());
    } else {
      if (tcp) {
        if (const auto listener = net::TcpListener::listen(**loop, *address, [](auto&&...) {}); !listener) status = base::fail(listener.error());
      }
      if (udp && status) {
        if (const auto socket = net::UdpSocket::bind(*address); !socket) status = base::fail(socket.error());
      }
    }
    if (status) findings.push_back({Health::kGood, name, fmt::format("{} is free.", text), ""});
    else findings.push_back({Health::kBad, name, status.error().message, fmt::format("Choose another with --{}.", name)});
  };
  look("https", options.https, false, true);
  look("http", options.http, false, true);
  look("sip", options.sip, true, true);
  if (const auto tls = sip_tls_address(options); tls && *tls) look("sip-tls", (*tls)->text(), false, true);
  return findings;
}

Finding check_media_range(const ServeOptions& options) {
  const auto range = parse_port_range(options.rtp);
  if (!range) return {Health::kBad, "Media ports", range.error().message, "Choose another range with --rtp."};
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  int first = 32768, last = 60999;
  file >> first >> last;
  const auto found = fmt::format("{} ports, {} streams at once.", range->last - range->first + 1, (range->last - range->first + 1) / 2);
  if (range->last >= first && range->first <= last)
    return {Health::kWarning, "Media ports", found,
            fmt::format("They overlap {}-{}, which the kernel gives to outgoing connections; choose ports below {}.", first, last, first)};
  return {Health::kGood, "Media ports", found, ""};
}

Finding check_certificate(const std::filesystem::path& data) {
  const net::CertificateFiles files{(data / "tls/certificate.pem").string(), (data / "tls/key.pem").string()};
  std::error_code ignored;
  if (!std::filesystem::exists(files.certificate, ignored))
    return {Health::kGood, "Certificate", "None yet; the first start makes a self-signed one.", ""};
  const auto info = net::read_certificate(files);
  if (!info) return {Health::kBad, "Certificate", info.error().message, fmt::format("Put a PEM chain and its key into {}.", (data / "tls").string())};
  const auto left = info->not_after - base::live_now();
  const auto found = fmt::format("For {}, until {}{}.", info->subject, base::to_rfc3339(info->not_after).substr(0, 10),
                                 info->self_signed ? ", self-signed" : "");
  if (left < base::Millis{0}) return {Health::kBad, "Certificate", found, "It has run out; renew it. A self-signed one is renewed by a restart."};
  if (left < kCertificateSoon && !info->self_signed) return {Health::kWarning, "Certificate", found, "It runs out soon; renew it."};
  return {Health::kGood, "Certificate", found, ""};
}

Finding check_web(const ServeOptions& options) {
  const auto web = find_web(options.web);
  std::error_code ignored;
  if (!std::filesystem::exists(web / "desk/dist/index.html", ignored))
    return {Health::kBad, "Pages", fmt::format("No built pages in {}.", web.string()), "Build them: ./run --build-only, or name their folder with --web."};
  return {Health::kGood, "Pages", fmt::format("In {}.", web.string()), ""};
}

Finding check_clock() {
  timex state{};
  if (::adjtimex(&state) == TIME_ERROR)
    return {Health::kWarning, "Clock", "The clock is not kept by a time server.", "Install chrony or systemd-timesyncd: records carry the time of day."};
  return {Health::kGood, "Clock", "Kept by a time server.", ""};
}

}  // namespace peal::app
