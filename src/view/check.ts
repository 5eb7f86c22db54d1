/** One finding of a check-up: what was seen, and what to do where it is not as it should be. */
export type Check = Readonly<{ name: string; verdict: 'pass' | 'warn' | 'fail'; seen: string; fix: string }>;

export const pass = (name: string, seen: string): Check => ({ name, verdict: 'pass', seen, fix: '' });
export const warn = (name: string, seen: string, fix: string): Check => ({ name, verdict: 'warn', seen, fix });
export const fail = (name: string, seen: string, fix: string): Check => ({ name, verdict: 'fail', seen, fix });

/** Not looked at, because something before it failed. */
export const notDone = (name: string, why: string, fix: string): Check => warn(name, `not done: ${why}`, fix);

/** One line: the verdict, what was looked at, what was seen, and the way out. */
export function checkLine({ name, verdict, seen, fix }: Check): string {
  return `${verdict}  ${name.padEnd(13)}  ${seen}${fix === '' ? '' : `  -> ${fix}`}`;
}

/** Without the texts that nobody may read, wherever they came from. */
export function withoutSecrets(checks: readonly Check[], secrets: readonly string[]): readonly Check[] {
  const hide = (text: string): string =>
    secrets.reduce((said, secret) => (secret === '' ? said : said.replaceAll(secret, '<hidden>')), text);
  return checks.map((check) => ({ ...check, seen: hide(check.seen), fix: hide(check.fix) }));
}
