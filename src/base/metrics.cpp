#include "base/metrics.hpp"

#include <deque>
#include <map>
#include <mutex>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace peal::base {
namespace {

struct Shelf {
  std::mutex mutex;
  prometheus::Registry registry;
  std::map<std::string, Counter> counters;
  std::map<std::string, Gauge> gauges;
  std::map<std::string, Histogram> histograms;
};

Shelf& shelf() {
  static Shelf instance;
  return instance;
}

prometheus::Labels labels_of(const std::string& label) {
  const auto equals = label.find('=');
  if (equals == std::string::npos) return {};
  return {{label.substr(0, equals), label.substr(equals + 1)}};
}

}  // namespace

void Counter::add(double by) { static_cast<prometheus::Counter*>(handle)->Increment(by); }
double Counter::value() const { return static_cast<prometheus::Counter*>(handle)->Value(); }
void Gauge::set(double value) { static_cast<prometheus::Gauge*>(handle)->Set(value); }
void Gauge::add(double by) { static_cast<prometheus::Gauge*>(handle)->Increment(by); }
double Gauge::value() const { return static_cast<prometheus::Gauge*>(handle)->Value(); }
void Histogram::observe(double value) { static_cast<prometheus::Histogram*>(handle)->Observe(value); }

Counter& counter(const std::string& name, const std::string& help, const std::string& label) {
  auto& s = shelf();
  const std::lock_guard lock(s.mutex);
  auto& slot = s.counters[name + "|" + label];
  if (slot.handle == nullptr)
    slot.handle = &prometheus::BuildCounter().Name(name).Help(help).Register(s.registry).Add(labels_of(label));
  return slot;
}

Gauge& gauge(const std::string& name, const std::string& help, const std::string& label) {
  auto& s = shelf();
  const std::lock_guard lock(s.mutex);
  auto& slot = s.gauges[name + "|" + label];
  if (slot.handle == nullptr)
    slot.handle = &prometheus::BuildGauge().Name(name).Help(help).Register(s.registry).Add(labels_of(label));
  return slot;
}

Histogram& histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                     const std::string& label) {
  auto& s = shelf();
  const std::lock_guard lock(s.mutex);
  auto& slot = s.histograms[name + "|" + label];
  if (slot.handle == nullptr)
    slot.handle =
        &prometheus::BuildHistogram().Name(name).Help(help).Register(s.registry).Add(labels_of(label), bounds);
  return slot;
}

std::string metrics_text() {
  auto& s = shelf();
  return prometheus::TextSerializer().Serialize(s.registry.Collect());
}

}  // namespace peal::base
