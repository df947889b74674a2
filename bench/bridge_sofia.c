/* The bridge of bridge.cpp on Sofia-SIP's transaction layer (nta) alone: no user
 * agent, no SDP engine, no timers of its own. What a program can have from Debian
 * to put beside ours.
 *
 *   bench_bridge_sofia 127.0.0.1:15060 127.0.0.3:5070
 *
 * Loopback only. It runs until a SIGTERM. */

typedef struct call call_t;
#define NTA_LEG_MAGIC_T call_t
#define NTA_OUTGOING_MAGIC_T call_t
#define NTA_INCOMING_MAGIC_T call_t

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport_tag.h>

/* One call: the leg that came and the leg that went. */
struct call {
  nta_leg_t *caller, *called;
  nta_incoming_t *invite;
  nta_outgoing_t *placed;
  int over;
};

static nta_agent_t *agent;
static sip_contact_t *contact;
static char target[128];
static su_root_t *root;
static long calls_left;

static int bye_answered(call_t *call, nta_outgoing_t *request, sip_t const *sip) {
  if (sip != NULL && sip->sip_status->st_status < 200) return 0;
  nta_outgoing_destroy(request);
  nta_leg_destroy(call->caller);
  nta_leg_destroy(call->called);
  free(call);
  --calls_left;
  return 0;
}

static int within(call_t *call, nta_leg_t *leg, nta_incoming_t *request, sip_t const *sip) {
  nta_leg_t *other = leg == call->caller ? call->called : call->caller;
  if (sip->sip_request->rq_method != sip_method_bye || call->over) return 481;
  call->over = 1;
  nta_outgoing_tcreate(other, bye_answered, call, NULL, SIP_METHOD_BYE, NULL, TAG_END());
  return 200;
}

static int placed_answered(call_t *call, nta_outgoing_t *request, sip_t const *sip) {
  int status = sip != NULL ? sip->sip_status->st_status : 408;
  if (status == 180) nta_incoming_treply(call->invite, SIP_180_RINGING, SIPTAG_CONTACT(contact), TAG_END());
  if (status < 200) return 0;
  if (status >= 300) {
    nta_incoming_treply(call->invite, status, "Refused", TAG_END());
    nta_incoming_destroy(call->invite);
    nta_outgoing_destroy(request);
    return 0;
  }
  nta_leg_rtag(call->called, sip->sip_to->a_tag);
  nta_leg_client_route(call->called, sip->sip_record_route, sip->sip_contact);
  nta_outgoing_t *ack = nta_outgoing_tcreate(call->called, NULL, NULL, NULL, SIP_METHOD_ACK, NULL,
                                             SIPTAG_CSEQ(sip_cseq_create(NULL, sip->sip_cseq->cs_seq, SIP_METHOD_ACK)), TAG_END());
  nta_outgoing_destroy(ack);
  nta_incoming_treply(call->invite, SIP_200_OK, SIPTAG_CONTACT(contact), SIPTAG_CONTENT_TYPE(sip->sip_content_type),
                      SIPTAG_PAYLOAD(sip->sip_payload), TAG_END());
  nta_incoming_destroy(call->invite);
  nta_outgoing_destroy(request);
  return 0;
}

static int arrived(call_t *none, nta_leg_t *leg, nta_incoming_t *request, sip_t const *sip) {
  (void)none, (void)leg;
  if (sip->sip_request->rq_method == sip_method_ack) return 0;
  if (sip->sip_request->rq_method != sip_method_invite) return 405;
  call_t *call = calloc(1, sizeof *call);
  if (call == NULL) return 503;
  ++calls_left;
  call->invite = request;
  nta_incoming_treply(request, SIP_100_TRYING, TAG_END());
  call->caller = nta_leg_tcreate(agent, within, call, SIPTAG_CALL_ID(sip->sip_call_id), SIPTAG_FROM(sip->sip_to),
                                 SIPTAG_TO(sip->sip_from), TAG_END());
  nta_leg_tag(call->caller, NULL);
  nta_incoming_tag(request, nta_leg_get_tag(call->caller));
  nta_leg_server_route(call->caller, sip->sip_record_route, sip->sip_contact);
  call->called = nta_leg_tcreate(agent, within, call, SIPTAG_FROM(sip->sip_from), SIPTAG_TO_STR(target), TAG_END());
  nta_leg_tag(call->called, NULL);
  call->placed = nta_outgoing_tcreate(call->called, placed_answered, call, NULL, SIP_METHOD_INVITE, URL_STRING_MAKE(target),
                                      SIPTAG_CONTACT(contact), SIPTAG_CONTENT_TYPE(sip->sip_content_type),
                                      SIPTAG_PAYLOAD(sip->sip_payload), TAG_END());
  return 0;
}

static void stop(int number) {
  (void)number;
  su_root_break(root);
}

int main(int argc, char **argv) {
  if (argc != 3 || strlen(argv[1]) > 60 || strlen(argv[2]) > 60) {
    fprintf(stderr, "bench_bridge_sofia AT CALLED, such as: bench_bridge_sofia 127.0.0.1:15060 127.0.0.3:5070\n");
    return 2;
  }
  char at[128];
  snprintf(at, sizeof at, "sip:%s;transport=udp", argv[1]);
  snprintf(target, sizeof target, "sip:a1@%s", argv[2]);
  su_init();
  root = su_root_create(NULL);
  agent = nta_agent_create(root, URL_STRING_MAKE(at), NULL, NULL, NTATAG_UA(1), TPTAG_UDP_RMEM(4 << 20), TAG_END());
  if (agent == NULL) return perror("nta_agent_create"), 1;
  su_home_t home[1] = {SU_HOME_INIT(home)};
  char where[128];
  snprintf(where, sizeof where, "<sip:%s>", argv[1]);
  contact = sip_contact_make(home, where);
  if (nta_leg_tcreate(agent, arrived, NULL, NTATAG_NO_DIALOG(1), TAG_END()) == NULL) return 1;
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  su_root_run(root);
  printf("calls left %ld\n", calls_left);
  return 0;
}
