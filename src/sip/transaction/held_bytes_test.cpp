#include <gtest/gtest.h>

#include "sip/message/writer.hpp"
#include "sip/transaction/transactions.hpp"

/// What transactions hold is counted, bounded, and gone when they are.
namespace peal::sip {
namespace {

struct NobodyOut final : Output {
  void send(const Flow&, std::string_view bytes) override { last = bytes; }
  std::string last;
};
struct NobodyTold final : TransactionUser {
  void client_failed(ClientRef, std::uint64_t, Method, TransactionFailure) override {}
};

const base::Time kBegin = base::from_unix_millis(1'795'000'000'000);
const Flow kFar{Transport::kUdp, 0, *parse_address("192.0.2.7", 5060)};

std::string request_text(std::string_view method, int number, std::size_t branch_bytes, std::string_view to_tag = {}) {
  const auto n = std::to_string(number);
  return std::string(method) + " sip:4000@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK" + n + std::string(branch_bytes, 'x') +
         "\r\nFrom: <sip:a@b.example>;tag=" + n + "\r\nTo: <sip:4000@192.0.2.1>" + std::string(to_tag) + "\r\nCall-ID: c" + n + "\r\nCSeq: 1 " +
         std::string(method) + "\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
}

struct Counted {
  explicit Counted(std::size_t most = kTransactionBytesMax) : all(SipTimers{}, out, told, kBegin, most) {}
  Transactions::Request receive(const std::string& text) {
    EXPECT_FALSE(message.parse(text, Framing::kDatagram));
    return all.request(message, *message.top_via(), kFar, kBegin);
  }
  NobodyOut out;
  NobodyTold told;
  Transactions all;
  Message message;
};

TEST(HeldBytes, LargeRequestsFindNoRoomLongBeforeTheirNumberIsReached) {
  constexpr std::size_t kMost = 1U << 20;
  Counted counted(kMost);
  int taken = 0;
  for (int i = 0; i < 2'000; ++i) {
    const auto arrived = counted.receive(request_text("INVITE", i, 4'000));
    if (arrived.arrival == Transactions::Arrival::kOverloaded) break;
    counted.all.respond(arrived.server, 486, std::string(2'000, 'r'), kBegin);
    ++taken;
  }
  EXPECT_GT(taken, 100);
  EXPECT_LT(taken, 200);
  EXPECT_LE(counted.all.held_bytes(), kMost + 10'000);
  EXPECT_EQ(counted.receive(request_text("INVITE", 5'000, 10)).arrival, Transactions::Arrival::kOverloaded);
  counted.all.advance(kBegin + base::Seconds{70});
  EXPECT_EQ(counted.all.held_bytes(), 0U);
  EXPECT_EQ(counted.receive(request_text("INVITE", 5'001, 10)).arrival, Transactions::Arrival::kNew);
}

TEST(HeldBytes, NothingIsLeftOfWhatHasEnded) {
  Counted counted;
  for (int i = 0; i < 200; ++i) {
    const auto arrived = counted.receive(request_text(i % 2 == 0 ? "INVITE" : "OPTIONS", i, 10));
    counted.all.respond(arrived.server, 180, std::string(300, 'p'), kBegin);
    counted.all.respond(arrived.server, i % 5 == 0 ? 486 : 200, std::string(500, 'f'), kBegin);
    if (i % 4 == 0) (void)counted.receive(request_text("ACK", i, 10, ";tag=x"));
    if (i % 7 == 0) counted.all.forget(arrived.server);
  }
  for (int i = 0; i < 200; ++i) {
    const std::string branch = "z9hG4bKours" + std::to_string(i);
    const bool invite = i % 2 == 0;
    std::string text = request_text(invite ? "INVITE" : "BYE", i, 0);
    text.replace(text.find("z9hG4bK"), text.find('\r', text.find("z9hG4bK")) - text.find("z9hG4bK"), branch);
    const auto ref = counted.all.send({invite ? Method::kInvite : Method::kBye, branch, text, kFar, i % 3 == 0, 1, {}}, kBegin);
    if (i % 5 == 0) counted.all.cancel(ref, "Reason: SIP;cause=200\r\n", kBegin);
    if (i % 4 == 3) continue;
    ASSERT_FALSE(counted.message.parse(text, Framing::kDatagram));
    std::string response;
    Writer writer(response);
    write_response_head(writer, counted.message, kFar, i % 4 == 0 ? 200 : 486, {}, "t");
    writer.no_body();
    ASSERT_FALSE(counted.message.parse(response, Framing::kDatagram));
    (void)counted.all.response(counted.message, kBegin);
    if (invite && i % 4 == 0) counted.all.acknowledge(ref, "t", std::string(400, 'a'), kFar);
  }
  EXPECT_GT(counted.all.held_bytes(), 10'000U);
  for (int second = 1; second < 200; ++second) counted.all.advance(kBegin + base::Seconds{second});
  EXPECT_EQ(counted.all.size(), 0U);
  EXPECT_EQ(counted.all.held_bytes(), 0U);
}

}  // namespace
}  // namespace peal::sip
