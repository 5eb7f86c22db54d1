// Draws docs/images/screen.svg: the live view of a seeded session, the same on every machine. make screenshots
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openMarket } from '../src/boot/market.ts';
import { createVenue, firstEvents } from '../src/boot/session.ts';
import { loadConfig } from '../src/config/load.ts';
import { initialState } from '../src/core/state.ts';
import { run } from '../src/runtime/loop.ts';
import { noRecorder } from '../src/runtime/recorder.ts';
import { createVirtualWorld } from '../src/runtime/virtual-world.ts';
import { svg } from '../src/surface/screen/svg.ts';
import { cycleSummary } from '../src/view/cycle.ts';
import { logLine } from '../src/view/log-line.ts';
import { screen } from '../src/view/screen.ts';
import { decisionOf } from '../src/view/screen-decisions.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const size = { width: 120, height: 40 };
/** Later than this many days of trading, at the first moment that shows enough: so many positions held. */
const wanted = { seed: 2, days: 20, positions: 4 };

/** Everything that the screen shows of a synthetic session, at the moment when it is worth a picture. */
async function captureFrame({ seed, days, positions }) {
  const place = { cwd: root, env: {} };
  const config = unwrap(loadConfig({ cwd: '/nonexistent', env: {} }));
  const market = unwrap(openMarket(place, { market: 'synthetic', seed: String(seed), days: String(days * 4) }));
  const state = initialState();
  const decisions = [];
  const trades = new Map();
  const enough = () =>
    state.at % 900_000 > 300_000 &&
    state.at >= market.startAt + days * 86_400_000 &&
    [...state.positions.values()].filter(({ phase }) => phase === 'protected').length >= positions;
  const world = createVirtualWorld({
    source: market.source,
    venue: createVenue(config, seed),
    recorder: noRecorder,
    first: (at) => firstEvents(config, seed, at),
    inbox: () => [],
    stopped: enough,
    progress: () => undefined,
    tell: (effect, at) => {
      if (effect.type === 'trade.recorded') return void trades.set(effect.trade.id, effect.trade);
      const decision = decisionOf(effect, at);
      if (decision !== undefined) decisions.unshift(decision);
    },
  });
  await run(world, state, config.settings);
  const cycle = Math.floor((state.at - market.startAt) / 60_000);
  const details = cycleSummary(state, config.settings, { cycle, durationMs: 4 });
  const lastSummary = logLine({ type: 'alert.send', severity: 'info', name: 'CYCLE_SUMMARY', details }, state.at);
  const facts = { mode: 'paper', market: 'synthetic', seed, speed: 3600, cycle, journal: '.local/paper/journal.sqlite' };
  return screen({ state, settings: config.settings, facts, decisions, lastSummary, trades: [...trades.values()], ...size });
}

function unwrap(result) {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}

const lines = await captureFrame(wanted);
const file = join(root, 'docs', 'images', 'screen.svg');
mkdirSync(dirname(file), { recursive: true });
const description = 'keel run in a terminal: mode, stops, equity, margin, positions, decisions and closed trades';
writeFileSync(file, svg({ lines, width: size.width, title: 'keel run', description }));
console.log(`docs/images/screen.svg: ${lines.length} lines`);
if (process.argv.includes('--text')) for (const line of lines) console.log(line.map(({ text }) => text).join(''));
