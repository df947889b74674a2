import type { TFunction } from 'i18next';
import type { Choice, Field } from '../entries/fields';
import type { Draft } from '../entries/draft';

export const presets = ['account', 'address', 'switch'] as const;
export type Preset = (typeof presets)[number];

const always = ['key', 'address', 'name.zh-CN', 'name.en-US'];
const common: Record<Preset, string[]> = {
  account: [...always, 'user', 'domain', 'register', 'channels', 'called.form', 'caller.form', 'caller.fixed'],
  address: [...always, 'allowed_sources', 'channels', 'calls_per_second', 'called.form', 'caller.fixed'],
  switch: [...always, 'called.form', 'called.prefix', 'codecs', 'priority'],
};

/** What a new trunk of the kind begins with: docs/operate/trunks.md shows the same lines. */
export const beginnings: Record<Preset, Draft> = {
  account: { register: 'true', 'called.form': 'plain', 'caller.form': 'plain', 'called.prefix': '', codecs: '' },
  address: { register: 'false', 'called.form': 'e164', 'caller.form': 'as_is', 'called.prefix': '', codecs: '' },
  switch: { register: 'false', 'called.form': 'national', 'caller.form': 'as_is', 'called.prefix': '9', codecs: 'pcma' },
};

export function presetOf(draft: Draft): Preset {
  if (draft['register'] === 'true' || draft['user']) return 'account';
  return draft['called.prefix'] ? 'switch' : 'address';
}

export function isCommonFor(preset: Preset): (field: Field) => boolean {
  return ({ path }) => common[preset].includes(path);
}

function choicesOf<T extends string>(values: readonly T[], label: (value: T) => string): Choice[] {
  return values.map((value) => ({ value, label: label(value) }));
}

/** Every line a trunk can have, in the order in which people think of them. */
export function trunkFields(t: TFunction): Field[] {
  const forms = choicesOf(['as_is', 'e164', 'plain', 'national'] as const, (form) => t(`entries.choice.form.${form}`));
  return [
    { path: 'key', label: 'key', hint: 'key', kind: 'text', needed: true },
    { path: 'address', label: 'address', hint: 'address', kind: 'text', needed: true },
    { path: 'name.zh-CN', label: 'nameZh', kind: 'text' },
    { path: 'name.en-US', label: 'nameEn', kind: 'text' },
    { path: 'user', label: 'user', hint: 'user', kind: 'text', group: 'account' },
    { path: 'domain', label: 'domain', hint: 'domain', kind: 'text', group: 'account' },
    { path: 'register', label: 'register', kind: 'truth', usual: 'false', group: 'account' },
    { path: 'register_every', label: 'registerEvery', kind: 'seconds', usual: '300', group: 'account' },
    { path: 'realm', label: 'realm', hint: 'realm', kind: 'text', group: 'account' },
    { path: 'transport', label: 'transport', hint: 'transport', kind: 'choice', usual: 'auto', choices: choicesOf(['auto', 'udp', 'tcp', 'tls'] as const, (one) => t(`entries.choice.transport.${one}`)), group: 'network' },
    { path: 'outbound_proxy', label: 'outboundProxy', kind: 'text', group: 'network' },
    { path: 'allowed_sources', label: 'allowedSources', hint: 'allowedSources', kind: 'list', group: 'network' },
    { path: 'health_every', label: 'healthEvery', hint: 'healthEvery', kind: 'seconds', usual: '30', group: 'network' },
    { path: 'authorities', label: 'authorities', hint: 'authorities', kind: 'long', group: 'network' },
    { path: 'channels', label: 'channels', hint: 'channels', kind: 'number', usual: '0', group: 'limits' },
    { path: 'calls_per_second', label: 'callsPerSecond', hint: 'callsPerSecond', kind: 'number', usual: '0', group: 'limits' },
    { path: 'priority', label: 'priority', hint: 'priority', kind: 'number', usual: '1', group: 'limits' },
    { path: 'weight', label: 'weight', hint: 'weight', kind: 'number', usual: '100', group: 'limits' },
    { path: 'called.form', label: 'calledForm', kind: 'choice', usual: 'as_is', choices: forms, group: 'numbers' },
    { path: 'called.strip', label: 'calledStrip', kind: 'text', group: 'numbers' },
    { path: 'called.prefix', label: 'calledPrefix', hint: 'calledPrefix', kind: 'text', group: 'numbers' },
    { path: 'caller.form', label: 'callerForm', kind: 'choice', usual: 'as_is', choices: forms, group: 'numbers' },
    { path: 'caller.strip', label: 'callerStrip', kind: 'text', group: 'numbers' },
    { path: 'caller.prefix', label: 'callerPrefix', kind: 'text', group: 'numbers' },
    { path: 'caller.fixed', label: 'callerFixed', hint: 'callerFixed', kind: 'text', group: 'numbers' },
    { path: 'trusted', label: 'trusted', kind: 'truth', usual: 'true', group: 'numbers' },
    { path: 'forwarded_by', label: 'forwardedBy', kind: 'choice', usual: 'diversion', choices: choicesOf(['diversion', 'history_info', 'both', 'off'] as const, (one) => t(`entries.choice.forwardedBy.${one}`)), group: 'numbers' },
    { path: 'codecs', label: 'codecs', hint: 'codecs', kind: 'list', suggestions: ['pcma', 'pcmu', 'opus', 'g722', 'g729'], group: 'sound' },
    { path: 'srtp', label: 'srtp', kind: 'choice', usual: 'off', choices: choicesOf(['off', 'optional', 'required'] as const, (one) => t(`entries.choice.srtp.${one}`)), group: 'sound' },
    { path: 'srtp_without_tls', label: 'srtpWithoutTls', hint: 'srtpWithoutTls', kind: 'truth', usual: 'false', group: 'sound' },
  ];
}
