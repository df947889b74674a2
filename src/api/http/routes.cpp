#include "api/http/handlers.hpp"
#include "api/http/route.hpp"

namespace peal::api {
namespace {

constexpr Access kPublic{Access::Kind::kPublic};
constexpr Access kSignedIn{Access::Kind::kSignedIn};
constexpr Access kPerson{Access::Kind::kPerson};
constexpr Access may(Permission permission) { return {Access::Kind::kPermission, permission}; }

constexpr Access kDesk = may(Permission::kDeskUse);
constexpr Access kReadContacts = may(Permission::kContactsRead);
constexpr Access kListen = may(Permission::kRecordingsListen);
constexpr Access kReadSignalling = may(Permission::kSignallingRead);
constexpr Access kCapture = may(Permission::kSignallingCapture);
constexpr Access kWatch = may(Permission::kSignallingWatch);
constexpr Access kReadCustomers = may(Permission::kCustomersRead);
constexpr Access kWriteCustomers = may(Permission::kCustomersWrite);
constexpr Access kReadSettings = may(Permission::kSettingsRead);
constexpr Access kManageSessions = may(Permission::kSessionsManage);
constexpr Access kManageKeys = may(Permission::kKeysManage);
constexpr Access kManageTrunks = may(Permission::kTrunksManage);
constexpr Access kManageSecurity = may(Permission::kSecurityManage);

constexpr Route kRoutes[] = {
    {"POST", "/api/sessions", kPublic, Runs::kOnWorker, sign_in},
    {"GET", "/api/sessions", kManageSessions, Runs::kOnWorker, list_sessions},
    {"GET", "/api/sessions/current", kPerson, Runs::kOnWorker, current_session},
    {"DELETE", "/api/sessions/current", kPerson, Runs::kOnWorker, sign_out},
    {"DELETE", "/api/sessions/{id}", kManageSessions, Runs::kOnWorker, revoke_session},

    {"POST", "/api/keys", kManageKeys, Runs::kOnWorker, make_key},
    {"GET", "/api/keys", kManageKeys, Runs::kOnWorker, list_keys},
    {"DELETE", "/api/keys/{id}", kManageKeys, Runs::kOnWorker, revoke_key},

    {"GET", "/api/me", kPerson, Runs::kOnWorker, me},
    {"GET", "/api/me/ice", kPerson, Runs::kAtOnce, own_ice},

    {"POST", "/api/agent/sign-in", kDesk, Runs::kAtOnce, agent_sign_in},
    {"POST", "/api/agent/sign-out", kDesk, Runs::kAtOnce, agent_sign_out},
    {"PUT", "/api/agent/status", kDesk, Runs::kAtOnce, set_agent_status},
    {"POST", "/api/contacts/{id}/reject", kDesk, Runs::kAtOnce, reject_offer},
    {"POST", "/api/contacts/{id}/hold", kDesk, Runs::kAtOnce, hold},
    {"POST", "/api/contacts/{id}/retrieve", kDesk, Runs::kAtOnce, retrieve},
    {"POST", "/api/contacts/{id}/mute", kDesk, Runs::kAtOnce, mute},
    {"POST", "/api/contacts/{id}/digits", kDesk, Runs::kAtOnce, send_digits},
    {"POST", "/api/contacts/{id}/hang-up", kDesk, Runs::kAtOnce, hang_up},
    {"POST", "/api/contacts/{id}/extend-wrap-up", kDesk, Runs::kAtOnce, extend_wrap_up},
    {"POST", "/api/contacts/{id}/finish", kDesk, Runs::kAtOnce, finish_wrap_up},
    {"POST", "/api/contacts/{id}/transfer", kDesk, Runs::kAtOnce, transfer_contact},
    {"POST", "/api/contacts/{id}/consult", kDesk, Runs::kAtOnce, consult},
    {"POST", "/api/contacts/{id}/swap", kDesk, Runs::kAtOnce, swap_consult},
    {"POST", "/api/contacts/{id}/complete-transfer", kDesk, Runs::kAtOnce, complete_transfer},
    {"POST", "/api/contacts/{id}/cancel-consult", kDesk, Runs::kAtOnce, cancel_consult},
    {"POST", "/api/contacts/{id}/join", kDesk, Runs::kAtOnce, join_consult},
    {"POST", "/api/contacts/{id}/park", kDesk, Runs::kAtOnce, park_contact},
    {"POST", "/api/contacts/{id}/retrieve-parked", kDesk, Runs::kAtOnce, retrieve_parked},
    {"PUT", "/api/agent/forwarding", kDesk, Runs::kAtOnce, set_forwarding},
    {"PUT", "/api/agent/phone-rules", kDesk, Runs::kAtOnce, set_phone_rules},
    {"DELETE", "/api/agent/seat", kDesk, Runs::kAtOnce, leave_seat},
    {"GET", "/api/agent/phone-pin", kDesk, Runs::kOnWorker, own_phone_pin},
    {"PUT", "/api/agent/phone-pin", kDesk, Runs::kOnWorker, set_own_phone_pin},
    {"DELETE", "/api/agent/phone-pin", kDesk, Runs::kOnWorker, remove_own_phone_pin},
    {"PUT", "/api/agents/{id}/phone-pin", may(Permission::kSettingsWrite), Runs::kOnWorker, set_phone_pin},
    {"DELETE", "/api/agents/{id}/phone-pin", may(Permission::kSettingsWrite), Runs::kOnWorker, remove_phone_pin},
    {"PUT", "/api/agents/{id}/phone-password", may(Permission::kSettingsWrite), Runs::kOnWorker, set_phone_password},
    {"PUT", "/api/users/{id}/password", may(Permission::kSettingsWrite), Runs::kOnWorker, set_user_password},
    {"PUT", "/api/contacts/{id}/notes", kDesk, Runs::kAtOnce, write_notes},

    {"GET", "/api/live", kSignedIn, Runs::kAtOnce, live},
    {"GET", "/api/figures", kSignedIn, Runs::kOnWorker, figures},

    {"GET", "/api/contacts", kReadContacts, Runs::kOnWorker, list_contacts},
    {"GET", "/api/contacts/{id}", kReadContacts, Runs::kOnWorker, one_contact},
    {"GET", "/api/contacts/{id}/ladder", kReadSignalling, Runs::kOnWorker, contact_ladder},
    {"GET", "/api/contacts/{id}/pcap", kCapture, Runs::kOnWorker, contact_pcap},
    {"GET", "/api/trace", kWatch, Runs::kOnWorker, watch_trace},
    {"GET", "/api/trace/refused", kWatch, Runs::kOnWorker, refused_calls},
    {"GET", "/api/recordings", kListen, Runs::kOnWorker, list_recordings},
    {"GET", "/api/recordings/{id}", kListen, Runs::kOnWorker, one_recording},
    {"GET", "/api/recordings/{id}/audio", kListen, Runs::kOnWorker, recording_audio},
    {"GET", "/api/recordings/{id}/waveform", kListen, Runs::kOnWorker, recording_waveform},

    {"GET", "/api/customers", kReadCustomers, Runs::kOnWorker, list_customers},
    {"POST", "/api/customers", kWriteCustomers, Runs::kOnWorker, create_customer},
    {"GET", "/api/customers/{id}", kReadCustomers, Runs::kOnWorker, one_customer},
    {"PUT", "/api/customers/{id}", kWriteCustomers, Runs::kOnWorker, save_customer},
    {"DELETE", "/api/customers/{id}", may(Permission::kCustomersForget), Runs::kOnWorker, forget_customer},
    {"GET", "/api/customers/{id}/history", kReadCustomers, Runs::kOnWorker, customer_history},

    {"GET", "/api/queues", kSignedIn, Runs::kAtOnce, list_queues},
    {"GET", "/api/agents", kSignedIn, Runs::kAtOnce, list_agents},

    {"POST", "/api/web-calls", kPublic, Runs::kAtOnce, start_web_call, kJsonBodyMax, Pages::kCompanies},
    {"GET", "/api/public/demo", kPublic, Runs::kAtOnce, demo},

    {"GET", "/api/conferences", kSignedIn, Runs::kAtOnce, list_conferences},
    {"POST", "/api/conferences/{id}/mute", kPerson, Runs::kAtOnce, mute_party},
    {"POST", "/api/conferences/{id}/remove", kPerson, Runs::kAtOnce, remove_party},
    {"POST", "/api/conferences/{id}/lock", kPerson, Runs::kAtOnce, lock_conference},
    {"POST", "/api/conferences/{id}/end", kPerson, Runs::kAtOnce, end_conference},
    {"PUT", "/api/conferences/{id}/pins", may(Permission::kSettingsWrite), Runs::kOnWorker, set_conference_pins},

    {"GET", "/api/trunks", kManageTrunks, Runs::kAtOnce, list_trunks},
    {"PUT", "/api/trunks/{id}/password", kManageTrunks, Runs::kOnWorker, set_trunk_password},
    {"PUT", "/api/turn/secret", may(Permission::kSettingsWrite), Runs::kOnWorker, set_turn_secret},
    {"GET", "/api/security", kManageSecurity, Runs::kAtOnce, show_security},
    {"POST", "/api/security/lift", kManageSecurity, Runs::kOnWorker, lift_ban},
    {"POST", "/api/security/alarms/{id}/acknowledge", kManageSecurity, Runs::kOnWorker, acknowledge_alarm},
    {"POST", "/api/trunks/{id}/test-call", kManageTrunks, Runs::kOnWorker, test_trunk},

    {"POST", "/api/settings/apply", may(Permission::kSettingsWrite), Runs::kOnWorker, apply_settings,
     kSettingsBodyMax},
    {"GET", "/api/settings/revisions", kReadSettings, Runs::kOnWorker, list_revisions},
    {"GET", "/api/settings/current", kReadSettings, Runs::kAtOnce, current_settings},
    {"GET", "/api/settings/export", kReadSettings, Runs::kOnWorker, export_settings},
    {"GET", "/api/settings/trunks", kReadSettings, Runs::kOnWorker, list_entries},
    {"PUT", "/api/settings/trunks/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, set_entry},
    {"DELETE", "/api/settings/trunks/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, remove_entry},
    {"GET", "/api/settings/numbers", kReadSettings, Runs::kOnWorker, list_entries},
    {"PUT", "/api/settings/numbers/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, set_entry},
    {"DELETE", "/api/settings/numbers/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, remove_entry},
    {"GET", "/api/settings/agents", kReadSettings, Runs::kOnWorker, list_entries},
    {"PUT", "/api/settings/agents/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, set_entry},
    {"DELETE", "/api/settings/agents/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, remove_entry},
    {"GET", "/api/settings/users", kReadSettings, Runs::kOnWorker, list_entries},
    {"PUT", "/api/settings/users/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, set_entry},
    {"DELETE", "/api/settings/users/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, remove_entry},
    {"GET", "/api/settings/queues", kReadSettings, Runs::kOnWorker, list_entries},
    {"PUT", "/api/settings/queues/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, set_entry},
    {"DELETE", "/api/settings/queues/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, remove_entry},
    {"GET", "/api/settings/conferences", kReadSettings, Runs::kOnWorker, list_entries},
    {"PUT", "/api/settings/conferences/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, set_entry},
    {"DELETE", "/api/settings/conferences/{id}", may(Permission::kSettingsWrite), Runs::kOnWorker, remove_entry},

    {"GET", "/healthz", kPublic, Runs::kOnWorker, health},
    {"GET", "/metrics", may(Permission::kMetricsRead), Runs::kOnWorker, metrics},
    {"GET", "/api/openapi.yaml", kPublic, Runs::kAtOnce, openapi},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace peal::api
