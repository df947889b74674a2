#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "core/testing/sample_facts.hpp"

/// Journals outlive releases: the bytes of each kind of fact are kept in
/// testdata, one file for each release, and none may ever change its meaning.
namespace peal::core {
namespace {

std::vector<std::string> golden_lines() {
  std::ifstream file(PEAL_SOURCE_DIR "/src/core/testdata/facts-0.1.txt");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  if (hex == "-") return bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

TEST(GoldenFacts, AreWrittenAsInTheJournalsOfThisRelease) {
  const auto golden = golden_lines();
  const auto samples = testing::sample_facts();
  ASSERT_EQ(golden.size(), samples.size()) << "a new fact needs a line in src/core/testdata";
  for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_EQ(testing::hex_line(samples[i]), golden[i]);
}

TEST(GoldenFacts, AreReadFromTheJournalsOfThisRelease) {
  const auto samples = testing::sample_facts();
  std::size_t nth = 0;
  for (const auto& line : golden_lines()) {
    std::istringstream words(line);
    std::string name, open, sealed;
    words >> name >> open >> sealed;
    const auto open_bytes = bytes_of(open);
    const auto sealed_bytes = bytes_of(sealed);
    Fact fact;
    base::WireReader reader(open_bytes, sealed_bytes);
    reader.value(fact);
    EXPECT_FALSE(reader.failed()) << name;
    EXPECT_EQ(fact, samples.at(nth++)) << name;
  }
}

TEST(GoldenFacts, AreReadWithoutThePersonalPartWhenThePersonWasForgotten) {
  for (const auto& line : golden_lines()) {
    std::istringstream words(line);
    std::string name, open;
    words >> name >> open;
    const auto bytes = bytes_of(open);
    Fact fact;
    base::WireReader reader(bytes, std::nullopt);
    reader.value(fact);
    EXPECT_FALSE(reader.failed()) << name;
    const auto* arrived = std::get_if<ContactArrived>(&fact.body);
    EXPECT_TRUE(arrived == nullptr || arrived->caller.text.empty());
  }
}

}  // namespace
}  // namespace peal::core
