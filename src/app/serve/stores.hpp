#pragma once

#include <memory>
#include <string>

#include "app/serve/data_folder.hpp"
#include "db/pool.hpp"
#include "settings/store.hpp"

namespace peal::app {

/// The address of the database: `wanted` (postgresql://...), or the embedded
/// one in the data folder.
[[nodiscard]] std::string database_address(const DataFolder& folder, const std::string& wanted);

/// Opens the database and brings its schema to this release. Errors name the
/// file or the server and say what to do.
[[nodiscard]] base::Result<std::unique_ptr<db::Pool>> open_database(const std::string& address);

}  // namespace peal::app
