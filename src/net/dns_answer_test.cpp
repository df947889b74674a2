#include "net/dns_answer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "net/limits.hpp"

namespace peal::net {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// Writes a response as a name server would.
class DnsWriter {
 public:
  DnsWriter(unsigned code, std::uint16_t answers, std::uint16_t authorities) {
    number(0x1234, 2).number(0x8180 | code, 2).number(1, 2).number(answers, 2).number(authorities, 2).number(0, 2);
    name("q.test").number(1, 2).number(1, 2);
  }
  DnsWriter& number(std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = bytes; i-- > 0;) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return *this;
  }
  DnsWriter& text(std::string_view value) {
    number(value.size(), 1);
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  DnsWriter& name(std::string_view value) {
    while (!value.empty()) {
      const auto label = value.substr(0, value.find('.'));
      text(label);
      value.remove_prefix(std::min(value.size(), label.size() + 1));
    }
    return number(0, 1);
  }
  /// The owner is the question's name, by a pointer to it.
  DnsWriter& record(std::uint16_t type, std::uint32_t ttl, const Bytes& data) {
    number(0xc00c, 2).number(type, 2).number(1, 2).number(ttl, 4).number(data.size(), 2);
    bytes_.insert(bytes_.end(), data.begin(), data.end());
    return *this;
  }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  static Bytes data(const std::function<void(DnsWriter&)>& write) {
    DnsWriter inside(0, 0, 0);
    inside.bytes_.clear();
    write(inside);
    return inside.bytes_;
  }

 private:
  Bytes bytes_;
};

Bytes srv(std::uint64_t priority, std::uint64_t weight, std::uint64_t port, const std::string& target) {
  return DnsWriter::data([&](DnsWriter& w) { w.number(priority, 2).number(weight, 2).number(port, 2).name(target); });
}

constexpr std::uint16_t kSrvType = 33, kNaptrType = 35, kCnameType = 5, kSoaType = 6;

TEST(DnsAnswer, ServicesAreReadWithTheLeastLife) {
  DnsWriter w(0, 3, 0);
  w.record(kCnameType, 7, DnsWriter::data([](DnsWriter& d) { d.name("elsewhere.test"); }));
  w.record(kSrvType, 60, srv(10, 20, 5060, "one.test")).record(kSrvType, 30, srv(20, 0, 5080, ""));
  const auto answer = parse_dns_answer(w.bytes(), DnsKind::kSrv);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->outcome, DnsAnswer::Outcome::kFound);
  ASSERT_EQ(answer->services.size(), 2u);
  EXPECT_EQ(answer->services[0], (DnsService{10, 20, 5060, "one.test"}));
  EXPECT_EQ(answer->services[1].target, "") << "a dot alone (RFC 2782)";
  EXPECT_EQ(answer->life, base::Seconds{30});
}

TEST(DnsAnswer, PointersAreReadWhole) {
  DnsWriter w(0, 1, 0);
  w.record(kNaptrType, 60, DnsWriter::data([](DnsWriter& d) {
             d.number(50, 2).number(10, 2).text("s").text("SIPS+D2T").text("").name("_sips._tcp.q.test");
           }));
  const auto answer = parse_dns_answer(w.bytes(), DnsKind::kNaptr);
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->pointers.size(), 1u);
  EXPECT_EQ(answer->pointers[0], (DnsPointer{50, 10, "s", "SIPS+D2T", "", "_sips._tcp.q.test"}));
}

// RFC 2308 5.
TEST(DnsAnswer, NothingLivesAsLongAsItsSoaSays) {
  DnsWriter w(3, 0, 1);
  w.record(kSoaType, 900, DnsWriter::data([](DnsWriter& d) {
             d.name("ns.test").name("host.test").number(1, 4).number(2, 4).number(3, 4).number(4, 4).number(120, 4);
           }));
  const auto answer = parse_dns_answer(w.bytes(), DnsKind::kSrv);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->outcome, DnsAnswer::Outcome::kNothing);
  EXPECT_EQ(answer->life, base::Seconds{120});
}

TEST(DnsAnswer, AServerThatFailsHasSaidNothing) {
  EXPECT_EQ(parse_dns_answer(DnsWriter(2, 0, 0).bytes(), DnsKind::kSrv)->outcome, DnsAnswer::Outcome::kSilent);
  EXPECT_EQ(parse_dns_answer(DnsWriter(0, 0, 0).bytes(), DnsKind::kSrv)->outcome, DnsAnswer::Outcome::kNothing);
}

TEST(DnsAnswer, NamesThatPointInCirclesAreBroken) {
  DnsWriter w(0, 1, 0);
  const auto here = static_cast<std::uint16_t>(0xc000 | (w.bytes().size() + 12 + 6));
  w.record(kSrvType, 60, DnsWriter::data([&](DnsWriter& d) { d.number(1, 2).number(1, 2).number(5060, 2).number(here, 2); }));
  EXPECT_FALSE(parse_dns_answer(w.bytes(), DnsKind::kSrv));
}

TEST(DnsAnswer, ANameThatIsNotThereHasNoRecords) {
  DnsWriter w(3, 1, 0);
  w.record(kSrvType, 60, srv(1, 1, 5060, "one.test"));
  const auto answer = parse_dns_answer(w.bytes(), DnsKind::kSrv);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->outcome, DnsAnswer::Outcome::kNothing);
  EXPECT_TRUE(answer->services.empty());
}

TEST(DnsAnswer, RecordsBeyondTheBoundAreNotKept) {
  DnsWriter w(0, 200, 0);
  for (std::uint64_t i = 0; i < 200; ++i) w.record(kSrvType, 60, srv(i, 1, 5060, "one.test"));
  EXPECT_EQ(parse_dns_answer(w.bytes(), DnsKind::kSrv)->services.size(), kDnsRecordsMax);
}

RC_GTEST_PROP(DnsAnswer, NoBytesBreakTheReader, (const Bytes& tail, const bool cut)) {
  DnsWriter w(0, 2, 1);
  w.record(kSrvType, 60, srv(1, 1, 5060, "one.test"));
  Bytes bytes = w.bytes();
  if (cut) bytes.erase(bytes.end() - static_cast<std::ptrdiff_t>(std::min(bytes.size(), tail.size())), bytes.end());
  else bytes.insert(bytes.end(), tail.begin(), tail.end());
  const auto answer = parse_dns_answer(bytes, DnsKind::kSrv);
  if (answer) RC_ASSERT(answer->services.size() <= kDnsRecordsMax);
}

}  // namespace
}  // namespace peal::net
