#include "sip/digest/digest.hpp"

#include <gtest/gtest.h>

#include "sip/digest/parse.hpp"
#include "sip/message/writer.hpp"

namespace peal::sip {
namespace {

using base::Seconds;

// RFC 2617 3.5 and RFC 7616 3.9.1.
TEST(DigestTest, ExamplesOfTheRfcs) {
  const auto old = digest_secret("Mufasa", "testrealm@host.com", "Circle Of Life").ha1_md5;
  EXPECT_EQ(digest_response(DigestAlgorithm::kMd5, {old, "dcd98b7102dd2f0e8b11d0f600bfb0c093", "00000001", "0a4f113b", "auth", "GET",
                                                    "/dir/index.html"}),
            "6629fae49393a05397450978507c4ef1");
  const auto secret = digest_secret("Mufasa", "http-auth@example.org", "Circle of Life");
  const DigestInput input{secret.ha1_sha256, "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "00000001",
                          "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "auth", "GET", "/dir/index.html"};
  EXPECT_EQ(digest_response(DigestAlgorithm::kSha256, input), "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
  DigestInput md5 = input;
  md5.ha1 = secret.ha1_md5;
  EXPECT_EQ(digest_response(DigestAlgorithm::kMd5, md5), "8ca523f5e9506fed4657c9700eebdbec");
}

class DigestServerTest : public ::testing::Test {
 protected:
  static Message request(const std::string& fields) {
    Message message;
    const std::string text = "REGISTER sip:peal SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n" + fields + "Content-Length: 0\r\n\r\n";
    EXPECT_FALSE(message.parse(text, Framing::kDatagram));
    return message;
  }
  // What our own client answers to the server's challenge.
  std::string authorize(const std::string& user, const std::string& password, bool old_style = false) {
    std::string challenge;
    server.write_challenges(request(""), source, now, false, challenge);
    if (old_style) {
      challenge.erase(0, challenge.find("\r\n") + 2);  // MD5 only, and no qop.
      challenge.erase(challenge.find(", qop=\"auth\""), 12);
    }
    Message response;
    const std::string text = "SIP/2.0 401 Unauthorized\r\n" + challenge + "Content-Length: 0\r\n\r\n";
    EXPECT_FALSE(response.parse(text, Framing::kDatagram));
    return answer_challenge(response, {user, password, {}}, "REGISTER", "sip:peal", "cnonce", false).value();
  }
  DigestServer::Finding check(const std::string& fields) {
    const auto lookup = [](std::string_view realm, std::string_view user) -> std::optional<DigestSecret> {
      if (user != "a1") return std::nullopt;
      return digest_secret("a1", std::string(realm), "secret");
    };
    return server.check(request(fields), source, lookup, now).finding;
  }
  std::string source = "192.0.2.1";
  std::array<std::uint8_t, 32> key{1, 2, 3};
  DigestServer server{key, "peal"};
  base::Time now = base::from_unix_millis(1'763'776'000'000);
};

using Finding = DigestServer::Finding;

TEST_F(DigestServerTest, RightAndWrongPasswords) {
  EXPECT_EQ(check(""), Finding::kNone);
  EXPECT_EQ(check(authorize("a1", "secret")), Finding::kRight);
  EXPECT_EQ(check(authorize("a1", "other")), Finding::kWrong);
  EXPECT_EQ(check(authorize("nobody", "secret")), Finding::kWrong);
  EXPECT_EQ(check("Authorization: NoOneKnowsThisScheme opaque-data=here\r\n"), Finding::kNone);
  EXPECT_EQ(check("Authorization: Digest realm=\"peal\"\r\n"), Finding::kStale) << "no nonce is no answer to a challenge";
  EXPECT_EQ(check("Authorization: Digest realm=\"elsewhere\", nonce=\"x\"\r\n"), Finding::kNone);
}

// Or one request, which counts as one failure, could try a hundred passwords.
TEST_F(DigestServerTest, OnlyTheFirstProofForOurRealmCounts) {
  const auto elsewhere = std::string("Authorization: Digest username=\"a1\", realm=\"elsewhere\", nonce=\"n\", uri=\"u\", response=\"0\"\r\n");
  EXPECT_EQ(check(authorize("a1", "guess") + authorize("a1", "secret")), Finding::kWrong);
  EXPECT_EQ(check(elsewhere + authorize("a1", "secret") + authorize("a1", "guess")), Finding::kRight);
}

TEST_F(DigestServerTest, OldPhonesWithoutQopMayUseANonceOnce) {
  const auto fields = authorize("a1", "secret", true);
  EXPECT_EQ(check(fields), Finding::kRight);
  EXPECT_EQ(check(fields), Finding::kStale) << "without a count nothing else stops a repetition";
  EXPECT_EQ(check(authorize("a1", "wrong", true)), Finding::kWrong);
}

TEST_F(DigestServerTest, AnAnswerFromAnotherSourceIsStaleRightOrWrong) {
  const auto right = authorize("a1", "secret");
  const auto wrong = authorize("a1", "other");
  source = "192.0.2.2";
  EXPECT_EQ(check(right), Finding::kStale);
  EXPECT_EQ(check(wrong), Finding::kStale) << "or the answer would say whether the password is right";
  source = "192.0.2.1";
  EXPECT_EQ(check(right), Finding::kRight);
}

TEST_F(DigestServerTest, ACountThatDoesNotGrowIsStale) {
  const auto with_count = [&](const std::string& count, const std::string& base) {
    auto fields = base;
    const auto at = fields.find("nc=00000001");
    return at == std::string::npos ? fields : fields.replace(at, 11, "nc=" + count);
  };
  // The response covers nc, so a count changed on the way is a wrong answer...
  EXPECT_EQ(check(with_count("00000002", authorize("a1", "secret"))), Finding::kWrong);
  // ...and one that is no number never counts as new.
  const auto secret = digest_secret("a1", "peal", "secret");
  std::string challenge;
  server.write_challenges(request(""), source, now, false, challenge);
  const auto from = challenge.find("nonce=\"") + 7;
  const auto nonce = challenge.substr(from, challenge.find('"', from) - from);
  const auto proof = [&](const std::string& nc) {
    return "Authorization: Digest username=\"a1\", realm=\"peal\", nonce=\"" + nonce + "\", uri=\"sip:peal\", algorithm=SHA-256, qop=auth, nc=" + nc +
           ", cnonce=\"c\", response=\"" +
           digest_response(DigestAlgorithm::kSha256, {secret.ha1_sha256, nonce, nc, "c", "auth", "REGISTER", "sip:peal"}) + "\"\r\n";
  };
  EXPECT_EQ(check(proof("1")), Finding::kStale);
  EXPECT_EQ(check(proof("00000000")), Finding::kStale);
  EXPECT_EQ(check(proof("00000005")), Finding::kRight);
  EXPECT_EQ(check(proof("00000004")), Finding::kStale);
  EXPECT_EQ(check(proof("00000006")), Finding::kRight);
}

TEST_F(DigestServerTest, APhoneThatStopsAtNewAlgorithmsIsAskedForMd5Only) {
  const auto challenges = [&](const std::string& user_agent) {
    std::string fields;
    server.write_challenges(request("User-Agent: " + user_agent + "\r\n"), source, now, false, fields);
    return fields;
  };
  for (const auto* old : {"baresip v1.0.0 (x86_64/linux)", "baresip v0.6.5", "baresip v2.0.1"}) {
    EXPECT_EQ(challenges(old).find("SHA-256"), std::string::npos) << old;
    EXPECT_NE(challenges(old).find("algorithm=MD5"), std::string::npos) << old;
  }
  for (const auto* other : {"baresip v3.1.0", "baresip v10.0.0", "baresip v", "Acme 1.0"}) {
    EXPECT_LT(challenges(other).find("SHA-256"), challenges(other).find("MD5")) << other;
  }
}

TEST_F(DigestServerTest, ReplayAndAgeAreStale) {
  const auto fields = authorize("a1", "secret");
  EXPECT_EQ(check(fields), Finding::kRight);
  EXPECT_EQ(check(fields), Finding::kStale) << "the same nc again";
  const auto late = authorize("a1", "secret");
  now += kNonceLife + Seconds{1};
  EXPECT_EQ(check(late), Finding::kStale);
}

TEST_F(DigestServerTest, NoncesOfOthersOrOfAnEarlierRunAreStale) {
  std::array<std::uint8_t, 32> other_key{9};
  DigestServer other(other_key, "peal");
  std::string challenge;
  other.write_challenges(request(""), source, now, false, challenge);
  Message response;
  ASSERT_FALSE(response.parse("SIP/2.0 401 Unauthorized\r\n" + challenge + "\r\n", Framing::kDatagram));
  EXPECT_EQ(check(answer_challenge(response, {"a1", "secret", {}}, "REGISTER", "sip:peal", "c", false).value()), Finding::kStale);
  EXPECT_EQ(check(answer_challenge(response, {"a1", "guess", {}}, "REGISTER", "sip:peal", "c", false).value()), Finding::kStale);
}

TEST_F(DigestServerTest, ClientGivesUpWhenItsPasswordWasRefused) {
  Message response;
  const std::string head = "SIP/2.0 407 Proxy Authentication Required\r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\"";
  ASSERT_FALSE(response.parse(head + "\r\n\r\n", Framing::kDatagram));
  const Credentials credentials{"u\"x", "p", {}};
  const auto line = answer_challenge(response, credentials, "INVITE", "sip:x", "c", false);
  ASSERT_TRUE(line);
  EXPECT_TRUE(line->starts_with("Proxy-Authorization: Digest username=\"u\\\"x\""));
  EXPECT_FALSE(answer_challenge(response, credentials, "INVITE", "sip:x", "c", true));
  ASSERT_FALSE(response.parse(head + ", stale=TRUE\r\n\r\n", Framing::kDatagram));
  EXPECT_TRUE(answer_challenge(response, credentials, "INVITE", "sip:x", "c", true));
  ASSERT_FALSE(response.parse(head + ", algorithm=SHA-512-256\r\n\r\n", Framing::kDatagram));
  EXPECT_FALSE(answer_challenge(response, credentials, "INVITE", "sip:x", "c", false));
}

}  // namespace
}  // namespace peal::sip
