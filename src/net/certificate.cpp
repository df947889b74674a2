#include "net/certificate.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "base/log.hpp"
#include "net/address.hpp"
#include "net/descriptor.hpp"

namespace peal::net {
namespace {

using base::ErrorCode;
using base::fail;

constexpr const char* kOurName = "Peal";

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* value) const {
    Free(value);
  }
};
using Bio = std::unique_ptr<BIO, Freer<&BIO_free>>;
using X509Ptr = std::unique_ptr<X509, Freer<&X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<&EVP_PKEY_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<&X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freer<&GENERAL_NAMES_free>>;

// The last reason OpenSSL gave, in its words.
std::string openssl_reason() {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return reason != nullptr ? reason : "no reason given";
}

base::Result<Bio> open_to_read(const std::string& path, std::string_view what) {
  Bio file{BIO_new_file(path.c_str(), "r")};
  if (file) return file;
  const int why = errno;
  ERR_clear_error();
  if (why == ENOENT) return fail(ErrorCode::kNotFound, fmt::format("There is no {} at {}.", what, path), path);
  if (why == EACCES) {
    return fail(ErrorCode::kPermission,
                fmt::format("The {} {} may not be read by this user; change its owner or mode.", what, path), path);
  }
  return fail(ErrorCode::kStorage, fmt::format("Cannot read the {} {}: {}.", what, path, std::strerror(why)), path);
}

base::Result<X509Ptr> load_certificate(const std::string& path) {
  auto file = open_to_read(path, "certificate");
  if (!file) return fail(std::move(file.error()));
  X509Ptr certificate{PEM_read_bio_X509(file->get(), nullptr, nullptr, nullptr)};
  if (certificate) return certificate;
  return fail(ErrorCode::kBadInput, fmt::format("{} holds no certificate in PEM form ({}).", path, openssl_reason()),
              path);
}

base::Result<Key> load_key(const std::string& path) {
  auto file = open_to_read(path, "private key");
  if (!file) return fail(std::move(file.error()));
  // Without this a key with a passphrase would ask for it on the terminal.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  Key key{PEM_read_bio_PrivateKey(file->get(), nullptr, no_passphrase, nullptr)};
  if (key) return key;
  return fail(ErrorCode::kBadInput,
              fmt::format("{} holds no private key in PEM form, or it is locked with a passphrase ({}).", path,
                          openssl_reason()),
              path);
}

base::Time time_of(const ASN1_TIME* time) {
  tm parts{};
  ASN1_TIME_to_tm(time, &parts);
  return base::from_unix_millis(std::int64_t{timegm(&parts)} * 1000);
}

std::string ip_of(const ASN1_OCTET_STRING* bytes) {
  Address address;
  const auto length = static_cast<std::size_t>(ASN1_STRING_length(bytes));
  if (length != 4 && length != 16) return {};
  std::memcpy(address.ip.data(), ASN1_STRING_get0_data(bytes), length);
  address.family = length == 4 ? IpFamily::kIpv4 : IpFamily::kIpv6;
  return address.ip_text();
}

std::vector<std::string> hosts_of(X509* certificate) {
  std::vector<std::string> hosts;
  const Names names{static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_IPADD) hosts.push_back(ip_of(name->d.iPAddress));
    if (name->type != GEN_DNS) continue;
    const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
    hosts.emplace_back(text, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
  }
  return hosts;
}

std::string fingerprint_of(X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  X509_digest(certificate, EVP_sha256(), digest, &length);
  std::string text;
  for (unsigned i = 0; i < length; ++i) text += fmt::format("{}{:02X}", i == 0 ? "" : ":", digest[i]);
  return text;
}

CertificateInfo describe(X509* certificate) {
  CertificateInfo info;
  info.not_before = time_of(X509_get0_notBefore(certificate));
  info.not_after = time_of(X509_get0_notAfter(certificate));
  char common[256] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, common, sizeof(common));
  info.subject = common;
  info.hosts = hosts_of(certificate);
  info.self_signed = X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
  info.sha256 = fingerprint_of(certificate);
  return info;
}

std::string canonical_host(const std::string& host) {
  const auto ip = Address::parse_ip(host);
  return ip && host != "localhost" ? ip->ip_text() : host;
}

std::vector<std::string> wanted_hosts(const std::vector<std::string>& hosts) {
  std::vector<std::string> all{"localhost", "127.0.0.1", "::1"};
  for (const auto& host : hosts) {
    const auto one = canonical_host(host);
    const auto ip = Address::parse_ip(one);
    // "All addresses" is a place to listen, not a name to be called by.
    if (one.empty() || (ip && ip->is_any()) || std::ranges::find(all, one) != all.end()) continue;
    all.push_back(one);
  }
  return all;
}

bool add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str())};
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// RFC 5280 4.1.2.2: a serial number is positive and at most 20 bytes.
bool set_random_serial(X509* certificate) {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return false;
  bytes[0] &= 0x7f;
  const std::unique_ptr<BIGNUM, Freer<&BN_free>> number{BN_bin2bn(bytes, sizeof(bytes), nullptr)};
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

X509Ptr build_certificate(EVP_PKEY* key, const std::vector<std::string>& hosts, base::Time now) {
  X509Ptr certificate{X509_new()};
  if (!certificate || !set_random_serial(certificate.get())) return nullptr;
  X509_set_version(certificate.get(), X509_VERSION_3);
  const std::time_t from = base::unix_millis(now) / 1000 - 3600;  // An hour for clocks that run late.
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), from);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), from + std::time_t{kCertificateDays} * 86'400);
  auto* name = X509_get_subject_name(certificate.get());
  const auto* common = reinterpret_cast<const unsigned char*>(kOurName);
  std::string alternatives;
  for (const auto& host : hosts) {
    if (!alternatives.empty()) alternatives += ',';
    alternatives += (Address::parse_ip(host) && host != "localhost" ? "IP:" : "DNS:") + host;
  }
  const bool whole = X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, common, -1, -1, 0) == 1 &&
                     X509_set_issuer_name(certificate.get(), name) == 1 &&
                     X509_set_pubkey(certificate.get(), key) == 1 &&
                     add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                     add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature") &&
                     add_extension(certificate.get(), NID_ext_key_usage, "serverAuth") &&
                     add_extension(certificate.get(), NID_subject_alt_name, alternatives) &&
                     X509_sign(certificate.get(), key, EVP_sha256()) > 0;
  return whole ? std::move(certificate) : nullptr;
}

// Whole or not at all, and never readable by others, not even for a moment.
base::Status write_private(const std::string& path, std::string_view bytes) {
  const auto wrong = [&](std::string_view doing) {
    const int why = errno;
    return fail(why == EACCES   ? ErrorCode::kPermission
                : why == ENOSPC ? ErrorCode::kStorageFull
                                : ErrorCode::kStorage,
                fmt::format("Cannot {} {}: {}.", doing, path, std::strerror(why)), path);
  };
  const auto fresh = path + ".new";
  ::unlink(fresh.c_str());
  Descriptor file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file.open()) return wrong("create");
  if (::write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
      ::fsync(file.get()) != 0 || ::rename(fresh.c_str(), path.c_str()) != 0) {
    return wrong("write");
  }
  return {};
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(length)};
}

}  // namespace

base::Result<CertificateInfo> read_certificate(const CertificateFiles& files) {
  const auto certificate = load_certificate(files.certificate);
  if (!certificate) return fail(certificate.error());
  const auto key = load_key(files.key);
  if (!key) return fail(key.error());
  if (X509_check_private_key(certificate->get(), key->get()) != 1) {
    ERR_clear_error();
    return fail(ErrorCode::kBadInput,
                fmt::format("The private key {} does not belong to the certificate {}.", files.key, files.certificate),
                files.key);
  }
  return describe(certificate->get());
}

base::Status make_self_signed(const CertificateFiles& files, const std::vector<std::string>& hosts, base::Time now) {
  const Key key{EVP_EC_gen("P-256")};
  const auto certificate = key ? build_certificate(key.get(), wanted_hosts(hosts), now) : nullptr;
  const Bio key_text{BIO_new(BIO_s_mem())};
  const Bio certificate_text{BIO_new(BIO_s_mem())};
  if (!certificate || PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1) {
    return fail(ErrorCode::kBadInput,
                fmt::format("Cannot make a certificate: {}. Check the host names it is to carry.", openssl_reason()));
  }
  // The certificate first: a stop between the two leaves one of ours without
  // its key, which the next start sees and mends.
  if (auto wrote = write_private(files.certificate, text_of(certificate_text.get())); !wrote) return wrote;
  return write_private(files.key, text_of(key_text.get()));
}

base::Result<CertificateInfo> ensure_certificate(const CertificateFiles& files, const std::vector<std::string>& hosts,
                                                 base::Time now) {
  auto info = read_certificate(files);
  const auto certificate = load_certificate(files.certificate);
  const auto found = certificate ? describe(certificate->get()) : CertificateInfo{};
  const bool ours = found.self_signed && found.subject == kOurName;
  const bool absent =
      !certificate && certificate.error().code == ErrorCode::kNotFound && !std::filesystem::exists(files.key);
  const bool lacks_host = std::ranges::any_of(
      wanted_hosts(hosts), [&](const auto& host) { return std::ranges::find(found.hosts, host) == found.hosts.end(); });
  const bool old = found.not_after - now < std::chrono::days{kCertificateRenewDays};
  if (!absent && !(ours && (!info || lacks_host || old))) return info;
  if (auto made = make_self_signed(files, hosts, now); !made) return fail(std::move(made.error()));
  base::log(base::LogLevel::kInfo, "net", "certificate_made", {{"file", files.certificate}});
  return read_certificate(files);
}

}  // namespace peal::net
