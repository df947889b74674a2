#pragma once

#include <filesystem>
#include <vector>

#include "app/doctor/doctor.hpp"

/// One function for each thing `peal doctor` looks at.
namespace peal::app {

[[nodiscard]] bool server_runs(const std::filesystem::path& data);
[[nodiscard]] Finding check_data_folder(const std::filesystem::path& data);
[[nodiscard]] Finding check_disk(const std::filesystem::path& data);
/// The limit of open files against what the media ports need.
[[nodiscard]] Finding check_files(const ServeOptions& options);
[[nodiscard]] std::vector<Finding> check_ports(const ServeOptions& options);
/// Media ports must not be those the kernel gives to outgoing connections.
[[nodiscard]] Finding check_media_range(const ServeOptions& options);
[[nodiscard]] Finding check_certificate(const std::filesystem::path& data);
[[nodiscard]] Finding check_web(const ServeOptions& options);
[[nodiscard]] Finding check_voices();
[[nodiscard]] Finding check_clock();
/// Journal, keys and database: readable, whole, at this release's schema.
[[nodiscard]] std::vector<Finding> check_stores(const ServeOptions& options);

}  // namespace peal::app
