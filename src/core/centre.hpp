#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/fields.hpp"
#include "core/ids.hpp"
#include "core/trunk.hpp"

/// The settings of a contact centre as the core needs them: plain values, one
/// revision at a time. The room `settings` keeps, checks and numbers them.
namespace peal::core {

/// Text in several languages, keyed by BCP 47 tag ("zh-CN", "en-US").
using Translated = std::map<std::string, std::string>;

struct Skill {
  SkillId id;
  std::string key;
  Translated name;
  PEAL_FIELDS(Skill, id, key, name)
};

struct AgentSkill {
  SkillId skill;
  std::uint8_t proficiency = 5;  ///< 1 (beginner) to 10 (expert).
  PEAL_FIELDS(AgentSkill, skill, proficiency)
};

enum class DeviceKind : std::uint8_t {
  kBrowser,   ///< The desk's softphone, registered over WebSocket.
  kSipPhone,  ///< A phone that registers with the agent's credentials.
  kOutside,   ///< A SIP address that needs no registration (mobile, home, another switch).
};

struct Agent {
  AgentId id;
  UserId user;
  std::string key;     ///< Unique in the tenant; the user part of the agent's SIP address.
  std::string name;
  std::string number;  ///< Extension.
  std::vector<AgentSkill> skills;
  DeviceKind device = DeviceKind::kBrowser;
  std::string address;  ///< For kOutside only: a SIP URI, or "tel:+8613810298208", which is rung over a trunk.
  /// Signed in and ready whenever the centre runs, with no desk: for kOutside only.
  bool always_on = false;
  std::string language = "zh-CN";
  std::string pickup_group;     ///< Agents of the same group may take each other's ringing calls; empty: of none.
  bool may_call_outside = true; ///< May dial, forward and transfer to numbers that are not ours.
  bool call_waiting = false;       ///< A second call may ring a phone that is in a call.
  base::Seconds ring_for{25};      ///< How long the extension rings when it is called.
  PEAL_FIELDS(Agent, id, user, key, name, number, skills, device, address, always_on, language, pickup_group,
              may_call_outside, call_waiting, ring_for)
};

enum class Strategy : std::uint8_t {
  kLongestIdle, kRoundRobin, kLeastOccupied, kFewestCalls, kBestSkill, kTopDown, kRingAll, kWeightedRandom,
};

enum class WrapUpPolicy : std::uint8_t {
  kNone,            ///< Ready at once.
  kOptional,        ///< Until the agent says done; a disposition may be given.
  kMandatory,       ///< Until a disposition is given.
  kTimed,           ///< Exactly `wrap_up` long.
  kTimedEarlyExit,  ///< At most `wrap_up` long.
};

struct SkillRequirement {
  SkillId skill;
  std::uint8_t least = 1;  ///< Least proficiency.
  PEAL_FIELDS(SkillRequirement, skill, least)
};

/// One prompt: a recording where there is one for the language, else its text
/// spoken. `recording` is the key of an uploaded file.
struct Prompt {
  Translated text;
  std::string recording;
  PEAL_FIELDS(Prompt, text, recording)
};

struct Queue {
  QueueId id;
  std::string key;
  Translated name;
  std::vector<SkillRequirement> skills;
  Strategy strategy = Strategy::kLongestIdle;
  std::int32_t priority = 0;                      ///< Higher is served first.
  std::string music = "default";
  base::Seconds announce_every{30};               ///< Position announcement; 0: never.
  base::Seconds offer_timeout{20};                ///< How long an agent rings before RONA.
  WrapUpPolicy wrap_up_policy = WrapUpPolicy::kTimedEarlyExit;
  base::Seconds wrap_up{30};
  bool record = true;
  base::Seconds service_level{20};
  base::Seconds short_abandon{5};                 ///< Abandons at or under this are short.
  std::uint32_t most_waiting = 1000;              ///< Further callers hear the busy announcement.
  PEAL_FIELDS(Queue, id, key, name, skills, strategy, priority, music, announce_every, offer_timeout, wrap_up_policy,
              wrap_up, record, service_level, short_abandon, most_waiting)
};

// Flow nodes. `next` and the others are keys of nodes of the same flow; empty
// means: hang up normally. docs/guide/settings-file.md says how people write them.
struct AnswerNode {
  std::string next;
  PEAL_FIELDS(AnswerNode, next)
};
struct PlayNode {
  Prompt prompt;
  bool barge_in = false;
  std::string next;
  PEAL_FIELDS(PlayNode, prompt, barge_in, next)
};
struct MenuNode {
  Prompt prompt;
  std::map<std::string, std::string> keys;  ///< "1" -> node.
  base::Seconds timeout{5};                 ///< After the prompt has ended.
  std::uint8_t tries = 3;
  std::string on_invalid;                   ///< After the last try with a wrong key.
  std::string on_timeout;                   ///< After the last try without a key.
  PEAL_FIELDS(MenuNode, prompt, keys, timeout, tries, on_invalid, on_timeout)
};
struct SetLanguageNode {
  std::string language;
  std::string next;
  PEAL_FIELDS(SetLanguageNode, language, next)
};
struct QueueNode {
  QueueId queue;
  std::int32_t priority = 0;  ///< Added to the queue's.
  std::string on_full;
  PEAL_FIELDS(QueueNode, queue, priority, on_full)
};
/// Sends the caller's sound back: the device check's echo call.
struct EchoNode {
  base::Seconds longest{60};
  std::string next;
  PEAL_FIELDS(EchoNode, longest, next)
};
struct HangUpNode {
  PEAL_NO_FIELDS(HangUpNode)
};
/// The caller is taken to the door of a conference; the call ends with it.
struct ConferenceNode {
  ConferenceId conference;
  PEAL_FIELDS(ConferenceNode, conference)
};
using FlowNodeKind =
    std::variant<AnswerNode, PlayNode, MenuNode, SetLanguageNode, QueueNode, EchoNode, HangUpNode, ConferenceNode>;

struct FlowNode {
  std::string key;
  FlowNodeKind kind;
  PEAL_FIELDS(FlowNode, key, kind)
};

struct Flow {
  FlowId id;
  std::string key;
  Translated name;
  std::uint32_t version = 1;
  std::string start;
  std::vector<FlowNode> nodes;
  PEAL_FIELDS(Flow, id, key, name, version, start, nodes)
};

struct Number {
  NumberId id;
  std::string digits;    ///< As dialled: "7000", "+861088880000".
  Translated name;       ///< The advert, station or line it stands for.
  FlowId flow;
  std::string language = "zh-CN";
  TrunkId trunk;         ///< Comes in on this trunk only; none: on any.
  PEAL_FIELDS(Number, id, digits, name, flow, language, trunk)
};

struct NotReadyReason {
  ReasonId id;
  std::string key;
  Translated name;
  PEAL_FIELDS(NotReadyReason, id, key, name)
};

struct Disposition {
  DispositionId id;
  std::string key;
  Translated name;
  PEAL_FIELDS(Disposition, id, key, name)
};

/// Places where a call waits until somebody dials the place's number.
struct ParkLot {
  std::string first = "7001";         ///< The lowest number; the others follow it.
  std::uint32_t places = 9;           ///< 0: no parking.
  base::Seconds return_after{120};    ///< Then whoever parked the call is rung.
  PEAL_FIELDS(ParkLot, first, places, return_after)
};

/// A room that people dial into, to hear each other. Its PINs are no settings:
/// they are kept sealed, and whoever keeps them compares.
struct Conference {
  ConferenceId id;
  std::string key;
  Translated name;
  std::string number;                  ///< What our phones dial; empty: only flows lead there.
  bool has_pin = false;                ///< Nobody gets in without it.
  bool has_host_pin = false;           ///< Makes a host of whoever dials it instead.
  std::uint32_t most_parties = 20;     ///< 2 to limits::kConferenceParties.
  bool tones = true;                   ///< Heard when somebody comes or goes.
  bool record = false;
  bool wait_for_host = false;          ///< Everybody waits with music until a host is there.
  std::string music = "default";       ///< For whoever waits or is alone.
  PEAL_FIELDS(Conference, id, key, name, number, has_pin, has_host_pin, most_parties, tones, record, wait_for_host,
              music)
};

struct Centre {
  TenantId tenant;
  std::string key;
  Translated name;
  std::string time_zone = "Asia/Shanghai";  ///< IANA name.
  std::string language = "zh-CN";
  std::vector<Skill> skills;
  std::vector<Agent> agents;
  std::vector<Queue> queues;
  std::vector<Flow> flows;
  std::vector<Number> numbers;
  std::vector<NotReadyReason> reasons;
  std::vector<Disposition> dispositions;
  base::Seconds reconnect_grace{15};  ///< How long a lost browser leg may take to come back.
  std::vector<Trunk> trunks;
  ParkLot park;
  bool record_outside_calls = false;  ///< An agent's own call to the outside is a recorded contact.
  std::vector<Conference> conferences;
  PEAL_FIELDS(Centre, tenant, key, name, time_zone, language, skills, agents, queues, flows, numbers, reasons,
              dispositions, reconnect_grace, trunks, park, record_outside_calls, conferences)
};

/// All tenants at one revision.
struct Settings {
  std::uint64_t revision = 0;
  std::vector<Centre> centres;
  PEAL_FIELDS(Settings, revision, centres)
};

}  // namespace peal::core
