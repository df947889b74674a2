#include "core/conference/sentences.hpp"

namespace peal::core::conference {
namespace {

Prompt two(const char* chinese, const char* english) { return Prompt{{{"zh-CN", chinese}, {"en-US", english}}, {}}; }

}  // namespace

const Prompt& ask_for_pin(bool again) {
  static const auto kFirst = two("请输入会议密码，按井号键结束。", "Please enter the conference PIN, then press hash.");
  static const auto kAgain = two("密码不正确，请重新输入，按井号键结束。", "That PIN is not right. Please enter it again, then press hash.");
  return again ? kAgain : kFirst;
}

const Prompt& first_one() {
  static const auto kFirst = two("您是第一位进入会议的人，请稍候。", "You are the first in this conference. Please wait for the others.");
  return kFirst;
}

const Prompt& wait_for_host() {
  static const auto kWait = two("主持人尚未到达，请稍候。", "The host is not here yet. Please wait.");
  return kWait;
}

const Prompt& sentence_of(ConferenceRefusal why) {
  static const auto kWrong = two("密码不正确，再见。", "That PIN is not right. Goodbye.");
  static const auto kFull = two("会议人数已满，请稍后再拨。再见。", "This conference is full. Please call again later. Goodbye.");
  static const auto kLocked = two("会议已锁定，无法加入。再见。", "This conference is locked, and nobody can join. Goodbye.");
  static const auto kRemoved = two("您已被移出会议。再见。", "You have been removed from this conference. Goodbye.");
  static const auto kOver = two("会议已结束。再见。", "This conference is over. Goodbye.");
  switch (why) {
    case ConferenceRefusal::kWrongPin: return kWrong;
    case ConferenceRefusal::kFull: return kFull;
    case ConferenceRefusal::kLocked: return kLocked;
    case ConferenceRefusal::kRemoved: return kRemoved;
    case ConferenceRefusal::kOver: return kOver;
  }
  return kOver;
}

std::vector<Prompt> sentences() {
  std::vector<Prompt> all{ask_for_pin(false), ask_for_pin(true), first_one(), wait_for_host()};
  for (const auto why : {ConferenceRefusal::kWrongPin, ConferenceRefusal::kFull, ConferenceRefusal::kLocked,
                         ConferenceRefusal::kRemoved, ConferenceRefusal::kOver})
    all.push_back(sentence_of(why));
  return all;
}

}  // namespace peal::core::conference
