#include "net/http_client.hpp"

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "base/metrics.hpp"
#include "base/thread.hpp"
#include "net/address.hpp"

namespace peal::net {
namespace {

using base::ErrorCode;
using base::fail;

base::Error cancelled() { return {ErrorCode::kCancelled, "The client was stopped before the answer came.", {}}; }

// One request under way, and what curl's callbacks have gathered for it.
struct Running {
  Running(Fetch given, HttpClient::Done give) : fetch(std::move(given)), done(std::move(give)) {}
  ~Running() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  Fetch fetch;
  HttpClient::Done done;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  Fetched answer;
  bool allow_internal = false;
  bool refused_internal = false;
  bool too_large = false;
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& running = *static_cast<Running*>(user);
  running.too_large = running.answer.body.size() + size > running.fetch.body_max;
  if (running.too_large) return 0;
  running.answer.body.append(data, size);
  return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& answer = static_cast<Running*>(user)->answer;
  std::string_view line{data, size};
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  // A status line begins another answer: 100 Continue or a redirect went before.
  if (line.starts_with("HTTP/")) answer.headers = HttpPairs{HttpPairs::Names::kAnyCase};
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  const auto value = line.substr(std::min(line.find_first_not_of(" \t", colon + 1), line.size()));
  answer.headers.add(std::string{line.substr(0, colon)}, std::string{value});
  return size;
}

// Asked for every connection, after the name is resolved, so neither a name
// that points inside nor a redirect gets past it.
curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* to) {
  auto& running = *static_cast<Running*>(user);
  const auto address = Address::from_sockaddr(to->addr);
  running.refused_internal = !running.allow_internal && address.is_internal();
  if (running.refused_internal) return CURL_SOCKET_BAD;
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

base::Error error_of(const Running& running, CURLcode code) {
  const auto& url = running.fetch.url;
  // The query may hold a key, so it is not told.
  const auto shown = url.substr(0, url.find_first_of("?#"));
  if (running.refused_internal) {
    return {ErrorCode::kForbidden,
            fmt::format("{} leads to an address inside the network, which is not allowed here.", shown), shown};
  }
  if (running.too_large || code == CURLE_FILESIZE_EXCEEDED) {
    return {ErrorCode::kTooLarge,
            fmt::format("The answer of {} is longer than {} bytes.", shown, running.fetch.body_max), shown};
  }
  const auto told = [&](ErrorCode kind) {
    return base::Error{kind, fmt::format("Cannot fetch {}: {}.", shown, curl_easy_strerror(code)), shown};
  };
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return told(ErrorCode::kTimeout);
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return told(ErrorCode::kBadInput);
    default:
      return told(ErrorCode::kUnreachable);
  }
}

class CurlClient final : public HttpClient {
 public:
  CurlClient(HttpClientOptions options, CURLM* multi) : options_(std::move(options)), multi_(multi) {
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, kFetchConnectionsMax);
    thread_ = std::thread([this] { run(); });
  }
  ~CurlClient() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
  }

  void fetch(Fetch fetch, Done done) override {
    {
      const std::lock_guard lock(mutex_);
      if (count_ < kFetchesMax && !stopping_) {
        ++count_;
        arrived_.push_back(std::make_unique<Running>(std::move(fetch), std::move(done)));
        done = nullptr;
      }
    }
    if (!done) {
      curl_multi_wakeup(multi_);
      return;
    }
    base::counter("peal_net_limit_hits_total", "Times a limit of the network room was hit", "limit=fetches").add();
    done(fail(ErrorCode::kTooMany, fmt::format("More than {} requests to other servers wait.", kFetchesMax)));
  }

 private:
  void run() {
    base::begin_thread("http-client", base::Importance::kPeople);
    while (take_arrived()) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      finish_done();
      curl_multi_poll(multi_, nullptr, 0, 1'000, nullptr);
    }
    for (auto& [easy, one] : running_) {
      curl_multi_remove_handle(multi_, easy);
      one->done(base::fail(cancelled()));
    }
    running_.clear();
  }

  // False when the client stops.
  bool take_arrived() {
    std::deque<std::unique_ptr<Running>> arrived;
    bool stop = false;
    {
      const std::lock_guard lock(mutex_);
      arrived.swap(arrived_);
      stop = stopping_;
    }
    for (auto& one : arrived) {
      if (stop) one->done(base::fail(cancelled()));
      else begin(std::move(one));
    }
    return !stop;
  }

  void begin(std::unique_ptr<Running> one) {
    one->easy = curl_easy_init();
    one->allow_internal = options_.allow_internal;
    if (one->easy == nullptr) return give(*one, fail(ErrorCode::kUnavailable, "There is no memory for a request."));
    set_request(*one);
    set_limits(*one);
    auto* easy = one->easy;
    running_[easy] = std::move(one);
    curl_multi_add_handle(multi_, easy);
  }

  void set_request(Running& one) {
    auto* easy = one.easy;
    curl_easy_setopt(easy, CURLOPT_URL, one.fetch.url.c_str());
    if (!one.fetch.unix_socket.empty()) curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, one.fetch.unix_socket.c_str());
    if (one.fetch.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    if (!one.fetch.body.empty() || one.fetch.method == "POST") {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(one.fetch.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, one.fetch.body.c_str());
      // Otherwise curl calls every body a form and asks before it sends a large one.
      one.headers = curl_slist_append(one.headers, "Content-Type:");
      one.headers = curl_slist_append(one.headers, "Expect:");
    }
    if (one.fetch.method != "HEAD" && one.fetch.method != "GET") {
      curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, one.fetch.method.c_str());
    }
    for (const auto& [name, value] : one.fetch.headers) {
      one.headers = curl_slist_append(one.headers, (name + ": " + value).c_str());
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, one.headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options_.user_agent.c_str());
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &one);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &one);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &one);
  }

  void set_limits(Running& one) {
    auto* easy = one.easy;
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(one.fetch.time_max.count()));
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(one.fetch.body_max));
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, one.fetch.follow_redirects ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, kFetchRedirectsMax);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &one);
    // A proxy of the environment would resolve names itself, behind the guard.
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  }

  void finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const auto found = running_.find(message->easy_handle);
      const CURLcode code = message->data.result;
      auto one = std::move(found->second);
      running_.erase(found);
      curl_multi_remove_handle(multi_, one->easy);
      if (code != CURLE_OK) {
        give(*one, base::fail(error_of(*one, code)));
        continue;
      }
      long status = 0;
      curl_easy_getinfo(one->easy, CURLINFO_RESPONSE_CODE, &status);
      one->answer.status = static_cast<std::uint16_t>(status);
      give(*one, std::move(one->answer));
    }
  }

  void give(Running& one, base::Result<Fetched> result) {
    {
      const std::lock_guard lock(mutex_);
      --count_;
    }
    one.done(std::move(result));
  }

  HttpClientOptions options_;
  CURLM* multi_;
  std::thread thread_;
  std::mutex mutex_;
  std::deque<std::unique_ptr<Running>> arrived_;
  std::size_t count_ = 0;
  bool stopping_ = false;
  std::map<CURL*, std::unique_ptr<Running>> running_;
};

}  // namespace

base::Result<std::unique_ptr<HttpClient>> make_http_client(HttpClientOptions options) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* multi = ready == CURLE_OK ? curl_multi_init() : nullptr;
  if (multi == nullptr) return fail(ErrorCode::kUnavailable, "The HTTP client library cannot start.");
  if (!options.ca_file.empty() && ::access(options.ca_file.c_str(), R_OK) != 0) {
    curl_multi_cleanup(multi);
    return fail(ErrorCode::kNotFound, fmt::format("The file of authorities {} cannot be read.", options.ca_file),
                options.ca_file);
  }
  return std::make_unique<CurlClient>(std::move(options), multi);
}

}  // namespace peal::net
