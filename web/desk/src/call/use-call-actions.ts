import { useMutation } from '@tanstack/react-query';
import { demand, type ContactView } from '@peal/api-client';
import { api } from '../server/api';
import { useShowProblem } from '../server/use-problem-text';
import { declineLeg, hangUpLeg, muteLeg } from '../phone/phone';

/** Where a call is to go: one of them. */
export type Target = { agent: string } | { queue: string } | { number: string };

/** What the agent can ask the server to do with a contact. The documents say what became of it. */
export function useCallActions(contact: Pick<ContactView, 'id'>) {
  const onError = useShowProblem();
  const at = { params: { path: { id: contact.id } } };
  const hold = useMutation({
    mutationFn: (on: boolean) => demand(on ? api.POST('/api/contacts/{id}/hold', at) : api.POST('/api/contacts/{id}/retrieve', at)),
    onError,
  });
  const mute = useMutation({
    mutationFn: (on: boolean) => {
      // At the source at once; the server's mixer and the board follow.
      muteLeg(on);
      return demand(api.POST('/api/contacts/{id}/mute', { ...at, body: { on } }));
    },
    onError,
  });
  const reject = useMutation({
    // The server ends the ringing; a leg declined here as well would race it.
    mutationFn: () => demand(api.POST('/api/contacts/{id}/reject', at)),
    onError: (error) => {
      declineLeg();
      onError(error);
    },
  });
  const hangUp = useMutation({
    mutationFn: () => demand(api.POST('/api/contacts/{id}/hang-up', at)),
    onError: (error) => {
      // With no way to the server the leg is all we have: ending it ends the call.
      hangUpLeg();
      onError(error);
    },
  });
  const digits = useMutation({
    mutationFn: (keys: string) => demand(api.POST('/api/contacts/{id}/digits', { ...at, body: { digits: keys } })),
    onError,
  });
  const extend = useMutation({
    mutationFn: (seconds: number) => demand(api.POST('/api/contacts/{id}/extend-wrap-up', { ...at, body: { seconds } })),
    onError,
  });
  const finish = useMutation({
    mutationFn: (disposition: string | null) => demand(api.POST('/api/contacts/{id}/finish', { ...at, body: { disposition } })),
    onError,
  });
  const transfer = useMutation({
    mutationFn: (body: Target) => demand(api.POST('/api/contacts/{id}/transfer', { ...at, body })),
    onError,
  });
  const consult = useMutation({
    mutationFn: (body: Target) => demand(api.POST('/api/contacts/{id}/consult', { ...at, body })),
    onError,
  });
  const swap = useMutation({ mutationFn: () => demand(api.POST('/api/contacts/{id}/swap', at)), onError });
  const complete = useMutation({ mutationFn: () => demand(api.POST('/api/contacts/{id}/complete-transfer', at)), onError });
  const cancel = useMutation({ mutationFn: () => demand(api.POST('/api/contacts/{id}/cancel-consult', at)), onError });
  const join = useMutation({ mutationFn: () => demand(api.POST('/api/contacts/{id}/join', at)), onError });
  const park = useMutation({ mutationFn: () => demand(api.POST('/api/contacts/{id}/park', { ...at, body: {} })), onError });
  const fetchParked = useMutation({ mutationFn: () => demand(api.POST('/api/contacts/{id}/retrieve-parked', at)), onError });
  return { transfer, consult, swap, complete, cancel, join, park, fetchParked, hold, mute, reject, hangUp, digits, extend, finish };
}
