#include "net/http_file.hpp"

#include <array>
#include <cerrno>
#include <ctime>

#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>

namespace peal::net {
namespace {

using base::ErrorCode;
using base::fail;

// "*" or a list that holds the tag; for GET a weak tag matches too (RFC 9110 13.1.2).
bool names_tag(std::string_view list, std::string_view etag) {
  return list == "*" || list.find(etag) != std::string_view::npos;
}

bool is_unchanged(const HttpPairs& headers, std::string_view etag, std::string_view modified) {
  if (headers.has("If-None-Match")) return names_tag(headers.get("If-None-Match"), etag);
  return headers.get("If-Modified-Since") == modified;
}

// RFC 9110 13.1.5: a range of another version of the file would not fit.
bool wants_range(const HttpPairs& headers, std::string_view etag, std::string_view modified) {
  if (!headers.has("Range")) return false;
  const auto condition = headers.get("If-Range");
  return condition.empty() || condition == etag || condition == modified;
}

}  // namespace

std::string http_date(std::int64_t unix_seconds) {
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = unix_seconds;
  tm parts{};
  ::gmtime_r(&time, &parts);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[static_cast<std::size_t>(parts.tm_wday)],
                     parts.tm_mday, kMonths[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

base::Result<HttpFile> open_http_file(const std::string& path, const HttpPairs& request_headers) {
  HttpFile opened{Descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)}, 200, {}, {}};
  struct stat info {};
  if (!opened.file.open() && errno == EACCES) return fail(ErrorCode::kForbidden, "The file may not be read.");
  if (!opened.file.open() || ::fstat(opened.file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return fail(ErrorCode::kNotFound, "There is no such file.");
  }
  const auto size = static_cast<std::uint64_t>(info.st_size);
  const auto etag = fmt::format("\"{:x}-{:x}.{:x}\"", size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
  const auto modified = http_date(info.st_mtim.tv_sec);
  opened.headers = {{"ETag", etag}, {"Last-Modified", modified}, {"Accept-Ranges", "bytes"}};
  if (is_unchanged(request_headers, etag, modified)) {
    opened.status = 304;
    return opened;
  }
  if (size > 0) opened.bytes = ByteRange{0, size - 1};
  if (!wants_range(request_headers, etag, modified)) return opened;
  const auto range = parse_range(request_headers.get("Range"), size);
  if (!range) {
    opened.status = 416;
    opened.bytes.reset();
    opened.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size));
  } else if (*range) {
    opened.status = 206;
    opened.bytes = *range;
    opened.headers.emplace_back("Content-Range", fmt::format("bytes {}-{}/{}", (*range)->first, (*range)->last, size));
  }
  return opened;
}

}  // namespace peal::net
