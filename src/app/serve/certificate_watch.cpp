#include "app/serve/certificate_watch.hpp"

#include <sys/stat.h>

#include "base/log.hpp"

namespace peal::app {
namespace {

constexpr base::Seconds kLookEvery{10};

}  // namespace

CertificateWatch::CertificateWatch(net::Loop& loop, net::CertificateFiles files, Use use)
    : loop_(loop), files_(std::move(files)), use_(std::move(use)), seen_(mark()) {
  timer_ = loop_.arm_after(kLookEvery, [this] { look(); });
}

CertificateWatch::~CertificateWatch() { loop_.cancel(timer_); }

CertificateWatch::Mark CertificateWatch::mark() const {
  Mark mark{};
  std::size_t next = 0;
  for (const auto& path : {files_.certificate, files_.key}) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) info = {};
    mark[next++] = static_cast<std::int64_t>(info.st_ino);
    mark[next++] = static_cast<std::int64_t>(info.st_size);
    mark[next++] = info.st_mtim.tv_sec;
    mark[next++] = info.st_mtim.tv_nsec;
  }
  return mark;
}

// Two files cannot be changed at once, so a pair that does not fit is looked at
// again when the other one has changed too.
void CertificateWatch::look() {
  if (mark() != seen_) take();
  timer_ = loop_.arm_after(kLookEvery, [this] { look(); });
}

void CertificateWatch::look_now() { take(); }

void CertificateWatch::take() {
  seen_ = mark();
  const auto info = net::read_certificate(files_);
  const auto status = info ? use_() : base::Status(tl::unexpect, info.error());
  if (!status) {
    base::log(base::LogLevel::kWarning, "app", "certificate_not_taken", {{"error", status.error().describe()}});
    return;
  }
  base::log(base::LogLevel::kInfo, "app", "certificate_taken",
            {{"subject", info->subject}, {"until", base::to_rfc3339(info->not_after)}, {"sha256", info->sha256}});
}

}  // namespace peal::app
