#include "net/address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <unordered_set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace peal::net {
namespace {

TEST(Address, ReadsWhatItWrites) {
  for (const auto* text : {"192.0.2.1:5060", "0.0.0.0:0", "[2001:db8::1]:65535", "[::1]:443", "[::]:5061"}) {
    const auto address = Address::parse(text);
    ASSERT_TRUE(address.has_value()) << text;
    EXPECT_EQ(address->text(), text);
  }
  EXPECT_EQ(Address::parse("localhost:80")->text(), "127.0.0.1:80");
  EXPECT_EQ(Address::parse_ip("[::1]", 7)->text(), "[::1]:7");
  EXPECT_EQ(Address::parse_ip("2001:db8::2")->ip_text(), "2001:db8::2");
}

TEST(Address, RefusesWhatIsNoneAndSaysHowToWriteOne) {
  for (const auto* text : {"", ":", "1.2.3.4", "1.2.3.4:", "1.2.3.4:65536", "1.2.3.4:-1", "1.2.3.4: 80", "1.2.3:80",
                           "1.2.3.4.5:80", "::1:80", "[::1:80", "::1]:80", "[1.2.3.4]:80", "example.com:80", "[::1]80",
                           "[fe80::1%no-such-interface]:80", "1.2.3.4%lo:80", "01.2.3.4:80"}) {
    const auto address = Address::parse(text);
    ASSERT_FALSE(address.has_value()) << text;
    EXPECT_EQ(address.error().code, base::ErrorCode::kBadInput);
    EXPECT_NE(address.error().message.find("0.0.0.0:5060"), std::string::npos);
  }
  EXPECT_FALSE(Address::parse(std::string(1000, '1') + ":80").has_value());
}

TEST(Address, AMappedAddressIsTheIpv4AddressItMeans) {
  EXPECT_EQ(*Address::parse("[::ffff:192.0.2.7]:80"), Address::ipv4(192, 0, 2, 7, 80));
}

TEST(Address, TellsInnerFromPublic) {
  for (const auto* text : {"127.0.0.1",   "127.9.9.9",       "10.1.2.3",        "172.16.0.1",      "172.31.255.255",
                           "192.168.1.1", "169.254.169.254", "100.64.0.1",      "100.127.255.255", "0.0.0.0",
                           "0.1.2.3",     "224.0.0.1",       "255.255.255.255", "198.18.0.1",      "::1",
                           "::",          "fe80::1",         "febf::1",         "fc00::1",         "fdff::1",
                           "ff02::1",     "::ffff:10.0.0.1", "64:ff9b::a00:1",  "2002:a00:1::"}) {
    EXPECT_TRUE(Address::parse_ip(text)->is_internal()) << text;
  }
  for (const auto* text : {"8.8.8.8", "172.32.0.1", "172.15.0.1", "192.169.0.1", "100.63.0.1", "100.128.0.1",
                           "169.253.0.1", "223.255.255.255", "2400:cb00::1", "2606:4700::1111", "fbff::1"}) {
    EXPECT_FALSE(Address::parse_ip(text)->is_internal()) << text;
  }
  EXPECT_TRUE(Address::parse_ip("::")->is_any());
  EXPECT_TRUE(Address::parse_ip("0.0.0.0")->is_any());
  EXPECT_FALSE(Address{}.is_any());
}

TEST(SocketError, NamesThePortAndTheRemedy) {
  const auto at = Address::ipv4(0, 0, 0, 0, 443);
  const auto taken = socket_error(EADDRINUSE, "listen on TCP", at);
  EXPECT_EQ(taken.code, base::ErrorCode::kAddressInUse);
  EXPECT_NE(taken.message.find("port 443"), std::string::npos);
  const auto low = socket_error(EACCES, "listen on TCP", at);
  EXPECT_EQ(low.code, base::ErrorCode::kPermission);
  EXPECT_NE(low.message.find("1024"), std::string::npos);
  EXPECT_EQ(socket_error(EACCES, "listen on TCP", at.with_port(8080)).message.find("1024"), std::string::npos);
}

RC_GTEST_PROP(AddressProperty, SurvivesTextAndSockaddr,
              (const std::array<std::uint8_t, 16>& ip, std::uint16_t port, bool six)) {
  sockaddr_storage raw{};
  if (six) {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(raw);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::copy(ip.begin(), ip.end(), v6.sin6_addr.s6_addr);
  } else {
    auto& v4 = reinterpret_cast<sockaddr_in&>(raw);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::copy_n(ip.begin(), 4, reinterpret_cast<std::uint8_t*>(&v4.sin_addr));
  }
  const auto address = Address::from_sockaddr(reinterpret_cast<sockaddr&>(raw));
  const auto again = Address::parse(address.text());
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == address);
  RC_ASSERT(std::hash<Address>{}(*again) == std::hash<Address>{}(address));
  sockaddr_storage back{};
  RC_ASSERT(address.to_sockaddr(back) > 0U);
  RC_ASSERT(Address::from_sockaddr(reinterpret_cast<sockaddr&>(back)) == address);
}

RC_GTEST_PROP(AddressProperty, AnyTextIsAnAddressOrAnError, (const std::string& text)) {
  const auto address = Address::parse(text);
  if (!address) return;
  const auto again = Address::parse(address->text());
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == *address);
}

}  // namespace
}  // namespace peal::net
