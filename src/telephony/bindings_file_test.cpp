#include "telephony/bindings_file.hpp"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace peal::telephony {
namespace {

struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("peal_bindings_" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

sip::Binding phone() {
  sip::Binding b;
  b.aor = "1001";
  b.contact = "sip:1001@192.168.1.7:5062;transport=udp";
  b.flow = {sip::Transport::kUdp, 0, {{203, 0, 113, 9}, false, 31000}};
  b.call_id = "x@192.168.1.7";
  b.cseq = 7;
  b.expires = base::from_unix_millis(1'760'000'300'000);
  b.instance = "urn:uuid:00000000-0000-1000-8000-000A95A0E128";
  b.user_agent = "测试话机";
  return b;
}

TEST(BindingsFile, ComesBackAsItWas) {
  const Folder folder;
  const auto file = folder.path / "registrations";
  ASSERT_TRUE(save_bindings(file, {phone()}));
  const auto loaded = load_bindings(file);
  ASSERT_TRUE(loaded) << loaded.error().describe();
  ASSERT_EQ(loaded->size(), 1u);
  EXPECT_EQ(loaded->front(), phone());
  struct stat info{};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST(BindingsFile, NoFileIsNoRegistrations) {
  const Folder folder;
  const auto loaded = load_bindings(folder.path / "registrations");
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(loaded->empty());
}

TEST(BindingsFile, EveryCutAndEveryFlippedByteIsNoticed) {
  const Folder folder;
  const auto file = folder.path / "registrations";
  ASSERT_TRUE(save_bindings(file, {phone(), phone()}));
  std::ifstream in(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << whole.substr(0, i);
    EXPECT_FALSE(load_bindings(file)) << "cut at " << i;
    auto flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x20);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << flipped;
    const auto loaded = load_bindings(file);
    EXPECT_FALSE(loaded) << "flipped at " << i;
  }
}

TEST(BindingsFile, AFolderThatIsNotThereIsSaid) {
  const auto saved = save_bindings("/nonexistent-folder/registrations", {phone()});
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().where, "/nonexistent-folder/registrations");
}

}  // namespace
}  // namespace peal::telephony
