#pragma once

#include <memory>
#include <string>
#include <vector>

namespace peal::base {

/// Counters, gauges and histograms behind one door (prometheus-cpp). Objects
/// returned live as long as the program; updating them is lock free.
class Counter {
 public:
  void add(double by = 1);
  [[nodiscard]] double value() const;
  void* handle = nullptr;
};
class Gauge {
 public:
  void set(double value);
  void add(double by);
  [[nodiscard]] double value() const;
  void* handle = nullptr;
};
class Histogram {
 public:
  void observe(double value);
  void* handle = nullptr;
};

/// `name` is snake_case and ends in its unit (peal_sip_requests_total). Asking
/// again for the same name and label returns the same object. `label` is one
/// "key=value" or empty.
Counter& counter(const std::string& name, const std::string& help, const std::string& label = {});
Gauge& gauge(const std::string& name, const std::string& help, const std::string& label = {});
Histogram& histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                     const std::string& label = {});

/// Prometheus text format, version 0.0.4.
[[nodiscard]] std::string metrics_text();

}  // namespace peal::base
