#include "app/rebuild.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "app/serve/data_folder.hpp"
#include "app/serve/stores.hpp"
#include "journal/journal.hpp"
#include "journal/key_ring.hpp"
#include "journal/projector.hpp"

namespace peal::app {
namespace {

base::Result<journal::Position> rebuild(const RebuildOptions& options) {
  const auto folder = open_data_folder(options.data);
  if (!folder) return base::fail(folder.error());
  auto keys = journal::KeyRing::open(folder->keys());
  if (!keys) return base::fail(keys.error());
  auto journal = journal::Journal::open(folder->journal(), {}, **keys);
  if (!journal) return base::fail(journal.error());
  auto pool = open_database(database_address(*folder, options.database));
  if (!pool) return base::fail(pool.error());
  {
    auto connection = (*pool)->borrow();
    if (!connection) return base::fail(connection.error());
    if (auto done = journal::Projector::throw_away(**connection); !done) return base::fail(done.error());
  }
  journal::Projector projector(**journal, **pool);
  if (auto done = projector.catch_up(); !done) return base::fail(done.error());
  return projector.applied();
}

}  // namespace

int rebuild_main(const RebuildOptions& options) {
  const auto facts = rebuild(options);
  if (!facts) {
    std::fprintf(stderr, "peal: %s\n", facts.error().message.c_str());
    return 1;
  }
  std::printf("The tables were made anew from the %s facts of the journal.\n", fmt::format("{}", *facts).c_str());
  return 0;
}

}  // namespace peal::app
