#include <benchmark/benchmark.h>
#include <unistd.h>

#include "journal/journal.hpp"
#include "journal/sample_facts.hpp"
#include "journal/temporary_directory.hpp"

namespace peal::journal {
namespace {

// A call's 20 facts in the 7 batches they come in; two of them hold personal
// text, and every call is of a new caller. Time for one fact.
void append_call(benchmark::State& state) {
  TemporaryDirectory folder;
  auto keys = KeyRing::open(folder.path() / "keys").value();
  auto journal = Journal::open(folder.path() / "journal", {}, *keys).value();
  std::uint64_t contact = 0;
  std::int64_t facts = 0;
  for (auto unused : state) {
    const std::string number = "+86138" + std::to_string(++contact);
    const auto party = keys->party_of(sample::kTenant, number);
    const auto contact_id = sample::id<core::ContactId>(contact);
    for (int batch = 0; batch < 7; ++batch) {
      std::vector<core::Fact> made;
      if (batch == 0) made.push_back(sample::arrival(contact, party, number));
      if (batch == 1) made.push_back(sample::fact(1, party, core::DigitReceived{contact_id, {}, base::Personal("1")}));
      while (made.size() < 3) {
        made.push_back(
            sample::fact(1, party, core::HandlingStarted{{}, contact_id, sample::id<core::AgentId>(4), {}, {}}));
      }
      if (!journal->append(made, {"LegArrived", contact, 1})) state.SkipWithError("append failed");
      facts += static_cast<std::int64_t>(made.size());
    }
  }
  state.SetItemsProcessed(facts);
}
BENCHMARK(append_call)->Unit(benchmark::kMicrosecond)->MeasureProcessCPUTime();

}  // namespace
}  // namespace peal::journal
