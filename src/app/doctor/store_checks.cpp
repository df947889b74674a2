#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "app/serve/data_folder.hpp"
#include "app/serve/stores.hpp"
#include "journal/journal.hpp"
#include "settings/store.hpp"
#include "speech/espeak_provider.hpp"

namespace peal::app {
namespace {

Finding check_journal(const DataFolder& folder) {
  if (!std::filesystem::exists(folder.journal()))
    return {Health::kGood, "Journal", "None yet; the first start makes it.", ""};
  const auto facts = journal::Journal::verify(folder.journal());
  if (!facts)
    return {Health::kBad, "Journal", facts.error().describe(),
            "Stop here and copy the folder away before anything else: it is the record of every call. A backup may be put in its place."};
  return {Health::kGood, "Journal", fmt::format("{} facts, every one checks.", *facts), ""};
}

Finding check_database(const DataFolder& folder, const ServeOptions& options) {
  const auto address = database_address(folder, options.database);
  if (options.database.empty() && !std::filesystem::exists(folder.database()))
    return {Health::kGood, "Database", "None yet; the first start makes it.", ""};
  auto pool = open_database(address);
  if (!pool)
    return {Health::kBad, "Database", pool.error().describe(),
            "Call detail and figures can be rebuilt from the journal; settings and customers come from a backup."};
  settings::Store store(**pool);
  const auto settings = store.current();
  if (!settings) return {Health::kBad, "Database", settings.error().describe(), "Look at the database's own log."};
  return {Health::kGood, "Database", fmt::format("Open, settings revision {}, {} tenants.", settings->revision, settings->centres.size()), ""};
}

}  // namespace

Finding check_voices() {
  auto provider = speech::open_espeak();
  if (!provider) return {Health::kBad, "Speech", provider.error().message, "apt-get install espeak-ng-data"};
  for (const auto* language : {"zh-CN", "en-US"}) {
    if (const auto sound = (*provider)->synthesise({"1", language, "", 100}); !sound)
      return {Health::kBad, "Speech", sound.error().message, "apt-get install espeak-ng-data"};
  }
  return {Health::kGood, "Speech", "Chinese and English can be spoken.", ""};
}

std::vector<Finding> check_stores(const ServeOptions& options) {
  const DataFolder folder{std::filesystem::absolute(options.data)};
  return {check_journal(folder), check_database(folder, options)};
}

}  // namespace peal::app
