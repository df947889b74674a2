// Without 0, O, 1, l and their like, so that it can be read out over the phone.
const kSigns = '23456789abcdefghjkmnpqrstuvwxyz';
const kGroups = 4;
const kGroup = 4;

/** Four groups of four characters, about 79 bits of chance. */
export function randomPassword(random: (bytes: Uint8Array) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  let signs = '';
  while (signs.length < kGroups * kGroup) {
    // Values that would make some signs likelier than others are thrown away.
    for (const byte of random(new Uint8Array(kGroups * kGroup))) {
      if (byte < 256 - (256 % kSigns.length) && signs.length < kGroups * kGroup) signs += kSigns.charAt(byte % kSigns.length);
    }
  }
  return signs.match(/.{4}/g)?.join('-') ?? signs;
}
