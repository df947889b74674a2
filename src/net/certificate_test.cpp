#include "net/certificate.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace peal::net {
namespace {

using base::ErrorCode;

class CertificateTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/peal-certificate-XXXXXX";
    folder_ = ::mkdtemp(name);
    files_ = {folder_ / "server.crt", folder_ / "server.key"};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }
  static mode_t mode_of(const std::string& path) {
    struct stat info {};
    ::stat(path.c_str(), &info);
    return info.st_mode & 0777;
  }

  std::filesystem::path folder_;
  CertificateFiles files_;
  base::Time now_ = base::live_now();
};

TEST_F(CertificateTest, IsMadeForTheHostsAndForNobodyElseToRead) {
  const auto info =
      ensure_certificate(files_, {"pbx.example", "192.0.2.7", "2001:db8::1", "0.0.0.0", "localhost"}, now_);
  ASSERT_TRUE(info.has_value()) << info.error().message;
  EXPECT_EQ(info->hosts,
            (std::vector<std::string>{"localhost", "127.0.0.1", "::1", "pbx.example", "192.0.2.7", "2001:db8::1"}));
  EXPECT_TRUE(info->self_signed);
  EXPECT_LE(info->not_before, now_);
  EXPECT_NEAR(static_cast<double>((info->not_after - now_) / std::chrono::days{1}), kCertificateDays, 1);
  EXPECT_EQ(info->sha256.size(), 95U);
  EXPECT_EQ(mode_of(files_.certificate), 0600U);
  EXPECT_EQ(mode_of(files_.key), 0600U);
}

TEST_F(CertificateTest, StaysUntilItIsNearItsEndOrLacksAHost) {
  const auto first = ensure_certificate(files_, {}, now_)->sha256;
  EXPECT_EQ(ensure_certificate(files_, {}, now_ + std::chrono::days{790})->sha256, first);
  const auto renewed = ensure_certificate(files_, {}, now_ + std::chrono::days{800})->sha256;
  EXPECT_NE(renewed, first);
  const auto with_host = ensure_certificate(files_, {"pbx.example"}, now_ + std::chrono::days{800});
  EXPECT_NE(with_host->sha256, renewed);
  EXPECT_NE(std::ranges::find(with_host->hosts, "pbx.example"), with_host->hosts.end());
}

TEST_F(CertificateTest, ErrorsNameTheFileAndTheFault) {
  EXPECT_EQ(read_certificate(files_).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(make_self_signed(files_, {}, now_).has_value());
  const CertificateFiles other{folder_ / "b.crt", folder_ / "b.key"};
  ASSERT_TRUE(make_self_signed(other, {}, now_).has_value());
  const auto mixed = read_certificate({files_.certificate, other.key});
  EXPECT_EQ(mixed.error().code, ErrorCode::kBadInput);
  EXPECT_NE(mixed.error().message.find("does not belong"), std::string::npos);
  write(files_.key, "not a key");
  EXPECT_NE(read_certificate(files_).error().message.find(files_.key), std::string::npos);
  write(files_.certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  EXPECT_NE(read_certificate(files_).error().message.find(files_.certificate), std::string::npos);
}

TEST_F(CertificateTest, FilesOfSomeoneElseAreNeverReplaced) {
  write(files_.certificate, "broken");
  write(files_.key, "broken");
  EXPECT_FALSE(ensure_certificate(files_, {}, now_).has_value());
  std::string text;
  std::ifstream(files_.certificate) >> text;
  EXPECT_EQ(text, "broken");
}

TEST_F(CertificateTest, AFolderThatIsNotThereIsToldByName) {
  const auto made = make_self_signed({folder_ / "no/a.crt", folder_ / "no/a.key"}, {}, now_);
  ASSERT_FALSE(made.has_value());
  EXPECT_NE(made.error().message.find("no/a.crt"), std::string::npos);
}

TEST_F(CertificateTest, AHostThatCannotBeInACertificateIsRefused) {
  EXPECT_FALSE(make_self_signed(files_, {"bad,IP:zzz"}, now_).has_value());
  EXPECT_FALSE(std::filesystem::exists(files_.key));
}

TEST_F(CertificateTest, AStopBetweenTheTwoFilesIsMended) {
  ASSERT_TRUE(make_self_signed(files_, {}, now_).has_value());
  std::filesystem::remove(files_.key);
  ASSERT_TRUE(ensure_certificate(files_, {}, now_).has_value());
  const CertificateFiles other{folder_ / "b.crt", folder_ / "b.key"};
  ASSERT_TRUE(make_self_signed(other, {}, now_).has_value());
  std::filesystem::rename(other.key, files_.key);
  EXPECT_FALSE(read_certificate(files_).has_value());
  EXPECT_TRUE(ensure_certificate(files_, {}, now_).has_value());
}

}  // namespace
}  // namespace peal::net
