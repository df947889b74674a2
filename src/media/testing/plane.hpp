#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "media/media_plane.hpp"
#include "media/rtp/rtp_packet.hpp"
#include "media/testing/beats.hpp"
#include "media/testing/phone.hpp"
#include "media/testing/ports.hpp"
#include "media/testing/tones.hpp"

/// A plane of real sockets on loopback, and what it has told.
namespace peal::media::testing {

inline constexpr StreamId kCaller{1};
inline constexpr StreamId kAgent{2};

class RunningPlane : public ::testing::Test {
 protected:
  void SetUp() override {
    MediaConfig config;
    const auto ports = take_ports(100);
    config.port_first = ports.first;
    config.port_last = ports.last;
    auto opened = MediaPlane::open(config, [this](MediaEvent event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
    });
    ASSERT_TRUE(opened) << opened.error().describe();
    plane_ = std::move(*opened);
  }

  void connect(StreamId id, Phone& phone, const std::function<void(StreamParameters&)>& change = {}) {
    const auto address = plane_->open_stream(id, {.affinity = 7});
    ASSERT_TRUE(address);
    EXPECT_EQ(address->port % 2, 0);
    phone.call(*address);
    StreamParameters parameters = phone.parameters();
    if (change) change(parameters);
    ASSERT_TRUE(plane_->configure(id, parameters));
  }

  template <class Event>
  std::vector<Event> all() {
    const std::lock_guard lock(mutex_);
    std::vector<Event> out;
    for (const auto& event : events_) {
      if (const auto* found = std::get_if<Event>(&event)) out.push_back(*found);
    }
    return out;
  }
  template <class Event>
  std::vector<Event> wait_for() {
    for (int i = 0; i < 1'500 && all<Event>().empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return all<Event>();
  }

  std::mutex mutex_;
  std::vector<MediaEvent> events_;
  std::unique_ptr<MediaPlane> plane_;
};

inline std::span<const std::int16_t> last(const std::vector<std::int16_t>& sound, std::size_t samples) {
  return std::span(sound).last(std::min(samples, sound.size()));
}

// RFC 3550 5.1: by whole frames of 20 ms; more than one where the machine was too late for a beat.
inline void expect_goes_on(const rtp::Header& before, const rtp::Header& after) {
  const std::uint32_t step = after.timestamp - before.timestamp;
  EXPECT_TRUE(step > 0 && step % 160 == 0 && step < 8'000U * 60) << step;
}

}  // namespace peal::media::testing
