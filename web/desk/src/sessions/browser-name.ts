// Order matters: Edge and Opera also say Chrome, Chrome also says Safari.
const kBrowsers: [RegExp, string][] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari/, 'Safari'],
];

/** `Chrome 156` from a User-Agent; what is no known browser as it is, shortened. */
export function browserName(userAgent: string): string {
  for (const [pattern, name] of kBrowsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return userAgent.slice(0, 40) || '–';
}
