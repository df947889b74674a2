#include "net/dns_answer.hpp"

#include <algorithm>
#include <optional>

#include "net/limits.hpp"

namespace peal::net {
namespace {

constexpr std::uint16_t kTypeSoa = 6;
constexpr std::uint16_t kTypeSrv = 33;
constexpr std::uint16_t kTypeNaptr = 35;
constexpr std::uint16_t kClassInternet = 1;
constexpr unsigned kNameError = 3;  // RFC 1035 4.1.1.
constexpr std::size_t kDnsNameMax = 255;  // RFC 1035 2.3.4.

/// Reads forward through a message and never leaves it.
class DnsReader {
 public:
  explicit DnsReader(std::span<const std::uint8_t> message) : message_(message) {}
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t at() const { return at_; }
  void go_to(std::size_t at) { at_ = at; }
  void skip(std::size_t bytes) { (void)take(bytes); }

  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const auto byte : take(bytes)) value = value << 8 | byte;
    return value;
  }
  // A <character-string> (RFC 1035 3.3).
  std::string text() {
    const auto bytes = take(number(1));
    return {bytes.begin(), bytes.end()};
  }
  // A name with its compression (4.1.4). Each pointer must lead backwards, so there is an end to them.
  std::string name() {
    std::string out;
    std::optional<std::size_t> resume;
    std::size_t before = at_;
    for (;;) {
      const auto length = number(1);
      if (failed_ || length == 0) break;
      if ((length & 0xc0U) == 0xc0U) {
        const std::size_t target = (length & 0x3fU) << 8 | number(1);
        if (!resume) resume = at_;
        if (failed_ || target >= before) return fail();
        at_ = before = target;
        continue;
      }
      if ((length & 0xc0U) != 0) return fail();
      const auto label = take(length);
      if (out.size() + label.size() + 1 > kDnsNameMax) return fail();
      if (!out.empty()) out.push_back('.');
      out.append(label.begin(), label.end());
    }
    if (resume) at_ = *resume;
    return failed_ ? std::string() : out;
  }

 private:
  std::span<const std::uint8_t> take(std::size_t bytes) {
    if (failed_ || message_.size() - at_ < bytes) {
      failed_ = true;
      return {};
    }
    const auto taken = message_.subspan(at_, bytes);
    at_ += bytes;
    return taken;
  }
  std::string fail() {
    failed_ = true;
    return {};
  }

  std::span<const std::uint8_t> message_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

struct DnsRecord {
  std::uint16_t type = 0, of_class = 0;
  std::uint32_t ttl = 0;
  std::size_t data = 0, end = 0;
};

DnsRecord read_record_head(DnsReader& in) {
  DnsRecord record;
  (void)in.name();
  record.type = static_cast<std::uint16_t>(in.number(2));
  record.of_class = static_cast<std::uint16_t>(in.number(2));
  record.ttl = in.number(4);
  // RFC 2181 8: with the highest bit set it means nothing.
  if ((record.ttl & 0x80000000U) != 0) record.ttl = 0;
  const auto length = in.number(2);
  record.data = in.at();
  in.skip(length);
  record.end = in.at();
  return record;
}

void read_service(DnsReader& in, DnsAnswer& answer) {
  DnsService service;
  service.priority = static_cast<std::uint16_t>(in.number(2));
  service.weight = static_cast<std::uint16_t>(in.number(2));
  service.port = static_cast<std::uint16_t>(in.number(2));
  service.target = in.name();
  if (answer.services.size() < kDnsRecordsMax) answer.services.push_back(std::move(service));
}

void read_pointer(DnsReader& in, DnsAnswer& answer) {
  DnsPointer pointer;
  pointer.order = static_cast<std::uint16_t>(in.number(2));
  pointer.preference = static_cast<std::uint16_t>(in.number(2));
  pointer.flags = in.text();
  pointer.services = in.text();
  pointer.regexp = in.text();
  pointer.replacement = in.name();
  if (answer.pointers.size() < kDnsRecordsMax) answer.pointers.push_back(std::move(pointer));
}

// RFC 2308 5: the lesser of the SOA's own life and its MINIMUM.
base::Seconds negative_life(DnsReader& in, const DnsRecord& soa) {
  (void)in.name();
  (void)in.name();
  in.skip(16);
  return base::Seconds{std::min(soa.ttl, in.number(4))};
}

}  // namespace

base::Result<DnsAnswer> parse_dns_answer(std::span<const std::uint8_t> message, DnsKind kind) {
  const auto broken = [] { return base::fail(base::ErrorCode::kBadInput, "The answer of the name server is broken."); };
  DnsReader in(message);
  in.skip(2);
  const auto flags = in.number(2);
  const auto questions = in.number(2), answers = in.number(2), authorities = in.number(2);
  in.skip(2);
  for (std::uint32_t i = 0; i < questions && !in.failed(); ++i) {
    (void)in.name();
    in.skip(4);
  }
  const auto code = flags & 0xfU;
  DnsAnswer answer;
  if (in.failed()) return broken();
  if (code != 0 && code != kNameError) return answer;  // kSilent: this server could not say.
  const auto wanted = kind == DnsKind::kSrv ? kTypeSrv : kTypeNaptr;
  std::optional<base::Seconds> life, nothing_life;
  for (std::uint32_t i = 0; i < answers + authorities && !in.failed(); ++i) {
    const auto record = read_record_head(in);
    if (in.failed()) break;
    if (record.of_class != kClassInternet || (record.type != wanted && record.type != kTypeSoa)) continue;
    in.go_to(record.data);
    if (record.type == kTypeSoa) {
      nothing_life = negative_life(in, record);
    } else if (i < answers) {
      if (kind == DnsKind::kSrv) read_service(in, answer);
      else read_pointer(in, answer);
      life = std::min(life.value_or(base::Seconds{record.ttl}), base::Seconds{record.ttl});
    }
    if (in.at() > record.end) return broken();
    in.go_to(record.end);
  }
  if (in.failed()) return broken();
  const bool found = code == 0 && life.has_value();
  if (!found) {  // Records under "no such name" contradict it.
    answer.services.clear();
    answer.pointers.clear();
  }
  answer.outcome = found ? DnsAnswer::Outcome::kFound : DnsAnswer::Outcome::kNothing;
  answer.life = found ? *life : nothing_life.value_or(base::Seconds{0});
  return answer;
}

}  // namespace peal::net
