import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where this process stands: its folder and its environment. Handed in, so that a test can stand elsewhere. */
export type Place = Readonly<{ cwd: string; env: Readonly<Record<string, string | undefined>> }>;

/** The one folder that holds all state. */
export function stateDir({ cwd, env }: Place): string {
  return resolve(cwd, env['KEEL_STATE_DIR'] ?? '.local');
}

export function journalDir(place: Place): string {
  return join(stateDir(place), 'journal');
}

/** Where a paper run at a pace lives, with its venue. */
export function paperDir(place: Place): string {
  return join(stateDir(place), 'paper');
}

/** Where a run on a venue over the wire lives; practice and real money never share a journal. */
export function liveDir(place: Place, isPractice: boolean): string {
  return join(stateDir(place), isPractice ? 'practice' : 'live');
}

/** Where a paper run on live prices lives. */
export function paperKrakenDir(place: Place): string {
  return join(stateDir(place), 'paper-kraken');
}

/** Nothing is thrown away: the folder gets the first free number. */
export function setAside(dir: string): void {
  let n = 1;
  while (existsSync(`${dir}-${n}`)) n += 1;
  renameSync(dir, `${dir}-${n}`);
}

/** A name that no journal in the folder has yet: run-1, run-2, and so on. */
export function nextJournal(place: Place): string {
  const taken = journals(place).map((name) => Number(/^run-(\d+)\.sqlite$/.exec(name)?.[1] ?? 0));
  return join(journalDir(place), `run-${Math.max(0, ...taken) + 1}.sqlite`);
}

/** The journal written last, of a run at full speed or at a pace; undefined where there is none. */
export function newestJournal(place: Place): string | undefined {
  const ongoing = [paperDir(place), paperKrakenDir(place), liveDir(place, true), liveDir(place, false)];
  const paths = [
    ...journals(place).map((name) => join(journalDir(place), name)),
    ...ongoing.map((dir) => join(dir, 'journal.sqlite')).filter((path) => existsSync(path)),
  ];
  return paths.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs || (a < b ? 1 : -1))[0];
}

function journals(place: Place): readonly string[] {
  const dir = journalDir(place);
  return existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.sqlite')) : [];
}
