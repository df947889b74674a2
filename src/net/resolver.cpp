#include "net/resolver.hpp"

#include <ares.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "net/descriptor.hpp"
#include "net/limits.hpp"

namespace peal::net {
namespace {

constexpr const char* kServersFile = "/etc/resolv.conf";

struct timespec changed_at(const char* path) {
  struct stat found{};
  return ::stat(path, &found) == 0 ? found.st_mtim : timespec{};
}

bool names_nothing(int status) { return status == ARES_ENOTFOUND || status == ARES_ENODATA || status == ARES_EBADNAME; }

struct Asked {
  DnsKind kind = DnsKind::kAddress;
  Resolver::Told told;
};

extern "C" void peal_dns_records(void* asked, int status, int /*timeouts*/, unsigned char* bytes, int size) {
  const std::unique_ptr<Asked> mine(static_cast<Asked*>(asked));
  DnsAnswer answer;
  if (names_nothing(status)) answer.outcome = DnsAnswer::Outcome::kNothing;
  if (bytes != nullptr && size > 0 && (status == ARES_SUCCESS || names_nothing(status))) {
    auto parsed = parse_dns_answer({bytes, static_cast<std::size_t>(size)}, mine->kind);
    if (parsed) answer = *std::move(parsed);
  }
  if (status == ARES_EDESTRUCTION || status == ARES_ECANCELLED) return;
  mine->told(answer);
}

extern "C" void peal_dns_addresses(void* asked, int status, int /*timeouts*/, struct ares_addrinfo* list) {
  const std::unique_ptr<Asked> mine(static_cast<Asked*>(asked));
  const std::unique_ptr<ares_addrinfo, void (*)(ares_addrinfo*)> held(list, [](ares_addrinfo* each) {
    if (each != nullptr) ares_freeaddrinfo(each);
  });
  if (status == ARES_EDESTRUCTION || status == ARES_ECANCELLED) return;
  DnsAnswer answer;
  if (names_nothing(status)) answer.outcome = DnsAnswer::Outcome::kNothing;
  int life = -1;
  for (const auto* node = list == nullptr ? nullptr : list->nodes; node != nullptr; node = node->ai_next) {
    if (answer.addresses.size() == kDnsRecordsMax) break;
    const auto address = Address::from_sockaddr(*node->ai_addr).with_port(0);
    if (address.valid()) answer.addresses.push_back(address);
    life = life < 0 ? node->ai_ttl : std::min(life, node->ai_ttl);
  }
  if (!answer.addresses.empty()) answer.outcome = DnsAnswer::Outcome::kFound;
  answer.life = base::Seconds{std::max(life, 0)};
  mine->told(answer);
}

}  // namespace

struct Resolver::Inside {
  ~Inside() { close(); }

  base::Status open() {
    static std::once_flag once;
    std::call_once(once, [] { ares_library_init(ARES_LIB_INIT_ALL); });
    ares_options options{};
    options.timeout = static_cast<int>(kDnsTimeout.count());
    options.tries = kDnsTries;
    options.sock_state_cb = [](void* self, ares_socket_t socket, int readable, int writable) {
      auto& watched = static_cast<Inside*>(self)->sockets;
      if (readable == 0 && writable == 0) watched.erase(socket);
      else watched[socket] = static_cast<short>((readable != 0 ? POLLIN : 0) | (writable != 0 ? POLLOUT : 0));
    };
    options.sock_state_cb_data = this;
    const int status = ares_init_options(&channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
    if (status != ARES_SUCCESS) return base::fail(base::ErrorCode::kBadInput, ares_strerror(status), kServersFile);
    read_at = changed_at(kServersFile);
    if (servers.empty()) return {};
    if (ares_set_servers_ports_csv(channel, servers.c_str()) == ARES_SUCCESS) return {};
    return base::fail(base::ErrorCode::kBadInput,
                      "'" + servers + "' is no list of name servers; write it like 192.0.2.53 or 127.0.0.1:5353.", "--dns");
  }
  void close() {
    if (channel != nullptr) ares_destroy(std::exchange(channel, nullptr));
    sockets.clear();
  }
  // A machine that moves to another network gets other name servers.
  void follow_servers_file() {
    if (!servers.empty() || waiting > 0) return;
    const auto now = changed_at(kServersFile);
    if (now.tv_sec == read_at.tv_sec && now.tv_nsec == read_at.tv_nsec) return;
    close();
    (void)open();
  }

  std::string servers;
  ares_channel channel = nullptr;
  std::map<ares_socket_t, short> sockets;
  std::size_t waiting = 0;
  struct timespec read_at{};
  Descriptor bell;
};

Resolver::Resolver(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Resolver::~Resolver() = default;

base::Result<std::unique_ptr<Resolver>> Resolver::open(const std::string& servers) {
  auto inside = std::make_unique<Inside>();
  inside->servers = servers;
  inside->bell = Descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (auto opened = inside->open(); !opened) return base::fail(opened.error());
  return std::unique_ptr<Resolver>(new Resolver(std::move(inside)));
}

void Resolver::ask(const DnsQuestion& question, Told told) {
  auto& in = *inside_;
  in.follow_servers_file();
  if (in.channel == nullptr) return told({});
  ++in.waiting;
  auto asked = std::make_unique<Asked>(Asked{question.kind, [&in, told = std::move(told)](const DnsAnswer& answer) {
                                               --in.waiting;
                                               told(answer);
                                             }});
  if (question.kind == DnsKind::kAddress) {
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_DGRAM;
    return ares_getaddrinfo(in.channel, question.name.c_str(), nullptr, &hints, peal_dns_addresses, asked.release());
  }
  const int type = question.kind == DnsKind::kSrv ? ns_t_srv : ns_t_naptr;
  ares_query(in.channel, question.name.c_str(), ns_c_in, type, peal_dns_records, asked.release());
}

void Resolver::turn(base::Millis at_most) {
  auto& in = *inside_;
  std::vector<pollfd> watched{{in.bell.get(), POLLIN, 0}};
  for (const auto& [socket, events] : in.sockets) watched.push_back({socket, events, 0});
  timeval most{static_cast<time_t>(at_most.count() / 1'000), static_cast<suseconds_t>(at_most.count() % 1'000 * 1'000)};
  timeval left{};
  const timeval* wait = in.channel == nullptr ? &most : ares_timeout(in.channel, &most, &left);
  const auto millis = wait->tv_sec * 1'000 + (wait->tv_usec + 999) / 1'000;
  (void)::poll(watched.data(), watched.size(), static_cast<int>(millis));
  std::uint64_t rung = 0;
  (void)!::read(in.bell.get(), &rung, sizeof rung);
  if (in.channel == nullptr) return;
  for (std::size_t i = 1; i < watched.size(); ++i) {
    const auto& one = watched[i];
    const bool readable = (one.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
    const bool writable = (one.revents & POLLOUT) != 0;
    if (readable || writable) ares_process_fd(in.channel, readable ? one.fd : ARES_SOCKET_BAD, writable ? one.fd : ARES_SOCKET_BAD);
  }
  ares_process_fd(in.channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // Those that waited too long.
}

void Resolver::wake() {
  const std::uint64_t ring = 1;
  (void)!::write(inside_->bell.get(), &ring, sizeof ring);
}

}  // namespace peal::net
