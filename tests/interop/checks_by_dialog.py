"""What a carrier or a good phone does within a dialog: refreshes, early responses, late offers, forks, transfers."""

import re
import time

from checks_by_phone import hears_anything, until
from phone import Phone

AGENT_PORT = 15170


def agent(server):
    return Phone(server.agents_host, AGENT_PORT, user="out1")


def demand(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


def refused(phone, status):
    message = phone.receive()
    while message and message.status < 300:  # An answer of before may come again.
        message = phone.receive()
    demand(message and message.status == status, f"expected {status}, got {message and message.start}")
    return message


def sessions_are_refreshed_by_update_or_reinvite_and_a_dead_peer_is_let_go(server):
    """RFC 4028 with the shortest interval: refreshes after 45 s, the end after 60 s; all three calls at once."""
    with Phone() as modern, Phone() as old, Phone() as dead:
        timer, began = "Supported: timer", time.monotonic()
        modern.call(server.sip, "7103", (timer, "Allow: INVITE, ACK, BYE, CANCEL, UPDATE", "Session-Expires: 90;refresher=uas"))
        old.call(server.sip, "7103", (timer, "Allow: INVITE, ACK, BYE, CANCEL", "Session-Expires: 90;refresher=uas"))
        dead.call(server.sip, "7103", (timer, "Allow: INVITE, ACK, BYE, CANCEL, UPDATE", "Session-Expires: 90;refresher=uac"))
        granted = modern.answered()
        demand(granted.get("Session-Expires") == "90;refresher=uas" and "timer" in granted.get("Require"), granted.fields)
        first = old.answered()
        demand(dead.answered().get("Session-Expires") == "90;refresher=uac", "the caller may refresh when it wants to")
        update = modern.expect("UPDATE", 85)
        demand(time.monotonic() - began >= 45, "the refresh is due at half time, not before")
        demand(not update.body and update.get("Session-Expires") == "90;refresher=uac", update.fields)
        modern.reply(update, 200, "OK", extra=("Session-Expires: 90;refresher=uac", "Require: timer"))
        again = old.expect("INVITE", 40)
        demand(again.body == first.body, "a refresh changes no media (RFC 4028 7.4)")
        old.reply(again, 200, "OK", sdp=True, extra=("Session-Expires: 90;refresher=uac", "Require: timer"))
        old.expect("ACK")
        bye = dead.ended_by_server(80)
        demand(time.monotonic() - began >= 60, f"the dead peer was let go after {time.monotonic() - began:.0f} s")
        demand("cause=408" in " ".join(bye.all("Reason")), bye.fields)
        modern.bye()
        old.bye()


def a_session_that_is_too_short_is_refused_with_the_least_interval(server):
    with Phone() as caller:
        caller.call(server.sip, "7103", ("Supported: timer", "Session-Expires: 30"))
        refusal = refused(caller, 422)
        demand(refusal.get("Min-SE") == "90", refusal.fields)
        caller.ack_refusal(refusal)


def a_caller_without_an_offer_gets_ours_and_hears_the_greeting(server):
    with Phone() as caller:
        caller.call(server.sip, "7100", offer=False)
        answer = caller.answered(late_offer=True)
        demand("m=audio" in answer.body, "the 200 carries the offer (RFC 3261 13.2.1)")
        caller.ended_by_server(20)
        demand(len(caller.rtp.heard) > 8000 and max(map(abs, caller.rtp.heard)) > 500, "the greeting was not heard")


def every_form_of_hold_stops_the_music_and_the_end_of_hold_brings_it_back(server):
    """RFC 3264 8.4 and RFC 6337 5.3: by re-INVITE and by UPDATE, with attributes and the old way."""
    with Phone() as caller:
        caller.call(server.sip, "7103")
        caller.answered()
        usual = caller.sdp()
        held = usual.replace(f"c=IN IP4 {caller.host}", "c=IN IP4 0.0.0.0")
        ways = [("sendonly", usual, "recvonly", False), ("recvonly", usual, "sendonly", True), ("inactive", usual, "inactive", False),
                ("sendrecv", held, "recvonly", False), ("sendrecv", usual, "sendrecv", True)]
        for method in ("INVITE", "UPDATE"):
            for theirs, body, ours, music in ways:
                caller.cseq += 1
                body = body.replace("o=- 1 1 ", f"o=- 1 {caller.cseq} ") + f"a={theirs}\r\n"
                caller.send(caller.request(method, body=body), server.sip)
                answer = caller.expect(200)
                if method == "INVITE":
                    caller.ack()
                demand(f"a={ours}\r\n" in answer.body, f"{theirs} by {method} was answered\n{answer.body}")
                until(f"after {theirs} by {method} the music is {'heard' if music else 'gone'}", lambda: hears_anything(caller) == music)
        caller.bye()


def streams_we_do_not_take_keep_their_place(server):
    """RFC 3264 6 and 8: as many m-lines as offered, in their order, refused ones with port 0."""
    with Phone() as caller:
        audio = caller.sdp()
        head, _, line = audio.partition("m=audio")
        caller.sdp = lambda: (head + "m=video 6000 RTP/AVP 31\r\nm=audio" + line +
                              "m=application 6002 UDP/BFCP *\r\na=floorctrl:c-only\r\n")
        caller.call(server.sip, "7103")
        answer = caller.answered()
        lines = re.findall(r"^m=(\S+) (\d+)", answer.body, re.M)
        demand([(kind, port == "0") for kind, port in lines] == [("video", True), ("audio", False), ("application", True)], lines)
        caller.bye()


def an_agent_who_rings_reliably_gets_each_prack(server):
    """RFC 3262 4."""
    with Phone() as caller, agent(server) as desk:
        caller.call(server.sip, "7102")
        caller.answered()
        invite = desk.expect("INVITE")
        demand("100rel" in invite.get("Supported"), invite.fields)
        for number, (status, phrase) in enumerate(((180, "Ringing"), (183, "Session Progress")), 41):
            desk.reply(invite, status, phrase, sdp=status == 183, extra=("Require: 100rel", f"RSeq: {number}"))
            prack = desk.expect("PRACK")
            demand(prack.get("RAck") == f"{number} {invite.get('CSeq')}", prack.fields)
            desk.reply(prack, 200, "OK")
        desk.reply(invite, 200, "OK")
        desk.expect("ACK")
        desk.rtp.hertz = 900
        demand(caller.rtp.hears(900), "the media agreed in the 183 stands; the agent is not heard")
        caller.bye()
        demand(int(desk.ended_by_server().get("CSeq").split()[0]) == int(invite.get("CSeq").split()[0]) + 3, "CSeq counts the PRACKs")


def a_second_answer_of_a_forked_call_is_acknowledged_and_ended(server):
    """RFC 3261 13.2.2.4."""
    with Phone() as caller, agent(server) as desk:
        caller.call(server.sip, "7102")
        caller.answered()
        invite = desk.expect("INVITE")
        desk.reply(invite, 180, "Ringing", tag="left")
        desk.reply(invite, 180, "Ringing", tag="right")
        desk.reply(invite, 200, "OK", sdp=True, tag="left")
        demand("tag=left" in desk.expect("ACK").get("To"), "the first answer wins")
        desk.reply(invite, 200, "OK", sdp=True, tag="right")
        demand("tag=right" in desk.expect("ACK").get("To"), "the second is acknowledged")
        demand("tag=right" in desk.ended_by_server().get("To"), "and ended")
        desk.reply(invite, 200, "OK", sdp=True, tag="right")
        demand("tag=right" in desk.expect("ACK").get("To"), "said again, it is acknowledged again")
        caller.bye()
        demand("tag=left" in desk.ended_by_server().get("To"), "the call itself goes on until its end")


def a_lost_answer_is_repeated_and_a_doubled_one_acknowledged_twice(server):
    """RFC 3261 13.3.1.4 and 13.2.2.4."""
    with Phone() as caller, agent(server) as desk:
        caller.call(server.sip, "7102")
        lost = caller.expect(200)
        again = caller.expect(200)
        demand(lost.body == again.body, "the same answer comes again while no ACK is heard")
        caller.to, caller.target = again.get("To"), re.search(r"<([^>]+)>", again.get("Contact"))[1]
        caller.ack()
        invite = desk.expect("INVITE")
        desk.reply(invite, 200, "OK", sdp=True)
        first = desk.expect("ACK")
        desk.reply(invite, 200, "OK", sdp=True)
        demand(desk.expect("ACK").get("CSeq") == first.get("CSeq"), "the same ACK again")
        caller.bye()
        desk.ended_by_server()


def goodbyes_that_cross_leave_nobody_behind(server):
    with Phone() as caller, agent(server) as desk:
        caller.call(server.sip, "7102")
        caller.answered()
        invite = desk.expect("INVITE")
        desk.reply(invite, 200, "OK", sdp=True)
        desk.expect("ACK")
        caller.bye()
        bye = desk.expect("BYE")
        # Ours went out before theirs was read.
        desk.server, desk.target, desk.tag = bye.source, re.search(r"<([^>]+)>", invite.get("Contact"))[1], str(desk.port)
        desk.to, desk.call_id = invite.get("From"), invite.get("Call-ID")
        crossing = desk.request("BYE", cseq=1).replace(f"From: <sip:{desk.user}@{desk.host}>;tag={desk.tag}", f"From: {bye.get('To')}")
        desk.send(crossing, bye.source)
        desk.reply(bye, 200, "OK")
        demand(desk.answer_to("BYE").status in (200, 481), "the crossing BYE is answered")


def a_cancel_after_the_answer_changes_nothing(server):
    """RFC 3261 9.2."""
    with Phone() as caller:
        caller.call(server.sip, "7103")
        caller.answered()
        invite_target, caller.target = caller.target, caller.invite_target
        caller.cancel()
        demand(caller.answer_to("CANCEL").status in (200, 481), "the CANCEL itself is answered")
        caller.target = invite_target
        until("the call went on", lambda: hears_anything(caller))
        caller.bye()


def transfers_are_decided_here_and_never_passed_on(server):
    """RFC 3515 and 3891: no phone moves a call past the rules of the centre."""
    with Phone() as caller, Phone() as taker, agent(server) as desk:
        caller.call(server.sip, "7102")
        caller.answered()
        invite = desk.expect("INVITE")
        desk.reply(invite, 200, "OK", sdp=True)
        desk.expect("ACK")
        caller.cseq += 1
        caller.send(caller.request("REFER", extra=("Refer-To: <sip:1900@127.0.0.3:15170>",)), server.sip)
        demand(caller.answer_to("REFER").status == 603, "the transfer is declined")
        while (heard := desk.receive(0.3)) is not None:
            demand(heard.method in ("INVITE", "ACK") and "Refer-To" not in dict(heard.fields), f"the agent hears nothing of it, but {heard.start}")
        tag = re.search(r"tag=(\S+)", caller.to)[1]
        taker.call(server.sip, "7103", (f"Replaces: {caller.call_id};to-tag={tag};from-tag={caller.tag}",))
        taker.ack_refusal(refused(taker, 603))
        taker.call(server.sip, "7103", (f"Replaces: {caller.call_id};to-tag=guess;from-tag={caller.tag}",))
        taker.ack_refusal(refused(taker, 481))
        caller.bye()
        desk.ended_by_server()


CHECKS = [value for name, value in list(globals().items())
          if callable(value) and getattr(value, "__module__", "") == __name__ and name.count("_") > 2]
