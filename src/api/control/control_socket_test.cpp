#include "api/control/control_socket.hpp"

#include <cstring>
#include <future>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/descriptor.hpp"

namespace peal::api {
namespace {

class ControlSocketTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::path(testing::TempDir()) / ("peal_control_" + std::to_string(::getpid()) + ".sock");
  }

  [[nodiscard]] int connected() const {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.c_str(), path_.string().size());
    EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return fd;
  }
  // Sends raw bytes and returns all that comes back.
  std::string ask(const std::string& bytes) const {
    const int fd = connected();
    EXPECT_EQ(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    ::shutdown(fd, SHUT_WR);
    std::string answer;
    char chunk[4096];
    for (ssize_t got = 0; (got = ::recv(fd, chunk, sizeof chunk, 0)) > 0;) answer.append(chunk, static_cast<std::size_t>(got));
    ::close(fd);
    return answer;
  }
  std::filesystem::path path_;
};

TEST_F(ControlSocketTest, CarriesARequestAndItsAnswer) {
  auto socket = ControlSocket::open(path_, [](net::HttpRequest request, Answer answer) {
    answer(net::HttpResponse::text(200, request.method + " " + request.path + " " + request.body));
  });
  ASSERT_TRUE(socket) << socket.error().describe();
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  const auto answer = ask("POST /api/settings/apply HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\nPOST /api/settings/apply hello")) << answer;
}

TEST_F(ControlSocketTest, AnswersRubbishAndGoesOn) {
  auto socket = ControlSocket::open(path_, [](net::HttpRequest, Answer answer) {
    answer(net::HttpResponse::text(200, "fine"));
  });
  ASSERT_TRUE(socket);
  EXPECT_TRUE(ask("rubbish\r\n\r\n").starts_with("HTTP/1.1 4"));
  EXPECT_TRUE(ask("POST / HTTP/1.1\r\nHost: l\r\nContent-Length: 50\r\n\r\nshort").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(ask("POST / HTTP/1.1\r\nHost: l\r\nContent-Length: 999999999\r\n\r\n").starts_with("HTTP/1.1 413"));
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\nHost: l\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_F(ControlSocketTest, SaysWhenNobodyWillAnswer) {
  auto socket = ControlSocket::open(path_, [](net::HttpRequest, Answer) {});
  ASSERT_TRUE(socket);
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\nHost: l\r\n\r\n").starts_with("HTTP/1.1 503"));
}

TEST_F(ControlSocketTest, WaitsForNobodyWhenItIsClosed) {
  std::promise<Answer> kept;
  auto socket = ControlSocket::open(path_, [&](net::HttpRequest, Answer answer) { kept.set_value(std::move(answer)); });
  ASSERT_TRUE(socket);
  std::string told;
  std::thread client([&] { told = ask("GET / HTTP/1.1\r\nHost: l\r\n\r\n"); });
  const auto held = kept.get_future().get();  // As by a task of a loop that has ended.
  socket->reset();
  client.join();
  EXPECT_TRUE(told.starts_with("HTTP/1.1 503")) << told;
  held(net::HttpResponse::text(200, "late"));
}

TEST_F(ControlSocketTest, EndsWhileAPeerDoesNotRead) {
  std::promise<void> answered;
  auto socket = ControlSocket::open(path_, [&](net::HttpRequest, Answer answer) {
    answer(net::HttpResponse::text(200, std::string(64 << 20, 'x')));  // Far more than a socket holds.
    answered.set_value();
  });
  ASSERT_TRUE(socket);
  const net::Descriptor peer(connected());
  const std::string request = "GET / HTTP/1.1\r\nHost: l\r\n\r\n";
  ASSERT_EQ(::send(peer.get(), request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
  answered.get_future().wait();
  socket->reset();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ControlSocketTest, ReplacesAFileLeftBehindAndRemovesItsOwn) {
  std::ignore = ::symlink("/nowhere", path_.c_str());
  auto socket = ControlSocket::open(path_, [](net::HttpRequest, Answer) {});
  ASSERT_TRUE(socket);
  socket->reset();
  EXPECT_FALSE(std::filesystem::exists(path_));
  const auto too_long = ControlSocket::open("/tmp/" + std::string(120, 'x'), [](net::HttpRequest, Answer) {});
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, base::ErrorCode::kBadInput);
}

}  // namespace
}  // namespace peal::api
