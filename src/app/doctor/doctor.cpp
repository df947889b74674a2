#include "app/doctor/doctor.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "app/doctor/checks.hpp"

namespace peal::app {

std::vector<Finding> examine(const ServeOptions& options) {
  std::vector<Finding> findings;
  const bool running = server_runs(options.data);
  findings.push_back({Health::kGood, "Server",
                      running ? fmt::format("A server runs on {}.", options.data.string())
                              : fmt::format("No server runs on {}.", options.data.string()),
                      ""});
  findings.push_back(check_data_folder(options.data));
  findings.push_back(check_disk(options.data));
  findings.push_back(check_files(options));
  if (!running) {
    for (auto& finding : check_ports(options)) findings.push_back(std::move(finding));
  }
  findings.push_back(check_media_range(options));
  findings.push_back(check_certificate(options.data));
  findings.push_back(check_web(options));
  findings.push_back(check_voices());
  findings.push_back(check_clock());
  if (!running) {
    for (auto& finding : check_stores(options)) findings.push_back(std::move(finding));
  }
  return findings;
}

int doctor_main(const DoctorOptions& options) {
  int bad = 0;
  for (const auto& finding : examine(options.serve)) {
    const char* word = finding.health == Health::kGood ? "good   " : finding.health == Health::kWarning ? "look at" : "BAD    ";
    std::printf("%s  %-12s %s\n", word, finding.what.c_str(), finding.found.c_str());
    if (!finding.mend.empty()) std::printf("                       %s\n", finding.mend.c_str());
    if (finding.health == Health::kBad) ++bad;
  }
  if (bad == 0) std::printf("Nothing stands in the way of `peal serve`.\n");
  return bad == 0 ? 0 : 1;
}

}  // namespace peal::app
