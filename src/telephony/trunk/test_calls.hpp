#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/result.hpp"
#include "core/ids.hpp"
#include "core/trunk_view.hpp"
#include "media/media_event.hpp"
#include "sip/user_agent/events.hpp"
#include "speech/speech_service.hpp"

namespace peal::telephony {

struct Board;
struct Leg;

/// What an administrator tries.
struct TestCall {
  core::TrunkId trunk;
  std::string number;
  std::string language;  ///< Of the sentence: "zh-CN".
  std::string sentence;
};

/// Calls that only show whether a trunk works: the sentence is spoken to
/// whoever answers, and the call ends. The core hears nothing of them.
class TestCalls {
 public:
  using Done = std::function<void(base::Result<core::TrunkTestOutcome>)>;
  explicit TestCalls(Board& board);
  ~TestCalls();
  TestCalls(const TestCalls&) = delete;
  TestCalls& operator=(const TestCalls&) = delete;

  void start(const TestCall& call, Done done);
  /// Ends all of them.
  void stop();

  // What sip and media tell; true when it was about a test call.
  bool answered(sip::CallId call, const sip::CallAnswered& answer);
  bool moved(sip::CallId call, core::TrunkId& trunk, const sip::SocketAddress& next);
  bool ended(sip::CallId call, const sip::CallEnd& end);
  bool played(const media::PlayFinished& event);

  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;

 private:
  struct Running;
  using At = std::list<std::unique_ptr<Running>>::iterator;
  void speak(Running& test);
  void spoken(std::uint64_t test, base::Result<speech::AudioPtr> sound);
  /// Hangs up what is up, gives everything back and tells the outcome.
  void finish(At at, const core::TrunkTestOutcome& outcome);
  [[nodiscard]] At find(sip::CallId call);
  [[nodiscard]] At find(std::uint64_t stream);

  Board& board_;
  std::thread::id home_;
  std::shared_ptr<TestCalls*> self_;  // Null once this is gone: speech may answer later.
  std::list<std::unique_ptr<Running>> running_;
};

}  // namespace peal::telephony
